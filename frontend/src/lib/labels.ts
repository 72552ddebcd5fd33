/** What the API's codes are called on the pages, and in which tone they are shown. */
import type {
  AnsweredBy,
  CallOutcome,
  CallState,
  CampaignState,
  Consent,
  DoNotCallSource,
  FailureReason,
  Language,
  LeadStatus,
  MeetingStatus,
} from "../api/types";
import type { Role } from "../auth/role";

export type Tone = "neutral" | "info" | "active" | "success" | "warning" | "danger";

export interface Label {
  text: string;
  tone: Tone;
}

export const ROLE: Record<Role, string> = { viewer: "Viewer", operator: "Operator", admin: "Admin" };

export const LEAD_STATUS: Record<LeadStatus, Label> = {
  PENDING: { text: "Pending", tone: "neutral" },
  QUEUED: { text: "Queued", tone: "info" },
  CALLING: { text: "Calling", tone: "active" },
  CONTACTED: { text: "Contacted", tone: "info" },
  MEETING_SCHEDULED: { text: "Meeting scheduled", tone: "success" },
  NOT_INTERESTED: { text: "Not interested", tone: "warning" },
  NO_ANSWER: { text: "No answer", tone: "neutral" },
  FAILED: { text: "Failed", tone: "danger" },
  DO_NOT_CALL: { text: "Do not call", tone: "danger" },
};

export const CALL_OUTCOME: Record<CallOutcome, Label> = {
  MEETING_BOOKED: { text: "Meeting booked", tone: "success" },
  INTERESTED: { text: "Interested", tone: "info" },
  CALL_BACK: { text: "Call back", tone: "info" },
  NOT_INTERESTED: { text: "Not interested", tone: "warning" },
  NO_ANSWER: { text: "No answer", tone: "neutral" },
  BUSY: { text: "Busy", tone: "neutral" },
  VOICEMAIL: { text: "Voicemail", tone: "neutral" },
  SCREENED: { text: "Screened", tone: "neutral" },
  PHONE_MENU: { text: "Phone menu", tone: "neutral" },
  GATEKEEPER: { text: "Lead not reached", tone: "neutral" },
  NO_CONVERSATION: { text: "No conversation", tone: "neutral" },
  WRONG_NUMBER: { text: "Wrong number", tone: "warning" },
  NOT_IN_SERVICE: { text: "Not in service", tone: "warning" },
  DO_NOT_CALL: { text: "Do not call", tone: "danger" },
  FAILED: { text: "Failed", tone: "danger" },
};

/** Why calls failed. */
export const FAILURE_REASON: Record<FailureReason, string> = {
  NUMBER_REFUSED: "Twilio refused the number",
  NOT_CONNECTED: "Not connected by the network",
  NOT_IN_SERVICE: "Not in service",
  WRONG_NUMBER: "Wrong number",
  NOT_COUNTED: "Our or a vendor’s fault, to be called again",
  ENDED_BY_OPERATOR: "Ended by an operator",
};

/** How somebody agreed to be called. */
export const CONSENT_KIND: Record<Consent["kind"], string> = {
  WRITTEN: "Written, or a ticked box",
  ORAL: "Spoken",
};

/** Who or what answered a call. */
export const ANSWERED_BY: Record<AnsweredBy, string> = {
  PERSON: "A person",
  VOICEMAIL: "Voicemail",
  SCREENING_ASSISTANT: "A screening assistant",
  MENU: "A phone menu",
  ANNOUNCEMENT: "An announcement",
  GATEKEEPER: "Someone else, for the lead",
  WRONG_NUMBER: "Someone who doesn’t know the lead",
  FAX: "A fax machine",
};

export const CALL_STATE: Record<CallState, Label> = {
  DIALING: { text: "Dialing", tone: "active" },
  RINGING: { text: "Ringing", tone: "active" },
  IN_PROGRESS: { text: "Talking", tone: "active" },
  ENDED: { text: "Ended", tone: "neutral" },
};

export const MEETING_STATUS: Record<MeetingStatus, Label> = {
  SCHEDULED: { text: "Scheduled", tone: "info" },
  CONFIRMED: { text: "Confirmed", tone: "success" },
  CANCELLED: { text: "Cancelled", tone: "danger" },
  COMPLETED: { text: "Completed", tone: "neutral" },
  NO_SHOW: { text: "No show", tone: "warning" },
};

export const CAMPAIGN_STATE: Record<CampaignState, Label> = {
  STARTING: { text: "Starting", tone: "info" },
  RUNNING: { text: "Running", tone: "active" },
  PAUSED: { text: "Paused", tone: "warning" },
  CANCELLED: { text: "Cancelled", tone: "danger" },
  COMPLETED: { text: "Completed", tone: "success" },
};

/** Who asked for a number not to be called. */
export const DO_NOT_CALL_SOURCE: Record<DoNotCallSource, string> = {
  CALL: "Call",
  OPERATOR: "Operator",
  IMPORT: "Import",
  INVITATION: "Link in an invitation",
};

export const LANGUAGE: Record<Language, string> = {
  en: "English",
  es: "Spanish",
  fr: "French",
  de: "German",
  pt: "Portuguese",
};

/** The codes of a table above, in its order. */
export function codes<K extends string>(labels: Record<K, unknown>): K[] {
  return Object.keys(labels) as K[];
}

/** Options of a select for the codes of a table above. */
export function options<K extends string>(labels: Record<K, Label>): { value: K; label: string }[] {
  return codes(labels).map((code) => ({ value: code, label: labels[code].text }));
}

/** The value if it is one of the table's codes: what stands in an address may be anything. */
export function codeOf<K extends string>(
  labels: Record<K, unknown>,
  value: string | null,
): K | undefined {
  return value !== null && Object.hasOwn(labels, value) ? (value as K) : undefined;
}
