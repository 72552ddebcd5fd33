//! Leads as a CSV file.

use axum::Json;
use axum::extract::State;
use homework_domain::ids::LeadId;
use homework_domain::lead::Lead;
use homework_domain::lead_file::defused;
use homework_domain::{Clock, Error, Result};
use homework_runtime::Problem;
use homework_runtime::extract::ListQuery;
use homework_runtime::openapi::{self, Id, WriteProblems};
use homework_store::LeadFilter;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use crate::imports::LINK_VALID_FOR;
use crate::routes::{Api, lead_filter};

/// Leaves time to write the file within the 29 s that API Gateway waits.
const READING_TIME: SignedDuration = SignedDuration::from_secs(22);
const HEADER: [&str; 12] = [
    "id",
    "name",
    "phone",
    "email",
    "country_code",
    "language",
    "timezone",
    "status",
    "partner_id",
    "campaign_id",
    "created_at",
    "updated_at",
];

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
#[utoipa::path(
    get,
    path = "/api/leads/export",
    operation_id = "export_leads",
    tag = "leads",
    params(
        ("status" = Option<openapi::LeadStatus>, Query, description = "Only leads that stand so."),
        ("campaign_id" = Option<Id>, Query, description = "Only a campaign's leads; not together with `status`."),
        ("partner_id" = Option<Id>, Query, description = "Only leads a partner sent; not together with the others."),
    ),
    responses((status = 200, description = "The file.", body = ExportBody), WriteProblems)
)]
pub(crate) async fn export(State(api): State<Api>, query: ListQuery) -> Result<Json<ExportBody>, Problem> {
    let filter = lead_filter(&query)?;
    let now = api.clock.now();
    let (file, rows) = write(&api, &filter, now + READING_TIME).await?;
    // Nobody guesses the name: it has 80 random bits.
    let key = format!("exports/{}/leads.csv", LeadId::generate(now));
    api.files.put(&key, "text/csv; charset=utf-8", file).await?;
    let download_url = api.files.link(&key, LINK_VALID_FOR, Some("leads.csv")).await?;
    let expires_at = api.clock.now() + SignedDuration::try_from(LINK_VALID_FOR).unwrap_or_default();
    Ok(Json(ExportBody { download_url, expires_at, rows }))
}

async fn write(api: &Api, filter: &LeadFilter, deadline: Timestamp) -> Result<(Vec<u8>, u64)> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(HEADER).map_err(Error::internal)?;
    let (mut rows, mut start) = (0, None);
    loop {
        let (leads, next) = api.store.lead_batch(filter, start).await?;
        rows += leads.len() as u64;
        for lead in &leads {
            let row = row(lead);
            file.write_record(row.iter().map(|cell| defused(cell).into_owned())).map_err(Error::internal)?;
        }
        if next.is_none() {
            return Ok((file.into_inner().map_err(Error::internal)?, rows));
        }
        if api.clock.now() > deadline {
            return Err(Error::TooLarge("The list is too long for one file: export it by status.".into()));
        }
        start = next;
    }
}

fn row(lead: &Lead) -> [String; 12] {
    [
        lead.id.to_string(),
        lead.name.clone(),
        lead.phone.to_string(),
        lead.email.as_ref().map(|email| email.as_str().to_owned()).unwrap_or_default(),
        lead.country_code.clone(),
        lead.language.code().to_owned(),
        lead.time_zone().to_owned(),
        lead.status.to_string(),
        lead.partner_id.map(String::from).unwrap_or_default(),
        lead.campaign_id.map(String::from).unwrap_or_default(),
        lead.created_at.to_string(),
        lead.updated_at.to_string(),
    ]
}
