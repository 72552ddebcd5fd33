//! The routes: parse, one operation, answer.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Multipart, Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use homework_domain::lead::{Lead, NewLead};
use homework_domain::{Clock, Error, FieldError};
use homework_runtime::Problem;
use homework_runtime::extract::{JsonBody, ListQuery};
use homework_store::{LeadFilter, Store};
use serde_json::{Value, json};

use crate::csv_upload;
use crate::lead_body::{LeadBody, LeadPage, NewLeadBody};

#[derive(Clone)]
struct Api {
    store: Store,
    clock: Arc<dyn Clock>,
}

pub(crate) fn router(store: Store, clock: impl Clock + 'static) -> Router {
    Router::new()
        .route("/api/leads", get(list).post(create))
        // Multipart framing comes on top of the file itself.
        .route(
            "/api/leads/upload",
            post(upload).layer(DefaultBodyLimit::max(csv_upload::FILE_BYTES_MAX + 16 * 1024)),
        )
        .route("/api/leads/{lead_id}", get(show).delete(remove))
        .with_state(Api { store, clock: Arc::new(clock) })
}

async fn create(
    State(api): State<Api>,
    JsonBody(body): JsonBody<NewLeadBody>,
) -> Result<(StatusCode, Json<LeadBody>), Problem> {
    let new = NewLead::parse(&body.name, &body.phone, body.email.as_deref())?;
    let lead = Lead::create(new, api.clock.now());
    match api.store.create_leads(std::slice::from_ref(&lead)).await?.pop() {
        Some((_, refusal)) => Err(Error::Conflict(format!("phone {}", refusal.message())).into()),
        None => Ok((StatusCode::CREATED, Json(lead.into()))),
    }
}

async fn list(State(api): State<Api>, query: ListQuery) -> Result<Json<LeadPage>, Problem> {
    query.at_most_one_of(&["status", "campaign_id"])?;
    let filter = match (query.filter("status"), query.filter("campaign_id")) {
        (Some(status), _) => LeadFilter::Status(status.parse()?),
        (_, Some(campaign)) => LeadFilter::Campaign(
            campaign.parse().map_err(|_| Error::invalid("campaign_id", "is not a campaign's id"))?,
        ),
        _ => LeadFilter::All,
    };
    Ok(Json(api.store.list_leads(&filter, &query.page).await?.into()))
}

async fn show(State(api): State<Api>, Path(id): Path<String>) -> Result<Json<LeadBody>, Problem> {
    Ok(Json(api.store.lead(id.parse()?).await?.into()))
}

async fn remove(State(api): State<Api>, Path(id): Path<String>) -> Result<Json<Value>, Problem> {
    api.store.delete_lead(id.parse()?, api.clock.now()).await?;
    Ok(Json(json!({"success": true, "message": "Lead deleted successfully"})))
}

/// Takes in the good rows and names every bad one; a file that cannot be read takes in nothing.
async fn upload(
    State(api): State<Api>,
    form: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<Json<Value>, Problem> {
    let form = form
        .map_err(|_| Error::invalid("file", "send the file as multipart/form-data in a field named file"))?;
    let file = csv_upload::read_file(form).await?;
    let mut rows = csv_upload::parse(&file)?;
    let now = api.clock.now();
    let leads: Vec<Lead> = rows.leads.iter().map(|(_, new)| Lead::create(new.clone(), now)).collect();
    let refused = api.store.create_leads(&leads).await?;
    for (index, refusal) in &refused {
        let row = rows.leads.get(*index).map_or(0, |(row, _)| *row);
        rows.errors.push(csv_upload::RowError { row, error: FieldError::new("phone", refusal.message()) });
    }
    rows.errors.sort_by_key(|error| error.row);
    Ok(Json(json!({
        "success": true,
        "leads_created": leads.len() - refused.len(),
        "errors": rows.errors,
    })))
}
