//! Leads as the API shows and takes them.

use homework_domain::consent::Consent;
use homework_domain::lead::{Lead, ListedLead};
use homework_runtime::openapi::{self, ConsentBody, Id};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// A lead. Times are UTC.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Lead)]
pub(crate) struct LeadBody {
    #[schema(value_type = Id)]
    id: String,
    #[schema(example = "Ana Lopez")]
    name: String,
    /// In E.164 form.
    #[schema(example = "+34612345678")]
    phone: String,
    #[schema(required, example = "ana@example.com")]
    email: Option<String>,
    #[schema(required, example = "Acme")]
    company: Option<String>,
    /// The e-mail address was said in a call, and not given with the lead.
    email_said: bool,
    /// Calling code of the phone's country.
    #[schema(example = "+34")]
    country_code: String,
    #[schema(value_type = openapi::Language)]
    language: &'static str,
    /// IANA time zone in which times are spoken: the likeliest of `time_zones`.
    #[schema(example = "Europe/Madrid")]
    timezone: String,
    /// Every IANA time zone the lead may be in, the likeliest first. Calls wait for an hour that
    /// suits all of them.
    #[schema(example = json!(["Europe/Madrid", "Atlantic/Canary"]))]
    time_zones: Vec<String>,
    #[schema(value_type = openapi::LeadStatus)]
    status: &'static str,
    /// Why a PENDING lead was taken out of its campaign's line, and what an operator can do about it.
    #[schema(required)]
    attention: Option<String>,
    /// To calls by an artificial voice.
    #[schema(required, value_type = Option<openapi::Consent>)]
    consent: Option<Consent>,
    /// When the lead is called next, while it is in its campaign's line: not before this, and when its turn comes.
    #[schema(required)]
    next_attempt_at: Option<Timestamp>,
    /// The moment that was agreed on for the next call.
    #[schema(required)]
    call_back_at: Option<Timestamp>,
    /// How many of its campaign's calls said something about the lead.
    attempts: u32,
    #[schema(required, value_type = Option<openapi::CallOutcome>)]
    last_outcome: Option<&'static str>,
    #[schema(required, value_type = Option<Id>)]
    partner_id: Option<String>,
    #[schema(required, value_type = Option<Id>)]
    campaign_id: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl From<Lead> for LeadBody {
    fn from(lead: Lead) -> Self {
        ListedLead::from(lead).into()
    }
}

impl From<ListedLead> for LeadBody {
    fn from(lead: ListedLead) -> Self {
        Self {
            id: lead.id.to_string(),
            attention: lead.attention(),
            next_attempt_at: lead.next_call_at(),
            call_back_at: lead.call_back_at,
            attempts: lead.attempts,
            last_outcome: lead.last_outcome.map(|outcome| outcome.as_str()),
            timezone: lead.time_zone().to_owned(),
            time_zones: lead.time_zones,
            consent: lead.consent,
            name: lead.name,
            phone: lead.phone.into(),
            email: lead.email.map(String::from),
            company: lead.company,
            email_said: lead.email_said,
            country_code: lead.country_code,
            language: lead.language.code(),
            status: lead.status.as_str(),
            partner_id: lead.partner_id.map(String::from),
            campaign_id: lead.campaign_id.map(String::from),
            created_at: lead.created_at,
            updated_at: lead.updated_at,
        }
    }
}

homework_runtime::page_body! {
    /// A page of leads.
    pub(crate) struct LeadPage of ListedLead {
        leads: Vec<LeadBody>,
        /// Of all pages together.
        total,
        #[schema(required)]
        next_cursor,
    }
}

/// What creates a lead.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewLead)]
pub(crate) struct NewLeadBody {
    #[schema(example = "Ana Lopez", min_length = 1)]
    pub(crate) name: String,
    /// A number that exists, with its country's code; without it where `default_country` is named.
    #[schema(example = "+34612345678")]
    pub(crate) phone: String,
    #[serde(default)]
    #[schema(example = "ana@example.com")]
    pub(crate) email: Option<String>,
    /// Whom the lead works for.
    #[serde(default)]
    #[schema(example = "Acme")]
    pub(crate) company: Option<String>,
    /// The language the lead is spoken to in; that of the phone's country where it is not named.
    #[serde(default)]
    #[schema(value_type = Option<openapi::Language>)]
    pub(crate) language: Option<String>,
    /// The lead's IANA time zone; those of the phone where it is not named.
    #[serde(default)]
    #[schema(example = "Europe/Madrid")]
    pub(crate) time_zone: Option<String>,
    /// The ISO 3166-1 code of the country of a phone that is written without its country's code.
    #[serde(default)]
    #[schema(example = "ES")]
    pub(crate) default_country: Option<String>,
    /// To calls by an artificial voice. Where the law of the phone's place asks for it, the lead is not called without.
    #[serde(default)]
    pub(crate) consent: Option<ConsentBody>,
}

/// What to change of a lead; what is not named stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LeadChange)]
pub(crate) struct LeadChangeBody {
    #[serde(default)]
    #[schema(example = "Ana Lopez", min_length = 1)]
    pub(crate) name: Option<String>,
    #[serde(default)]
    #[schema(example = "+34612345678")]
    pub(crate) phone: Option<String>,
    /// Null takes it away.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<String>, example = "ana@example.com")]
    pub(crate) email: Option<Option<String>>,
    /// Null takes it away.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<String>, example = "Acme")]
    pub(crate) company: Option<Option<String>>,
    /// Null lets it follow the phone again.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<openapi::Language>)]
    pub(crate) language: Option<Option<String>>,
    /// An IANA time zone. Null lets it follow the phone again.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<String>, example = "Europe/Madrid")]
    pub(crate) time_zone: Option<Option<String>>,
    /// To calls by an artificial voice. Null takes it away; so does another phone.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<ConsentBody>)]
    pub(crate) consent: Option<Option<ConsentBody>>,
}

/// Tells a field that is null from one that is not there.
fn named<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
