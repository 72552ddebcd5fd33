import { VisuallyHidden } from "@mantine/core";
import { Fragment, useMemo } from "react";

import { counted } from "../../lib/format";
import classes from "./DifferenceLines.module.css";
import { differenceOf, type Line, withGaps } from "./textDifference";

const MARKS = { same: " ", removed: "−", added: "+" } as const;

interface Props {
  label: string;
  from: string;
  to: string;
}

/**
 * A difference that does not need colour: lines begin with a plus or a minus sign, and what was altered
 * in a line is underlined or struck through.
 */
export default function DifferenceLines({ label, from, to }: Props) {
  const rows = useMemo(() => withGaps(differenceOf(from, to)), [from, to]);
  return (
    <div className={classes.frame} role="group" aria-label={label}>
      {rows.map((row, at) =>
        row.kind === "gap" ? (
          <div key={at} className={classes.gap}>
            {counted(row.lines, "unchanged line")}
          </div>
        ) : (
          <LineRow key={at} line={row} />
        ),
      )}
    </div>
  );
}

function LineRow({ line: { kind, pieces } }: { line: Line }) {
  const Mark = kind === "removed" ? "del" : "ins";
  return (
    <div className={classes.line} data-kind={kind}>
      <span className={classes.mark} aria-hidden>
        {MARKS[kind]}
      </span>
      {kind !== "same" && <VisuallyHidden>{kind === "added" ? "Added: " : "Removed: "}</VisuallyHidden>}
      <span className={classes.text}>
        {pieces.map((piece, at) =>
          piece.changed ? (
            <Mark key={at}>{piece.text}</Mark>
          ) : (
            <Fragment key={at}>{piece.text}</Fragment>
          ),
        )}
      </span>
    </div>
  );
}
