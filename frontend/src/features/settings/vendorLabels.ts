import type { Standing, VendorCheck } from "../../api/types";
import type { Label } from "../../lib/labels";

/** Names of the vendors, and what each is for. */
const VENDORS: Record<string, { name: string; purpose: string }> = {
  twilio: { name: "Twilio", purpose: "Phone calls and speech recognition" },
  openai: { name: "OpenAI", purpose: "The agent’s answers and call summaries" },
  google: { name: "Google Calendar", purpose: "Availability and calendar events" },
  zoom: { name: "Zoom", purpose: "Video links" },
  elevenlabs: { name: "ElevenLabs", purpose: "Voices" },
};

export function vendorOf({ vendor }: Pick<VendorCheck, "vendor">): { name: string; purpose: string } {
  return VENDORS[vendor] ?? { name: vendor, purpose: "" };
}

const STANDING: Record<Standing, Label> = {
  reachable: { text: "Connected", tone: "success" },
  not_configured: { text: "Not set up", tone: "neutral" },
  refused: { text: "Credentials rejected", tone: "danger" },
  unreachable: { text: "Not responding", tone: "danger" },
  misconfigured: { text: "Invalid secret", tone: "danger" },
};

/** A vendor's standing. What calls cannot do without is no neutral matter. */
export function standingOf({ status, required }: VendorCheck): Label {
  const label = STANDING[status];
  return required && label.tone === "neutral" ? { ...label, tone: "danger" } : label;
}
