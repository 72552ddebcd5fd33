//! The routes: parse, one operation, answer.

use axum::extract::{Path, State};
use axum::routing::{get, patch};
use axum::{Json, Router};
use homework_domain::clock::{Clock, SystemClock};
use homework_domain::meeting::MeetingStatus;
use homework_runtime::Problem;
use homework_runtime::extract::{JsonBody, ListQuery};
use homework_store::{MeetingFilter, Store};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::meeting_body::{MeetingBody, MeetingPage};

#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) store: Store,
    pub(crate) clock: SystemClock,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StatusBody {
    status: String,
}

pub(crate) fn router(api: Api) -> Router {
    Router::new()
        .route("/api/meetings", get(list))
        .route("/api/meetings/{meeting_id}", get(show))
        .route("/api/meetings/{meeting_id}/status", patch(set_status))
        .with_state(api)
}

async fn list(State(api): State<Api>, query: ListQuery) -> Result<Json<MeetingPage>, Problem> {
    let filter = match query.filter("status") {
        Some(status) => MeetingFilter::Status(status.parse()?),
        None => MeetingFilter::All,
    };
    Ok(Json(api.store.list_meetings(&filter, &query.page).await?.into()))
}

async fn show(State(api): State<Api>, Path(id): Path<String>) -> Result<Json<MeetingBody>, Problem> {
    Ok(Json(api.store.meeting(id.parse()?).await?.into()))
}

async fn set_status(
    State(api): State<Api>,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<StatusBody>,
) -> Result<Json<Value>, Problem> {
    let status: MeetingStatus = body.status.parse()?;
    api.store.set_meeting_status(id.parse()?, status, api.clock.now()).await?;
    Ok(Json(json!({"success": true, "message": format!("Meeting status updated to {status}")})))
}
