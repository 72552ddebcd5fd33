//! The process dies before or after each of its writes; whatever it left is settled afterwards.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::*;
use crate::ports::{CreatedEvent, NewEvent, NewVideoMeeting, VideoMeeting};
use crate::weekly_hours::WeeklyHours;

/// Table, calendar and video service in one. Nothing here ever waits.
struct World(Mutex<State>);

#[derive(Clone)]
struct State {
    meeting: Meeting,
    /// Quarter hours taken, by anybody.
    cells: BTreeSet<Timestamp>,
    event: Option<Interval>,
    guest: Option<Email>,
    video: Option<Interval>,
    /// Writes until the process dies, and whether the last one takes effect; `None` is for ever.
    life: Option<(u32, bool)>,
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    at("2026-11-23T09:00:00Z")
}

fn old() -> Interval {
    Interval::new(at("2026-11-24T10:00:00Z"), 30)
}

fn rules() -> MeetingRules {
    MeetingRules {
        working_hours: WeeklyHours::parse("09:00-17:00", "Mon-Fri").unwrap(),
        lead_hours: WeeklyHours::parse("08:00-20:00", "Mon-Fri").unwrap(),
        calendar_zone: jiff::tz::TimeZone::UTC,
        minimum_notice: SignedDuration::from_hours(2),
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("nothing here waits"),
    }
}

impl World {
    fn new() -> Self {
        let meeting = serde_json::from_value(serde_json::json!({
            "id": "01KAP3VQ5T8M2N4R6W0XHZJ9CD", "lead_id": "01KAP3VQ5T8M2N4R6W0XHZJ9CD",
            "lead_name": "Ana", "call_id": "01KAP3VQ5T8M2N4R6W0XHZJ9CD",
            "campaign_id": "01KAP3VQ5T8M2N4R6W0XHZJ9CD", "scheduled_time": old().start,
            "duration_minutes": 30, "time_zone": "Europe/Madrid", "guest_email": "ana@example.com",
            "calendar_id": "sales", "calendar_event_id": "e1", "zoom_meeting_id": "z1",
            "meeting_link": "https://zoom.us/j/1", "status": "CONFIRMED", "created_at": now(),
            "updated_at": now(), "version": 1,
        }));
        Self(Mutex::new(State {
            meeting: meeting.unwrap(),
            cells: old().cells().into_iter().collect(),
            event: Some(old()),
            guest: None,
            video: Some(old()),
            life: None,
        }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does one write, as far as the process still lives.
    fn write<T>(&self, effect: impl FnOnce(&mut State) -> Result<T>) -> Result<T> {
        let mut state = self.state();
        let dead = || Err(Error::unavailable("test", "dead"));
        match state.life {
            Some((0, _)) => dead(),
            Some((1, takes_effect)) => {
                state.life = Some((0, false));
                if takes_effect {
                    let _ = effect(&mut state);
                }
                dead()
            }
            Some((writes, last)) => {
                state.life = Some((writes - 1, last));
                effect(&mut state)
            }
            None => effect(&mut state),
        }
    }

    fn desk(&self) -> Rescheduler<'_, Self, Self, Self> {
        Rescheduler { calendar: self, video: Some(self), ledger: self }
    }

    fn stands_at(&self, time: Interval) {
        let state = self.state();
        assert_eq!((state.meeting.time(), state.meeting.pending), (time, None));
        assert_eq!((state.event, state.video), (Some(time), Some(time)));
        assert_eq!(state.cells, time.cells().into_iter().collect());
    }
}

impl Calendar for World {
    fn id(&self) -> &str {
        "sales"
    }

    async fn busy(&self, _range: Interval) -> Result<Vec<Interval>> {
        Ok(self.state().event.into_iter().collect())
    }

    async fn insert(&self, _event: &NewEvent) -> Result<CreatedEvent> {
        unreachable!()
    }

    async fn reschedule(&self, _id: MeetingId, time: Interval, _zone: &str) -> Result<()> {
        self.write(|state| {
            let event = state.event.as_mut().ok_or_else(|| Error::not_found("event", "e1"))?;
            *event = time;
            Ok(())
        })
    }

    async fn invite(&self, _id: MeetingId, guest: &Email) -> Result<()> {
        self.write(|state| {
            state.guest = Some(guest.clone());
            Ok(())
        })
    }

    async fn delete(&self, _id: MeetingId) -> Result<()> {
        self.write(|state| {
            state.event = None;
            Ok(())
        })
    }
}

impl VideoMeetings for World {
    async fn create(&self, _meeting: &NewVideoMeeting) -> Result<VideoMeeting> {
        unreachable!()
    }

    async fn reschedule(&self, _id: &str, time: Interval, _zone: &str) -> Result<()> {
        self.write(|state| {
            let video = state.video.as_mut().ok_or_else(|| Error::not_found("video", "z1"))?;
            *video = time;
            Ok(())
        })
    }

    async fn delete(&self, _id: &str) -> Result<()> {
        self.write(|state| {
            state.video = None;
            Ok(())
        })
    }
}

impl MeetingLedger for World {
    async fn meeting(&self, _id: MeetingId) -> Result<Meeting> {
        Ok(self.state().meeting.clone())
    }

    async fn replace(&self, before: &Meeting, after: &Meeting) -> Result<Replaced> {
        let cells = |meeting: &Meeting| -> BTreeSet<Timestamp> {
            meeting.holds().iter().flat_map(Interval::cells).collect()
        };
        let (old, new) = (cells(before), cells(after));
        self.write(|state| {
            if state.meeting.version != before.version {
                return Ok(Replaced::Changed);
            }
            if new.difference(&old).any(|cell| state.cells.contains(cell)) {
                return Ok(Replaced::Taken);
            }
            state.cells.retain(|cell| !old.contains(cell));
            state.cells.extend(&new);
            let version = before.version + 1;
            state.meeting = Meeting { version, ..after.clone() };
            Ok(Replaced::Written { version })
        })
    }
}

/// Half an hour later and an hour long: half of it is the meeting's own time.
fn reschedule(world: &World, at: Timestamp) -> Result<Meeting> {
    let id = world.state().meeting.id;
    run(world.desk().reschedule(id, new().start, Some(60), &rules(), at))
}

fn new() -> Interval {
    Interval::new(old().start + SignedDuration::from_mins(30), 60)
}

fn later() -> Timestamp {
    now() + CHANGE_LASTS
}

#[test]
fn a_move_moves_everything_and_may_be_repeated() {
    let world = World::new();
    for _ in 0..2 {
        assert_eq!(reschedule(&world, now()).unwrap().status, MeetingStatus::Scheduled);
        world.stands_at(new());
    }
}

#[test]
fn whenever_a_move_dies_it_is_undone_or_done() {
    for writes in 1..=5 {
        for takes_effect in [false, true] {
            let world = World::new();
            world.state().life = Some((writes, takes_effect));
            let outcome = reschedule(&world, now());
            world.state().life = None;
            let id = world.state().meeting.id;
            if world.state().meeting.pending.is_some() {
                // Nobody else touches the meeting before it lapses.
                assert!(matches!(run(world.desk().cancel(id, now())), Err(Error::Conflict(_))));
            }
            run(world.desk().settle(id, later())).unwrap();
            let stands = world.state().meeting.time();
            assert!(stands == new() || (stands == old() && outcome.is_err()), "{writes} {takes_effect}");
            world.stands_at(stands);
            reschedule(&world, later()).unwrap();
            world.stands_at(new());
        }
    }
}

#[test]
fn whenever_a_cancellation_dies_it_is_finished_or_never_was() {
    for writes in 1..=4 {
        for takes_effect in [false, true] {
            let world = World::new();
            let id = world.state().meeting.id;
            world.state().life = Some((writes, takes_effect));
            assert!(run(world.desk().cancel(id, now())).is_err());
            world.state().life = None;
            run(world.desk().settle(id, later())).unwrap();
            if world.state().meeting.status == MeetingStatus::Confirmed {
                assert_eq!((writes, takes_effect), (1, false));
                world.stands_at(old());
                run(world.desk().cancel(id, later())).unwrap();
            }
            let state = world.state().clone();
            assert_eq!((state.meeting.status, state.meeting.pending), (MeetingStatus::Cancelled, None));
            assert_eq!((state.event, state.video, state.cells.len()), (None, None, 0));
        }
    }
}

#[test]
fn a_taken_time_and_a_deleted_event_are_told() {
    let world = World::new();
    world.state().cells.extend(new().cells());
    assert!(matches!(reschedule(&world, now()), Err(Error::Conflict(_))));
    let world = World::new();
    world.state().event = None;
    assert!(matches!(reschedule(&world, now()), Err(Error::Conflict(_))));
    assert_eq!(world.state().meeting.pending, None);
    assert_eq!(world.state().video, Some(old()));
}

#[test]
fn a_guest_is_changed_once_whatever_dies_in_between() {
    let guest: Email = "anna@example.com".parse().unwrap();
    for (writes, last) in [(1, false), (1, true), (2, false), (2, true)] {
        let world = World::new();
        world.state().life = Some((writes, last));
        let id = world.state().meeting.id;
        assert!(run(world.desk().change_guest(id, &guest, now())).is_err());
        world.state().life = None;
        run(world.desk().change_guest(id, &guest, now())).unwrap();
        let state = world.state();
        assert_eq!((&state.meeting.guest_email, state.guest.as_ref()), (&guest, Some(&guest)));
        assert_eq!((state.meeting.time(), state.event), (old(), Some(old())));
    }
}
