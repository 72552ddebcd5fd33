/** The numbers leads are called from: what is chosen, and what is wrong with a number. */
import type { CallerNumber, CallerNumbers, NewCallerNumbers } from "../../api/types";
import type { Label } from "../../lib/labels";

export interface Choice {
  use: boolean;
  /** As it is typed: empty for none. */
  limit: number | string;
}

/** What is in force, by number. */
export function choicesOf({ numbers }: CallerNumbers): Record<string, Choice> {
  return Object.fromEntries(
    numbers.map((own) => [own.number, { use: own.in_use, limit: own.calls_per_day ?? "" }]),
  );
}

/** The chosen numbers as the API takes them, in the order they are shown in. */
export function chosenOf(
  { numbers }: CallerNumbers,
  choices: Record<string, Choice>,
): NewCallerNumbers["numbers"] {
  return numbers.flatMap(({ number }) => {
    const choice = choices[number];
    if (!choice?.use) return [];
    return [{ number, calls_per_day: choice.limit === "" ? null : Number(choice.limit) }];
  });
}

export function standingOf(own: CallerNumber, { asked_twilio }: CallerNumbers): Label {
  if (own.refused) return { text: "Refused by Twilio", tone: "danger" };
  if (own.twilio && !own.twilio.can_call) {
    return { text: "Makes no calls", tone: own.in_use ? "danger" : "neutral" };
  }
  if (!own.in_use) return { text: "Not used", tone: "neutral" };
  if (asked_twilio && !own.twilio && !own.is_main) {
    return { text: "Not on the account", tone: "danger" };
  }
  if (own.calls_per_day !== null && own.calls_today !== null && own.calls_today >= own.calls_per_day) {
    return { text: "Used up for today", tone: "warning" };
  }
  return { text: "In use", tone: "success" };
}

/** What else is to be known of a number, in a sentence; null where there is nothing. */
export function problemWith(own: CallerNumber): string | null {
  if (own.refused) return own.refused.detail;
  if (own.in_use && own.twilio && !own.twilio.reaches_us) {
    return "Calls back to this number don’t reach HomeWork. Set its webhook in Twilio’s console.";
  }
  return null;
}
