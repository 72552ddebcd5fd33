//! Voices: those that Twilio speaks with by itself, and the studio voice an operator may choose instead.

use std::future::Future;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::locale::{self, Language, Locale};

/// Names of voices are shown, not spoken: longer ones are a mistake.
const NAME_CHARS_MAX: usize = 100;
/// ElevenLabs' ids have 20.
const ID_CHARS_MAX: usize = 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    Female,
    Male,
}

impl Gender {
    /// Reads a vendor's label, such as `female` or `Male`; `None` for anything else.
    pub fn of_label(label: &str) -> Option<Self> {
        match label.trim().to_ascii_lowercase().as_str() {
            "female" => Some(Self::Female),
            "male" => Some(Self::Male),
            _ => None,
        }
    }
}

/// Voices that Twilio does not have: what they say is synthesized to a file, which Twilio plays.
pub trait TtsVoice: Send + Sync {
    /// The key of a file in which `voice` says `text`; `None` if it cannot be had within that time.
    fn synthesize(
        &self,
        voice: &ChosenVoice,
        language: Language,
        text: &str,
        within: Duration,
    ) -> impl Future<Output = Option<String>> + Send;

    /// A link to such a file that works for some minutes; `None` if there is none to be had.
    fn link(&self, key: &str) -> impl Future<Output = Option<String>> + Send;
}

/// Where those voices come from.
pub trait VoiceStudio: Send + Sync {
    /// The voices that our account may use.
    ///
    /// # Errors
    /// A conflict that says what to do if the studio is not set up; otherwise those of its client.
    fn voices(&self) -> impl Future<Output = Result<Vec<OfferedVoice>>> + Send;

    /// `text` as a voice says it, to try how it sounds: MP3.
    ///
    /// # Errors
    /// `NotFound` if there is no such voice; otherwise as [`Self::voices`].
    fn sample(&self, voice_id: &str, text: &str) -> impl Future<Output = Result<Vec<u8>>> + Send;
}

/// A voice of `<Say>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SayVoice {
    pub id: &'static str,
    pub name: &'static str,
}

/// Beside the voice each locale names: one of the other gender, where Twilio has one.
#[rustfmt::skip]
const OTHERS: [(&str, SayVoice); 9] = [
    ("en-US", SayVoice { id: "Polly.Joanna-Neural", name: "Joanna" }),
    ("en-GB", SayVoice { id: "Polly.Brian-Neural",  name: "Brian" }),
    ("en-AU", SayVoice { id: "Polly.Russell",       name: "Russell" }),
    ("es-ES", SayVoice { id: "Polly.Sergio-Neural", name: "Sergio" }),
    ("es-MX", SayVoice { id: "Polly.Andres-Neural", name: "Andrés" }),
    ("fr-FR", SayVoice { id: "Polly.Remi-Neural",   name: "Rémi" }),
    ("de-DE", SayVoice { id: "Polly.Daniel-Neural", name: "Daniel" }),
    ("pt-PT", SayVoice { id: "Polly.Cristiano",     name: "Cristiano" }),
    ("pt-BR", SayVoice { id: "Polly.Thiago-Neural", name: "Thiago" }),
];

/// Of the voices that locales name by themselves, this one alone is a man's.
const MALE_BY_DEFAULT: &str = "Polly.Matthew-Neural";

/// The `<Say>` voice for a locale: its own, or the other one where that has the gender asked for.
pub fn say_voice(locale: &Locale, gender: Option<Gender>) -> SayVoice {
    let own = SayVoice { id: locale.voice, name: locale.voice_name };
    let own_gender = if own.id == MALE_BY_DEFAULT { Gender::Male } else { Gender::Female };
    let other = OTHERS.iter().find(|(tag, _)| *tag == locale.tag).map(|(_, voice)| *voice);
    match gender {
        Some(wanted) if wanted != own_gender => other.unwrap_or(own),
        _ => own,
    }
}

/// What is heard when nobody has chosen a voice, named by the voice of the most common locale.
pub fn built_in() -> SayVoice {
    say_voice(locale::of_country(None), None)
}

/// A voice of ElevenLabs', chosen by an operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenVoice {
    pub id: String,
    pub name: String,
    /// For the best match among Twilio's voices, should this one be out of reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
}

/// A voice ElevenLabs offers to this account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedVoice {
    pub voice_id: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    pub labels: Vec<String>,
}

/// Checks the id of a voice as it comes from outside: it becomes part of addresses and of file names.
pub fn check_id(id: &str) -> Result<()> {
    let plain = id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if (1..=ID_CHARS_MAX).contains(&id.len()) && plain {
        return Ok(());
    }
    Err(Error::invalid("voice_id", format!("must be 1 to {ID_CHARS_MAX} letters, digits, - or _")))
}

/// Checks a voice's name as it comes from outside, and trims it.
pub fn check_name(name: &str) -> Result<String> {
    let name = name.trim();
    let fits = (1..=NAME_CHARS_MAX).contains(&name.chars().count()) && !name.contains(char::is_control);
    if fits {
        return Ok(name.to_owned());
    }
    Err(Error::invalid("voice_name", format!("must have 1 to {NAME_CHARS_MAX} characters")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_match_has_the_gender_asked_for_where_twilio_has_one() {
        let voice = |tag, gender| say_voice(locale::by_tag(tag), gender).name;
        assert_eq!(voice("en-US", None), "Matthew");
        assert_eq!(voice("en-US", Some(Gender::Male)), "Matthew");
        assert_eq!(voice("en-US", Some(Gender::Female)), "Joanna");
        assert_eq!(voice("es-ES", Some(Gender::Female)), "Lucia");
        assert_eq!(voice("es-ES", Some(Gender::Male)), "Sergio");
        assert_eq!(voice("en-NZ", Some(Gender::Male)), "Aria");
        assert_eq!(built_in().name, "Matthew");
    }

    #[test]
    fn ids_and_names_from_outside_are_plain() {
        assert!(check_id("21m00Tcm4TlvDq8ikWAM").is_ok());
        for bad in ["", "../secret", "a b", "é", &"a".repeat(65)] {
            assert!(check_id(bad).is_err(), "{bad}");
        }
        assert_eq!(check_name(" Rachel ").unwrap(), "Rachel");
        assert!(check_name(" ").is_err() && check_name("a\nb").is_err());
    }
}
