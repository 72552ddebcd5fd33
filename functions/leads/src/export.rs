//! The route of the export.

use axum::Json;
use axum::extract::State;
use homework_domain::clock::Clock;
use homework_domain::lead_search::LeadSearch;
use homework_runtime::Answer;
use homework_runtime::extract::ListQuery;
use homework_runtime::openapi::{self, Id, WriteProblems};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::{Api, conditions};
use crate::imports::LINK_VALID_FOR;

/// A file of leads.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeadExport)]
pub(crate) struct ExportBody {
    /// Where the file is to be had.
    download_url: String,
    expires_at: Timestamp,
    /// Leads in the file.
    rows: u64,
}

/// Writes leads into a CSV file, the oldest first, with the columns that an import takes and more.
/// A cell that a spreadsheet would run as a formula begins with an apostrophe.
#[utoipa::path(get, path = "/api/leads/export", operation_id = "export_leads", tag = "leads",
    security(("operator" = ["operator"])),
    params(("status" = Option<openapi::LeadStatus>, Query, description = "Only leads with this status."),
        ("campaign_id" = Option<Id>, Query, description = "Only a campaign's leads."),
        ("partner_id" = Option<Id>, Query, description = "Only leads a partner sent."),
        ("search" = Option<String>, Query, description = "Only leads that a search for this finds.")),
    responses((status = 200, description = "The file.", body = ExportBody), WriteProblems))]
pub(crate) async fn export(State(api): State<Api>, query: ListQuery) -> Answer<ExportBody> {
    let conditions = conditions(&query)?;
    let search = query.filter("search").map(LeadSearch::parse).transpose()?;
    let export = api.exports.write(conditions, search.as_ref()).await?;
    let download_url = api.files.link(&export.key, LINK_VALID_FOR, Some("leads.csv")).await?;
    let expires_at = api.clock.now() + SignedDuration::try_from(LINK_VALID_FOR).unwrap_or_default();
    Ok(Json(ExportBody { download_url, expires_at, rows: export.rows }))
}
