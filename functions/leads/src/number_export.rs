//! The route of the do-not-call list's export.

use axum::Json;
use axum::extract::State;
use homework_domain::clock::Clock;
use homework_runtime::Answer;
use homework_runtime::extract::ListQuery;
use homework_runtime::openapi::WriteProblems;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::Api;
use crate::imports::LINK_VALID_FOR;

/// A file of numbers that are not to be called.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DoNotCallExport)]
pub(crate) struct ExportBody {
    /// Where the file is to be had.
    download_url: String,
    expires_at: Timestamp,
    /// Numbers in the file.
    rows: u64,
    /// Asked for with it, the next file has the numbers that follow; null where this file has the last one.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// Writes our own do-not-call list into a CSV file, what was recorded first at the top: number, source, when it was
/// recorded, reason, and when it was asked for in a call. A file has at most some 100,000 numbers; `next_cursor` leads
/// to the next. Numbers of national lists are not in it: whoever keeps those gives them out.
#[utoipa::path(get, path = "/api/do-not-call/export", operation_id = "export_do_not_call", tag = "leads",
    security(("operator" = ["operator"])),
    params(("cursor" = Option<String>, Query, description = "The `next_cursor` of the file before.")),
    responses((status = 200, description = "The file.", body = ExportBody), WriteProblems))]
pub(crate) async fn export(State(api): State<Api>, query: ListQuery) -> Answer<ExportBody> {
    let export = api.exports.write_numbers(query.page.cursor.clone()).await?;
    let download_url = api.files.link(&export.key, LINK_VALID_FOR, Some("do-not-call.csv")).await?;
    let expires_at = api.clock.now() + SignedDuration::try_from(LINK_VALID_FOR).unwrap_or_default();
    Ok(Json(ExportBody { download_url, expires_at, rows: export.rows, next_cursor: export.next_cursor }))
}
