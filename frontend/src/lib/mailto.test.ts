import { expect, test } from "vitest";

import { mailto } from "./mailto";

test("an address adds no recipient and no subject", () => {
  expect(mailto("sales?bcc=spy%40example.net@example.com")).toBe(
    "mailto:sales%3Fbcc%3Dspy%2540example.net@example.com",
  );
  expect(mailto("ana@example.com?subject=x")).toBe("mailto:ana@example.com%3Fsubject%3Dx");
});

test("an ordinary address stays readable", () => {
  expect(mailto("ana.lopez@example.com")).toBe("mailto:ana.lopez@example.com");
});
