import { dayAndTime, isoDay, timeOfDay, viewerZone, zoneName } from "../../lib/time";

/**
 * The time as the lead's clock shows it, "09:30 in New York", with the day where it is another one;
 * null where lead and viewer are in the same zone.
 */
export function leadTime(at: string, leadZone: string): string | null {
  if (leadZone === viewerZone()) return null;
  const sameDay = isoDay(at) === isoDay(at, leadZone);
  return `${(sameDay ? timeOfDay : dayAndTime)(at, leadZone)} in ${zoneName(leadZone)}`;
}
