import type { Label } from "../../lib/labels";
import type { AuditOutcome } from "../../api/types";

/** What an operator did, by the name of the operation. */
const DONE: Record<string, string> = {
  create_lead: "Added a lead",
  change_lead: "Changed a lead",
  delete_lead: "Deleted a lead",
  upload_leads: "Uploaded leads",
  create_import: "Imported leads",
  preview_import: "Looked at a list before importing it",
  map_import: "Named the columns of an import",
  restart_import: "Restarted an import",
  export_leads: "Exported leads",
  record_do_not_call: "Added a number to the do-not-call list",
  remove_do_not_call: "Took a number off the do-not-call list",
  create_do_not_call_import: "Imported numbers that are not to be called",
  restart_do_not_call_import: "Restarted an import of numbers",
  export_do_not_call: "Exported the do-not-call list",
  remove_national_list: "Took a national do-not-call list out of use",
  start_campaign: "Started a campaign",
  change_campaign: "Changed a campaign",
  pause_campaign: "Paused a campaign",
  resume_campaign: "Resumed a campaign",
  cancel_campaign: "Cancelled a campaign",
  stop_calling: "Stopped all calling",
  resume_calling: "Resumed calling",
  terminate_call: "Ended a call",
  set_meeting_status: "Marked a meeting",
  cancel_meeting: "Cancelled a meeting",
  reschedule_meeting: "Rescheduled a meeting",
  create_partner: "Made a partner",
  update_partner: "Changed a partner",
  regenerate_partner_key: "Gave a partner another key",
  delete_partner: "Deleted a partner",
  set_system_prompt: "Changed the prompt",
  set_default_voice: "Changed the voice",
  set_caller_numbers: "Changed the caller numbers",
  clear_settings_cache: "Reloaded the voices",
  check_configuration: "Checked the vendors",
  take_playground_turn: "Talked with the agent in the playground",
  list_audit: "Read the audit trail",
};

/** The pages of what operations are about, by what the operation's name ends in. */
const PAGES: Record<string, string> = {
  lead: "/leads",
  campaign: "/campaigns",
  call: "/calls",
  meeting: "/meetings",
  meeting_status: "/meetings",
  partner: "/partners",
  partner_key: "/partners",
};

/** In plain words; one that has none yet by its name. */
export function inWords(operation: string): string {
  const spelled = operation.replaceAll("_", " ");
  return DONE[operation] ?? spelled.charAt(0).toUpperCase() + spelled.slice(1);
}

/** Where the thing is shown; null where it has no page, or none any more. */
export function pageOf(operation: string, thingId: string | null): string | null {
  const kind = /^[a-z]+_(.+)$/.exec(operation)?.[1] ?? "";
  const page = PAGES[kind];
  return thingId && page && !operation.startsWith("delete_") ? `${page}/${thingId}` : null;
}

export const OUTCOME: Record<AuditOutcome, Label> = {
  DONE: { text: "Done", tone: "success" },
  REFUSED: { text: "Refused", tone: "neutral" },
  FAILED: { text: "Failed", tone: "danger" },
  UNKNOWN: { text: "Unknown", tone: "warning" },
};
