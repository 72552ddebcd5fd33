//! What was decided about calling a lead, as the API shows it.

use homework_domain::gate::{Decision, Evidence};
use homework_runtime::openapi::{self, Id};
use serde::Serialize;
use utoipa::ToSchema;

/// A call that was placed, or that was not, and what that was decided by.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Decision)]
pub(crate) struct DecisionBody {
    #[schema(value_type = Id)]
    lead_id: String,
    /// The call that was placed; null where none was.
    #[schema(required, value_type = Option<Id>)]
    call_id: Option<String>,
    #[schema(value_type = openapi::Evidence)]
    evidence: Evidence,
}

impl From<Decision> for DecisionBody {
    fn from(decision: Decision) -> Self {
        Self {
            lead_id: decision.lead_id.to_string(),
            call_id: decision.call_id.map(|id| id.to_string()),
            evidence: decision.evidence,
        }
    }
}

homework_runtime::page_body! {
    /// A page of decisions.
    pub(crate) struct DecisionPage of Decision {
        decisions: Vec<DecisionBody>,
        /// Counts no further than the page after this one.
        total,
        #[schema(required)]
        next_cursor,
    }
}
