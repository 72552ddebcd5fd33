//! The audit trail, as the API shows it.

use axum::Json;
use axum::extract::State;
use homework_domain::Error;
use homework_domain::analytics::date;
use homework_domain::audit::Entry;
use homework_runtime::Answer;
use homework_runtime::extract::ListQuery;
use homework_runtime::openapi::{self, Id, PageParams, ReadProblems};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::Api;

/// That an operator asked for a change, and what came of it. Times are UTC.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub(crate) struct EntryBody {
    #[schema(value_type = Id)]
    id: String,
    at: Timestamp,
    /// The operator's id in the user pool, which stays the same whatever their address.
    #[schema(example = "5f2b6d1e-0c3a-4f6e-9a55-2f4bfa1c9e10")]
    operator_id: String,
    #[schema(example = "ana@example.com")]
    operator: String,
    /// The `operationId` of this description.
    #[schema(example = "delete_lead")]
    operation: String,
    /// The id of what was changed or made, where there is one.
    #[schema(required, example = "01KAP3VQ5T8M2N4R6W0XHZJ9CD")]
    thing_id: Option<String>,
    /// Why, in the operator's words, where they were asked for it.
    #[schema(required, example = "The list is corrected")]
    reason: Option<String>,
    /// DONE was done. REFUSED was not, by a rule or for want of the role. FAILED went wrong on our side. UNKNOWN may
    /// have been done or not: the answer never came.
    #[schema(value_type = openapi::AuditOutcome)]
    outcome: &'static str,
    /// The HTTP status of the answer.
    #[schema(required, example = 200)]
    status: Option<u16>,
    /// Finds the request in the logs.
    request_id: String,
}

homework_runtime::page_body! {
    /// A page of the audit trail.
    #[schema(as = AuditPage)]
    pub(crate) struct EntryPage of Entry {
        entries: Vec<EntryBody>,
        /// Counts no further than the page after this one.
        total,
        #[schema(required)]
        next_cursor,
    }
}

impl From<Entry> for EntryBody {
    fn from(entry: Entry) -> Self {
        let (outcome, status) = (entry.outcome().as_str(), entry.status());
        let thing_id = entry.thing_id().map(str::to_owned);
        let reason = entry.answered.and_then(|answered| answered.reason);
        let asked = entry.asked;
        Self {
            id: asked.id.to_string(),
            at: asked.at,
            operator_id: asked.operator_id,
            operator: asked.operator,
            operation: asked.operation,
            thing_id,
            reason,
            outcome,
            status,
            request_id: asked.request_id,
        }
    }
}

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::default().routes(routes!(list_audit))
}

/// Who asked for which change and what came of it, the newest first.
#[utoipa::path(get, path = "/api/audit", operation_id = "list_audit", tag = "settings",
    security(("operator" = ["admin"])),
    params(
        PageParams,
        ("operator_id" = Option<String>, Query, description = "Only what this operator asked for.", max_length = 64),
        ("day" = Option<jiff::civil::Date>, Query, description = "Only what was asked for on this day, in UTC."),
    ),
    responses((status = 200, description = "A page of the trail.", body = EntryPage), ReadProblems))]
async fn list_audit(State(api): State<Api>, query: ListQuery) -> Answer<EntryPage> {
    let day = query.filter("day").map(|text| date("day", text)).transpose()?;
    let operator_id = query.filter("operator_id");
    if operator_id.is_some_and(|id| id.len() > 64) {
        return Err(Error::invalid("operator_id", "must have at most 64 characters").into());
    }
    Ok(Json(api.store.list_audit(operator_id, day, &query.page).await?.into()))
}
