//! `events`: insert, get, list, patch, delete.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::calendars::Event;
use super::error::Refusal;
use super::token::Grant;
use crate::form::Form;
use crate::state::Sandbox;
use crate::util::{hex, now, rfc3339};

/// A sync token says when it was given.
const SYNC_TOKEN: &str = "sync-";

const FIELDS: &[&str] = &[
    "attachments",
    "attendees",
    "colorId",
    "conferenceData",
    "description",
    "end",
    "extendedProperties",
    "guestsCanInviteOthers",
    "guestsCanModify",
    "guestsCanSeeOtherGuests",
    "id",
    "location",
    "recurrence",
    "reminders",
    "source",
    "start",
    "status",
    "summary",
    "transparency",
    "visibility",
];

/// Who may write what is written; the query it comes with.
fn checked_write(
    sandbox: &Sandbox,
    headers: &HeaderMap,
    query: Option<String>,
    body: &Value,
) -> Result<Form, Refusal> {
    check_fields(body, &sandbox.google_tokens.check(headers)?)?;
    Ok(Form::parse(query.unwrap_or_default().as_bytes()))
}

pub(super) async fn insert(
    State(sandbox): State<Arc<Sandbox>>,
    Path(calendar): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Result<Json<Value>, Refusal> {
    let query = checked_write(&sandbox, &headers, query, &body)?;
    let id = match body["id"].as_str() {
        Some(id) => checked_id(id)?.to_owned(),
        None => hex(26),
    };
    if sandbox.calendars.is_full() {
        return Err(Refusal::new(403, "calendarUsageLimitsExceeded", "Calendar usage limits exceeded."));
    }
    let (start, end) = (instant(&body, "start")?, instant(&body, "end")?);
    let mut resource = json!({
        "kind": "calendar#event",
        "status": "confirmed",
        "htmlLink": format!("https://www.google.com/calendar/event?eid={id}"),
        "created": rfc3339(now()),
        "creator": {"email": sandbox.config.google_client_email},
        "organizer": {"email": calendar, "self": true},
        "iCalUID": format!("{id}@google.com"),
        "sequence": 0,
        "eventType": "default",
    });
    let mut event = Event {
        resource: Value::Null,
        start,
        end,
        is_cancelled: false,
        changed_at: now(),
        send_updates: vec![],
        invited: vec![],
    };
    merge(&mut resource, &body);
    resource["id"] = id.as_str().into();
    add_conference(&mut resource, &body, &query)?;
    event.resource = resource;
    event.settle(&query)?;
    sandbox.calendars.with(&calendar, |events| {
        // An id stays taken after its event was deleted.
        if events.contains_key(&id) {
            return Err(Refusal::new(409, "duplicate", "The requested identifier already exists."));
        }
        let resource = event.resource.clone();
        events.insert(id, event);
        Ok(Json(resource))
    })
}

pub(super) async fn show(
    State(sandbox): State<Arc<Sandbox>>,
    Path((calendar, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    sandbox.google_tokens.check(&headers)?;
    let found =
        sandbox.calendars.with(&calendar, |events| events.get(&id).map(|event| event.resource.clone()));
    found.map(Json).ok_or_else(Refusal::not_found)
}

pub(super) async fn list(
    State(sandbox): State<Arc<Sandbox>>,
    Path(calendar): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    sandbox.google_tokens.check(&headers)?;
    let query = Form::parse(query.unwrap_or_default().as_bytes());
    let bound = |name: &str| {
        let parse =
            |text: &str| text.parse::<Timestamp>().map_err(|_| Refusal::invalid(format!("Invalid {name}.")));
        query.get(name).map(parse).transpose()
    };
    let (from, to) = (bound("timeMin")?, bound("timeMax")?);
    let next = format!("{}{}", SYNC_TOKEN, now());
    let since = match query.get("syncToken") {
        None => None,
        Some(_) if from.or(to).is_some() => {
            return Err(Refusal::invalid("Sync token cannot be used with these parameters."));
        }
        Some(token) => {
            let at = token.strip_prefix(SYNC_TOKEN).and_then(|at| at.parse::<Timestamp>().ok());
            let expired = || {
                let message = "Sync token is no longer valid, a full sync is required.";
                Refusal::new(410, "fullSyncRequired", message)
            };
            Some(at.ok_or_else(expired)?)
        }
    };
    let deleted = since.is_some() || query.get("showDeleted") == Some("true");
    let mut found: Vec<Event> = sandbox.calendars.with(&calendar, |events| {
        let wanted = events.values().filter(|event| {
            (deleted || !event.is_cancelled)
                && since.is_none_or(|since| event.changed_at >= since)
                && from.is_none_or(|from| event.end > from)
                && to.is_none_or(|to| event.start < to)
        });
        wanted.cloned().collect()
    });
    found.sort_by_key(|event| event.start);
    let items: Vec<Value> = found.into_iter().map(|event| event.resource).collect();
    Ok(Json(json!({
        "kind": "calendar#events",
        "summary": calendar,
        "updated": rfc3339(now()),
        "timeZone": sandbox.config.time_zone.iana_name(),
        "items": items,
        "nextSyncToken": next,
    })))
}

pub(super) async fn patch(
    State(sandbox): State<Arc<Sandbox>>,
    Path((calendar, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Result<Json<Value>, Refusal> {
    let query = checked_write(&sandbox, &headers, query, &body)?;
    sandbox.calendars.with(&calendar, |events| {
        let event = events.get_mut(&id).ok_or_else(Refusal::not_found)?;
        let mut changed = event.clone();
        merge(&mut changed.resource, &body);
        changed.resource["id"] = id.as_str().into();
        changed.start = instant(&changed.resource, "start")?;
        changed.end = instant(&changed.resource, "end")?;
        changed.is_cancelled = changed.resource["status"] == "cancelled";
        add_conference(&mut changed.resource, &body, &query)?;
        changed.settle(&query)?;
        *event = changed;
        Ok(Json(event.resource.clone()))
    })
}

pub(super) async fn delete(
    State(sandbox): State<Arc<Sandbox>>,
    Path((calendar, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    sandbox.google_tokens.check(&headers)?;
    sandbox.calendars.with(&calendar, |events| {
        let event = events.get_mut(&id).ok_or_else(Refusal::not_found)?;
        if event.is_cancelled {
            return Err(Refusal::new(410, "deleted", "Resource has been deleted"));
        }
        event.is_cancelled = true;
        event.changed_at = now();
        event.resource["status"] = "cancelled".into();
        Ok(StatusCode::NO_CONTENT)
    })
}

impl Event {
    /// Completes a new or changed event: its order of times, its guests, who gets mail.
    fn settle(&mut self, query: &Form) -> Result<(), Refusal> {
        if self.end <= self.start {
            return Err(Refusal::new(400, "timeRangeEmpty", "The specified time range is empty."));
        }
        let send = query.get("sendUpdates").unwrap_or("none");
        if !matches!(send, "all" | "externalOnly" | "none") {
            return Err(Refusal::invalid(format!("Invalid value for sendUpdates: {send}")));
        }
        for guest in self.resource["attendees"].as_array_mut().into_iter().flatten() {
            let email = guest["email"].as_str().unwrap_or_default().to_owned();
            if !is_address(&email) {
                return Err(Refusal::invalid(format!("Invalid attendee email: {email}")));
            }
            if guest["responseStatus"].is_null() {
                guest["responseStatus"] = "needsAction".into();
            }
            if send != "none" && !self.invited.contains(&email) {
                self.invited.push(email);
            }
        }
        self.send_updates.push(send.to_owned());
        self.changed_at = now();
        self.resource["updated"] = rfc3339(now()).into();
        self.resource["etag"] = format!("\"{}\"", hex(16)).into();
        Ok(())
    }
}

fn check_fields(body: &Value, grant: &Grant) -> Result<(), Refusal> {
    let fields = body.as_object().ok_or_else(|| Refusal::invalid("The body must be an object."))?;
    if let Some(unknown) = fields.keys().find(|name| !FIELDS.contains(&name.as_str())) {
        return Err(Refusal::invalid(format!("Unknown field: {unknown}")));
    }
    let has_guests = body["attendees"].as_array().is_some_and(|guests| !guests.is_empty());
    if has_guests && grant.is_bare_service_account {
        let message = "Service accounts cannot invite attendees without Domain-Wide Delegation of Authority.";
        return Err(Refusal::new(403, "forbiddenForServiceAccounts", message));
    }
    Ok(())
}

/// Base32hex in lower case, 5 to 1,024 characters.
fn checked_id(id: &str) -> Result<&str, Refusal> {
    let valid = (5..=1024).contains(&id.len()) && id.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'v'));
    if valid { Ok(id) } else { Err(Refusal::invalid("Invalid resource id value.")) }
}

fn is_address(email: &str) -> bool {
    let parts = email.split_once('@');
    parts.is_some_and(|(name, host)| {
        !name.is_empty()
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
            && !email.contains(char::is_whitespace)
    })
}

/// `dateTime` with an offset, or without one but with `timeZone`.
fn instant(body: &Value, name: &str) -> Result<Timestamp, Refusal> {
    let missing = || Refusal::new(400, "required", format!("Missing {name} time."));
    let text = body[name]["dateTime"].as_str().ok_or_else(missing)?;
    let zone = body[name]["timeZone"].as_str().map(TimeZone::get).transpose();
    let zone = zone.map_err(|_| Refusal::invalid("Invalid time zone definition."))?;
    if let Ok(instant) = text.parse() {
        return Ok(instant);
    }
    let zone = zone.ok_or_else(|| {
        Refusal::new(400, "required", format!("Missing time zone definition for {name} time."))
    })?;
    let local: DateTime =
        text.parse().map_err(|_| Refusal::invalid(format!("Invalid {name} time: {text}")))?;
    let found = zone.to_ambiguous_timestamp(local).compatible();
    found.map_err(|_| Refusal::invalid(format!("Invalid {name} time: {text}")))
}

fn merge(resource: &mut Value, body: &Value) {
    for (name, value) in body.as_object().into_iter().flatten() {
        if name != "conferenceData" {
            resource[name] = value.clone();
        }
    }
}

/// A Meet link is made only for `conferenceDataVersion=1`.
fn add_conference(resource: &mut Value, body: &Value, query: &Form) -> Result<(), Refusal> {
    let request = &body["conferenceData"]["createRequest"];
    if query.get("conferenceDataVersion") != Some("1") || request.is_null() {
        return Ok(());
    }
    let Some(request_id) = request["requestId"].as_str() else {
        return Err(Refusal::invalid("Missing conferenceData.createRequest.requestId."));
    };
    let kind = request["conferenceSolutionKey"]["type"].as_str().unwrap_or("hangoutsMeet");
    if kind != "hangoutsMeet" {
        return Err(Refusal::invalid("Invalid conference type value."));
    }
    let letters: String = hex(10).bytes().map(|digit| char::from(b'a' + digit % 16)).collect();
    let code = format!("{}-{}-{}", &letters[..3], &letters[3..7], &letters[7..]);
    let link = format!("https://meet.google.com/{code}");
    resource["hangoutLink"] = link.as_str().into();
    resource["conferenceData"] = json!({
        "createRequest": {
            "requestId": request_id,
            "conferenceSolutionKey": {"type": "hangoutsMeet"},
            "status": {"statusCode": "success"},
        },
        "entryPoints": [{"entryPointType": "video", "uri": link, "label": link}],
        "conferenceSolution": {"key": {"type": "hangoutsMeet"}, "name": "Google Meet"},
        "conferenceId": code,
    });
    Ok(())
}
