/** Times as the viewer reads them. The API speaks UTC; pages show the viewer's own zone. */

import { dateFormat } from "./dateFormat";
import { lazily } from "./lazily";

/** The viewer's own zone: "Europe/Berlin". */
export const viewerZone = lazily(() => new Intl.DateTimeFormat().resolvedOptions().timeZone);

/** "25 Nov 2026, 14:30", in the order and the clock of the viewer's language. */
export function dateAndTime(at: string | Date, zone = viewerZone()): string {
  return dateFormat(zone, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
}

/** "Wed, 25 Nov, 14:30" */
export function dayAndTime(at: string | Date, zone = viewerZone()): string {
  const options: Intl.DateTimeFormatOptions = {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
  };
  return dateFormat(zone, options).format(new Date(at));
}

/** "14:30" */
export function timeOfDay(at: string | Date, zone = viewerZone()): string {
  return dateFormat(zone, { timeStyle: "short" }).format(new Date(at));
}

/** "14:30:05" */
export function timeWithSeconds(at: string | Date, zone = viewerZone()): string {
  return dateFormat(zone, { timeStyle: "medium" }).format(new Date(at));
}

/** "Wednesday, 25 November 2026" */
export function longDate(at: string | Date, zone = viewerZone()): string {
  return dateFormat(zone, { dateStyle: "full" }).format(new Date(at));
}

/** "2026-11-25": the day on which `at` falls in the zone. */
export function isoDay(at: string | Date, zone = viewerZone()): string {
  const options: Intl.DateTimeFormatOptions = { year: "numeric", month: "2-digit", day: "2-digit" };
  const parts = dateFormat(zone, options, "en-CA").formatToParts(new Date(at));
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** A zone as people say it: "America/New_York" is "New York". */
export function zoneName(zone: string): string {
  return (zone.split("/").pop() ?? zone).replaceAll("_", " ");
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

const relative = lazily(() => new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }));

/** "2 minutes ago", "in 3 days", "now". */
export function fromNow(at: string | Date, now = Date.now()): string {
  const seconds = Math.round((new Date(at).getTime() - now) / 1000);
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return relative().format(Math.trunc(seconds / length), unit);
  }
  return relative().format(0, "second");
}
