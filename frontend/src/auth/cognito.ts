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
  /** Absent from a refresh: the one before stays good. */
  refreshToken?: string;
}

/** Signed in; or a first password has to be chosen, in the conversation `challenge`. */
export type SignInResult = { tokens: Tokens } | { challenge: string };

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
  AuthenticationResult?: { IdToken: string; RefreshToken?: string };
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

/** Answers the challenge of an operator who was invited with a temporary password. */
export async function chooseFirstPassword(
  username: string,
  password: string,
  challenge: string,
): Promise<SignInResult> {
  return read(
    await call<AuthenticationAnswer>("RespondToAuthChallenge", {
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      ChallengeResponses: { USERNAME: username, NEW_PASSWORD: password },
      Session: challenge,
    }),
  );
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
    const { IdToken, RefreshToken } = answer.AuthenticationResult;
    return { tokens: { idToken: IdToken, refreshToken: RefreshToken } };
  }
  if (answer.ChallengeName === "NEW_PASSWORD_REQUIRED" && answer.Session)
    return { challenge: answer.Session };
  throw new Error(
    `Cognito asks for ${answer.ChallengeName ?? "something"}, which the dashboard cannot answer.`,
  );
}

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

async function call<T>(operation: string, body: object): Promise<T> {
  const { cognito_endpoint, user_pool_client_id } = await config();
  const answer = await fetch(new URL(cognito_endpoint, window.location.origin), {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify({ ClientId: user_pool_client_id, ...body }),
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
