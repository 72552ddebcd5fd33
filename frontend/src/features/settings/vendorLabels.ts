import type { Standing, VendorCheck } from "../../api/types";
import type { Label } from "../../lib/labels";

/** Names of the vendors, and what each is for. */
const VENDORS: Record<string, { name: string; purpose: string }> = {
  twilio: { name: "Twilio", purpose: "Places the calls and hears what is said." },
  openai: { name: "OpenAI", purpose: "The agent’s answers, and the summaries." },
  google: { name: "Google Calendar", purpose: "Free times, and the meetings’ events." },
  zoom: { name: "Zoom", purpose: "The meetings’ video links." },
  elevenlabs: { name: "ElevenLabs", purpose: "Voices to choose from." },
};

export function vendorOf({ vendor }: VendorCheck): { name: string; purpose: string } {
  return VENDORS[vendor] ?? { name: vendor, purpose: "" };
}

const STANDING: Record<Standing, Label> = {
  reachable: { text: "Works", tone: "success" },
  not_configured: { text: "Not set up", tone: "neutral" },
  refused: { text: "Refuses us", tone: "danger" },
  unreachable: { text: "Does not answer", tone: "danger" },
  misconfigured: { text: "Secret is wrong", tone: "danger" },
};

/** A vendor's standing. What calls cannot do without is no neutral matter. */
export function standingOf({ status, required }: VendorCheck): Label {
  const label = STANDING[status];
  return required && label.tone === "neutral" ? { ...label, tone: "danger" } : label;
}
