//! `freeBusy`: when calendars are taken.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::calendars::lunches;
use super::error::Refusal;
use crate::state::Sandbox;
use crate::util::rfc3339;

const MAX_CALENDARS: usize = 50;
/// Google answers for about three months at most.
const MAX_SECONDS: i64 = 100 * 24 * 3600;

pub(super) async fn query(
    State(sandbox): State<Arc<Sandbox>>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Result<Json<Value>, Refusal> {
    sandbox.google_tokens.check(&headers)?;
    let from = instant(&body, "timeMin")?;
    let to = instant(&body, "timeMax")?;
    if to <= from {
        return Err(Refusal::new(400, "timeRangeEmpty", "The specified time range is empty."));
    }
    if to.as_second() - from.as_second() > MAX_SECONDS {
        return Err(Refusal::new(400, "timeRangeTooLong", "The requested time range is too long."));
    }
    let items = body["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    if items.len() > MAX_CALENDARS {
        return Err(Refusal::new(400, "tooManyCalendarsRequested", "Too many calendars were requested."));
    }
    let mut calendars = Map::new();
    for item in items {
        let id = item["id"].as_str().ok_or_else(|| Refusal::invalid("items.id is required"))?;
        let mut busy = sandbox.calendars.busy(id, from, to);
        if !sandbox.config.no_seeded_busy {
            busy.extend(lunches(&sandbox.config.time_zone, from, to));
        }
        let busy: Vec<_> = merge(busy)
            .into_iter()
            .map(|(start, end)| json!({"start": rfc3339(start.max(from)), "end": rfc3339(end.min(to))}))
            .collect();
        calendars.insert(id.to_owned(), json!({"busy": busy}));
    }
    Ok(Json(json!({
        "kind": "calendar#freeBusy",
        "timeMin": rfc3339(from),
        "timeMax": rfc3339(to),
        "calendars": calendars,
    })))
}

/// Overlapping and touching times as one, in order.
fn merge(mut busy: Vec<(Timestamp, Timestamp)>) -> Vec<(Timestamp, Timestamp)> {
    busy.sort();
    let mut merged: Vec<(Timestamp, Timestamp)> = Vec::new();
    for (start, end) in busy {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged
}

fn instant(body: &Value, name: &str) -> Result<Timestamp, Refusal> {
    let text =
        body[name].as_str().ok_or_else(|| Refusal::new(400, "required", format!("Missing {name}.")))?;
    text.parse().map_err(|_| Refusal::invalid(format!("Invalid value for {name}: {text}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn busy_times_are_merged() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let busy = vec![(at(50), at(60)), (at(0), at(10)), (at(10), at(20)), (at(5), at(8))];
        assert_eq!(merge(busy), [(at(0), at(20)), (at(50), at(60))]);
    }
}
