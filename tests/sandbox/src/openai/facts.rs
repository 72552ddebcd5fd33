//! The facts of a call, out of the system messages: one `Name: value` a line.

use jiff::civil::Date;

use super::request::Message;
use crate::language::Language;

#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub(super) company: String,
    pub(super) email: Option<String>,
    pub(super) language: Language,
    /// The lead's date, if the message said what day it is.
    pub(super) today: Option<Date>,
}

impl Facts {
    pub(super) fn read(messages: &[Message]) -> Self {
        let systems = messages.iter().filter_map(|message| match message {
            Message::System(text) => Some(text.as_str()),
            _ => None,
        });
        let lines: Vec<(&str, &str)> =
            systems.flat_map(str::lines).filter_map(|line| line.split_once(':')).collect();
        // The facts of this call come after the prompt, which may speak of the same names.
        let value = |name: &str| {
            let found = lines.iter().rev().find(|(known, _)| known.trim() == name);
            found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
        };
        Self {
            company: value("Company").unwrap_or("our company").to_owned(),
            email: value("E-mail on file").filter(|email| email.contains('@')).map(str::to_owned),
            language: Language::of_tag(value("Language").unwrap_or("en")),
            today: value("Now").and_then(|now| now.split_whitespace().find_map(|word| word.parse().ok())),
        }
    }
}
