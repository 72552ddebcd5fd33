//! Zoom: Server-to-Server OAuth and meetings.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::form::Form;
use crate::state::Sandbox;
use crate::util::{basic, bearer, hex, lock, now, number, rfc3339, same};

const LIFETIME: i64 = 3600;
const MAX_MEETINGS: usize = 100_000;
const MAX_TOKENS: usize = 10_000;
const MAX_TOPIC: usize = 200;
const MAX_AGENDA: usize = 2000;
/// Parts of a meeting that a client may set.
const FIELDS: &[&str] = &[
    "agenda",
    "default_password",
    "duration",
    "password",
    "pre_schedule",
    "schedule_for",
    "settings",
    "start_time",
    "template_id",
    "timezone",
    "topic",
    "tracking_fields",
    "type",
];

#[derive(Default)]
struct Inner {
    tokens: BTreeMap<String, Timestamp>,
    meetings: BTreeMap<u64, Value>,
    /// Also those that were deleted since.
    made: Vec<Value>,
}

#[derive(Default)]
pub(crate) struct Meetings(Mutex<Inner>);

pub(crate) fn router() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/oauth/token", post(token))
        .route("/v2/users/{user}/meetings", get(list).post(create))
        .route("/v2/meetings/{id}", get(show).patch(update).delete(remove))
}

struct Refusal {
    status: StatusCode,
    body: Value,
}

impl Refusal {
    fn new(status: StatusCode, code: u32, message: &str) -> Self {
        Self { status, body: json!({"code": code, "message": message}) }
    }

    fn field(field: &str, message: &str) -> Self {
        let errors = json!([{"field": field, "message": message}]);
        let body = json!({"code": 300, "message": "Validation Failed.", "errors": errors});
        Self { status: StatusCode::BAD_REQUEST, body }
    }

    fn gone(id: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, 3001, &format!("Meeting does not exist: {id}."))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(self.body)).into_response()
    }
}

impl Meetings {
    fn check(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let expiry = bearer(headers).and_then(|token| lock(&self.0).tokens.get(token).copied());
        match expiry {
            Some(expiry) if expiry > now() => Ok(()),
            Some(_) => Err(Refusal::new(StatusCode::UNAUTHORIZED, 124, "Access token is expired.")),
            None => Err(Refusal::new(StatusCode::UNAUTHORIZED, 124, "Invalid access token.")),
        }
    }

    /// The meetings that exist, and all that were ever made, for the control plane.
    pub(crate) fn show(&self) -> Value {
        let inner = lock(&self.0);
        let meetings: Vec<&Value> = inner.meetings.values().collect();
        json!({"meetings": meetings, "created": inner.made.len(), "deleted": inner.made.len() - meetings.len()})
    }
}

async fn token(
    State(sandbox): State<Arc<Sandbox>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let config = &sandbox.config;
    let denied = |error: &str, reason: &str| Refusal {
        status: StatusCode::BAD_REQUEST,
        body: json!({"reason": reason, "error": error}),
    };
    let known = basic(&headers).is_some_and(|(id, secret)| {
        same(&id, &config.zoom_client_id) && same(&secret, &config.zoom_client_secret)
    });
    if !known {
        return Err(denied("invalid_client", "Invalid client_id or client_secret"));
    }
    // Zoom takes the parameters from the query or from the form.
    let (query, form) = (Form::parse(query.unwrap_or_default().as_bytes()), Form::parse(&body));
    let value = |name: &str| form.get(name).or_else(|| query.get(name)).unwrap_or_default().to_owned();
    if value("grant_type") != "account_credentials" {
        return Err(denied("unsupported_grant_type", "unsupported grant type"));
    }
    if !same(&value("account_id"), &config.zoom_account_id) {
        return Err(denied("invalid_request", "Bad Request"));
    }
    let token = format!("eyJ{}", hex(64));
    let expiry = Timestamp::from_second(now().as_second() + LIFETIME).unwrap_or(Timestamp::MAX);
    let mut inner = lock(&sandbox.zoom.0);
    if inner.tokens.len() >= MAX_TOKENS {
        inner.tokens.clear();
    }
    inner.tokens.insert(token.clone(), expiry);
    Ok(Json(json!({
        "access_token": token,
        "token_type": "bearer",
        "expires_in": LIFETIME - 1,
        "scope": "meeting:read:list_meetings:admin meeting:write:meeting:admin meeting:update:meeting:admin \
            meeting:delete:meeting:admin",
        "api_url": sandbox.config.public_url() + "/zoom",
    })))
}

async fn create(
    State(sandbox): State<Arc<Sandbox>>,
    Path(user): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Result<Response, Refusal> {
    sandbox.zoom.check(&headers)?;
    if user != "me" && !user.contains('@') {
        return Err(Refusal::new(StatusCode::NOT_FOUND, 1001, &format!("User does not exist: {user}.")));
    }
    validate(&body)?;
    let id = number(11);
    let mut meeting = json!({
        "uuid": format!("{}==", hex(22)),
        "id": id,
        "host_id": "sandbox-host",
        "host_email": "host@example.com",
        "topic": "Zoom Meeting",
        "type": 2,
        "status": "waiting",
        "duration": 60,
        "timezone": "UTC",
        "created_at": rfc3339(now()),
        "start_url": format!("https://zoom.us/s/{id}?zak=sandbox"),
        "join_url": format!("https://zoom.us/j/{id}?pwd={}", hex(16)),
        "password": hex(6),
        "settings": {},
    });
    apply(&mut meeting, &body);
    let mut inner = lock(&sandbox.zoom.0);
    if inner.made.len() >= MAX_MEETINGS {
        return Err(Refusal::new(
            StatusCode::TOO_MANY_REQUESTS,
            429,
            "You have exceeded the daily rate limit.",
        ));
    }
    inner.meetings.insert(id, meeting.clone());
    inner.made.push(meeting.clone());
    Ok((StatusCode::CREATED, Json(meeting)).into_response())
}

async fn list(State(sandbox): State<Arc<Sandbox>>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    sandbox.zoom.check(&headers)?;
    let meetings: Vec<Value> = lock(&sandbox.zoom.0).meetings.values().cloned().collect();
    Ok(Json(json!({
        "page_size": meetings.len(),
        "total_records": meetings.len(),
        "next_page_token": "",
        "meetings": meetings,
    })))
}

async fn show(
    State(sandbox): State<Arc<Sandbox>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    sandbox.zoom.check(&headers)?;
    let found = id.parse().ok().and_then(|number: u64| lock(&sandbox.zoom.0).meetings.get(&number).cloned());
    found.map(Json).ok_or_else(|| Refusal::gone(&id))
}

async fn update(
    State(sandbox): State<Arc<Sandbox>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Result<StatusCode, Refusal> {
    sandbox.zoom.check(&headers)?;
    validate(&body)?;
    let mut inner = lock(&sandbox.zoom.0);
    let meeting = id.parse().ok().and_then(|number: u64| inner.meetings.get_mut(&number));
    apply(meeting.ok_or_else(|| Refusal::gone(&id))?, &body);
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    State(sandbox): State<Arc<Sandbox>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    sandbox.zoom.check(&headers)?;
    let removed = id.parse().ok().and_then(|number: u64| lock(&sandbox.zoom.0).meetings.remove(&number));
    removed.map(|_| StatusCode::NO_CONTENT).ok_or_else(|| Refusal::gone(&id))
}

fn validate(body: &Value) -> Result<(), Refusal> {
    let fields = body.as_object().ok_or_else(|| Refusal::field("body", "Invalid JSON."))?;
    if let Some(unknown) = fields.keys().find(|name| !FIELDS.contains(&name.as_str())) {
        return Err(Refusal::field(unknown, "Unknown field."));
    }
    if !matches!(body["type"].as_u64().unwrap_or(2), 1 | 2 | 3 | 8 | 10) || body["type"].is_string() {
        return Err(Refusal::field("type", "Invalid meeting type."));
    }
    for (name, most) in [("topic", MAX_TOPIC), ("agenda", MAX_AGENDA)] {
        if body[name].as_str().is_some_and(|text| text.chars().count() > most) {
            return Err(Refusal::field(name, &format!("At most {most} characters.")));
        }
    }
    if !body["duration"].is_null() && body["duration"].as_u64().is_none_or(|minutes| minutes == 0) {
        return Err(Refusal::field("duration", "Invalid duration."));
    }
    if !body["timezone"].is_null()
        && body["timezone"].as_str().is_none_or(|name| TimeZone::get(name).is_err())
    {
        return Err(Refusal::field("timezone", "Invalid time zone."));
    }
    if !body["start_time"].is_null() && start(body).is_none() {
        let message = "Use yyyy-MM-ddTHH:mm:ssZ, or yyyy-MM-ddTHH:mm:ss with a timezone.";
        return Err(Refusal::field("start_time", message));
    }
    Ok(())
}

/// The start in UTC: written with `Z`, or local to `timezone`. Zoom takes no other offset.
fn start(body: &Value) -> Option<Timestamp> {
    let text = body["start_time"].as_str()?;
    if let Some(local) = text.strip_suffix('Z') {
        local.parse::<DateTime>().ok()?;
        return text.parse().ok();
    }
    let zone = TimeZone::get(body["timezone"].as_str().unwrap_or("UTC")).ok()?;
    let written = text.len() == "2026-01-01T00:00:00".len();
    let local = written.then(|| text.parse::<DateTime>().ok()).flatten()?;
    zone.to_ambiguous_timestamp(local).compatible().ok()
}

fn apply(meeting: &mut Value, body: &Value) {
    for (name, value) in body.as_object().into_iter().flatten() {
        meeting[name] = value.clone();
    }
    if let Some(start) = start(body) {
        meeting["start_time"] = rfc3339(start).into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_are_read_as_zoom_reads_them() {
        let read = |body: Value| start(&body).map(rfc3339);
        let expected = Some("2026-11-24T08:00:00Z".to_owned());
        assert_eq!(read(json!({"start_time": "2026-11-24T08:00:00Z"})), expected);
        assert_eq!(read(json!({"start_time": "2026-11-24T09:00:00", "timezone": "Europe/Madrid"})), expected);
        assert_eq!(read(json!({"start_time": "2026-11-24T09:00:00+01:00"})), None);
    }
}
