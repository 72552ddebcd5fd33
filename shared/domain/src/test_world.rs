//! A world for tests: table, calendar and video service in one. Nothing in it ever waits.

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use jiff::{SignedDuration, Timestamp};

use crate::calendar_sync::{SyncLedger, SyncState};
use crate::error::{Error, Result};
use crate::ids::MeetingId;
use crate::meeting::Meeting;
use crate::ports::{
    Calendar, CalendarChanges, CalendarEvent, CalendarFeed, CreatedEvent, MeetingLedger, NewEvent,
    NewVideoMeeting, Replaced, VideoMeeting, VideoMeetings,
};
use crate::rescheduling::Rescheduler;
use crate::slots::{Interval, MeetingRules};
use crate::weekly_hours::WeeklyHours;

const STRAY: &str = "z9";

/// Table, calendar and video service in one. Nothing here ever waits.
pub(crate) struct World(Mutex<State>);

#[derive(Clone)]
pub(crate) struct State {
    pub(crate) meeting: Meeting,
    /// Quarter hours taken, by anybody.
    pub(crate) cells: BTreeSet<Timestamp>,
    pub(crate) event: Option<Interval>,
    pub(crate) video: Option<Interval>,
    /// A video meeting that was made though the answer was lost.
    pub(crate) stray_video: Option<Interval>,
    /// Writes until the process dies, and whether the last one takes effect; `None` is for ever.
    pub(crate) life: Option<(u32, bool)>,
    /// What the video service answers to every write, if it refuses.
    pub(crate) video_refuses: bool,
    pub(crate) guest: Option<(crate::email::Email, crate::meeting::GuestResponse)>,
    /// Whom the calendar invited instead of the first guest.
    pub(crate) invited: Option<crate::email::Email>,
    pub(crate) video_link: Option<String>,
    /// Whether the calendar still knows the position it is asked with.
    pub(crate) forgetful: bool,
    /// Whether the event is listed when everything is read.
    pub(crate) listed: bool,
    pub(crate) sync: SyncState,
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn now() -> Timestamp {
    at("2026-11-23T09:00:00Z")
}

pub(crate) fn old() -> Interval {
    Interval::new(at("2026-11-24T10:00:00Z"), 30)
}

pub(crate) fn rules() -> MeetingRules {
    MeetingRules {
        working_hours: WeeklyHours::parse("09:00-17:00", "Mon-Fri").unwrap(),
        lead_hours: WeeklyHours::parse("08:00-20:00", "Mon-Fri").unwrap(),
        calendar_zone: jiff::tz::TimeZone::UTC,
        minimum_notice: SignedDuration::from_hours(2),
    }
}

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("nothing here waits"),
    }
}

impl World {
    pub(crate) fn new() -> Self {
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
            video: Some(old()),
            stray_video: None,
            life: None,
            video_refuses: false,
            guest: None,
            invited: None,
            video_link: None,
            forgetful: false,
            listed: true,
            sync: SyncState::default(),
        }))
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
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

    pub(crate) fn desk(&self) -> Rescheduler<'_, Self, Self, Self> {
        Rescheduler { calendar: self, video: Some(self), ledger: self }
    }

    pub(crate) fn stands_at(&self, time: Interval) {
        let state = self.state();
        assert_eq!((state.meeting.time(), state.meeting.pending), (time, None));
        assert_eq!((state.event, state.video), (Some(time), Some(time)));
        assert_eq!(state.cells, time.cells().into_iter().collect());
    }
}

impl Calendar for World {
    async fn id(&self) -> Result<String> {
        Ok("sales".to_owned())
    }

    async fn busy(&self, _range: Interval) -> Result<Vec<Interval>> {
        Ok(self.state().event.into_iter().collect())
    }

    async fn insert(&self, _event: &NewEvent) -> Result<CreatedEvent> {
        unreachable!()
    }

    async fn reschedule(&self, _calendar: &str, _id: MeetingId, time: Interval, _zone: &str) -> Result<()> {
        self.write(|state| {
            let event = state.event.as_mut().ok_or_else(|| Error::not_found("event", "e1"))?;
            *event = time;
            Ok(())
        })
    }

    async fn delete(&self, _calendar: &str, _id: MeetingId) -> Result<()> {
        self.write(|state| {
            state.event = None;
            Ok(())
        })
    }

    async fn invite(&self, calendar: &str, _id: MeetingId, guest: &crate::email::Email) -> Result<()> {
        if calendar != self.id().await? {
            return Err(Error::refused("Google", "the earlier calendar is out of reach"));
        }
        self.write(|state| {
            state.invited = Some(guest.clone());
            Ok(())
        })
    }

    async fn event(&self, _calendar: &str, _id: MeetingId) -> Result<Option<CalendarEvent>> {
        Ok(self.state().shown().filter(|event| !event.is_cancelled))
    }
}

impl VideoMeetings for World {
    async fn create(&self, _meeting: &NewVideoMeeting) -> Result<VideoMeeting> {
        unreachable!()
    }

    async fn reschedule(&self, _id: &str, time: Interval, _zone: &str) -> Result<()> {
        self.write(|state| {
            state.ask_video()?;
            let video = state.video.as_mut().ok_or_else(|| Error::not_found("video", "z1"))?;
            *video = time;
            Ok(())
        })
    }

    async fn delete(&self, id: &str) -> Result<()> {
        self.write(|state| {
            state.ask_video()?;
            if id == STRAY {
                state.stray_video = None;
            } else {
                state.video = None;
            }
            Ok(())
        })
    }

    async fn find(&self, _reference: &str, time: Interval) -> Result<Option<VideoMeeting>> {
        let found = self.state().stray_video.is_some_and(|stray| stray == time);
        Ok(found.then(|| VideoMeeting { id: STRAY.into(), join_url: String::new() }))
    }
}

impl MeetingLedger for World {
    async fn meeting(&self, id: MeetingId) -> Result<Meeting> {
        let meeting = self.state().meeting.clone();
        if meeting.id == id { Ok(meeting) } else { Err(Error::not_found("meeting", id)) }
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

impl State {
    fn ask_video(&self) -> Result<()> {
        if self.video_refuses { Err(Error::refused("Zoom", "HTTP 400 4711")) } else { Ok(()) }
    }

    fn shown(&self) -> Option<CalendarEvent> {
        Some(CalendarEvent {
            meeting_id: self.meeting.id,
            is_cancelled: self.event.is_none(),
            time: self.event,
            guests: self.guest.iter().cloned().collect(),
            video_link: self.video_link.clone(),
        })
    }
}

impl CalendarFeed for World {
    async fn changes(&self, since: Option<&str>, _from: Timestamp) -> Result<Option<CalendarChanges>> {
        let state = self.state();
        if since.is_some() && state.forgetful {
            return Ok(None);
        }
        let events = state.shown().filter(|_| since.is_some() || state.listed);
        Ok(Some(CalendarChanges { events: events.into_iter().collect(), next: "next".to_owned() }))
    }
}

impl SyncLedger for World {
    async fn sync_state(&self, _calendar: &str) -> Result<SyncState> {
        Ok(self.state().sync.clone())
    }

    async fn save_sync_state(&self, _calendar: &str, state: &SyncState) -> Result<()> {
        self.write(|world| {
            world.sync = SyncState { version: state.version + 1, ..state.clone() };
            Ok(())
        })
    }

    async fn meetings_ahead(&self, now: Timestamp) -> Result<Vec<Meeting>> {
        let meeting = self.state().meeting.clone();
        Ok(Some(meeting).filter(|m| m.is_ahead() && m.scheduled_time >= now).into_iter().collect())
    }
}
