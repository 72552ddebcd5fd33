//! A call that is never placed: what the agent is told about whom it talks with.

use homework_domain::call::Call;
use homework_domain::ids::{CallId, CampaignId};
use homework_domain::lead::{Lead, NewLead};
use homework_domain::locale::Language;
use homework_domain::settings::PromptSetting;
use homework_domain::{Error, FieldError, Result};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A number that belongs to nobody: it is reserved for fiction. The agent is never told it.
const PHONE: &str = "+12025550100";
const LEAD_NAME_DEFAULT: &str = "Sam Rivera";

/// Whom the agent talks with, and by which prompt.
#[derive(Debug)]
pub struct Scene {
    pub(super) language: Language,
    lead: Lead,
    time_zone: Option<String>,
    /// A prompt to try instead of the one in force.
    pub(super) prompt: Option<String>,
}

impl Scene {
    /// Checks everything. Without a name the lead is Sam Rivera, without a time
    /// zone in the calendar's, without a prompt the agent follows the one in force.
    ///
    /// # Errors
    /// `Invalid` with every field that is wrong.
    pub fn parse(
        language: &str,
        lead_name: Option<&str>,
        time_zone: Option<&str>,
        prompt: Option<&str>,
        now: Timestamp,
    ) -> Result<Self> {
        let mut errors = Vec::new();
        let language: Option<Language> = kept(&mut errors, "language", language.parse());
        let name = lead_name.unwrap_or(LEAD_NAME_DEFAULT);
        let lead = kept(&mut errors, "lead_name", NewLead::parse(name, PHONE, None));
        let time_zone = kept(&mut errors, "time_zone", time_zone.map(zone_name).transpose()).flatten();
        let parse = |text| PromptSetting::parse(language.unwrap_or(Language::En), text, now);
        let prompt = kept(&mut errors, "system_prompt", prompt.map(parse).transpose()).flatten();
        match (language, lead) {
            (Some(language), Some(lead)) if errors.is_empty() => Ok(Self {
                language,
                lead: Lead::create(lead, now),
                time_zone,
                prompt: prompt.map(|setting| setting.value),
            }),
            _ => Err(Error::Invalid(errors)),
        }
    }

    /// The call the agent believes to be in, by this prompt; `None` is the one that ships with
    /// HomeWork.
    pub(super) fn call(self, prompt: Option<String>, zone: &TimeZone, now: Timestamp) -> Call {
        let mut call = Call::claim(CallId::generate(now), &self.lead, CampaignId::generate(now), now);
        call.language = self.language;
        call.lead.time_zone = self.time_zone.unwrap_or_else(|| zone.iana_name().unwrap_or("UTC").to_owned());
        call.prompt = prompt;
        call
    }
}

fn zone_name(text: &str) -> Result<String> {
    let zone = TimeZone::get(text).ok();
    let name = zone.as_ref().and_then(TimeZone::iana_name).map(str::to_owned);
    name.ok_or_else(|| Error::invalid("time_zone", "is not an IANA time zone"))
}

/// The value, or its errors kept under the field's name in this request.
fn kept<T>(errors: &mut Vec<FieldError>, field: &str, result: Result<T>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(Error::Invalid(found)) => {
            errors.extend(found.into_iter().map(|error| FieldError::new(field, error.message)));
            None
        }
        Err(other) => {
            errors.push(FieldError::new(field, other.to_string()));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_agent_is_told_what_was_asked_for() {
        let scene = Scene::parse("es", Some("Ana López"), Some("europe/madrid"), Some(" Sé amable. "), now())
            .unwrap();
        let prompt = scene.prompt.clone();
        let call = scene.call(prompt, &TimeZone::UTC, now());
        assert_eq!((call.language, &*call.lead.name), (Language::Es, "Ana López"));
        assert_eq!(call.lead.time_zone, "Europe/Madrid");
        assert_eq!(call.prompt.as_deref(), Some("Sé amable."));
    }

    #[test]
    fn every_wrong_field_is_named_as_it_was_sent() {
        let Err(Error::Invalid(errors)) =
            Scene::parse("xx", Some(" "), Some("Mars/Olympus"), Some("a\u{1}"), now())
        else {
            panic!("accepted");
        };
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["language", "lead_name", "time_zone", "system_prompt"]);
    }
}
