//! The control plane under `/_sandbox`: looks into the world, and makes it fail.

use std::sync::Arc;

use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, patch, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::faults::Rule;
use crate::journal::{Entry, Filter};
use crate::state::Sandbox;
use crate::twilio::{self, Signing, deliver, place};
use crate::util::{now, run_ahead};

pub(crate) fn router() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/health", get(health))
        .route("/journal", get(journal).delete(clear_journal))
        .route("/calls", get(calls))
        .route("/calendar/events", get(calendar_events))
        .route("/calendar/events/{id}", patch(change_event))
        .route("/zoom/meetings", get(zoom_meetings))
        .route("/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/faults/{id}", get(fault).delete(remove_fault))
        .route("/webhook", post(webhook))
        .route("/incoming", post(ring_up))
        .route("/clock", get(clock).post(move_clock))
}

/// What is wrong with a request to the control plane.
struct Wrong(StatusCode, String);

impl axum::response::IntoResponse for Wrong {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"message": self.1}))).into_response()
    }
}

impl From<JsonRejection> for Wrong {
    fn from(rejection: JsonRejection) -> Self {
        Self(StatusCode::BAD_REQUEST, rejection.body_text())
    }
}

impl From<QueryRejection> for Wrong {
    fn from(rejection: QueryRejection) -> Self {
        Self(StatusCode::BAD_REQUEST, rejection.body_text())
    }
}

async fn health() -> Json<Value> {
    Json(json!({"status": "ok"}))
}

async fn clock() -> Json<Value> {
    Json(json!({"now": now()}))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Moved {
    ahead_seconds: i64,
}

/// Has the clocks of this world and of the system's functions run ahead of the machine's.
async fn move_clock(
    State(sandbox): State<Arc<Sandbox>>,
    moved: Result<Json<Moved>, JsonRejection>,
) -> Result<Json<Value>, Wrong> {
    let Json(Moved { ahead_seconds }) = moved?;
    let Some(file) = &sandbox.config.clock_file else {
        return Err(Wrong(StatusCode::CONFLICT, "the sandbox was started without --clock-file".to_owned()));
    };
    run_ahead(ahead_seconds, file).map_err(|error| {
        Wrong(StatusCode::INTERNAL_SERVER_ERROR, format!("the clock cannot be moved: {error}"))
    })?;
    Ok(clock().await)
}

async fn journal(
    State(sandbox): State<Arc<Sandbox>>,
    filter: Result<Query<Filter>, QueryRejection>,
) -> Result<Json<Vec<Entry>>, Wrong> {
    let Query(filter) = filter?;
    Ok(Json(sandbox.journal.read(&filter)))
}

async fn clear_journal(State(sandbox): State<Arc<Sandbox>>) -> StatusCode {
    sandbox.journal.clear();
    StatusCode::NO_CONTENT
}

async fn calls(State(sandbox): State<Arc<Sandbox>>) -> Json<Value> {
    let calls = sandbox.calls.list();
    let shown = calls.iter().map(|call| {
        json!({
            "sid": call.sid,
            "to": call.order.to,
            "from": call.order.from,
            "url": call.order.url,
            "character": call.character,
            "language": call.language,
            "state": call.status,
            "answered_by": call.answered_by,
            "ending": call.ending,
            "placed_at": call.placed_at,
            "answered_at": call.answered_at,
            "ended_at": call.ended_at,
            "recording_sid": call.recording.as_ref().map(|recording| &recording.sid),
            "conversation": call.conversation,
        })
    });
    Json(shown.collect())
}

async fn calendar_events(State(sandbox): State<Arc<Sandbox>>) -> Json<Value> {
    Json(sandbox.calendars.show())
}

/// Changes an event as its host, or a guest, does in the calendar itself.
async fn change_event(
    State(sandbox): State<Arc<Sandbox>>,
    Path(id): Path<String>,
    Json(change): Json<Value>,
) -> StatusCode {
    if sandbox.calendars.change(&id, &change) { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND }
}

async fn zoom_meetings(State(sandbox): State<Arc<Sandbox>>) -> Json<Value> {
    Json(sandbox.zoom.show())
}

async fn faults(State(sandbox): State<Arc<Sandbox>>) -> Json<Value> {
    Json(json!(sandbox.faults.list()))
}

async fn fault(State(sandbox): State<Arc<Sandbox>>, Path(id): Path<u64>) -> Result<Json<Value>, StatusCode> {
    let found = sandbox.faults.list().into_iter().find(|standing| standing.id == id);
    found.map(|standing| Json(json!(standing))).ok_or(StatusCode::NOT_FOUND)
}

async fn add_fault(
    State(sandbox): State<Arc<Sandbox>>,
    rule: Result<Json<Rule>, JsonRejection>,
) -> Result<Response, Wrong> {
    let Json(rule) = rule?;
    let id = sandbox.faults.add(rule).map_err(|why| Wrong(StatusCode::BAD_REQUEST, why.to_owned()))?;
    Ok((StatusCode::CREATED, Json(json!({"id": id}))).into_response())
}

async fn clear_faults(State(sandbox): State<Arc<Sandbox>>) -> StatusCode {
    sandbox.faults.remove(None);
    StatusCode::NO_CONTENT
}

async fn remove_fault(State(sandbox): State<Arc<Sandbox>>, Path(id): Path<u64>) -> StatusCode {
    if sandbox.faults.remove(Some(id)) { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    url: String,
    #[serde(default)]
    params: Map<String, Value>,
    #[serde(default)]
    signature: Signature,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Signature {
    #[default]
    Valid,
    Wrong,
    Missing,
}

/// That somebody rings a number of the account, and what addresses that number has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RingUp {
    from: String,
    to: String,
    url: String,
    status_callback: Option<String>,
}

/// Has somebody ring a number of the account: the character that their own number chooses.
async fn ring_up(
    State(sandbox): State<Arc<Sandbox>>,
    wanted: Result<Json<RingUp>, JsonRejection>,
) -> Result<Json<Value>, Wrong> {
    let Json(RingUp { from, to, url, status_callback }) = wanted?;
    let call = place(&sandbox, twilio::Order::incoming(&from, &to, &url, status_callback.as_deref()));
    Ok(Json(json!({"sid": call.sid})))
}

/// Sends one webhook as Twilio would, outside any call.
async fn webhook(
    State(sandbox): State<Arc<Sandbox>>,
    order: Result<Json<Order>, JsonRejection>,
) -> Result<Json<Value>, Wrong> {
    let Json(order) = order?;
    let signing = match order.signature {
        Signature::Valid => Signing::Valid,
        Signature::Wrong => Signing::Wrong,
        Signature::Missing => Signing::Missing,
    };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let params: Vec<_> = order.params.iter().map(|(name, value)| (name.clone(), text(value))).collect();
    let reply = deliver(&sandbox, &order.url, &params, signing, None).await;
    let reply = reply.map_err(|failure| Wrong(StatusCode::BAD_GATEWAY, failure.to_string()))?;
    Ok(Json(json!({"status": reply.status, "content_type": reply.content_type, "body": reply.body})))
}
