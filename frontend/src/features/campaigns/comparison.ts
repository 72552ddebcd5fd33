/** What campaigns came to, side by side. */
import type { CampaignDetail } from "../../api/types";
import { count, counted, percent } from "../../lib/format";
import { attemptsInWords } from "./policy";
import { progressOf } from "./progress";

/** More columns than these nobody reads. */
export const COMPARED_MAX = 4;

/** A figure's name, and the figure of each campaign. */
export interface Row {
  name: string;
  figures: string[];
}

/** Of nothing there is no share. */
function shareOf(part: number, whole: number): string {
  return whole > 0 ? percent((part / whole) * 100) : "–";
}

const FIGURES: Record<string, (campaign: CampaignDetail) => string> = {
  Leads: ({ total_leads }) => count(total_leads),
  "Leads done": ({ progress, total_leads }) =>
    `${count(progress.leads_done)} (${shareOf(progress.leads_done, Math.max(total_leads, progress.leads_done))})`,
  "To call again": (campaign) => count(progressOf(campaign).later),
  Calls: ({ progress }) => count(progress.calls),
  "Answered, of calls": ({ progress }) => shareOf(progress.answered_calls, progress.calls),
  Meetings: ({ progress }) => count(progress.meetings),
  "Meetings, of answered calls": ({ progress }) => shareOf(progress.meetings, progress.answered_calls),
  "Meetings, of leads done": ({ progress }) => shareOf(progress.meetings, progress.leads_done),
  "Calls to a lead": ({ policy }) => attemptsInWords(policy),
  "Between calls": ({ stagger_seconds: seconds }) =>
    seconds === 0 ? "None" : `At least ${counted(seconds, "second")}`,
};

/** The figures of campaigns, in the order in which the campaigns are given. */
export function comparison(campaigns: CampaignDetail[]): Row[] {
  return Object.entries(FIGURES).map(([name, of]) => ({ name, figures: campaigns.map(of) }));
}

/** The ids that an address names, as many as are compared. */
export function comparedIds(address: string | null): string[] {
  return [...new Set((address ?? "").split(",").filter(Boolean))].slice(0, COMPARED_MAX);
}
