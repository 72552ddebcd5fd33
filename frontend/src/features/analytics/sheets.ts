/** What the page shows as rows of figures: for its tables, and for the files that it exports. */
import type {
  AttemptFigures,
  DayFigures,
  FailureCount,
  HourFigures,
  LanguageCount,
  OutcomeCount,
  StatusShare,
  VoicePerformance,
} from "../../api/types";
import { CALL_OUTCOME, FAILURE_REASON, LANGUAGE, LEAD_STATUS } from "../../lib/labels";
import { conversionOf, hourInWords, type Stage } from "./figures";

export type Sheet = (string | number | null)[][];

export function sheetOfDays(days: DayFigures[], zone: string): Sheet {
  return [
    [
      "Day",
      "Time zone",
      "Calls",
      "Answered",
      "Meetings",
      "Conversion in %",
      "Average call in seconds",
      "New leads",
    ],
    ...days.map((day) => [
      day.date,
      zone,
      day.calls,
      day.answered,
      day.meetings,
      rounded(conversionOf(day)),
      day.timed_calls > 0 ? day.avg_call_duration : null,
      day.leads,
    ]),
  ];
}

export function sheetOfOutcomes(outcomes: OutcomeCount[]): Sheet {
  return [["Outcome", "Calls"], ...outcomes.map((o) => [CALL_OUTCOME[o.outcome].text, o.count])];
}

export function sheetOfFailures(failures: FailureCount[]): Sheet {
  return [["Reason", "Calls"], ...failures.map((f) => [FAILURE_REASON[f.reason], f.count])];
}

export function sheetOfHours(hours: HourFigures[], zone: string): Sheet {
  return [
    ["Hour", "Time zone", "Calls", "Answered", "Meetings"],
    ...hours.map((h) => [hourInWords(h.hour), zone, h.calls, h.answered, h.meetings]),
  ];
}

export function sheetOfAttempts(attempts: AttemptFigures[]): Sheet {
  return [
    ["Call to the lead", "Calls", "Answered", "Meetings"],
    ...attempts.map((a) => [a.attempt, a.calls, a.answered, a.booked]),
  ];
}

export function sheetOfLanguages(languages: LanguageCount[]): Sheet {
  return [["Language", "Calls"], ...languages.map((l) => [LANGUAGE[l.language], l.count])];
}

export function sheetOfFunnel(stages: Stage[]): Sheet {
  return [["Stage", "Leads", "Which"], ...stages.map((stage) => [stage.name, stage.count, stage.who])];
}

export function sheetOfStatuses(statuses: StatusShare[]): Sheet {
  return [["Status", "Leads"], ...statuses.map((s) => [LEAD_STATUS[s.status].text, s.count])];
}

export function sheetOfVoices(voices: VoicePerformance[]): Sheet {
  return [
    ["Voice", "Voice ID", "Calls", "Meetings", "Conversion in %", "Average call in seconds"],
    ...voices.map((v) => [
      v.voice_name,
      v.voice_id,
      v.total_calls,
      v.meetings_booked,
      v.conversion_rate,
      v.avg_duration,
    ]),
  ];
}

function rounded(rate: number | null): number | null {
  return rate === null ? null : Math.round(rate * 10) / 10;
}
