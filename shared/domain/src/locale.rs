//! The languages the agent speaks, and how each is spoken and recognised on the line.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

const COUNTRIES: &str = include_str!("../data/countries.csv");
const COUNTRY_ZONES: &str = include_str!("../data/country_zones.csv");

/// A language there is a prompt for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    iso.and_then(row).map_or(&LOCALES[0], by_tag)
}

/// The locale for the number with these digits (without its plus sign) of this country: where an area
/// speaks another language than most of the country, its own.
pub(crate) fn of_number(digits: &str, iso: Option<&str>) -> &'static Locale {
    static AREAS: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
        COUNTRIES.lines().filter_map(|line| line.strip_prefix('+')?.split_once(',')).collect()
    });
    let area = AREAS.iter().find(|(prefix, _)| digits.starts_with(prefix));
    area.map_or_else(|| of_country(iso), |(_, tag)| by_tag(tag))
}

/// The locale in which somebody of this country is spoken to in `language`.
pub fn of_language(language: Language, iso: Option<&str>) -> &'static Locale {
    let own = of_country(iso);
    if own.language == language {
        return own;
    }
    let first_zone = iso.and_then(zones_of_country).and_then(|zones| zones.distinct().next());
    let american = first_zone.is_none_or(|zone| zone.starts_with("America/"));
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

/// The tz database's zones of a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountryZones {
    /// Separated by `|`.
    distinct: &'static str,
    others: &'static str,
}

impl CountryZones {
    /// One zone for each way the country's clocks go, the most populous first.
    pub fn distinct(self) -> impl Iterator<Item = &'static str> {
        self.distinct.split('|')
    }

    pub fn has(self, zone: &str) -> bool {
        self.distinct().chain(self.others.split('|')).any(|own| own == zone)
    }
}

/// A country's zones; `None` for a country the tz database does not list.
pub fn zones_of_country(iso: &str) -> Option<CountryZones> {
    let lines = COUNTRY_ZONES.lines();
    let row = lines.filter_map(|line| line.strip_prefix(iso)).find_map(|rest| rest.strip_prefix(','))?;
    let (distinct, others) = row.split_once(',').unwrap_or((row, ""));
    Some(CountryZones { distinct, others })
}

/// The tag in the row of a country.
fn row(iso: &str) -> Option<&'static str> {
    COUNTRIES.lines().filter_map(|line| line.strip_prefix(iso)).find_map(|rest| rest.strip_prefix(','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_whole_and_names_a_country_and_a_locale() {
        let rows: Vec<_> = COUNTRIES.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(rows.len() > 100);
        for line in rows {
            let (place, tag) = line.split_once(',').unwrap();
            assert!(place.starts_with('+') || crate::phone::plan::is_country(place), "{place}");
            assert_eq!(by_tag(tag).tag, tag, "{place}");
        }
    }

    #[test]
    fn every_country_has_zones_that_exist() {
        for country in crate::phone::countries() {
            let zones = zones_of_country(country.as_str()).unwrap_or_else(|| panic!("{country}"));
            let all = zones.distinct().chain(zones.others.split('|').filter(|zone| !zone.is_empty()));
            let mut all = all;
            assert!(all.all(|zone| jiff::tz::TimeZone::get(zone).is_ok()), "{country}");
            assert!(zones.distinct().all(|zone| zones.has(zone)) && !zones.has("Mars/Olympus"));
        }
    }

    #[test]
    fn an_unknown_country_is_spoken_to_in_english() {
        assert_eq!(of_country(None).tag, "en-US");
        assert_eq!(of_country(Some("SE")).tag, "en-US");
        assert_eq!(of_country(Some("AT")).tag, "de-DE");
    }

    #[test]
    fn languages_are_read_as_people_write_them() {
        for (text, language) in [
            ("es", Language::Es),
            (" pt-BR ", Language::Pt),
            ("FR_ca", Language::Fr),
            ("Deutsch", Language::De),
            ("English", Language::En),
        ] {
            assert_eq!(Language::read(text).unwrap(), language, "{text}");
        }
        for bad in ["", "nl", "estonian", "portugal"] {
            assert!(Language::read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_chosen_language_is_spoken_as_in_that_part_of_the_world() {
        for (language, country, tag) in [
            (Language::Es, "US", "es-MX"),
            (Language::Es, "DE", "es-ES"),
            (Language::Pt, "FR", "pt-PT"),
            (Language::En, "DE", "en-GB"),
            (Language::En, "AU", "en-AU"),
        ] {
            assert_eq!(of_language(language, Some(country)).tag, tag);
        }
    }
}
