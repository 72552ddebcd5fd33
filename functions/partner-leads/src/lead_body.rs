//! Leads as a partner sends and sees them.

use homework_domain::call::Call;
use homework_domain::lead::{Lead, ListedLead};
use homework_runtime::openapi::{self, Id};
use jiff::Timestamp;
use serde::Serialize;
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
        ListedLead::from(lead).into()
    }
}

impl From<ListedLead> for LeadBody {
    fn from(lead: ListedLead) -> Self {
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
    pub(crate) struct PartnerLeadPage of ListedLead {
        leads: Vec<LeadBody>,
        /// Of all pages together. It may lag behind by a moment.
        total,
        next_cursor,
    }
}
