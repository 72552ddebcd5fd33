import { expect, test } from "vitest";

import { inGroups, otpauthUri } from "./otpauth";

test("a key is told to an authenticator, and to somebody who types it", () => {
  expect(otpauthUri("ana+1@example.com", "JBSWY3DPEHPK3PXP")).toBe(
    "otpauth://totp/HomeWork:ana%2B1%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=HomeWork",
  );
  expect(inGroups("JBSWY3DPEHPK3PX")).toBe("JBSW Y3DP EHPK 3PX");
});
