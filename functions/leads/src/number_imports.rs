//! Long lists of numbers that are not to be called: an import is announced, its file sent to S3, its progress read
//! here.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use homework_domain::import::{FILE_BYTES_MAX, Import, NumberList};
use homework_domain::national_list::ListEdition;
use homework_domain::suppression::checked_reason;
use homework_domain::{Clock, Error};
use homework_runtime::extract::JsonBody;
use homework_runtime::openapi::{Id, ReadProblems, WriteProblems};
use homework_runtime::{Answer, Created};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::Api;
use crate::imports::{ImportAnnounced, ImportStatus, LINK_VALID_FOR, UPLOAD_WITHIN};
use crate::list_form;

/// What is known of a list of numbers before it is sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DoNotCallImportRequest)]
pub(crate) struct NumbersRequest {
    /// The file's size in bytes; `upload_url` takes a file of exactly that size.
    #[schema(minimum = 1, maximum = 67_108_864)]
    file_size: u64,
    /// Why these numbers are not to be called; it is kept with each.
    #[serde(default)]
    #[schema(max_length = 500, example = "Opt-outs of the newsletter, November 2026")]
    reason: Option<String>,
    /// The country whose national numbers are meant.
    #[serde(default)]
    #[schema(example = "ES")]
    default_country: Option<String>,
    /// Set where the file is an edition of a national do-not-call list.
    #[serde(default)]
    national: Option<NewEdition>,
}

/// Which national list the file is an edition of.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NationalListEdition)]
pub(crate) struct NewEdition {
    /// Letters, digits and dashes. The edition takes the place of the one in use of the same name.
    #[schema(example = "TPS", max_length = 24)]
    name: String,
    /// Where it holds: a country (ISO 3166-1) or a state of the United States (ISO 3166-2).
    #[schema(example = "GB")]
    place: String,
    /// The day on which whoever keeps the list gave it out.
    #[schema(value_type = String, format = Date, example = "2026-11-20")]
    as_of: String,
}

/// An import of numbers and how far it is. Times are UTC.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DoNotCallImport)]
pub(crate) struct NumbersBody {
    #[schema(value_type = Id)]
    id: String,
    /// FAILED: the file could not be read to its end, or is not put into use; `problem` says why. Numbers of the rows
    /// before stay on the list, unless it is a national one.
    #[schema(value_type = ImportStatus)]
    status: &'static str,
    /// How much of the file is read.
    #[schema(minimum = 0, maximum = 100)]
    percent: u64,
    /// Rows read: `numbers_listed`, `rows_refused` and `rows_skipped` together.
    rows_done: u64,
    /// Rows whose number is on the list now, be it that it was there before.
    numbers_listed: u64,
    /// Rows without a valid number.
    rows_refused: u64,
    /// Blank rows.
    rows_skipped: u64,
    #[schema(required)]
    reason: Option<String>,
    #[schema(required, example = "ES")]
    default_country: Option<String>,
    /// The national list that it is an edition of.
    #[schema(required)]
    national: Option<EditionBody>,
    /// Why it failed.
    #[schema(required)]
    problem: Option<String>,
    /// It came to a stop by no fault of the file's: `POST …/restart` goes on behind the last row that was read.
    can_restart: bool,
    /// A CSV file of the refused rows with the columns `row` and `reason` beside them; the address is good for 15
    /// minutes. Null until the import is over, and where no row was refused.
    #[schema(required)]
    errors_url: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// An edition of a national do-not-call list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NationalEdition)]
pub(crate) struct EditionBody {
    #[schema(example = "TPS")]
    name: String,
    /// Where it holds: a country (ISO 3166-1) or a state of the United States (ISO 3166-2).
    #[schema(example = "GB")]
    place: String,
    /// The day on which whoever keeps the list gave it out.
    #[schema(value_type = String, format = Date)]
    as_of: Date,
}

impl From<ListEdition> for EditionBody {
    fn from(ListEdition { name, place, as_of }: ListEdition) -> Self {
        Self { name, place, as_of }
    }
}

impl NumbersBody {
    fn new(import: Import, now: Timestamp, errors_url: Option<String>) -> Result<Self, Error> {
        let (percent, can_restart) = (import.percent(), import.can_start_again(now));
        let list = import.numbers.ok_or_else(|| Error::not_found("import", import.id))?;
        Ok(Self {
            id: import.id.to_string(),
            status: import.state.as_str(),
            percent,
            rows_done: import.rows_done,
            numbers_listed: import.numbers_listed,
            rows_refused: import.rows_refused,
            rows_skipped: import.rows_skipped,
            reason: list.reason,
            default_country: import.default_country.map(String::from),
            national: list.national.map(EditionBody::from),
            problem: import.problem,
            can_restart,
            errors_url,
            created_at: import.created_at,
            updated_at: import.updated_at,
        })
    }
}

/// Announces a long list of numbers that are not to be called, up to 1,000,000. It is taken in as soon as its file is
/// sent to `upload_url`: a CSV file with one number a row, or a column `phone`. Leads with these numbers become
/// DO_NOT_CALL, wherever they stand.
///
/// An edition of a national list counts as a whole, once it is read to its end; until then the former one does.
/// Numbers on it are not called; their leads stay, and are set aside when their turn comes. Once a list is in use,
/// nobody is called where it holds while it is stale: 31 days after its day, in Britain 28.
#[utoipa::path(post, path = "/api/do-not-call/imports", operation_id = "create_do_not_call_import", tag = "leads",
    request_body = NumbersRequest,
    responses((status = 201, description = "Where to send the file.", body = ImportAnnounced), WriteProblems))]
pub(crate) async fn announce(
    State(api): State<Api>,
    JsonBody(request): JsonBody<NumbersRequest>,
) -> Created<ImportAnnounced> {
    let now = api.clock.now();
    let country = list_form::country(request.default_country.as_deref().unwrap_or_default())?;
    if !(1..=FILE_BYTES_MAX).contains(&request.file_size) {
        return Err(Error::invalid("file_size", format!("must be from 1 to {FILE_BYTES_MAX} bytes")).into());
    }
    let national = request.national.map(|new| ListEdition::parse(&new.name, &new.place, &new.as_of, now));
    let reason = request.reason.as_deref().map(checked_reason).transpose()?.flatten();
    let list = NumberList { reason, national: national.transpose()? };
    let import = Import::create_of_numbers(list, country, now);
    let upload_url = api.files.upload_link(&import.file_key(), request.file_size, UPLOAD_WITHIN).await?;
    api.store.create_import(&import).await?;
    let expires_at = now + SignedDuration::try_from(UPLOAD_WITHIN).unwrap_or_default();
    Ok((StatusCode::CREATED, Json(ImportAnnounced::new(import.id, upload_url, expires_at))))
}

/// How far an import of numbers is.
#[utoipa::path(get, path = "/api/do-not-call/imports/{import_id}", operation_id = "get_do_not_call_import",
    tag = "leads", params(("import_id" = Id, Path)),
    responses((status = 200, description = "The import.", body = NumbersBody), ReadProblems))]
pub(crate) async fn progress(State(api): State<Api>, Path(id): Path<String>) -> Answer<NumbersBody> {
    let import = api.store.import(id.parse()?).await?;
    // What broke off has no report yet.
    let is_there = import.state.is_over() && !import.broke_off && import.rows_refused > 0;
    let errors_url = if is_there {
        Some(api.files.link(&import.errors_key(), LINK_VALID_FOR, Some("refused-numbers.csv")).await?)
    } else {
        None
    };
    Ok(Json(NumbersBody::new(import, api.clock.now(), errors_url)?))
}

/// Goes on with an import of numbers that broke off by no fault of its file's, behind the last row that was read.
#[utoipa::path(post, path = "/api/do-not-call/imports/{import_id}/restart",
    operation_id = "restart_do_not_call_import", tag = "leads", params(("import_id" = Id, Path)),
    responses((status = 200, description = "The import.", body = NumbersBody), WriteProblems))]
pub(crate) async fn restart(State(api): State<Api>, Path(id): Path<String>) -> Answer<NumbersBody> {
    let import = api.imports.restart(id.parse()?).await?;
    Ok(Json(NumbersBody::new(import, api.clock.now(), None)?))
}
