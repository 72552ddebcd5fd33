import { expect, test } from "vitest";

import { differenceOf, withGaps } from "./textDifference";

const shape = (from: string, to: string) =>
  differenceOf(from, to).map(({ kind, pieces }) => {
    const text = pieces.map((piece) => (piece.changed ? `[${piece.text}]` : piece.text)).join("");
    return `${{ same: " ", removed: "-", added: "+" }[kind]}${text}`;
  });

test("equal texts have no changes", () => {
  expect(shape("a\nb", "a\nb")).toEqual([" a", " b"]);
});

test("the altered words of a line are marked in the old and in the new one", () => {
  expect(shape("Speak English.\nBe kind.", "Speak plain English.\nBe kind.")).toEqual([
    "-Speak English.",
    "+Speak [plain ]English.",
    " Be kind.",
  ]);
  expect(shape("Be kind to people.", "Be strict to people.")).toEqual([
    "-Be [kind] to people.",
    "+Be [strict] to people.",
  ]);
});

test("lines with nothing in common are not compared word by word", () => {
  expect(shape("one two three", "vier fünf sechs")).toEqual(["-one two three", "+vier fünf sechs"]);
});

test("added and removed lines stand where they belong", () => {
  expect(shape("a\nb\nc", "a\nc\nd")).toEqual([" a", "-b", " c", "+d"]);
  expect(shape("a", "x y z\na\nb")).toEqual(["+x y z", " a", "+b"]);
});

test("both texts can be read out of the difference", () => {
  const from = "a\n\nb b\nc\nd";
  const to = "a\nb c\n\n\nd\ne";
  const text = (kind: string) =>
    differenceOf(from, to)
      .filter((line) => line.kind === "same" || line.kind === kind)
      .map((line) => line.pieces.map((piece) => piece.text).join(""))
      .join("\n");
  expect(text("removed")).toBe(from);
  expect(text("added")).toBe(to);
});

test("what is far from a change is left out and counted", () => {
  const lines = withGaps(differenceOf("1\n2\n3\n4\n5\n6", "1\n2\n3\n4\n5\n6!"));
  expect(lines[0]).toEqual({ kind: "gap", lines: 4 });
  expect(lines.slice(1).map((line) => line.kind)).toEqual(["same", "removed", "added"]);
});
