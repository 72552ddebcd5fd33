//! What the model is told before the conversation.

use homework_domain::call::Call;
use homework_domain::locale::Language;
use homework_domain::ports::ChatMessage;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::{Persona, tools};

/// The prompt that ships with HomeWork for a language.
pub fn default_prompt(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("prompts/en.txt"),
        Language::Es => include_str!("prompts/es.txt"),
        Language::Fr => include_str!("prompts/fr.txt"),
        Language::De => include_str!("prompts/de.txt"),
        Language::Pt => include_str!("prompts/pt.txt"),
    }
}

/// Put behind an operator's prompt that does not name every tool: without the rules for them the
/// agent could talk but neither book nor take a no for a no.
const TOOL_RULES: &str = include_str!("prompts/tools.txt");

/// The tools a prompt does not name.
pub fn missing_tools(prompt: &str) -> Vec<&'static str> {
    tools::definitions().into_iter().map(|tool| tool.name).filter(|name| !prompt.contains(name)).collect()
}

/// What the model is told first: the operator's prompt, whole with its tools, or the default.
fn prompt_of(call: &Call) -> String {
    match &call.prompt {
        Some(prompt) if missing_tools(prompt).is_empty() => prompt.clone(),
        Some(prompt) => format!("{prompt}\n\n{TOOL_RULES}"),
        None => default_prompt(call.language).to_owned(),
    }
}

/// The two system messages. The first never changes, so that the vendor's prompt cache serves it
/// and the tools behind it from the second call on; the second holds the facts of this call.
pub(crate) fn system_messages(
    call: &Call,
    persona: &Persona,
    zone: &TimeZone,
    now: Timestamp,
) -> [ChatMessage; 2] {
    let local = now.to_zoned(zone.clone());
    let email = call.lead.email.as_ref().map_or("none", |email| email.as_str());
    let facts = format!(
        "Agent: {}\nCompany: {}\nLead: {}\nE-mail on file: {email}\nLanguage: {}\nTime zone: {}\nNow: {}",
        persona.agent_name,
        persona.company_name,
        call.lead.name,
        call.language,
        call.lead.time_zone,
        local.strftime("%A %Y-%m-%d %H:%M"),
    );
    [ChatMessage::System(prompt_of(call)), ChatMessage::System(facts)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_without_tools_gets_the_rules_for_them() {
        assert_eq!(missing_tools("Use book_meeting and end_call."), ["check_calendar_availability"]);
        assert!(missing_tools(TOOL_RULES).is_empty());
        for language in Language::ALL {
            assert!(missing_tools(default_prompt(language)).is_empty(), "{language}");
        }
    }

    #[test]
    fn every_prompt_names_every_tool_and_reason() {
        for language in Language::ALL {
            let prompt = default_prompt(language);
            for word in [
                "check_calendar_availability",
                "book_meeting",
                "end_call",
                "not_interested",
                "do_not_call",
                "call_back",
                "interested",
            ] {
                assert!(prompt.contains(word), "{language}: {word}");
            }
        }
    }
}
