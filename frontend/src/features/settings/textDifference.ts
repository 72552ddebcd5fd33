/** What changes from one text to another: lines, and the words within those that were altered. */
import { diffArrays, diffWordsWithSpace } from "diff";

export type LineKind = "same" | "removed" | "added";

export interface Piece {
  text: string;
  changed: boolean;
}

export interface Line {
  kind: LineKind;
  pieces: Piece[];
}

/** Unchanged lines that are left out. */
export interface Gap {
  kind: "gap";
  lines: number;
}

/** Unchanged lines that are shown around a change. */
const CONTEXT = 1;
/** Lines that have less than this in common are told as one gone and one new. */
const LIKENESS = 0.3;

/** Every line of both texts, in order; of a run of changes the removed lines come first. */
export function differenceOf(from: string, to: string): Line[] {
  const lines: Line[] = [];
  const runs = diffArrays(from.split("\n"), to.split("\n"));
  for (let i = 0; i < runs.length; i++) {
    const run = runs[i];
    const next = runs[i + 1];
    if (run?.removed && next?.added) {
      lines.push(...altered(run.value, next.value));
      i++;
    } else if (run) {
      const kind = run.removed ? "removed" : run.added ? "added" : "same";
      lines.push(...run.value.map((text) => whole(kind, text)));
    }
  }
  return lines;
}

/** Leaves out what is far from any change. */
export function withGaps(lines: Line[]): (Line | Gap)[] {
  const isNear = lines.map((_, at) =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some((line) => line.kind !== "same"),
  );
  const shown: (Line | Gap)[] = [];
  lines.forEach((line, at) => {
    const last = shown.at(-1);
    if (isNear[at]) shown.push(line);
    else if (last?.kind === "gap") last.lines++;
    else shown.push({ kind: "gap", lines: 1 });
  });
  return shown;
}

function whole(kind: LineKind, text: string): Line {
  return { kind, pieces: [{ text, changed: false }] };
}

/** Lines that took the place of others, each compared with the one at its place. */
function altered(removed: string[], added: string[]): Line[] {
  const pairs = removed.map((text, at) => pair(text, added[at]));
  return [
    ...pairs.map(({ before }) => before),
    ...added.map((text, at) => pairs[at]?.after ?? whole("added", text)),
  ];
}

function pair(before: string, after: string | undefined): { before: Line; after?: Line } {
  if (after === undefined) return { before: whole("removed", before) };
  const words = diffWordsWithSpace(before, after);
  const common = words
    .filter((word) => !word.added && !word.removed)
    .reduce((sum, word) => sum + word.value.length, 0);
  if (common < LIKENESS * Math.max(before.length, after.length)) {
    return { before: whole("removed", before), after: whole("added", after) };
  }
  const pieces = (left: "added" | "removed"): Piece[] =>
    words
      .filter((word) => !word[left])
      .map((word) => ({ text: word.value, changed: word.added || word.removed }));
  return {
    before: { kind: "removed", pieces: pieces("added") },
    after: { kind: "added", pieces: pieces("removed") },
  };
}
