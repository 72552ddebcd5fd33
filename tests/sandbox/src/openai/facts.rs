//! The facts of a call: JSON in a user's message, or one `Name: value` a line of a system message.

use jiff::civil::{Date, DateTime};
use serde_json::Value;

use super::request::Message;
use crate::language::Language;

/// What the message that holds the facts as JSON begins with.
const HEADING: &str = "The facts of this call";

/// The facts in a user's message, one `Name: value` a line; `None` if the message holds none.
pub(super) fn lines_of(message: &str) -> Option<String> {
    let (heading, json) = message.split_once('\n')?;
    let facts: Value = serde_json::from_str(json).ok().filter(|_| heading.starts_with(HEADING))?;
    let names = [
        ("Company", "company"),
        ("E-mail on file", "email_on_file"),
        ("Language", "language"),
        ("Now", "now"),
    ];
    let lines = names.iter().filter_map(|(name, key)| Some(format!("{name}: {}", facts[key].as_str()?)));
    Some(lines.collect::<Vec<_>>().join("\n"))
}

#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub(super) company: String,
    pub(super) email: Option<String>,
    pub(super) language: Language,
    /// The lead's date, if the message said what day it is.
    pub(super) today: Option<Date>,
    /// The lead's date and time, to the minute.
    pub(super) now: Option<DateTime>,
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
            now: value("Now").and_then(|now| now.split_once(' ')?.1.replace(' ', "T").parse().ok()),
            today: value("Now").and_then(|now| now.split_whitespace().find_map(|word| word.parse().ok())),
        }
    }
}
