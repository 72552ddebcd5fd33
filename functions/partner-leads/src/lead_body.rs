//! Leads as a partner sends and sees them.

use homework_domain::call::Call;
use homework_domain::lead::Lead;
use homework_runtime::openapi::{self, Id};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A lead that the partner sent. Times are UTC.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PartnerLead)]
pub(crate) struct LeadBody {
    #[schema(value_type = Id)]
    id: String,
    #[schema(example = "John Doe")]
    name: String,
    #[schema(example = "+14155551234")]
    phone: String,
    #[schema(example = "john@example.com")]
    email: Option<String>,
    #[schema(value_type = openapi::Language)]
    language: &'static str,
    /// The IANA time zone in which times are spoken: the likeliest of `time_zones`.
    #[schema(example = "America/Los_Angeles")]
    time_zone: String,
    /// Every IANA time zone the lead may be in, the likeliest first.
    #[schema(example = json!(["America/Los_Angeles"]))]
    time_zones: Vec<String>,
    #[schema(value_type = openapi::LeadStatus)]
    status: &'static str,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl From<Lead> for LeadBody {
    fn from(lead: Lead) -> Self {
        Self {
            id: lead.id.to_string(),
            time_zone: lead.time_zone().to_owned(),
            language: lead.language.code(),
            time_zones: lead.time_zones,
            name: lead.name,
            phone: lead.phone.into(),
            email: lead.email.map(String::from),
            status: lead.status.as_str(),
            created_at: lead.created_at,
            updated_at: lead.updated_at,
        }
    }
}

/// A lead that the partner sent, and what came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartnerLeadOutcome {
    #[serde(flatten)]
    lead: LeadBody,
    /// How the last call to the lead ended; null before it has.
    #[schema(value_type = Option<openapi::CallOutcome>)]
    outcome: Option<&'static str>,
    /// When that call was answered; null if it was not.
    answered_at: Option<Timestamp>,
    /// When it ended.
    ended_at: Option<Timestamp>,
}

impl PartnerLeadOutcome {
    pub(crate) fn of(lead: Lead, call: Option<Call>) -> Self {
        Self {
            outcome: call.as_ref().and_then(|call| call.outcome).map(|outcome| outcome.as_str()),
            answered_at: call.as_ref().and_then(|call| call.answered_at),
            ended_at: call.as_ref().and_then(|call| call.ended_at),
            lead: lead.into(),
        }
    }
}

homework_runtime::page_body! {
    /// A page of the leads that the partner sent.
    pub(crate) struct PartnerLeadPage of Lead {
        leads: Vec<LeadBody>,
        /// Of all pages together. It may lag behind by a moment.
        total,
        next_cursor,
    }
}

/// A lead as a partner sends it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TransferredLead {
    #[schema(min_length = 1, max_length = 80, example = "John Doe")]
    pub(crate) name: String,
    /// With its country code; without it where `default_country` is named.
    #[schema(example = "+14155551234")]
    pub(crate) phone: String,
    #[serde(default)]
    #[schema(example = "john@example.com")]
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
    #[schema(example = "America/Chicago")]
    pub(crate) time_zone: Option<String>,
    /// The ISO 3166-1 code of the country of a phone that is written without its country code.
    #[serde(default)]
    #[schema(example = "US")]
    pub(crate) default_country: Option<String>,
}

/// What a partner sends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LeadTransfer)]
pub(crate) struct TransferBody {
    /// Read one by one, so that a wrong one is named and the others are taken.
    #[schema(value_type = Vec<TransferredLead>, min_items = 1, max_items = 1000)]
    pub(crate) leads: Vec<serde_json::Value>,
}

/// What became of a transfer: each lead was either created or refused.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TransferResult {
    #[schema(example = 1)]
    pub(crate) total_received: usize,
    #[schema(example = 1)]
    pub(crate) successful: usize,
    #[schema(example = 0)]
    pub(crate) failed: usize,
    /// In the order they were sent in, as they were created.
    pub(crate) created_leads: Vec<LeadBody>,
    /// One for each lead that was refused.
    pub(crate) errors: Vec<RefusedLead>,
}

/// A lead that was refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct RefusedLead {
    /// Its place in the request, from 0.
    pub(crate) index: usize,
    /// Why, field by field.
    pub(crate) message: String,
    /// The first field that is wrong.
    #[schema(example = "phone")]
    pub(crate) field: String,
    /// Where the partner has sent this lead before: the lead it is.
    #[schema(value_type = Option<Id>)]
    pub(crate) lead_id: Option<String>,
}
