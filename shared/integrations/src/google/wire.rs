//! Between Google Calendar's types and ours.

use std::collections::HashMap;

use homework_domain::email::Email;
use homework_domain::ids::MeetingId;
use homework_domain::meeting::GuestResponse;
use homework_domain::ports::{CalendarEvent, NewEvent};
use homework_domain::slots::Interval;
use homework_domain::{Error, Result};
use jiff::Timestamp;
use reqwest::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::SERVICE;
use crate::http;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FreeBusyQuery<'a> {
    time_min: Timestamp,
    time_max: Timestamp,
    items: [CalendarItem<'a>; 1],
}

#[derive(Debug, Serialize)]
struct CalendarItem<'a> {
    id: &'a str,
}

pub(super) fn free_busy(range: Interval, calendar_id: &str) -> FreeBusyQuery<'_> {
    FreeBusyQuery { time_min: range.start, time_max: range.end, items: [CalendarItem { id: calendar_id }] }
}

#[derive(Debug, Deserialize)]
pub(super) struct FreeBusyAnswer {
    calendars: HashMap<String, CalendarAnswer>,
}

#[derive(Debug, Deserialize)]
struct CalendarAnswer {
    #[serde(default)]
    busy: Vec<Interval>,
    /// Google reports a calendar it cannot read in here, beside a status of 200.
    #[serde(default)]
    errors: Vec<CalendarFault>,
}

#[derive(Debug, Deserialize)]
struct CalendarFault {
    #[serde(default)]
    reason: String,
}

pub(super) fn busy(mut answer: FreeBusyAnswer, calendar_id: &str) -> Result<Vec<Interval>> {
    let Some(calendar) = answer.calendars.remove(calendar_id) else {
        return Err(Error::unavailable(SERVICE, "its answer lacks the calendar"));
    };
    match calendar.errors.first() {
        None => Ok(calendar.busy),
        Some(fault) if fault.reason == "internalError" => Err(Error::unavailable(SERVICE, "internalError")),
        // The calendar's id is wrong, or it is not shared with the account.
        Some(_) => Err(Error::refused(SERVICE, "the calendar cannot be read")),
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EventToMake<'a> {
    id: String,
    summary: &'a str,
    description: &'a str,
    start: EventTimeToMake<'a>,
    end: EventTimeToMake<'a>,
    attendees: [Guest; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    conference_data: Option<ConferenceToMake>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct EventTimeToMake<'a> {
    date_time: Timestamp,
    time_zone: &'a str,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Guest {
    /// Google leaves it out for guests without an address, such as rooms of old.
    #[serde(default)]
    email: String,
    #[serde(default, skip_serializing)]
    response_status: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ConferenceToMake {
    create_request: ConferenceRequest,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ConferenceRequest {
    /// The same id makes no second link.
    request_id: String,
    conference_solution_key: SolutionKey,
}

#[derive(Debug, Serialize)]
struct SolutionKey {
    #[serde(rename = "type")]
    kind: &'static str,
}

pub(super) fn new_event(event: &NewEvent) -> EventToMake<'_> {
    let time = |date_time| EventTimeToMake { date_time, time_zone: &event.time_zone };
    let conference = || ConferenceToMake {
        create_request: ConferenceRequest {
            request_id: event.meeting_id.to_hex(),
            conference_solution_key: SolutionKey { kind: "hangoutsMeet" },
        },
    };
    EventToMake {
        // Hex digits are within the base32hex alphabet that Google asks for.
        id: event.meeting_id.to_hex(),
        summary: &event.summary,
        description: &event.description,
        start: time(event.time.start),
        end: time(event.time.end),
        attendees: [Guest { email: event.guest.to_string(), response_status: String::new() }],
        conference_data: event.with_video_link.then(conference),
    }
}

/// An event's new guest, instead of all it had.
#[derive(Debug, Serialize)]
pub(super) struct EventGuestToMake {
    attendees: [Guest; 1],
}

pub(super) fn new_guest(guest: &Email) -> EventGuestToMake {
    EventGuestToMake { attendees: [Guest { email: guest.to_string(), response_status: String::new() }] }
}

/// An event's new times.
#[derive(Debug, Serialize)]
pub(super) struct EventTimesToMake<'a> {
    start: EventTimeToMake<'a>,
    end: EventTimeToMake<'a>,
}

pub(super) fn new_times(time: Interval, time_zone: &str) -> EventTimesToMake<'_> {
    let at = |date_time| EventTimeToMake { date_time, time_zone };
    EventTimesToMake { start: at(time.start), end: at(time.end) }
}

/// An event as Google shows it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event {
    pub(super) id: String,
    #[serde(default)]
    status: String,
    start: Option<EventTime>,
    end: Option<EventTime>,
    #[serde(default)]
    attendees: Vec<Guest>,
    hangout_link: Option<String>,
    conference_data: Option<Conference>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct EventTime {
    date_time: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Conference {
    #[serde(default)]
    entry_points: Vec<EntryPoint>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct EntryPoint {
    entry_point_type: String,
    uri: Option<String>,
}

/// A page of a list of events.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EventPage {
    #[serde(default)]
    pub(super) items: Vec<Event>,
    pub(super) next_page_token: Option<String>,
    pub(super) next_sync_token: Option<String>,
}

/// Why Google did not take a new event: of an address it does not take, the guest can be asked again.
pub(super) async fn refused_insert(response: Response) -> Error {
    let status = response.status();
    let body = response.bytes().await.unwrap_or_default();
    let message = serde_json::from_slice::<Value>(&body).ok();
    let message = message.as_ref().and_then(|body| body.pointer("/error/message")?.as_str());
    if message.is_some_and(|text| text.to_ascii_lowercase().contains("attendee email")) {
        return Error::invalid("guest_email", "is not taken by the calendar");
    }
    http::refusal(SERVICE, status, http::vendor_code(&body).as_deref())
}

impl Event {
    /// The event of one of our meetings; `None` for anybody else's. A cancelled one may be nothing but
    /// an id.
    pub(super) fn as_ours(&self) -> Option<CalendarEvent> {
        let at = |time: &Option<EventTime>| time.as_ref().and_then(|time| time.date_time);
        let time = at(&self.start).zip(at(&self.end)).map(|(start, end)| Interval { start, end });
        let guest = |guest: &Guest| Some((guest.email.parse().ok()?, response(&guest.response_status)));
        Some(CalendarEvent {
            meeting_id: MeetingId::from_hex(&self.id)?,
            is_cancelled: self.is_cancelled(),
            time,
            guests: self.attendees.iter().filter_map(guest).collect(),
            video_link: self.video_link(),
        })
    }

    pub(super) fn video_link(&self) -> Option<String> {
        let entry_points = self.conference_data.iter().flat_map(|conference| &conference.entry_points);
        let video = entry_points
            .filter(|entry| entry.entry_point_type == "video")
            .find_map(|entry| entry.uri.clone());
        video.or_else(|| self.hangout_link.clone())
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.status == "cancelled"
    }

    /// Whether this is `wanted`: not cancelled, at the same time, with the same guest.
    pub(super) fn is_the_same(&self, wanted: &NewEvent) -> bool {
        let at = |time: &Option<EventTime>| time.as_ref().and_then(|time| time.date_time);
        let invited = |guest: &Guest| guest.email.eq_ignore_ascii_case(wanted.guest.as_str());
        !self.is_cancelled()
            && at(&self.start) == Some(wanted.time.start)
            && at(&self.end) == Some(wanted.time.end)
            && self.attendees.iter().any(invited)
    }
}

fn response(status: &str) -> GuestResponse {
    match status {
        "accepted" => GuestResponse::Accepted,
        "tentative" => GuestResponse::Tentative,
        "declined" => GuestResponse::Declined,
        _ => GuestResponse::NeedsAction,
    }
}
