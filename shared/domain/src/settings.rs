//! What operators set while the system runs: the prompt of each language and the voice of all calls.
//! A call is bound to what is in force when it is claimed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::caller_number::CallerNumbers;
use crate::error::{Error, Result};
use crate::locale::Language;
use crate::voice::{ChosenVoice, OfferedVoice};

/// Every turn sends the whole prompt to the model.
pub const PROMPT_CHARS_MAX: usize = 16_000;

/// The prompt an operator wrote for a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptSetting {
    pub language: Language,
    pub value: String,
    pub updated_at: Timestamp,
    /// Counts the writes.
    pub version: u64,
}

impl PromptSetting {
    /// Checks a text that shall become the prompt: not empty, not endless, no control characters
    /// but line breaks and tabs.
    pub fn parse(language: Language, value: &str, now: Timestamp) -> Result<Self> {
        let value = value.replace("\r\n", "\n").trim().to_owned();
        let problem = if value.is_empty() {
            Some("must not be empty".to_owned())
        } else if value.chars().count() > PROMPT_CHARS_MAX {
            Some(format!("must have at most {PROMPT_CHARS_MAX} characters"))
        } else if value.contains(|c: char| c.is_control() && c != '\n' && c != '\t') {
            Some("must not contain control characters".to_owned())
        } else {
            None
        };
        match problem {
            Some(problem) => Err(Error::invalid("value", problem)),
            None => Ok(Self { language, value, updated_at: now, version: 0 }),
        }
    }
}

/// What becomes of a prompt that is to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromptChange {
    /// It is to be written, under the version it has now.
    Write(PromptSetting),
    /// It is what is in force already.
    Unchanged(PromptSetting),
    /// It was written on the basis of another version than the one in force.
    Stale,
}

impl PromptSetting {
    /// What becomes of this prompt where `in_force` is; `based_on` is the version its writer saw, 0 for the
    /// prompt that ships with HomeWork. A request that comes twice finds its own text, which is no conflict.
    #[must_use]
    pub fn replacing(self, in_force: Option<&Self>, based_on: Option<u64>) -> PromptChange {
        if let Some(same) = in_force.filter(|there| there.value == self.value) {
            return PromptChange::Unchanged(same.clone());
        }
        let version = in_force.map_or(0, |there| there.version);
        if based_on.is_some_and(|seen| seen != version) {
            return PromptChange::Stale;
        }
        PromptChange::Write(Self { version: version + 1, ..self })
    }
}

/// The voice of all calls: one of ElevenLabs', or, after `None` was set, the built-in ones again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceSetting {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice: Option<ChosenVoice>,
    pub updated_at: Timestamp,
    /// Counts the writes.
    pub version: u64,
}

impl VoiceSetting {
    pub fn new(voice: Option<ChosenVoice>, now: Timestamp) -> Self {
        Self { voice, updated_at: now, version: 0 }
    }
}

/// What is in force for a call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallSettings {
    /// `None`: the prompt that ships with HomeWork.
    pub prompt: Option<String>,
    /// `None`: the built-in voice of the lead's locale.
    pub voice: Option<ChosenVoice>,
    pub callers: CallerNumbers,
}

/// The voices ElevenLabs offers, as it told some time ago.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceList {
    pub voices: Vec<OfferedVoice>,
    pub fetched_at: Timestamp,
}

impl VoiceList {
    /// How long it is answered without asking again.
    const FRESH_SECONDS: i64 = 300;

    pub fn is_fresh(&self, now: Timestamp) -> bool {
        now.duration_since(self.fetched_at).as_secs() < Self::FRESH_SECONDS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_prompt_is_trimmed_and_has_limits() {
        let prompt = PromptSetting::parse(Language::En, "  Be kind.\r\n\tAlways. \n", now()).unwrap();
        assert_eq!(prompt.value, "Be kind.\n\tAlways.");
        assert!(PromptSetting::parse(Language::En, &"é".repeat(PROMPT_CHARS_MAX), now()).is_ok());
        for bad in ["", " \n ", "a\u{0}b", &"a".repeat(PROMPT_CHARS_MAX + 1)] {
            assert!(PromptSetting::parse(Language::En, bad, now()).is_err());
        }
    }

    #[test]
    fn a_prompt_replaces_only_the_version_it_is_based_on() {
        let prompt = |text| PromptSetting::parse(Language::En, text, now()).unwrap();
        let PromptChange::Write(first) = prompt("One.").replacing(None, Some(0)) else { panic!("refused") };
        assert_eq!(first.version, 1);
        let PromptChange::Write(second) = prompt("Two.").replacing(Some(&first), Some(1)) else {
            panic!("refused")
        };
        assert_eq!(second.version, 2);
        assert_eq!(prompt("Three.").replacing(Some(&second), Some(1)), PromptChange::Stale);
        assert_eq!(prompt("Three.").replacing(Some(&second), Some(0)), PromptChange::Stale);
        assert_eq!(prompt("Three.").replacing(None, Some(1)), PromptChange::Stale);
        // The same request again, and one that does not say what it is based on.
        assert_eq!(prompt("Two.").replacing(Some(&second), Some(1)), PromptChange::Unchanged(second.clone()));
        assert!(
            matches!(prompt("Three.").replacing(Some(&second), None), PromptChange::Write(p) if p.version == 3)
        );
    }

    #[test]
    fn a_list_of_voices_grows_old() {
        let list = VoiceList { voices: vec![], fetched_at: now() };
        assert!(list.is_fresh("2026-11-23T10:04:59Z".parse().unwrap()));
        assert!(!list.is_fresh("2026-11-23T10:05:00Z".parse().unwrap()));
    }
}
