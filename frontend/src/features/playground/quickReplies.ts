import type { Language } from "../../api/types";

/** What leads say most often, in the language of the talk. */
export const QUICK_REPLIES: Record<Language, readonly string[]> = {
  en: [
    "Yes, what is it about?",
    "Not interested",
    "Please don't call again",
    "Tuesday afternoon works",
    "The first one is fine. My address is sam@example.com.",
  ],
  es: [
    "Sí, ¿de qué se trata?",
    "No me interesa",
    "Por favor, no me llamen más",
    "El martes por la tarde me viene bien",
    "La primera me viene bien. Mi correo es sam@example.com.",
  ],
  fr: [
    "Oui, de quoi s'agit-il ?",
    "Cela ne m'intéresse pas",
    "Ne me rappelez plus, s'il vous plaît",
    "Mardi après-midi me convient",
    "Le premier me convient. Mon adresse est sam@example.com.",
  ],
  de: [
    "Ja, worum geht es?",
    "Kein Interesse",
    "Bitte rufen Sie mich nicht mehr an",
    "Dienstagnachmittag passt mir",
    "Der erste passt mir. Meine Adresse ist sam@example.com.",
  ],
  pt: [
    "Sim, de que se trata?",
    "Não tenho interesse",
    "Por favor, não me liguem mais",
    "Terça-feira à tarde fica bem",
    "O primeiro fica bem. O meu e-mail é sam@example.com.",
  ],
};
