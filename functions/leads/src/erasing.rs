//! Deleting a person.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use homework_domain::erasure::{Erased, Eraser, Unfinished};
use homework_domain::{Clock, Error, Result};
use homework_runtime::Created;
use homework_runtime::openapi::{Id, WriteProblems};
use homework_vendors::Vendors;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::Api;

/// What a deletion did.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Deletion {
    success: bool,
    message: &'static str,
    /// Meetings that were ahead and are cancelled; their guests were told.
    meetings_cancelled: u32,
    /// Recordings that were removed, ours and Twilio's.
    recordings_deleted: u32,
    /// Calls of which only the figures are left.
    calls_erased: u32,
    /// Meetings of which only the figures are left.
    meetings_erased: u32,
    /// The lead itself is gone. Otherwise it is marked, never called, and removed once the rest is done.
    lead_removed: bool,
    /// What could not be done yet, and is tried again by itself.
    unfinished: Vec<UnfinishedStep>,
}

/// Something a vendor has not done yet.
#[derive(Debug, Serialize, ToSchema)]
struct UnfinishedStep {
    /// `meeting` or `call`.
    #[schema(example = "meeting")]
    kind: &'static str,
    /// Of the meeting or call.
    #[schema(value_type = Id)]
    id: String,
    #[schema(example = "Zoom")]
    vendor: &'static str,
    #[schema(example = "Zoom refuses: HTTP 400 4711")]
    reason: String,
}

impl From<Unfinished> for UnfinishedStep {
    fn from(step: Unfinished) -> Self {
        Self { kind: step.kind, id: step.id, vendor: step.vendor, reason: step.reason }
    }
}

impl From<Erased> for Deletion {
    fn from(done: Erased) -> Self {
        let message = if done.unfinished.is_empty() {
            "Lead deleted successfully"
        } else {
            "The deletion is not finished yet and is continued by itself"
        };
        Self {
            success: true,
            message,
            meetings_cancelled: done.meetings_cancelled,
            recordings_deleted: done.recordings_deleted,
            calls_erased: done.calls_erased,
            meetings_erased: done.meetings_erased,
            lead_removed: done.lead_removed,
            unfinished: done.unfinished.into_iter().map(UnfinishedStep::from).collect(),
        }
    }
}

/// Deletes a lead; not while it is queued or being called. Its meetings ahead are cancelled and the guests
/// told, its recordings removed here and at Twilio, and what was said and written in its calls erased. That
/// there were calls and meetings stays, so figures of the past do not change; events of past meetings stay
/// in the host's calendar. 202 says that a vendor has not done its part yet: it is tried again by itself.
#[utoipa::path(delete, path = "/api/leads/{lead_id}", operation_id = "delete_lead", tag = "leads",
    security(("operator" = ["admin"])),
    params(("lead_id" = Id, Path)),
    responses((status = 200, description = "What was done.", body = Deletion),
        (status = 202, description = "What was done so far.", body = Deletion), WriteProblems))]
pub(crate) async fn remove(State(api): State<Api>, Path(id): Path<String>) -> Created<Deletion> {
    let done = erase(&api, &id).await?;
    let status = if done.unfinished.is_empty() { StatusCode::OK } else { StatusCode::ACCEPTED };
    Ok((status, Json(done.into())))
}

async fn erase(api: &Api, id: &str) -> Result<Erased> {
    let id = id.parse()?;
    let (aws, env) = &*api.surroundings;
    // Nobody is marked as deleted who is not there.
    api.store.lead(id).await?;
    let vendors = Vendors::new(aws, env).map_err(Error::internal)?;
    let eraser = Eraser {
        calendar: &vendors.calendar().map_err(Error::internal)?,
        video: Some(&vendors.zoom().map_err(Error::internal)?),
        ledger: &api.store,
        recordings: &vendors.twilio().map_err(Error::internal)?,
        files: &api.files,
    };
    let done = eraser.erase(id, api.clock.now()).await?;
    tracing::info!(lead_id = %id, removed = done.lead_removed, unfinished = done.unfinished.len(), "lead deleted");
    Ok(done)
}
