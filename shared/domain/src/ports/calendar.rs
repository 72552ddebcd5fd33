//! The calendar of whoever the meetings are with.

use std::future::Future;

use jiff::Timestamp;

use crate::email::Email;
use crate::error::Result;
use crate::ids::MeetingId;
use crate::meeting::GuestResponse;
use crate::slots::Interval;

/// An event to put into the calendar. Its id is ours, so that putting it in twice makes one event.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    pub meeting_id: MeetingId,
    pub summary: String,
    pub description: String,
    pub time: Interval,
    /// IANA name, for showing the event.
    pub time_zone: String,
    pub guest: Email,
    /// Ask the calendar for a video link of its own.
    pub with_video_link: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct CreatedEvent {
    pub id: String,
    pub video_link: Option<String>,
}

/// An event as the calendar has it at this moment.
#[derive(Debug, Clone, PartialEq)]
pub struct CalendarEvent {
    pub meeting_id: MeetingId,
    /// Deleted or cancelled: whatever else it says is of no interest.
    pub is_cancelled: bool,
    /// `None` for one that lasts whole days.
    pub time: Option<Interval>,
    /// Everybody who was invited, with their answer.
    pub guests: Vec<(Email, GuestResponse)>,
    pub video_link: Option<String>,
}

/// What has changed in a calendar.
#[derive(Debug, Clone, PartialEq)]
pub struct CalendarChanges {
    /// Events of ours; those that others made are left out.
    pub events: Vec<CalendarEvent>,
    /// Asks for what changes from here on.
    pub next: String,
}

pub trait Calendar: Send + Sync {
    /// The calendar's id, as slots are held under it.
    fn id(&self) -> impl Future<Output = Result<String>> + Send;

    /// What is taken within `range`.
    fn busy(&self, range: Interval) -> impl Future<Output = Result<Vec<Interval>>> + Send;

    /// Puts the event in and mails the guest an invitation. An event that is there already is success.
    /// `Invalid` about `guest_email` if the calendar does not take the guest's address.
    fn insert(&self, event: &NewEvent) -> impl Future<Output = Result<CreatedEvent>> + Send;

    /// Moves the event of this meeting, in the calendar it is in, and tells the guest; a time it has
    /// already is success. `NotFound` if there is no such event (any more).
    fn reschedule(
        &self,
        calendar_id: &str,
        meeting_id: MeetingId,
        time: Interval,
        time_zone: &str,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Invites this guest to the event of this meeting, in the calendar it is in, instead of the one before,
    /// and tells both; a guest it has already is success. `NotFound` if there is no such event (any more),
    /// `Invalid` for an address the calendar refuses.
    fn invite(
        &self,
        calendar_id: &str,
        meeting_id: MeetingId,
        guest: &Email,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Takes the event of this meeting out of the calendar it is in and tells the guest; no event is
    /// success.
    fn delete(&self, calendar_id: &str, meeting_id: MeetingId) -> impl Future<Output = Result<()>> + Send;

    /// The event of this meeting; `None` if there never was one, or no longer is.
    fn event(
        &self,
        calendar_id: &str,
        meeting_id: MeetingId,
    ) -> impl Future<Output = Result<Option<CalendarEvent>>> + Send;
}

/// A calendar that tells what changes in it.
pub trait CalendarFeed: Calendar {
    /// What has changed since `since`, which an earlier answer gave; without it, all events of ours that
    /// end after `from`. `None` if the calendar no longer knows `since`: then everything is read again.
    fn changes(
        &self,
        since: Option<&str>,
        from: Timestamp,
    ) -> impl Future<Output = Result<Option<CalendarChanges>>> + Send;
}
