import { afterEach, beforeEach, expect, test, vi } from "vitest";

import * as cognito from "./cognito";

/** What Cognito was asked, and what it is to answer, in order. */
let asked: { operation: string; body: Record<string, unknown> }[];
let answers: object[];

const RESULT = {
  AuthenticationResult: { IdToken: "id", AccessToken: "access", RefreshToken: "refresh" },
};
const TOKENS = { tokens: { idToken: "id", accessToken: "access", refreshToken: "refresh" } };

function answer(document: object, status = 200): Response {
  return new Response(JSON.stringify(document), { status });
}

beforeEach(() => {
  asked = [];
  vi.stubGlobal("window", { location: { origin: "http://localhost" } });
  vi.stubGlobal("fetch", (address: URL | string, request?: RequestInit) => {
    if (address === "/config.json") {
      return Promise.resolve(answer({ user_pool_client_id: "client", cognito_endpoint: "/cognito" }));
    }
    const target = new Headers(request?.headers).get("x-amz-target") ?? "";
    const body = JSON.parse(String(request?.body)) as Record<string, unknown>;
    asked.push({ operation: target.split(".")[1] ?? "", body });
    const next = answers.shift() ?? {};
    return Promise.resolve(answer(next, "__type" in next ? 400 : 200));
  });
});

afterEach(() => vi.unstubAllGlobals());

test("an authenticator's code is asked for, and asked for again where it is wrong", async () => {
  answers = [
    { ChallengeName: "SOFTWARE_TOKEN_MFA", Session: "s1" },
    { __type: "CodeMismatchException", message: "Invalid code" },
    RESULT,
  ];
  const first = await cognito.signIn("ana", "password");
  expect(first).toEqual({ challenge: { name: "code", session: "s1" } });
  await expect(cognito.sendCode("ana", "000000", "s1")).rejects.toMatchObject({
    code: "CodeMismatchException",
  });
  expect(await cognito.sendCode("ana", "123456", "s1")).toEqual(TOKENS);
  expect(asked.at(-1)).toEqual({
    operation: "RespondToAuthChallenge",
    body: {
      ClientId: "client",
      ChallengeName: "SOFTWARE_TOKEN_MFA",
      Session: "s1",
      ChallengeResponses: { USERNAME: "ana", SOFTWARE_TOKEN_MFA_CODE: "123456" },
    },
  });
});

// The local AWS lets whoever has no second factor in, also where the pool asks everybody for one.
test("where everybody needs a second factor, it is set up between the first password and the tokens", async () => {
  answers = [
    { ChallengeName: "NEW_PASSWORD_REQUIRED", Session: "s1" },
    { ChallengeName: "MFA_SETUP", Session: "s2" },
    { SecretCode: "KEY", Session: "s3" },
    { Status: "SUCCESS", Session: "s4" },
    RESULT,
  ];
  await cognito.signIn("ana", "temporary");
  const next = await cognito.chooseFirstPassword("ana", "chosen", "s1");
  expect(next).toEqual({ challenge: { name: "set-up", session: "s2" } });
  const given = await cognito.beginSetUp({ session: "s2" });
  expect(given).toEqual({ key: "KEY", by: { session: "s3" } });
  const session = await cognito.confirmSetUp(given.by, "123456");
  expect(await cognito.finishSetUp("ana", session)).toEqual(TOKENS);
  expect(asked.map(({ operation, body }) => [operation, body.Session])).toEqual([
    ["InitiateAuth", undefined],
    ["RespondToAuthChallenge", "s1"],
    ["AssociateSoftwareToken", "s2"],
    ["VerifySoftwareToken", "s3"],
    ["RespondToAuthChallenge", "s4"],
  ]);
});

test("who is signed in sets it up by their own token, and nothing is asked in the dashboard's name", async () => {
  answers = [{}, { SecretCode: "KEY" }, { Status: "SUCCESS" }, {}];
  expect(await cognito.hasSecondFactor("access")).toBe(false);
  const given = await cognito.beginSetUp({ accessToken: "access" });
  await cognito.confirmSetUp(given.by, "123456");
  await cognito.askForCode("access", true);
  for (const { body } of asked) expect(body).toMatchObject({ AccessToken: "access" });
  for (const { body } of asked) expect(body).not.toHaveProperty("ClientId");
  answers = [{ UserMFASettingList: ["SOFTWARE_TOKEN_MFA"] }, { Status: "ERROR" }];
  expect(await cognito.hasSecondFactor("access")).toBe(true);
  await expect(cognito.confirmSetUp(given.by, "1")).rejects.toThrow(cognito.SignInRefused);
});

test("a challenge that is not understood is said so", async () => {
  answers = [{ ChallengeName: "SMS_MFA", Session: "s" }];
  await expect(cognito.signIn("ana", "password")).rejects.toThrow("SMS_MFA");
});
