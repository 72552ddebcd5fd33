import { isoDay } from "./time";
import { useNow } from "./useNow";

/** The day that it is in the viewer's zone, "2026-11-25"; follows midnight. */
export function useToday(): string {
  return isoDay(new Date(useNow(60_000)));
}
