import type { VendorCheck } from "../../api/types";
import type { Label } from "../../lib/labels";

export const STANDING: Record<VendorCheck["status"], Label> = {
  reachable: { text: "Reachable", tone: "success" },
  not_configured: { text: "Not configured", tone: "neutral" },
  refused: { text: "Refused the credentials", tone: "danger" },
  unreachable: { text: "Unreachable", tone: "danger" },
  misconfigured: { text: "Configured wrongly", tone: "danger" },
};

/** What a vendor is called, and what it is used for; another one is shown by its code. */
export const VENDOR: Record<string, { name: string; use: string }> = {
  twilio: { name: "Twilio", use: "Places the calls" },
  openai: { name: "OpenAI", use: "Finds the agent's words" },
  google: { name: "Google Calendar", use: "Knows what is free, and keeps the meetings" },
  zoom: { name: "Zoom", use: "Holds the meetings" },
  elevenlabs: { name: "ElevenLabs", use: "Lends its voices" },
};
