//! How a campaign calls, as the API shows and takes it.

use std::collections::BTreeMap;

use homework_domain::call_policy::{CallPolicy, CallWindow, Pause, RetryAfter, VoicemailMessage};
use homework_domain::locale::Language;
use homework_domain::weekly_hours::WeeklyHours;
use homework_domain::{Error, Result};
use homework_runtime::openapi;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const WHOLE_DAY: &str = "00:00-24:00";
const EVERY_DAY: &str = "Mon-Sun";

/// How often a lead is called, when, and when again.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CallPolicy)]
pub(crate) struct PolicyBody {
    /// At most so many calls to a lead. A moment that was agreed on with the lead is kept beyond them.
    #[schema(minimum = 1, maximum = 10, example = 3)]
    attempts: u32,
    /// After which calls the lead is called again; after all others it is not.
    retries: Vec<RetryBody>,
    /// The campaign's own hours, by the clock of the lead in every zone it may be in. They only narrow the hours in
    /// which anybody is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 20, example = "10:00-13:00")]
    hours: Option<String>,
    /// The campaign's own days, with or without hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60, example = "Mon,Wed-Fri")]
    days: Option<String>,
    /// Nobody is called before (UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    starts_at: Option<Timestamp>,
    /// From then on (UTC) nobody is called: the campaign is COMPLETED, and leads that it did not come to are given
    /// back. Calls that were agreed on are still made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ends_at: Option<Timestamp>,
    /// At most so many calls in a day (UTC), besides those that were agreed on. It only lowers what the deployment lets
    /// any campaign make.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1_000_000, example = 200)]
    calls_per_day: Option<u64>,
    /// At most so many calls at the same time, besides those that were agreed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1000, example = 5)]
    calls_at_once: Option<u32>,
    /// Its share beside other campaigns where the deployment limits the calls at the same time over all campaigns: one
    /// with 3 gets three times the free lines of one with 1, which is what a campaign has that names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 10, example = 3)]
    weight: Option<u32>,
    /// Left on voicemail where a machine answers, once a lead; without it such a call is hung up. It says who called,
    /// that it was an AI, and at which number the lead can answer and ask not to be called again: point that number at
    /// HomeWork first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    voicemail_message: Option<VoicemailBody>,
}

/// A message for voicemail.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VoicemailMessage)]
struct VoicemailBody {
    /// What it says about the reason of the call, by language (`en`, `es`, `fr`, `de`, `pt`): up to 400 characters each.
    /// Leads who speak another language hear a standard sentence.
    #[serde(default)]
    #[schema(example = json!({"en": "I called about your enquiry of last week."}))]
    words: BTreeMap<String, String>,
}

impl VoicemailBody {
    fn read(self) -> Result<VoicemailMessage> {
        let mut words = BTreeMap::new();
        for (code, text) in self.words {
            let Some(language) = Language::ALL.into_iter().find(|language| language.code() == code) else {
                let field = format!("policy.voicemail_message.words.{code}");
                return Err(Error::invalid(field, "is not a language: en, es, fr, de or pt"));
            };
            words.insert(language, text.trim().to_owned());
        }
        Ok(VoicemailMessage { words })
    }
}

impl From<VoicemailMessage> for VoicemailBody {
    fn from(message: VoicemailMessage) -> Self {
        let words = message.words.into_iter().map(|(language, text)| (language.code().to_owned(), text));
        Self { words: words.collect() }
    }
}

/// When a lead is called again after a call that came to this.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CallRetry)]
struct RetryBody {
    #[schema(value_type = openapi::RetryAfter)]
    after: RetryAfter,
    #[schema(minimum = 1, maximum = 43_200, example = 180)]
    minutes: u32,
    /// At another time of the lead's day than the last call: morning, afternoon or evening.
    #[serde(default)]
    other_time_of_day: bool,
}

impl PolicyBody {
    /// # Errors
    /// `Invalid` where a reason is named twice, or hours or days are none.
    pub(crate) fn read(self) -> Result<CallPolicy> {
        let mut retries = BTreeMap::new();
        for (index, RetryBody { after, minutes, other_time_of_day }) in self.retries.into_iter().enumerate() {
            if retries.insert(after, Pause { minutes, other_time_of_day }).is_some() {
                return Err(Error::invalid(format!("policy.retries[{index}].after"), "is named twice"));
            }
        }
        let hours = own_hours(self.hours.as_deref(), self.days.as_deref())?;
        let window = CallWindow { hours, starts_at: self.starts_at, ends_at: self.ends_at };
        Ok(CallPolicy {
            attempts: self.attempts,
            retries,
            window,
            calls_per_day: self.calls_per_day,
            calls_at_once: self.calls_at_once,
            weight: self.weight,
            voicemail_message: self.voicemail_message.map(VoicemailBody::read).transpose()?,
        })
    }
}

impl From<CallPolicy> for PolicyBody {
    fn from(policy: CallPolicy) -> Self {
        let retries = policy.retries.into_iter().map(|(after, Pause { minutes, other_time_of_day })| {
            RetryBody { after, minutes, other_time_of_day }
        });
        let CallWindow { hours, starts_at, ends_at } = policy.window;
        Self {
            attempts: policy.attempts,
            retries: retries.collect(),
            hours: hours.map(|hours| hours.hours()),
            days: hours.map(|hours| hours.days()),
            starts_at,
            ends_at,
            calls_per_day: policy.calls_per_day,
            calls_at_once: policy.calls_at_once,
            weight: policy.weight,
            voicemail_message: policy.voicemail_message.map(VoicemailBody::from),
        }
    }
}

/// A campaign's own hours and days, of which one may be left out.
fn own_hours(hours: Option<&str>, days: Option<&str>) -> Result<Option<WeeklyHours>> {
    if hours.is_none() && days.is_none() {
        return Ok(None);
    }
    let own = WeeklyHours::parse(hours.unwrap_or(WHOLE_DAY), days.unwrap_or(EVERY_DAY));
    own.map(Some).map_err(|error| error.below("policy"))
}
