//! The tools against a world in memory: whatever the model asks for, only what was offered and agreed happens.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use homework_domain::calling_rules::CallingRules;
use homework_domain::clock::ManualClock;
use homework_domain::email::Email;
use homework_domain::ids::{CallId, CampaignId, MeetingId};
use homework_domain::lead::{Lead, NewLead};
use homework_domain::meeting::Meeting;
use homework_domain::ports::{
    CreatedEvent, Hold, HoldResult, MeetingLedger, NewEvent, NewVideoMeeting, Replaced, SlotLedger,
    VideoMeeting,
};
use homework_domain::slots::{DURATION_DEFAULT_MINUTES, Interval};
use homework_domain::weekly_hours::WeeklyHours;
use homework_domain::{Error, Result};
use jiff::SignedDuration;
use proptest::prelude::*;

use super::*;

mod time;

/// Calendar, video service and table in one. Nothing here ever waits.
#[derive(Default)]
pub(crate) struct World {
    meeting: Mutex<Option<Meeting>>,
    /// Times that somebody else holds.
    held: Mutex<Vec<Interval>>,
    invitations: AtomicU32,
}

impl World {
    fn meeting(&self) -> Option<Meeting> {
        self.meeting.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, meeting: &Meeting) {
        *self.meeting.lock().unwrap_or_else(PoisonError::into_inner) = Some(meeting.clone());
    }
}

impl Calendar for World {
    async fn id(&self) -> Result<String> {
        Ok("sales".to_owned())
    }

    async fn busy(&self, _range: Interval) -> Result<Vec<Interval>> {
        Ok(vec![])
    }

    async fn insert(&self, event: &NewEvent) -> Result<CreatedEvent> {
        if event.guest.as_str().starts_with("refused") {
            return Err(Error::invalid("guest_email", "the calendar refuses this address"));
        }
        Ok(CreatedEvent { id: event.meeting_id.to_string(), video_link: None })
    }

    async fn reschedule(&self, _calendar: &str, _id: MeetingId, _time: Interval, _zone: &str) -> Result<()> {
        Ok(())
    }

    async fn invite(&self, _calendar: &str, _id: MeetingId, _guest: &Email) -> Result<()> {
        Ok(())
    }

    async fn event(
        &self,
        _calendar: &str,
        _id: MeetingId,
    ) -> Result<Option<homework_domain::ports::CalendarEvent>> {
        Ok(None)
    }

    async fn delete(&self, _calendar: &str, _id: MeetingId) -> Result<()> {
        Ok(())
    }
}

impl VideoMeetings for World {
    async fn find(&self, _reference: &str, _time: Interval) -> Result<Option<VideoMeeting>> {
        Ok(None)
    }

    async fn create(&self, _meeting: &NewVideoMeeting) -> Result<VideoMeeting> {
        Ok(VideoMeeting { id: "1".into(), join_url: "https://zoom.us/j/1".into() })
    }

    async fn reschedule(&self, _id: &str, _time: Interval, _zone: &str) -> Result<()> {
        Ok(())
    }

    async fn delete(&self, _id: &str) -> Result<()> {
        Ok(())
    }
}

impl SlotLedger for World {
    async fn taken(&self, _range: Interval) -> Result<Vec<Interval>> {
        Ok(Vec::new())
    }

    async fn hold(&self, hold: &Hold) -> Result<HoldResult> {
        let is_free = !self.held.lock().unwrap_or_else(PoisonError::into_inner).contains(&hold.time);
        Ok(if is_free { HoldResult::Held(hold.clone()) } else { HoldResult::Taken })
    }

    async fn may_invite(&self, guest: &Email, _now: Timestamp) -> Result<bool> {
        self.invitations.fetch_add(1, Ordering::Relaxed);
        Ok(!guest.as_str().starts_with("often"))
    }

    async fn note_video(&self, _hold: &Hold) -> Result<()> {
        Ok(())
    }

    async fn confirm(&self, _hold: &Hold, meeting: &Meeting) -> Result<()> {
        self.set(meeting);
        Ok(())
    }

    async fn is_booked(&self, _hold: &Hold) -> Result<bool> {
        Ok(true)
    }

    async fn release(&self, _hold: &Hold) -> Result<()> {
        Ok(())
    }
}

impl MeetingLedger for World {
    async fn meeting(&self, id: MeetingId) -> Result<Meeting> {
        World::meeting(self).ok_or_else(|| Error::not_found("meeting", id))
    }

    async fn replace(&self, _before: &Meeting, after: &Meeting) -> Result<Replaced> {
        self.set(after);
        Ok(Replaced::Written { version: after.version + 1 })
    }
}

pub(crate) fn rules() -> MeetingRules {
    MeetingRules {
        working_hours: WeeklyHours::parse("09:00-17:00", "Mon-Fri").unwrap(),
        lead_hours: WeeklyHours::parse("08:00-20:00", "Mon-Fri").unwrap(),
        calendar_zone: TimeZone::get("America/New_York").unwrap(),
        minimum_notice: SignedDuration::from_hours(2),
    }
}

pub(crate) fn times() -> CallingTimes {
    CallingTimes {
        hours: WeeklyHours::parse("09:00-20:00", "Mon-Sat").unwrap(),
        rules: CallingRules::Enforced,
    }
}

/// A call of which `heard` is the latest, and what its tools did so far.
struct Talk {
    world: World,
    call: Call,
    turns: Vec<Turn>,
    heard: String,
    so_far: Vec<ToolUse>,
    clock: ManualClock,
    /// What is left of the turn's time.
    time: Duration,
}

impl Talk {
    fn with(number: &str, email: Option<&str>) -> Self {
        let now: Timestamp = "2026-12-10T15:00:00Z".parse().unwrap();
        let lead = Lead::create(NewLead::parse("Ana Lopez", number, email).unwrap(), now);
        Self {
            world: World::default(),
            call: Call::claim(CallId::generate(now), &lead, CampaignId::generate(now), now),
            turns: vec![],
            time: Duration::from_secs(9),
            heard: String::new(),
            so_far: vec![],
            clock: ManualClock(now),
        }
    }

    /// Uses a tool; says what it answered.
    fn uses(&mut self, name: &str, arguments: Value) -> Value {
        let toolbox = Toolbox {
            calendar: &self.world,
            video: Some(&self.world),
            ledger: &self.world,
            rules: &rules(),
            times: &times(),
            invitation: Invitation { company: "Acme", language: self.call.language, api: None },
            clock: &self.clock,
            call: &self.call,
            turns: &self.turns,
            turn: 1,
            heard: &self.heard,
            until: Instant::now() + self.time,
        };
        let tool = ToolCall { id: "1".into(), name: name.into(), arguments: arguments.to_string() };
        let result = match run(toolbox.run(&tool, &self.so_far)) {
            ToolEffect::Answer(answer)
            | ToolEffect::Booked { answer, .. }
            | ToolEffect::CallBack { answer, .. }
            | ToolEffect::PutOff(answer) => answer,
            other => panic!("{other:?}"),
        };
        self.so_far.push(ToolUse { id: tool.id, name: tool.name, arguments, result: result.clone() });
        if let Some(meeting) = self.world.meeting() {
            self.call.meeting_id = Some(meeting.id);
        }
        result
    }

    fn offers(&mut self, arguments: Value) -> Vec<String> {
        let answer = self.uses(CHECK_AVAILABILITY, arguments);
        let slots = answer["available_slots"].as_array().unwrap_or_else(|| panic!("{answer}"));
        slots.iter().map(|slot| slot["start"].as_str().unwrap().to_owned()).collect()
    }

    fn books(&mut self, start: &str, email: &str) -> Value {
        self.uses(BOOK_MEETING, json!({"date_time": start, "guest_email": email, "duration_minutes": null}))
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("nothing here waits"),
    }
}

#[test]
fn every_schema_is_strict() {
    for tool in definitions() {
        let properties = tool.parameters["properties"].as_object().unwrap();
        let required = tool.parameters["required"].as_array().unwrap();
        assert_eq!(properties.len(), required.len(), "{}", tool.name);
        assert_eq!(tool.parameters["additionalProperties"], false);
    }
}

fn any_time() -> Value {
    json!({"date": null, "duration_minutes": null})
}

#[test]
fn what_the_model_invents_is_not_booked() {
    let mut talk = Talk::with("+12125550101", None);
    talk.heard = "Hello?".into();
    assert_eq!(talk.books("2026-12-11T10:00:00-05:00", "john@example.com")["error"], "invalid_time");
    let offers = talk.offers(any_time());
    assert_eq!(talk.books(&offers[0], "john@example.com")["error"], "invalid_email");
    talk.heard = "it is john at example dot com".into();
    for phrase in ["next week", "December 14 at three in the afternoon", "09/12/2026 um 14:30"] {
        let answer = talk.books(phrase, "john@example.com");
        assert_eq!(answer["error"], "invalid_time", "{phrase}");
        assert_eq!(answer["offered"].as_array().map(Vec::len), Some(3), "{answer}");
    }
    assert!(talk.world.meeting().is_none());
    assert_eq!(talk.books(&offers[1], "john@example.com")["success"], true);
}

#[test]
fn an_address_on_file_needs_no_saying_and_one_that_is_refused_is_asked_for_again() {
    let mut talk = Talk::with("+12125550101", Some("ana@example.com"));
    let offers = talk.offers(any_time());
    talk.heard = "refused at example dot com".into();
    assert_eq!(talk.books(&offers[0], "refused@example.com")["error"], "invalid_email");
    assert_eq!(talk.books(&offers[0], "Ana@example.com")["success"], true);
}

#[test]
fn a_meeting_that_a_test_books_is_one_of_a_test() {
    for is_test in [false, true] {
        let mut talk = Talk::with("+12125550101", Some("ana@example.com"));
        talk.call.is_test = is_test;
        let offers = talk.offers(any_time());
        assert_eq!(talk.books(&offers[0], "ana@example.com")["success"], true);
        assert_eq!(talk.world.meeting().unwrap().is_test, is_test);
    }
}

#[test]
fn nobody_is_flooded_with_invitations() {
    let mut talk = Talk::with("+12125550101", None);
    let offers = talk.offers(any_time());
    talk.heard = "often at example dot com".into();
    assert_eq!(talk.books(&offers[0], "often@example.com")["error"], "invalid_email");
    assert!(talk.world.meeting().is_none());
}

#[test]
fn a_time_that_was_taken_counts_as_no_invitation() {
    let mut talk = Talk::with("+12125550101", Some("ana@example.com"));
    let offers = talk.offers(any_time());
    let start: Timestamp = offers[0].parse().unwrap();
    *talk.world.held.lock().unwrap() = vec![Interval::new(start, DURATION_DEFAULT_MINUTES)];
    assert_eq!(talk.books(&offers[0], "ana@example.com")["error"], "slot_taken");
    assert_eq!(talk.world.invitations.load(Ordering::Relaxed), 0);
    assert_eq!(talk.books(&offers[1], "ana@example.com")["success"], true);
    assert_eq!(talk.world.invitations.load(Ordering::Relaxed), 1);
}

#[test]
fn parts_of_an_address_are_read_back_first() {
    let mut talk = Talk::with("+12125550101", None);
    let offers = talk.offers(any_time());
    talk.heard = "smith, s m y t h, at example dot com".into();
    let answer = talk.books(&offers[0], "j.smyth@example.com");
    assert_eq!(answer["error"], "invalid_email", "nobody said the j: {answer}");
    assert_eq!(talk.books(&offers[0], "smyth@example.com")["success"], true);

    let mut talk = Talk::with("+12125550101", None);
    let offers = talk.offers(any_time());
    talk.heard = "john dot smith at example dot com, smyth with y, s m y t h".into();
    assert_eq!(talk.books(&offers[0], "john.smyth@example.com")["error"], "confirm_email");
    assert_eq!(talk.books(&offers[0], "john.smyth@example.com")["error"], "confirm_email", "the same turn");
    let asked = Turn { tools: std::mem::take(&mut talk.so_far), ..turn() };
    talk.turns.push(Turn { user_text: Some(talk.heard.clone()), ..asked });
    talk.heard = "yes".into();
    assert_eq!(talk.books(&offers[0], "john.smyth@example.com")["success"], true);
}

fn turn() -> Turn {
    serde_json::from_value(json!({
        "number": 1, "said": "", "intent": "NEEDS_INFO", "ends_call": false, "heard_at": "2026-12-10T15:00:00Z",
        "said_at": "2026-12-10T15:00:00Z", "usage": {"latency_us": 0, "model_us": 0, "tools_us": 0,
        "model_requests": 0, "prompt_tokens": 0, "completion_tokens": 0},
    }))
    .unwrap()
}

#[test]
fn asking_again_goes_on_and_a_time_of_day_is_kept() {
    let mut talk = Talk::with("+12125550101", None);
    let day = json!({"date": "2026-12-14", "duration_minutes": null});
    let mut seen: Vec<String> = vec![];
    for _ in 0..5 {
        let offers = talk.offers(day.clone());
        assert!(offers.iter().all(|start| start.starts_with("2026-12-14") && !seen.contains(start)));
        seen.extend(offers);
    }
    let late = talk.offers(json!({"date": "2026-12-15", "earliest_time": "16:00", "latest_time": null}));
    assert_eq!(late, ["2026-12-15T16:00:00-05:00", "2026-12-15T16:30:00-05:00"]);
    let refused =
        |talk: &mut Talk, date: &str| talk.uses(CHECK_AVAILABILITY, json!({"date": date}))["error"].clone();
    assert_eq!(refused(&mut talk, "2027-03-01"), "too_far_ahead");
    assert_eq!(refused(&mut talk, "Tuesday morning"), "invalid_date");
}

#[test]
fn a_named_zone_holds_for_the_rest_of_the_call() {
    let mut talk = Talk::with("+12125550101", Some("ana@example.com"));
    let answer = talk.uses(CHECK_AVAILABILITY, json!({"date": null, "time_zone": "America/Los_Angeles"}));
    assert_eq!(answer["available_slots"][0]["start"], "2026-12-10T09:00:00-08:00", "{answer}");
    assert!(answer["available_slots"][0]["spoken"].as_str().unwrap().ends_with("Los Angeles time"));
    let offers = talk.offers(any_time());
    assert!(offers[0].ends_with("-08:00"));
    assert_eq!(talk.books(&offers[0], "ana@example.com")["success"], true);
    assert_eq!(talk.world.meeting().unwrap().time_zone, "America/Los_Angeles");
}

#[test]
fn where_the_days_never_meet_the_nearest_edge_is_offered_as_such() {
    let mut talk = Talk::with("+81312345678", Some("ana@example.com"));
    let answer = talk.uses(CHECK_AVAILABILITY, any_time());
    assert!(answer["note"].as_str().unwrap().contains("never meet"), "{answer}");
    let first = &answer["available_slots"][0];
    assert_eq!(first["outside_usual_hours"], true);
    assert!(first["start"].as_str().unwrap().contains("T06:"), "{first}");
    let start = first["start"].as_str().unwrap().to_owned();
    assert_eq!(talk.books(&start, "ana@example.com")["success"], true);
}

#[test]
fn booking_again_corrects_the_one_meeting() {
    let mut talk = Talk::with("+12125550101", Some("ana@example.com"));
    let offers = talk.offers(any_time());
    assert_eq!(talk.books(&offers[0], "ana@example.com")["success"], true);
    let first = talk.world.meeting().unwrap();
    talk.heard = "no, ann at example dot org".into();
    assert_eq!(talk.books(&offers[1], "ann@example.org")["success"], true);
    let second = talk.world.meeting().unwrap();
    assert_eq!((first.id, second.guest_email.as_str()), (second.id, "ann@example.org"));
    assert_eq!(second.scheduled_time, offers[1].parse().unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_booking_is_always_of_an_offer_for_an_address_that_was_said(
        start in prop_oneof!["\\PC{0,30}", "2026-12-1[0-9]T(09|10|14):(00|30):00-05:00"],
        email in prop_oneof!["[a-z]{1,5}@example\\.(com|org)", "\\PC{0,20}"],
        heard in prop_oneof!["[a-z ]{0,20}", "[a-z]{1,5} at example dot com"],
    ) {
        let mut talk = Talk::with("+12125550101", Some("ana@example.com"));
        let offers = talk.offers(any_time());
        talk.heard = heard.clone();
        if talk.books(&start, &email)["success"] == true {
            let meeting = talk.world.meeting().unwrap();
            let offered = offers.iter().any(|offer| offer.parse::<Timestamp>().unwrap() == meeting.scheduled_time);
            let address = meeting.guest_email.as_str();
            let local = address.split('@').next().unwrap();
            prop_assert!(offered);
            prop_assert!(address.eq_ignore_ascii_case("ana@example.com") || heard.contains(local));
        }
    }
}
