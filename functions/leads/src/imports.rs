//! Long lists of leads: an import is announced, its file sent to S3, its progress read here.

use std::time::Duration;

use axum::Json;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use homework_domain::ids::ImportId;
use homework_domain::import::{FILE_BYTES_MAX, Import, ImportState};
use homework_domain::lead_file::{Layout, Mapping, SAMPLE_BYTES};
use homework_domain::{Clock, Error};
use homework_runtime::extract::JsonBody;
use homework_runtime::openapi::{Id, ReadProblems, WriteProblems};
use homework_runtime::{Answer, Created};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::Api;
use crate::list_body::{self, ColumnBody, PreviewBody};
use crate::list_form::{self, LeadFileForm};

pub(crate) const UPLOAD_WITHIN: Duration = Duration::from_secs(3600);
pub(crate) const LINK_VALID_FOR: Duration = Duration::from_secs(15 * 60);

/// What is known of a list before it is sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportRequest {
    #[serde(default)]
    #[schema(value_type = Option<MappingBody>)]
    mapping: Option<Mapping>,
    /// The country whose national numbers are meant where a row names none.
    #[serde(default)]
    #[schema(example = "ES")]
    default_country: Option<String>,
    /// The file's size in bytes; `upload_url` takes a file of exactly that size.
    #[schema(minimum = 1, maximum = 67_108_864)]
    file_size: u64,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportMapping {
    #[schema(value_type = MappingBody)]
    mapping: Mapping,
    /// The country whose national numbers are meant where a row names none.
    #[serde(default)]
    #[schema(example = "ES")]
    default_country: Option<String>,
}

/// For each field the columns that it is read from: a column's name, its number from 1, or a list of
/// these, of which the first that says something counts. What is not named follows from the columns' names.
#[derive(ToSchema)]
#[schema(as = Mapping, example = json!({"phone": "Contact no.", "name": [1, 2]}))]
#[expect(dead_code, reason = "describes Mapping")]
pub(crate) struct MappingBody {
    name: Option<ColumnRefs>,
    first_name: Option<ColumnRefs>,
    last_name: Option<ColumnRefs>,
    phone: Option<ColumnRefs>,
    email: Option<ColumnRefs>,
    company: Option<ColumnRefs>,
    country: Option<ColumnRefs>,
    language: Option<ColumnRefs>,
    time_zone: Option<ColumnRefs>,
    do_not_call: Option<ColumnRefs>,
}

#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes the columns of a Mapping")]
pub(crate) enum ColumnRefs {
    Number(u16),
    Name(String),
    Several(Vec<ColumnKey>),
}

#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes ColumnRef")]
pub(crate) enum ColumnKey {
    Number(u16),
    Name(String),
}

/// An import that waits for its file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportAnnounced {
    #[schema(value_type = Id)]
    id: String,
    /// PUT the CSV file there, as it is, without further headers; up to 64 MB.
    upload_url: String,
    /// When the address stops taking the file.
    expires_at: Timestamp,
}

impl ImportAnnounced {
    pub(crate) fn new(id: ImportId, upload_url: String, expires_at: Timestamp) -> Self {
        Self { id: id.to_string(), upload_url, expires_at }
    }
}

/// An import and how far it is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Import)]
pub(crate) struct ImportBody {
    #[schema(value_type = Id)]
    id: String,
    /// AWAITING_MAPPING: no column is known to have the names or the numbers; `columns` are those there are,
    /// and `PUT …/mapping` says what they are. FAILED: the file could not be read to its end; `problem` says
    /// why, and the rows before stay taken in.
    #[schema(value_type = ImportStatus)]
    status: &'static str,
    /// How much of the file is read.
    #[schema(minimum = 0, maximum = 100)]
    percent: u64,
    /// Rows read below the header: `leads_created`, `rows_refused` and `rows_skipped` together.
    rows_done: u64,
    leads_created: u64,
    /// Rows that were not taken in.
    rows_refused: u64,
    /// Blank rows.
    rows_skipped: u64,
    /// Rows that were taken in without something that stood in them, such as an e-mail address that is none.
    rows_with_warnings: u64,
    /// The country whose national numbers are meant where a row names none.
    #[schema(required, example = "ES")]
    default_country: Option<String>,
    /// What becomes of the file's columns; empty until it has been looked at.
    columns: Vec<ColumnBody>,
    /// Why it failed, or what it needs to be told.
    #[schema(required)]
    problem: Option<String>,
    /// It came to a stop by no fault of the file's: `POST …/restart` goes on behind the last row that was read.
    can_restart: bool,
    /// A CSV file of the refused rows as they stood in the file, with the columns `row` and `reason` beside
    /// them, to be corrected and sent again; the address is good for 15 minutes. Null until the import is
    /// over, and where no row was refused.
    #[schema(required)]
    errors_url: Option<String>,
    /// A CSV file of what was left out: row, field, message. Null until the import is over, and where there
    /// is nothing to tell.
    #[schema(required)]
    warnings_url: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// Where an import stands.
#[derive(ToSchema)]
#[schema(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(dead_code, reason = "describes ImportState")]
pub(crate) enum ImportStatus {
    AwaitingFile,
    AwaitingMapping,
    Running,
    Completed,
    Failed,
}

const _: () = assert!(ImportState::ALL.len() == 5);

impl ImportBody {
    fn new(import: Import, now: Timestamp, errors_url: Option<String>, warnings_url: Option<String>) -> Self {
        let can_restart = import.can_start_again(now);
        let percent = import.percent();
        Self {
            id: import.id.to_string(),
            status: import.state.as_str(),
            percent,
            rows_done: import.rows_done,
            leads_created: import.leads_created,
            rows_refused: import.rows_refused,
            rows_skipped: import.rows_skipped,
            rows_with_warnings: import.rows_with_warnings,
            default_country: import.default_country.map(String::from),
            columns: list_body::columns(import.columns),
            problem: import.problem,
            can_restart,
            errors_url,
            warnings_url,
            created_at: import.created_at,
            updated_at: import.updated_at,
        }
    }
}

/// Announces a long list of leads. It is taken in as soon as its file is sent to `upload_url`.
#[utoipa::path(post, path = "/api/leads/imports", operation_id = "create_import", tag = "leads",
    request_body = ImportRequest,
    responses((status = 201, description = "Where to send the file.", body = ImportAnnounced),
        WriteProblems))]
pub(crate) async fn announce(
    State(api): State<Api>,
    JsonBody(request): JsonBody<ImportRequest>,
) -> Created<ImportAnnounced> {
    let country = list_form::country(request.default_country.as_deref().unwrap_or_default())?;
    if !(1..=FILE_BYTES_MAX).contains(&request.file_size) {
        return Err(Error::invalid("file_size", format!("must be from 1 to {FILE_BYTES_MAX} bytes")).into());
    }
    let now = api.clock.now();
    let import = Import::create(request.mapping.unwrap_or_default(), country, now);
    let upload_url = api.files.upload_link(&import.file_key(), request.file_size, UPLOAD_WITHIN).await?;
    api.store.create_import(&import).await?;
    let expires_at = now + SignedDuration::try_from(UPLOAD_WITHIN).unwrap_or_default();
    Ok((StatusCode::CREATED, Json(ImportAnnounced::new(import.id, upload_url, expires_at))))
}

/// Shows how a list would be read, from its beginning: the first 64 KB of the file are enough. Nothing is
/// taken in.
#[utoipa::path(post, path = "/api/leads/imports/preview", operation_id = "preview_import", tag = "leads",
    request_body(content = LeadFileForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "How it would be read.", body = PreviewBody), WriteProblems))]
pub(crate) async fn preview(
    State(api): State<Api>,
    form: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Answer<PreviewBody> {
    let form = list_form::read(form).await?;
    let sample = &form.file[..form.file.len().min(SAMPLE_BYTES)];
    let layout = Layout::of(sample, form.file.len() < SAMPLE_BYTES, &form.mapping)?;
    Ok(Json(PreviewBody::new(&layout, form.default_country, api.clock.now())))
}

/// Says which columns an import's names and numbers are in, where their names do not tell. Reading begins
/// at once; until it has, this may be said again.
#[utoipa::path(put, path = "/api/leads/imports/{import_id}/mapping", operation_id = "map_import",
    tag = "leads", params(("import_id" = Id, Path)), request_body = ImportMapping,
    responses((status = 200, description = "The import.", body = ImportBody), WriteProblems))]
pub(crate) async fn map(
    State(api): State<Api>,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<ImportMapping>,
) -> Answer<ImportBody> {
    let country = list_form::country(body.default_country.as_deref().unwrap_or_default())?;
    let import = api.imports.map(id.parse()?, body.mapping, country).await?;
    Ok(Json(ImportBody::new(import, api.clock.now(), None, None)))
}

/// Goes on with an import that broke off by no fault of its file's, behind the last row that was read.
#[utoipa::path(post, path = "/api/leads/imports/{import_id}/restart", operation_id = "restart_import",
    tag = "leads", params(("import_id" = Id, Path)),
    responses((status = 200, description = "The import.", body = ImportBody), WriteProblems))]
pub(crate) async fn restart(State(api): State<Api>, Path(id): Path<String>) -> Answer<ImportBody> {
    let import = api.imports.restart(id.parse()?).await?;
    Ok(Json(ImportBody::new(import, api.clock.now(), None, None)))
}

/// Imports of numbers are another thing, with ids of the same kind.
fn of_leads(import: Import) -> Result<Import, Error> {
    if import.numbers.is_some() { Err(Error::not_found("import", import.id)) } else { Ok(import) }
}

/// How far an import is.
#[utoipa::path(get, path = "/api/leads/imports/{import_id}", operation_id = "get_import", tag = "leads",
    params(("import_id" = Id, Path)),
    responses((status = 200, description = "The import.", body = ImportBody), ReadProblems))]
pub(crate) async fn progress(State(api): State<Api>, Path(id): Path<String>) -> Answer<ImportBody> {
    let import = of_leads(api.store.import(id.parse()?).await?)?;
    let link = async |there: bool, key: String, name: &str| {
        // What broke off has no reports yet.
        let is_there = import.state.is_over() && !import.broke_off && there;
        if is_there { api.files.link(&key, LINK_VALID_FOR, Some(name)).await.map(Some) } else { Ok(None) }
    };
    let errors_url = link(import.rows_refused > 0, import.errors_key(), "refused-rows.csv").await?;
    let warnings_url = link(import.rows_with_warnings > 0, import.warnings_key(), "left-out.csv").await?;
    Ok(Json(ImportBody::new(import, api.clock.now(), errors_url, warnings_url)))
}
