//! The routes: parse, one operation, answer.

use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Json, Router};
use homework_domain::Error;
use homework_runtime::Problem;
use homework_runtime::extract::ListQuery;
use homework_store::{CallFilter, Store};
use serde_json::{Value, json};

use crate::call_body::{CallDetails, CallPage};

pub(crate) fn router(store: Store) -> Router {
    Router::new()
        .route("/api/calls", get(list))
        .route("/api/calls/{call_id}", get(show))
        .route("/api/calls/{call_id}/recording", get(recording))
        .with_state(store)
}

async fn list(State(store): State<Store>, query: ListQuery) -> Result<Json<CallPage>, Problem> {
    query.at_most_one_of(&["outcome", "campaign_id"])?;
    let filter = match (query.filter("outcome"), query.filter("campaign_id")) {
        (Some(outcome), _) => CallFilter::Outcome(outcome.parse()?),
        (_, Some(campaign)) => CallFilter::Campaign(
            campaign.parse().map_err(|_| Error::invalid("campaign_id", "is not a campaign's id"))?,
        ),
        _ => CallFilter::All,
    };
    Ok(Json(store.list_calls(&filter, &query.page).await?.into()))
}

async fn show(State(store): State<Store>, Path(id): Path<String>) -> Result<Json<CallDetails>, Problem> {
    Ok(Json(store.call_record(id.parse()?).await?.into()))
}

async fn recording(State(store): State<Store>, Path(id): Path<String>) -> Result<Json<Value>, Problem> {
    let call = store.call(id.parse()?).await?;
    let url = call.recording_url.ok_or_else(|| Error::not_found("recording of call", call.id))?;
    Ok(Json(json!({"recording_url": url})))
}
