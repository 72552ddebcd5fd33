//! What a campaign leaves on voicemail.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::FieldError;
use crate::locale::Language;

/// The most characters of an operator's own words: half a minute.
const WORDS_MAX: usize = 400;

/// The message a campaign leaves where a machine answers, once a lead. It always says who called, that it was an AI, and
/// how not to be called again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoicemailMessage {
    /// What an operator has it say about the reason of the call; in all other languages it is a standard sentence.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<Language, String>,
}

impl VoicemailMessage {
    pub(super) fn check(&self, errors: &mut Vec<FieldError>) {
        for (language, words) in &self.words {
            let length = words.chars().count();
            let wrong = if !(1..=WORDS_MAX).contains(&length) {
                format!("must be 1 to {WORDS_MAX} characters long")
            } else if words.chars().any(char::is_control) {
                "must be one line".to_owned()
            } else {
                continue;
            };
            errors
                .push(FieldError::new(format!("policy.voicemail_message.words.{}", language.code()), wrong));
        }
    }
}
