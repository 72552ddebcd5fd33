//! Leads as a CSV file.

use axum::Json;
use axum::extract::State;
use homework_domain::ids::LeadId;
use homework_domain::lead::Lead;
use homework_domain::lead_file::defused;
use homework_domain::lead_search::LeadSearch;
use homework_domain::page::{PAGE_SIZE_MAX, PageRequest};
use homework_domain::{Clock, Error, Result};
use homework_runtime::Answer;
use homework_runtime::extract::ListQuery;
use homework_runtime::openapi::{self, Id, WriteProblems};
use homework_store::{BatchStart, LeadConditions};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::{Api, conditions};
use crate::imports::LINK_VALID_FOR;

/// Leaves time to write the file within the 29 s that API Gateway waits.
const READING_TIME: SignedDuration = SignedDuration::from_secs(22);
const HEADER: [&str; 13] = [
    "id",
    "name",
    "phone",
    "email",
    "company",
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
    let now = api.clock.now();
    let (file, rows) = write(&api, conditions, search.as_ref(), now + READING_TIME).await?;
    // Nobody guesses the name: it has 80 random bits.
    let key = format!("exports/{}/leads.csv", LeadId::generate(now));
    api.files.put(&key, "text/csv; charset=utf-8", file).await?;
    let download_url = api.files.link(&key, LINK_VALID_FOR, Some("leads.csv")).await?;
    let expires_at = api.clock.now() + SignedDuration::try_from(LINK_VALID_FOR).unwrap_or_default();
    Ok(Json(ExportBody { download_url, expires_at, rows }))
}

async fn write(
    api: &Api,
    conditions: LeadConditions,
    search: Option<&LeadSearch>,
    deadline: Timestamp,
) -> Result<(Vec<u8>, u64)> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(HEADER).map_err(Error::internal)?;
    let mut from = From::Start;
    let mut rows = 0;
    loop {
        let (leads, next) = batch(api, conditions, search, from).await?;
        rows += leads.len() as u64;
        for lead in &leads {
            let row = row(lead);
            file.write_record(row.iter().map(|cell| defused(cell).into_owned())).map_err(Error::internal)?;
        }
        let Some(next) = next else { return Ok((file.into_inner().map_err(Error::internal)?, rows)) };
        if api.clock.now() > deadline {
            return Err(Error::TooLarge("The list is too long for one file: export it by status.".into()));
        }
        from = next;
    }
}

/// Where an export goes on.
enum From {
    Start,
    List(BatchStart),
    Search(String),
}

/// Some of the leads, and where the others begin.
async fn batch(
    api: &Api,
    conditions: LeadConditions,
    search: Option<&LeadSearch>,
    from: From,
) -> Result<(Vec<Lead>, Option<From>)> {
    if let Some(search) = search {
        let cursor = if let From::Search(cursor) = from { Some(cursor) } else { None };
        let page = PageRequest { page: 1, page_size: PAGE_SIZE_MAX, cursor };
        let found = api.store.search_leads(search, &conditions, &page).await?;
        return Ok((found.items, found.next_cursor.map(From::Search)));
    }
    let start = if let From::List(start) = from { Some(start) } else { None };
    let (list, rest) = conditions.list();
    let (leads, next) = api.store.lead_batch(&list, start).await?;
    Ok((leads.into_iter().filter(|lead| rest.hold(lead)).collect(), next.map(From::List)))
}

fn row(lead: &Lead) -> [String; 13] {
    [
        lead.id.to_string(),
        lead.name.clone(),
        lead.phone.to_string(),
        lead.email.as_ref().map(|email| email.as_str().to_owned()).unwrap_or_default(),
        lead.company.clone().unwrap_or_default(),
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
