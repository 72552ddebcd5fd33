import { SignInRefused } from "./cognito";

const REFUSALS: Record<string, string> = {
  NotAuthorizedException: "E-mail address or password is wrong.",
  UserNotFoundException: "E-mail address or password is wrong.",
  PasswordResetRequiredException: "The password has to be reset: choose “Forgot the password?”.",
  UserNotConfirmedException: "This account is not confirmed yet.",
  CodeMismatchException: "This is not the code that was sent.",
  ExpiredCodeException: "The code has expired. Ask for a new one.",
  InvalidPasswordException:
    "The password needs 12 characters, among them a capital, a small letter and a digit.",
  LimitExceededException: "Too many tries. Wait a while and try again.",
  TooManyRequestsException: "Too many tries. Wait a while and try again.",
};

/** What to tell somebody whose sign-in failed. */
export function explainSignIn(error: unknown): string {
  if (error instanceof SignInRefused) return REFUSALS[error.code] ?? error.message;
  return error instanceof Error ? error.message : "Signing in failed.";
}
