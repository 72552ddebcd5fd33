import { expect, test } from "vitest";

import { visible } from "./visible";

test("a name cannot turn round what stands beside it, nor pass for another", () => {
  expect(visible('{"name":"Ana \u202eevil\u202c"}')).toBe('{"name":"Ana evil"}');
  expect(visible('{"name":"A\u200bna\ufeff"}')).toBe('{"name":"Ana"}');
  expect(visible('{"name":"A\\u202Ena"}')).toBe('{"name":"Ana"}');
});

test("names in any script stay as they are", () => {
  for (const name of ["محمد علی", "می\u200cخواهم", "क्\u200dष", "👩\u200d💻", "דוד", "Zoë O’Brien"]) {
    expect(visible(name)).toBe(name);
  }
});
