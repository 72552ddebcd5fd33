//! Long lists of leads: an import is announced, its file sent to S3, its progress read here.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use homework_domain::Clock;
use homework_domain::import::{Import, ImportState};
use homework_runtime::Problem;
use homework_runtime::openapi::{Id, ReadProblems, WriteProblems};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use crate::routes::Api;

const UPLOAD_WITHIN: Duration = Duration::from_secs(3600);
pub(crate) const LINK_VALID_FOR: Duration = Duration::from_secs(15 * 60);

/// An import that waits for its file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportAnnounced {
    #[schema(value_type = Id)]
    id: String,
    /// PUT the CSV file there, as it is, without further headers: columns name, phone and,
    /// optionally, email; up to 100,000 rows and 64 MB.
    upload_url: String,
    /// When the address stops taking the file.
    expires_at: Timestamp,
}

/// An import and how far it is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Import)]
pub(crate) struct ImportBody {
    #[schema(value_type = Id)]
    id: String,
    /// FAILED: the file could not be read to its end; `problem` says why, and the rows before stay
    /// taken in.
    #[schema(value_type = ImportStatus)]
    status: &'static str,
    /// How much of the file is read.
    #[schema(minimum = 0, maximum = 100)]
    percent: u64,
    /// Rows read, without the header.
    rows_done: u64,
    leads_created: u64,
    /// Rows that were not taken in.
    rows_refused: u64,
    #[schema(required)]
    problem: Option<String>,
    /// A CSV file that names each refused row, its field and what is wrong; the address is good for
    /// 15 minutes. Null until the import is over, and where no row was refused.
    #[schema(required)]
    errors_url: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// Where an import stands.
#[derive(ToSchema)]
#[schema(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(dead_code, reason = "describes ImportState")]
pub(crate) enum ImportStatus {
    AwaitingFile,
    Running,
    Completed,
    Failed,
}

const _: () = assert!(ImportState::ALL.len() == 4);

impl ImportBody {
    fn new(import: Import, errors_url: Option<String>) -> Self {
        let percent = match (&import.file, import.state) {
            (_, ImportState::Completed) => 100,
            (Some(file), _) => import.bytes_done * 100 / file.bytes.max(1),
            (None, _) => 0,
        };
        Self {
            id: import.id.to_string(),
            status: import.state.as_str(),
            percent: percent.min(100),
            rows_done: import.rows_done,
            leads_created: import.leads_created,
            rows_refused: import.rows_refused,
            problem: import.problem,
            errors_url,
            created_at: import.created_at,
            updated_at: import.updated_at,
        }
    }
}

/// Announces a long list of leads. It is taken in as soon as its file is sent to `upload_url`.
#[utoipa::path(
    post,
    path = "/api/leads/imports",
    operation_id = "create_import",
    tag = "leads",
    responses((status = 201, description = "Where to send the file.", body = ImportAnnounced), WriteProblems)
)]
pub(crate) async fn announce(State(api): State<Api>) -> Result<(StatusCode, Json<ImportAnnounced>), Problem> {
    let now = api.clock.now();
    let import = Import::create(now);
    let upload_url = api.files.upload_link(&import.file_key(), UPLOAD_WITHIN).await?;
    api.store.create_import(&import).await?;
    let expires_at = now + SignedDuration::try_from(UPLOAD_WITHIN).unwrap_or_default();
    Ok((StatusCode::CREATED, Json(ImportAnnounced { id: import.id.to_string(), upload_url, expires_at })))
}

/// How far an import is.
#[utoipa::path(
    get,
    path = "/api/leads/imports/{import_id}",
    operation_id = "get_import",
    tag = "leads",
    params(("import_id" = Id, Path)),
    responses((status = 200, description = "The import.", body = ImportBody), ReadProblems)
)]
pub(crate) async fn progress(
    State(api): State<Api>,
    Path(id): Path<String>,
) -> Result<Json<ImportBody>, Problem> {
    let import = api.store.import(id.parse()?).await?;
    let errors_url = if import.state.is_over() && import.rows_refused > 0 {
        Some(api.files.link(&import.errors_key(), LINK_VALID_FOR, Some("refused-rows.csv")).await?)
    } else {
        None
    };
    Ok(Json(ImportBody::new(import, errors_url)))
}
