//! The calendars' contents.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};

use crate::util::{lock, now};

const MAX_EVENTS: usize = 100_000;

/// An event as the API shows it, and what the API does not show.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(super) resource: Value,
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
    pub(super) is_cancelled: bool,
    pub(super) changed_at: Timestamp,
    /// `sendUpdates` of every request that made or changed it.
    pub(super) send_updates: Vec<String>,
    /// Guests to whom Google has sent mail.
    pub(super) invited: Vec<String>,
}

#[derive(Default)]
pub(crate) struct Calendars(Mutex<HashMap<String, BTreeMap<String, Event>>>);

impl Calendars {
    /// Works on one calendar's events by id; a calendar comes into being when it is first asked for.
    pub(super) fn with<T>(&self, calendar: &str, work: impl FnOnce(&mut BTreeMap<String, Event>) -> T) -> T {
        work(lock(&self.0).entry(calendar.to_owned()).or_default())
    }

    /// What the host or a guest does in the calendar itself: a new `start` and `end`, a `status`, answers
    /// of `attendees`. Nothing of ours is told. Says whether there is such an event.
    pub(crate) fn change(&self, id: &str, change: &Value) -> bool {
        let mut calendars = lock(&self.0);
        let Some(event) = calendars.values_mut().find_map(|events| events.get_mut(id)) else { return false };
        for (name, value) in change.as_object().into_iter().flatten() {
            event.resource[name] = value.clone();
        }
        let at = |name: &str| event.resource[name]["dateTime"].as_str().and_then(|text| text.parse().ok());
        if let (Some(start), Some(end)) = (at("start"), at("end")) {
            (event.start, event.end) = (start, end);
        }
        event.is_cancelled = event.resource["status"] == "cancelled";
        event.changed_at = now();
        true
    }

    pub(super) fn is_full(&self) -> bool {
        lock(&self.0).values().map(BTreeMap::len).sum::<usize>() >= MAX_EVENTS
    }

    /// Times between `from` and `to` that an event covers.
    pub(super) fn busy(&self, calendar: &str, from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Timestamp)> {
        self.with(calendar, |events| {
            let events = events.values().filter(|event| !event.is_cancelled);
            events.filter(|event| event.start < to && event.end > from).map(|e| (e.start, e.end)).collect()
        })
    }

    /// Every event with its calendar, for the control plane.
    pub(crate) fn show(&self) -> Value {
        let calendars = lock(&self.0);
        let all = calendars
            .iter()
            .flat_map(|(calendar, events)| events.values().map(move |event| (calendar, event)));
        all.map(|(calendar, event)| {
            json!({
                "calendar_id": calendar,
                "cancelled": event.is_cancelled,
                "send_updates": event.send_updates,
                "invited": event.invited,
                "event": event.resource,
            })
        })
        .collect()
    }
}

/// Lunch, from 12 to 13 on working days: a calendar with nothing in it would prove little.
pub(super) fn lunches(zone: &TimeZone, from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Timestamp)> {
    let mut day = zone.to_datetime(from).date();
    let mut busy = Vec::new();
    let instant = |day: Date, hour: i8| {
        let local: DateTime = day.at(hour, 0, 0, 0);
        zone.to_ambiguous_timestamp(local).compatible().ok()
    };
    while let (Some(start), Some(end)) = (instant(day, 12), instant(day, 13)) {
        if start >= to {
            break;
        }
        let is_free = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        if !is_free && end > from {
            busy.push((start, end));
        }
        let Ok(next) = day.checked_add(1.day()) else { break };
        day = next;
    }
    busy
}
