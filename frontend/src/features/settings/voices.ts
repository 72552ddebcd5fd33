import type { VoiceSetting } from "../../api/types";

/** Whether no voice of ElevenLabs' is chosen: each lead hears Twilio's voice of its locale. */
export function isBuiltIn({ voice_id, built_in }: VoiceSetting): boolean {
  return voice_id === built_in.voice_id;
}
