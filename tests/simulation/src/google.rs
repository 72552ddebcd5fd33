//! Google Calendar: one calendar, whose host moves and deletes events too.

use std::collections::BTreeMap;
use std::sync::Arc;

use homework_domain::email::Email;
use homework_domain::ids::MeetingId;
use homework_domain::meeting::GuestResponse;
use homework_domain::ports::{
    Calendar, CalendarChanges, CalendarEvent, CalendarFeed, CreatedEvent, NewEvent,
};
use homework_domain::slots::Interval;
use homework_domain::{Error, Result};
use jiff::Timestamp;

use crate::guest;
use crate::process::Process;

#[derive(Debug, Default)]
pub(crate) struct GoogleState {
    pub(crate) events: BTreeMap<MeetingId, Event>,
    changes: u64,
}

#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) time: Interval,
    pub(crate) guest: Email,
    pub(crate) is_cancelled: bool,
    /// The token of the opt-out link in the invitation.
    pub(crate) opt_out: Option<String>,
    changed: u64,
}

impl GoogleState {
    /// Changes an event that is on; `false` if there is none.
    pub(crate) fn change(&mut self, id: MeetingId, change: impl FnOnce(&mut Event)) -> bool {
        self.changes += 1;
        match self.events.get_mut(&id).filter(|event| !event.is_cancelled) {
            Some(event) => {
                event.changed = self.changes;
                change(event);
                true
            }
            None => false,
        }
    }

    pub(crate) fn on(&self) -> impl Iterator<Item = (&MeetingId, &Event)> {
        self.events.iter().filter(|(_, event)| !event.is_cancelled)
    }

    fn insert(&mut self, new: &NewEvent) {
        self.changes += 1;
        let event = Event {
            time: new.time,
            guest: new.guest.clone(),
            is_cancelled: false,
            opt_out: guest::token(&new.description),
            changed: self.changes,
        };
        self.events.insert(new.meeting_id, event);
    }
}

fn shown((id, event): (&MeetingId, &Event)) -> CalendarEvent {
    CalendarEvent {
        meeting_id: *id,
        is_cancelled: event.is_cancelled,
        time: Some(event.time),
        guests: vec![(event.guest.clone(), GuestResponse::NeedsAction)],
        video_link: None,
    }
}

/// The calendar as a process reaches it.
#[derive(Clone)]
pub(crate) struct Google(pub(crate) Arc<Process>);

impl Google {
    async fn ask<T>(&self, request: &str, effect: impl FnOnce(&mut GoogleState) -> Result<T>) -> Result<T> {
        self.0.vendor("Google", request, || effect(&mut self.0.world.state().google)).await
    }
}

impl Calendar for Google {
    async fn id(&self) -> Result<String> {
        Ok("sales".to_owned())
    }

    async fn busy(&self, range: Interval) -> Result<Vec<Interval>> {
        self.ask("look into the calendar", |google| {
            Ok(google.on().map(|(_, event)| event.time).filter(|time| time.overlaps(&range)).collect())
        })
        .await
    }

    async fn insert(&self, event: &NewEvent) -> Result<CreatedEvent> {
        self.ask("insert event", |google| {
            // An id that was used is not to be had again, unless it is the very event.
            if google.events.get(&event.meeting_id).is_none_or(|known| known.is_cancelled) {
                google.insert(event);
            }
            Ok(CreatedEvent {
                id: event.meeting_id.to_hex(),
                video_link: Some("https://meet.example/x".into()),
            })
        })
        .await
    }

    async fn reschedule(&self, _: &str, id: MeetingId, time: Interval, _: &str) -> Result<()> {
        self.ask("move event", |google| {
            if google.change(id, |event| event.time = time) {
                Ok(())
            } else {
                Err(Error::not_found("event", id))
            }
        })
        .await
    }

    async fn invite(&self, _: &str, id: MeetingId, guest: &Email) -> Result<()> {
        self.ask("invite", |google| {
            let done = google.change(id, |event| event.guest = guest.clone());
            if done { Ok(()) } else { Err(Error::not_found("event", id)) }
        })
        .await
    }

    async fn delete(&self, _: &str, id: MeetingId) -> Result<()> {
        self.ask("delete event", |google| {
            google.change(id, |event| event.is_cancelled = true);
            Ok(())
        })
        .await
    }

    async fn event(&self, _: &str, id: MeetingId) -> Result<Option<CalendarEvent>> {
        self.ask("look at event", |google| {
            Ok(google.events.get_key_value(&id).filter(|(_, event)| !event.is_cancelled).map(shown))
        })
        .await
    }
}

impl CalendarFeed for Google {
    async fn changes(&self, since: Option<&str>, from: Timestamp) -> Result<Option<CalendarChanges>> {
        let since = since.and_then(|since| since.parse::<u64>().ok());
        // Now and then a calendar forgets what it gave out.
        if since.is_some() && self.0.world.strikes("sync token forgotten", self.0.world.faults.vendor * 0.3) {
            return Ok(None);
        }
        self.ask("ask for changes", |google| {
            let all = google.events.iter();
            let events = match since {
                Some(since) => all.filter(|(_, event)| event.changed > since).map(shown).collect(),
                None => all.filter(|(_, e)| !e.is_cancelled && e.time.end > from).map(shown).collect(),
            };
            Ok(Some(CalendarChanges { events, next: google.changes.to_string() }))
        })
        .await
    }
}
