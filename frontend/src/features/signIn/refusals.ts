import { SignInRefused } from "../../auth/cognito";

const REFUSALS: Record<string, string> = {
  NotAuthorizedException: "Incorrect e-mail address or password.",
  UserNotFoundException: "Incorrect e-mail address or password.",
  PasswordResetRequiredException: "Reset your password to sign in: choose “Forgot password?”.",
  UserNotConfirmedException: "This account is not confirmed yet.",
  CodeMismatchException: "This code is not correct.",
  EnableSoftwareTokenMFAException: "This code is not correct.",
  ExpiredCodeException: "The code has expired. Request a new one.",
  InvalidPasswordException:
    "Use at least 12 characters, with an uppercase letter, a lowercase letter and a digit.",
  LimitExceededException: "Too many attempts. Wait a while and try again.",
  TooManyRequestsException: "Too many attempts. Wait a while and try again.",
};

/** What to tell somebody whose sign-in failed. */
export function explainSignIn(error: unknown): string {
  if (error instanceof SignInRefused) return REFUSALS[error.code] ?? error.message;
  return error instanceof Error ? error.message : "Signing in failed.";
}
