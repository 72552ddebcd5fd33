use homework_domain::clock::SystemClock;
use homework_domain::meeting::GuestResponse;
use serde_json::{Value, json};

use super::*;

fn calendar(calendar_id: &str, base_url: &str) -> GoogleCalendar {
    let credentials = json!({
        "calendar_id": calendar_id, "delegated_user": null,
        "credentials": {"type": "authorized_user", "client_id": "i", "client_secret": "s", "refresh_token": "r"},
    });
    let secret = crate::secret::tests::holding(SERVICE, &credentials);
    GoogleCalendar::new(http::client().unwrap(), secret, base_url, Arc::new(SystemClock)).unwrap()
}

fn meeting_id() -> MeetingId {
    "01ARZ3NDEKTSV4RRFFQ69G5FAV".parse().unwrap()
}

fn event() -> NewEvent {
    NewEvent {
        meeting_id: meeting_id(),
        summary: "HomeWork and Ana".to_owned(),
        description: "Booked by phone".to_owned(),
        time: Interval::new("2026-11-24T09:00:00Z".parse().unwrap(), 30),
        time_zone: "Europe/Madrid".to_owned(),
        guest: "Ana@example.com".parse().unwrap(),
        with_video_link: false,
    }
}

fn found(change: &[(&str, Value)]) -> wire::Event {
    let mut event = json!({
        "id": meeting_id().to_hex(), "status": "confirmed",
        "start": {"dateTime": "2026-11-24T10:00:00+01:00", "timeZone": "Europe/Madrid"},
        "end": {"dateTime": "2026-11-24T10:30:00+01:00"},
        "attendees": [{"email": "ana@example.com", "responseStatus": "needsAction"}],
    });
    for (name, value) in change {
        event[*name] = value.clone();
    }
    serde_json::from_value(event).unwrap()
}

#[tokio::test]
async fn urls_are_googles_own_or_under_the_base() {
    let real = calendar("en.usa#holiday@group.v.calendar.google.com", "");
    assert_eq!(
        real.event_url(&real.id().await.unwrap(), meeting_id()).as_str(),
        "https://www.googleapis.com/calendar/v3/calendars/en.usa%23holiday@group.v.calendar.google.com/events/\
         01563e3ab5d3d6764c61efb99302bd5b"
    );
    assert_eq!(real.bearer.source().url.as_str(), "https://oauth2.googleapis.com/token");
    let local = calendar("a/b", "http://127.0.0.1:4570/google/");
    assert_eq!(
        local.events_url(&local.id().await.unwrap()).as_str(),
        "http://127.0.0.1:4570/google/calendar/v3/calendars/a%2Fb/events"
    );
    assert_eq!(local.bearer.source().url.as_str(), "http://127.0.0.1:4570/google/token");
}

#[test]
fn an_event_has_our_id_the_guest_and_the_time_with_its_zone() {
    let expected = json!({
        "id": "01563e3ab5d3d6764c61efb99302bd5b",
        "summary": "HomeWork and Ana",
        "description": "Booked by phone",
        "start": {"dateTime": "2026-11-24T09:00:00Z", "timeZone": "Europe/Madrid"},
        "end": {"dateTime": "2026-11-24T09:30:00Z", "timeZone": "Europe/Madrid"},
        "attendees": [{"email": "Ana@example.com"}],
    });
    assert_eq!(serde_json::to_value(wire::new_event(&event())).unwrap(), expected);
    let with_link =
        serde_json::to_value(wire::new_event(&NewEvent { with_video_link: true, ..event() })).unwrap();
    assert_eq!(
        with_link["conferenceData"]["createRequest"],
        json!({"requestId": "01563e3ab5d3d6764c61efb99302bd5b", "conferenceSolutionKey": {"type": "hangoutsMeet"}})
    );
}

#[test]
fn an_event_that_was_there_counts_only_if_it_is_the_one_wanted() {
    assert!(found(&[]).is_the_same(&event()));
    for change in [
        ("status", json!("cancelled")),
        ("start", json!({"dateTime": "2026-11-24T11:00:00+01:00"})),
        ("end", json!({"date": "2026-11-25"})),
        ("attendees", json!([{"email": "bob@example.com"}])),
        ("attendees", json!([{"displayName": "Room"}])),
    ] {
        assert!(!found(std::slice::from_ref(&change)).is_the_same(&event()), "{change:?}");
    }
}

#[test]
fn the_video_link_is_found_in_either_place() {
    let points = json!({"entryPoints": [
        {"entryPointType": "phone", "uri": "tel:+1"},
        {"entryPointType": "video", "uri": "https://meet.google.com/abc"},
    ]});
    let conference =
        found(&[("conferenceData", points), ("hangoutLink", json!("https://meet.google.com/old"))]);
    assert_eq!(conference.video_link().as_deref(), Some("https://meet.google.com/abc"));
    let pending = json!({"createRequest": {"status": {"statusCode": "pending"}}});
    assert_eq!(found(&[("conferenceData", pending)]).video_link(), None);
    assert_eq!(found(&[("hangoutLink", json!("https://x"))]).video_link().as_deref(), Some("https://x"));
}

#[test]
fn busy_times_are_asked_for_and_read() {
    let range = Interval::new("2026-11-24T00:00:00Z".parse().unwrap(), 24 * 60);
    assert_eq!(
        serde_json::to_value(wire::free_busy(range, "sales@example.com")).unwrap(),
        json!({"timeMin": "2026-11-24T00:00:00Z", "timeMax": "2026-11-25T00:00:00Z", "items": [{"id": "sales@example.com"}]})
    );
    let answer = json!({"kind": "calendar#freeBusy", "calendars": {"sales@example.com": {
        "busy": [{"start": "2026-11-24T10:00:00+01:00", "end": "2026-11-24T09:30:00Z"}]}}});
    let busy = wire::busy(serde_json::from_value(answer).unwrap(), "sales@example.com").unwrap();
    assert_eq!(busy, [Interval::new("2026-11-24T09:00:00Z".parse().unwrap(), 30)]);
}

#[test]
fn a_calendar_that_cannot_be_read_is_not_a_free_one() {
    let outcome =
        |calendars: Value| wire::busy(serde_json::from_value(json!({"calendars": calendars})).unwrap(), "a");
    let fault = |reason| json!({"a": {"errors": [{"domain": "global", "reason": reason}], "busy": []}});
    assert!(matches!(outcome(fault("notFound")), Err(Error::Refused { .. })));
    assert!(matches!(outcome(fault("internalError")), Err(Error::Unavailable { .. })));
    assert!(matches!(outcome(json!({})), Err(Error::Unavailable { .. })));
}

#[test]
fn an_event_of_ours_is_told_from_others_even_when_little_is_left_of_it() {
    let shown = found(&[("attendees", json!([{"email": "ana@example.com", "responseStatus": "declined"}]))]);
    let ours = shown.as_ours().unwrap();
    assert_eq!((ours.meeting_id, ours.time, ours.is_cancelled), (meeting_id(), Some(event().time), false));
    assert_eq!(ours.guests, [("ana@example.com".parse().unwrap(), GuestResponse::Declined)]);
    let rest: wire::Event =
        serde_json::from_value(json!({"id": meeting_id().to_hex(), "status": "cancelled"})).unwrap();
    assert!(rest.as_ours().unwrap().is_cancelled);
    assert_eq!(found(&[("id", json!("4o3c8b6d2a1f9e7g5h"))]).as_ours(), None);
}
