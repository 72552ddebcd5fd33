import type { Label } from "../lib/labels";
import classes from "./StatusLabel.module.css";

/** A state in words, with a dot in its tone: the words alone say everything. */
export function StatusLabel({ label }: { label: Label }) {
  return (
    <span className={classes.label} data-tone={label.tone}>
      {label.text}
    </span>
  );
}
