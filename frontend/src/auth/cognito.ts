/**
 * Signing in with Amazon Cognito, as far as the dashboard needs it. Its API is plain JSON over POST:
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
 */

interface Config {
  region: string;
  user_pool_client_id: string;
  cognito_endpoint: string;
}

export interface Tokens {
  idToken: string;
  /** Opens what an operator may do with their own account. */
  accessToken: string;
  /** Absent from a refresh: the one before stays good. */
  refreshToken?: string;
}

/** What else is asked for, in the conversation `session`: a first password, a code, or a second factor to be set up. */
export interface Challenge {
  name: "first-password" | "code" | "set-up";
  session: string;
}

export type SignInResult = { tokens: Tokens } | { challenge: Challenge };

/** By what a second factor is set up: a sign-in that is under way, or the token of somebody signed in. */
export type SetUpBy = { session: string } | { accessToken: string };

/** Cognito's word that something was wrong with what was typed; any other failure is an `Error`. */
export class SignInRefused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = "SignInRefused";
    this.code = code;
  }
}

interface AuthenticationAnswer {
  AuthenticationResult?: { IdToken: string; AccessToken: string; RefreshToken?: string };
  ChallengeName?: string;
  Session?: string;
}

export async function signIn(username: string, password: string): Promise<SignInResult> {
  return read(
    await call<AuthenticationAnswer>("InitiateAuth", {
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: username, PASSWORD: password },
    }),
  );
}

async function respond(
  name: string,
  session: string,
  responses: Record<string, string>,
): Promise<SignInResult> {
  const answer = { ChallengeName: name, Session: session, ChallengeResponses: responses };
  return read(await call<AuthenticationAnswer>("RespondToAuthChallenge", answer));
}

/** Answers the challenge of an operator who was invited with a temporary password. */
export function chooseFirstPassword(
  username: string,
  password: string,
  session: string,
): Promise<SignInResult> {
  return respond("NEW_PASSWORD_REQUIRED", session, { USERNAME: username, NEW_PASSWORD: password });
}

/** Answers with the code that the operator's authenticator shows. */
export function sendCode(username: string, code: string, session: string): Promise<SignInResult> {
  return respond("SOFTWARE_TOKEN_MFA", session, {
    USERNAME: username,
    SOFTWARE_TOKEN_MFA_CODE: code,
  });
}

/** Goes on with a sign-in that waited for a second factor to be set up. */
export function finishSetUp(username: string, session: string): Promise<SignInResult> {
  return respond("MFA_SETUP", session, { USERNAME: username });
}

/** A key for an authenticator, and how to go on with it. */
export async function beginSetUp(by: SetUpBy): Promise<{ key: string; by: SetUpBy }> {
  const answer = await callAs<{ SecretCode: string; Session?: string }>(
    "AssociateSoftwareToken",
    spelled(by),
  );
  // A sign-in under way goes on under another name from step to step.
  const next = "session" in by ? { session: answer.Session ?? by.session } : by;
  return { key: answer.SecretCode, by: next };
}

/** Shows by a code that the authenticator has the key; answers the session to go on in, where there is one. */
export async function confirmSetUp(by: SetUpBy, code: string): Promise<string> {
  const body = { ...spelled(by), UserCode: code };
  const answer = await callAs<{ Status: string; Session?: string }>("VerifySoftwareToken", body);
  if (answer.Status !== "SUCCESS") throw new SignInRefused("CodeMismatchException", answer.Status);
  return answer.Session ?? "";
}

/** Whether the operator's own sign-in asks for a code. */
export async function hasSecondFactor(accessToken: string): Promise<boolean> {
  const answer = await callAs<{ UserMFASettingList?: string[] }>("GetUser", {
    AccessToken: accessToken,
  });
  return answer.UserMFASettingList?.includes(SOFTWARE_TOKEN) ?? false;
}

/** Has the operator's own sign-ins ask for a code, or no longer. */
export async function askForCode(accessToken: string, asks: boolean): Promise<void> {
  const settings = { Enabled: asks, PreferredMfa: asks };
  await callAs("SetUserMFAPreference", {
    AccessToken: accessToken,
    SoftwareTokenMfaSettings: settings,
  });
}

function spelled(by: SetUpBy): object {
  return "session" in by ? { Session: by.session } : { AccessToken: by.accessToken };
}

export async function refresh(refreshToken: string): Promise<Tokens> {
  const result = read(
    await call<AuthenticationAnswer>("InitiateAuth", {
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: { REFRESH_TOKEN: refreshToken },
    }),
  );
  if (!("tokens" in result)) throw new Error("Cognito asked a question instead of refreshing.");
  return result.tokens;
}

/** Makes the refresh token, and what was made from it, worthless. */
export async function revoke(refreshToken: string): Promise<void> {
  await call("RevokeToken", { Token: refreshToken });
}

/** Has Cognito send a code to the operator's address. */
export async function sendResetCode(username: string): Promise<void> {
  await call("ForgotPassword", { Username: username });
}

export async function resetPassword(username: string, code: string, password: string): Promise<void> {
  await call("ConfirmForgotPassword", {
    Username: username,
    ConfirmationCode: code,
    Password: password,
  });
}

function read(answer: AuthenticationAnswer): SignInResult {
  if (answer.AuthenticationResult) {
    const { IdToken, AccessToken, RefreshToken } = answer.AuthenticationResult;
    return { tokens: { idToken: IdToken, accessToken: AccessToken, refreshToken: RefreshToken } };
  }
  const name = CHALLENGES[answer.ChallengeName ?? ""];
  if (name && answer.Session) return { challenge: { name, session: answer.Session } };
  throw new Error(
    `Cognito asks for ${answer.ChallengeName ?? "something"}, which the dashboard cannot answer.`,
  );
}

const SOFTWARE_TOKEN = "SOFTWARE_TOKEN_MFA";

/** The challenges that are understood, by Cognito's names. */
const CHALLENGES: Record<string, Challenge["name"]> = {
  NEW_PASSWORD_REQUIRED: "first-password",
  [SOFTWARE_TOKEN]: "code",
  MFA_SETUP: "set-up",
};

let loading: Promise<Config> | undefined;

/** Where Cognito is. Asked for once; a failure is not remembered. */
function config(): Promise<Config> {
  loading ??= fetch("/config.json")
    .then((answer) => {
      if (!answer.ok) throw new Error("The dashboard's configuration cannot be read.");
      return answer.json() as Promise<Config>;
    })
    .catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
  return loading;
}

/** Asks in the name of the dashboard. */
async function call<T>(operation: string, body: object): Promise<T> {
  const { user_pool_client_id } = await config();
  return callAs<T>(operation, { ClientId: user_pool_client_id, ...body });
}

/** Asks in the name of whoever the body has a token or a session of. */
async function callAs<T>(operation: string, body: object): Promise<T> {
  const { cognito_endpoint } = await config();
  const answer = await fetch(new URL(cognito_endpoint, window.location.origin), {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new Error("Sign-in cannot be reached. Check the connection to the network.");
  });
  const text = await answer.text();
  if (answer.ok) return (text ? JSON.parse(text) : {}) as T;
  throw refusal(answer.status, text);
}

function refusal(status: number, text: string): Error {
  if (status >= 500) return new Error("Sign-in does not answer at the moment. Try again.");
  try {
    const { __type, message } = JSON.parse(text) as { __type?: string; message?: string };
    return new SignInRefused(__type?.split("#").pop() ?? "", message ?? "Cognito refused this.");
  } catch {
    return new Error("Sign-in was refused without a reason.");
  }
}
