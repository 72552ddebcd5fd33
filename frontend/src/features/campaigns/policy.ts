/** How often a campaign calls a lead and when again, in words and as the form has it. */
import type { CallPolicy, RetryAfter } from "../../api/types";
import { counted } from "../../lib/format";
import { codes, LANGUAGE } from "../../lib/labels";
import { roughSpan } from "../../lib/span";
import { daysOf, hoursOf } from "./callWindow";

/** What a call came to, in the order of the form. */
export const RETRY_AFTER: Record<RetryAfter, string> = {
  NO_ANSWER: "No answer",
  BUSY: "Busy",
  VOICEMAIL: "Voicemail",
  NOT_REACHED: "Somebody or something else answered",
  NO_CONVERSATION: "Hung up within seconds",
  NOT_CONNECTED: "The call was not connected",
  CALL_BACK: "Asked for another time, without saying when",
};

export const REASONS = Object.keys(RETRY_AFTER) as RetryAfter[];

/** What a campaign does that is started without saying; the API has the same. */
export const USUAL_POLICY: CallPolicy = {
  attempts: 3,
  retries: [
    { after: "NO_ANSWER", minutes: 180, other_time_of_day: true },
    { after: "BUSY", minutes: 20, other_time_of_day: false },
    { after: "VOICEMAIL", minutes: 240, other_time_of_day: true },
    { after: "NOT_REACHED", minutes: 240, other_time_of_day: true },
    { after: "NO_CONVERSATION", minutes: 240, other_time_of_day: true },
    { after: "NOT_CONNECTED", minutes: 60, other_time_of_day: false },
    { after: "CALL_BACK", minutes: 1440, other_time_of_day: true },
  ],
};

/** "At most 3 calls", "One call". */
export function attemptsInWords({ attempts, retries }: CallPolicy): string {
  return attempts === 1 || retries.length === 0 ? "One call" : `At most ${counted(attempts, "call")}`;
}

/** "after 3 hours, at another time of day". */
export function pauseInWords(minutes: number, otherTimeOfDay: boolean | undefined): string {
  return `after ${roughSpan(minutes * 60)}${otherTimeOfDay ? ", at another time of day" : ""}`;
}

/** "The standard message, once a lead", "In your words (English, German), once a lead". */
export function messageInWords({ voicemail_message }: CallPolicy): string | null {
  if (!voicemail_message) return null;
  const own = codes(LANGUAGE).filter((code) => voicemail_message.words?.[code]);
  if (own.length === 0) return "The standard message, once a lead";
  return `In your words (${own.map((code) => LANGUAGE[code]).join(", ")}), once a lead`;
}

/** The policy with this reason tried again so, or no more. */
export function withRetry(
  policy: CallPolicy,
  after: RetryAfter,
  pause: { minutes: number; other_time_of_day: boolean } | null,
): CallPolicy {
  const others = policy.retries.filter((retry) => retry.after !== after);
  const retries = pause ? [...others, { after, ...pause }] : others;
  return {
    ...policy,
    retries: retries.toSorted((a, b) => REASONS.indexOf(a.after) - REASONS.indexOf(b.after)),
  };
}

export function samePolicy(one: CallPolicy, other: CallPolicy): boolean {
  const said = (policy: CallPolicy) =>
    JSON.stringify([
      policy.attempts,
      REASONS.map((reason) => {
        const retry = policy.retries.find(({ after }) => after === reason);
        return retry ? [retry.minutes, retry.other_time_of_day ?? false] : null;
      }),
      hoursOf(policy),
      daysOf(policy),
      policy.starts_at ?? null,
      policy.ends_at ?? null,
      policy.calls_per_day ?? null,
      policy.calls_at_once ?? null,
      policy.weight ?? 1,
      policy.voicemail_message ? Object.entries(policy.voicemail_message.words ?? {}).toSorted() : null,
    ]);
  return said(one) === said(other);
}
