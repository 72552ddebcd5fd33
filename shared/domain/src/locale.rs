//! The languages the agent speaks, and how each is spoken and recognised on the line.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

const COUNTRIES: &str = include_str!("../data/countries.csv");

/// A language there is a prompt for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    En,
    Es,
    Fr,
    De,
    Pt,
}

impl Language {
    pub const ALL: [Self; 5] = [Self::En, Self::Es, Self::Fr, Self::De, Self::Pt];

    /// ISO 639-1.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
            Self::Fr => "fr",
            Self::De => "de",
            Self::Pt => "pt",
        }
    }

    /// Reads a language as people write it: its code, alone or in a tag such as `pt-BR`, or its name
    /// in English or in itself.
    pub fn read(text: &str) -> Result<Self> {
        let text = text.trim().to_lowercase();
        let code = text.split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|l| l.code() == code || l.names().contains(&text.as_str()))
            .ok_or_else(|| Error::invalid("language", "must be one of en, es, fr, de, pt"))
    }

    /// Other words for the language, in lower case.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::En => &["english", "eng"],
            Self::Es => &["spanish", "español", "espanol", "castellano", "spa"],
            Self::Fr => &["french", "français", "francais", "fra", "fre"],
            Self::De => &["german", "deutsch", "deu", "ger"],
            Self::Pt => &["portuguese", "português", "portugues", "por"],
        }
    }

    /// The name, in English.
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Es => "Spanish",
            Self::Fr => "French",
            Self::De => "German",
            Self::Pt => "Portuguese",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Language {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|l| l.code() == text)
            .ok_or_else(|| Error::invalid("language", "must be one of en, es, fr, de, pt"))
    }
}

/// How a lead is spoken to and understood.
///
/// Voices: <https://www.twilio.com/docs/voice/twiml/say/text-speech#available-voices-and-languages>.
#[derive(Debug, PartialEq, Eq)]
pub struct Locale {
    /// BCP 47, as Twilio's `language` attribute takes it.
    pub tag: &'static str,
    pub language: Language,
    /// The `<Say>` voice.
    pub voice: &'static str,
    pub voice_name: &'static str,
    /// The `<Gather>` language, in the recogniser's own spelling.
    pub recognition: &'static str,
    /// Deepgram through Twilio; `None` where it lacks the language and Twilio's own model is used.
    pub speech_model: Option<&'static str>,
}

const DEEPGRAM: Option<&str> = Some("deepgram_nova-2");

#[rustfmt::skip]
static LOCALES: [Locale; 12] = [
    Locale { tag: "en-US", language: Language::En, voice: "Polly.Matthew-Neural", voice_name: "Matthew", recognition: "en-US", speech_model: DEEPGRAM },
    Locale { tag: "en-GB", language: Language::En, voice: "Polly.Amy-Neural",     voice_name: "Amy",     recognition: "en-GB", speech_model: DEEPGRAM },
    Locale { tag: "en-AU", language: Language::En, voice: "Polly.Olivia-Neural",  voice_name: "Olivia",  recognition: "en-AU", speech_model: DEEPGRAM },
    Locale { tag: "en-NZ", language: Language::En, voice: "Polly.Aria-Neural",    voice_name: "Aria",    recognition: "en-NZ", speech_model: DEEPGRAM },
    Locale { tag: "en-IN", language: Language::En, voice: "Polly.Kajal-Neural",   voice_name: "Kajal",   recognition: "en-IN", speech_model: DEEPGRAM },
    Locale { tag: "en-ZA", language: Language::En, voice: "Polly.Ayanda-Neural",  voice_name: "Ayanda",  recognition: "en-ZA", speech_model: None },
    Locale { tag: "es-ES", language: Language::Es, voice: "Polly.Lucia-Neural",   voice_name: "Lucia",   recognition: "es-ES", speech_model: DEEPGRAM },
    Locale { tag: "es-MX", language: Language::Es, voice: "Polly.Mia-Neural",     voice_name: "Mia",     recognition: "es-MX", speech_model: DEEPGRAM },
    Locale { tag: "fr-FR", language: Language::Fr, voice: "Polly.Lea-Neural",     voice_name: "Lea",     recognition: "fr-FR", speech_model: DEEPGRAM },
    Locale { tag: "de-DE", language: Language::De, voice: "Polly.Vicki-Neural",   voice_name: "Vicki",   recognition: "de-DE", speech_model: DEEPGRAM },
    Locale { tag: "pt-PT", language: Language::Pt, voice: "Polly.Ines-Neural",    voice_name: "Ines",    recognition: "pt-PT", speech_model: DEEPGRAM },
    Locale { tag: "pt-BR", language: Language::Pt, voice: "Polly.Camila-Neural",  voice_name: "Camila",  recognition: "pt-BR", speech_model: DEEPGRAM },
];

/// The locale for a country, `en-US` where it is unknown or not in the table.
pub fn of_country(iso: Option<&str>) -> &'static Locale {
    iso.and_then(|iso| countries().get(iso)).map_or(&LOCALES[0], |c| by_tag(c.locale))
}

/// The locale in which somebody of this country is spoken to in `language`.
pub fn of_language(language: Language, iso: Option<&str>) -> &'static Locale {
    let own = of_country(iso);
    if own.language == language {
        return own;
    }
    let american = zones_of_country(iso).first().is_none_or(|zone| zone.starts_with("America/"));
    by_tag(match (language, american) {
        (Language::En, true) => "en-US",
        (Language::En, false) => "en-GB",
        (Language::Es, true) => "es-MX",
        (Language::Es, false) => "es-ES",
        (Language::Fr, _) => "fr-FR",
        (Language::De, _) => "de-DE",
        (Language::Pt, true) => "pt-BR",
        (Language::Pt, false) => "pt-PT",
    })
}

/// Every locale a lead may be spoken to in.
pub fn all() -> &'static [Locale] {
    &LOCALES
}

/// The locale with this tag, or `en-US`. Austria's `de-AT` is spoken to in `de-DE`.
pub fn by_tag(tag: &str) -> &'static Locale {
    LOCALES
        .iter()
        .find(|l| l.tag == tag)
        .unwrap_or_else(|| LOCALES.iter().find(|l| tag.starts_with(l.language.code())).unwrap_or(&LOCALES[0]))
}

/// The zones the country's table row names, the most populous first; empty where there is no row.
pub fn zones_of_country(iso: Option<&str>) -> Vec<&'static str> {
    iso.and_then(|iso| countries().get(iso)).map(|c| c.zones.split('|').collect()).unwrap_or_default()
}

struct Country {
    locale: &'static str,
    zones: &'static str,
}

fn countries() -> &'static HashMap<&'static str, Country> {
    static TABLE: LazyLock<HashMap<&'static str, Country>> = LazyLock::new(|| {
        COUNTRIES
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| {
                let mut cells = line.splitn(3, ',');
                Some((cells.next()?, Country { locale: cells.next()?, zones: cells.next()? }))
            })
            .collect()
    });
    &TABLE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_row_is_whole_and_its_zones_exist() {
        assert!(countries().len() > 40);
        for (iso, country) in countries() {
            assert!(country.zones.split('|').all(|z| jiff::tz::TimeZone::get(z).is_ok()), "{iso}");
            assert_eq!(&by_tag(country.locale).tag[..2], &country.locale[..2], "{iso}");
        }
    }

    #[test]
    fn an_unknown_country_is_spoken_to_in_english() {
        assert_eq!(of_country(None).tag, "en-US");
        assert_eq!(of_country(Some("SE")).tag, "en-US");
        assert_eq!(of_country(Some("AT")).tag, "de-DE");
    }
}
