import type { VoiceSetting } from "../../api/types";

/**
 * The voice whose choice goes back to the built-in ones, as the API names it: the voice of the most
 * common locale. The list of voices has ElevenLabs' alone.
 */
const BUILT_IN_VOICE = { voice_id: "Polly.Matthew-Neural", voice_name: "Matthew" };

/** Whether no voice of ElevenLabs' is chosen: then what is set is what is heard. */
export function isBuiltIn({ voice_id, heard_as }: VoiceSetting): boolean {
  return heard_as.provider === "twilio" && heard_as.voice_id === voice_id;
}

/** What to choose for the built-in voices. */
export function builtInOf(setting: VoiceSetting): { voice_id: string; voice_name: string } {
  return isBuiltIn(setting)
    ? { voice_id: setting.voice_id, voice_name: setting.voice_name }
    : BUILT_IN_VOICE;
}
