import { CopyButton } from "./CopyButton";
import classes from "./CodeBlock.module.css";

interface Props {
  code: string;
  /** Says what the code is, to those who do not see it. */
  label: string;
}

/** A piece of code, to be read and copied. It scrolls by itself where it is wide. */
export function CodeBlock({ code, label }: Props) {
  return (
    <div className={classes.block}>
      {/* What scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={classes.code} tabIndex={0} role="region" aria-label={label}>
        <code>{code}</code>
      </pre>
      <div className={classes.copy}>
        <CopyButton value={code} />
      </div>
    </div>
  );
}
