//! Following the calendar: what the host or the guest does to an event reaches its meeting.
//!
//! The calendar tells what has changed since it was last asked. An event that was moved moves its
//! meeting, one that was deleted cancels it, a guest's answer is noted. What cannot be followed at once
//! (the meeting is being changed, the table did not answer) is remembered and looked at again, so the
//! calendar's own position may always move on.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::ids::MeetingId;
use crate::meeting::{CancelledBy, GuestResponse, Meeting, MeetingStatus};
use crate::ports::{CalendarEvent, CalendarFeed, MeetingLedger, Replaced, VideoMeetings};
use crate::rescheduling::Rescheduler;

/// Events that ended longer ago are of no interest when everything is read.
const LOOKED_BACK: SignedDuration = SignedDuration::from_hours(24);
/// From the moment on at which a meeting gets its id: no call lasts longer.
const BOOKED_WITHIN: SignedDuration = SignedDuration::from_hours(4);
/// More meetings than these are not looked at again in one round.
const LOOKED_AT_AGAIN: usize = 100;

/// How far the calendar was followed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncState {
    /// What the calendar is asked with; none before everything was read once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Meetings whose events could not be followed yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub again: Vec<MeetingId>,
    pub version: u64,
}

/// Where the position in the calendar is kept, beside the meetings.
pub trait SyncLedger: MeetingLedger {
    /// The calendar's position; the beginning for a calendar that was never followed.
    fn sync_state(&self, calendar_id: &str) -> impl Future<Output = Result<SyncState>> + Send;

    /// Saves a position that was read at `state.version`; whoever saved one meanwhile is left in peace.
    fn save_sync_state(
        &self,
        calendar_id: &str,
        state: &SyncState,
    ) -> impl Future<Output = Result<()>> + Send;

    /// The meetings that begin at or after `now` and are not cancelled.
    fn meetings_ahead(&self, now: Timestamp) -> impl Future<Output = Result<Vec<Meeting>>> + Send;
}

/// What a round came to.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Followed {
    /// Meetings that were changed.
    pub changed: Vec<MeetingId>,
    /// Meetings that are looked at again in the next round.
    pub again: Vec<MeetingId>,
}

/// Follows one calendar.
#[derive(Debug)]
pub struct Follower<'a, C, V, L> {
    pub calendar: &'a C,
    pub video: Option<&'a V>,
    pub ledger: &'a L,
}

enum Step {
    Nothing,
    Changed,
    Again,
}

impl<C: CalendarFeed, V: VideoMeetings, L: SyncLedger> Follower<'_, C, V, L> {
    /// Goes on from where the last round ended. A round may be repeated, or run beside its twin.
    ///
    /// # Errors
    /// When the calendar cannot be read, or the position not be saved: the next round does it again.
    pub async fn follow(&self, now: Timestamp) -> Result<Followed> {
        let calendar_id = self.calendar.id().await?;
        let mut state = self.ledger.sync_state(&calendar_id).await?;
        let from = now - LOOKED_BACK;
        let some = match &state.next {
            Some(next) => self.calendar.changes(Some(next), from).await?,
            None => None,
        };
        let mut look_at = state.again.clone();
        let changes = match some {
            Some(changes) => changes,
            None => {
                let all = self.calendar.changes(None, from).await?;
                let all = all.ok_or_else(|| Error::unavailable("calendar", "it tells no changes"))?;
                let listed = |meeting: &Meeting| all.events.iter().any(|e| e.meeting_id == meeting.id);
                let ahead = self.ledger.meetings_ahead(now).await?;
                // What is not listed may have been deleted so long ago that it is forgotten.
                look_at.extend(ahead.iter().filter(|meeting| !listed(meeting)).map(|meeting| meeting.id));
                all
            }
        };
        look_at.retain(|id| changes.events.iter().all(|event| event.meeting_id != *id));
        let mut followed = Followed::default();
        for event in &changes.events {
            followed.note(event.meeting_id, self.apply(event, now).await);
        }
        let later = look_at.split_off(look_at.len().min(LOOKED_AT_AGAIN));
        for id in look_at {
            followed.note(id, self.look_at(id, now).await);
        }
        followed.again.extend(later);
        state.next = Some(changes.next);
        state.again.clone_from(&followed.again);
        self.ledger.save_sync_state(&calendar_id, &state).await?;
        Ok(followed)
    }

    /// Looks at a meeting whose event is listed as changed, if that says anything new.
    async fn apply(&self, listed: &CalendarEvent, now: Timestamp) -> Result<Step> {
        let meeting = match self.ledger.meeting(listed.meeting_id).await {
            Err(Error::NotFound { .. }) => return Ok(unknown(listed.meeting_id, now)),
            found => found?,
        };
        if meeting.pending.is_some() {
            return Ok(Step::Again);
        }
        if !tells_news(&meeting, listed, now) {
            return Ok(Step::Nothing);
        }
        self.follow_event(meeting, now).await
    }

    async fn look_at(&self, id: MeetingId, now: Timestamp) -> Result<Step> {
        match self.ledger.meeting(id).await {
            Err(Error::NotFound { .. }) => Ok(unknown(id, now)),
            found => self.follow_event(found?, now).await,
        }
    }

    /// Has a meeting follow its event as it is at this moment. What was listed may be older than the meeting: an
    /// operator may have moved both since.
    async fn follow_event(&self, meeting: Meeting, now: Timestamp) -> Result<Step> {
        if meeting.calendar_id != self.calendar.id().await? {
            return Ok(Step::Nothing);
        }
        if meeting.pending.is_some() {
            return Ok(Step::Again);
        }
        let event = self.calendar.event(&meeting.calendar_id, meeting.id).await?;
        let event = event.filter(|event| !event.is_cancelled);
        let rescheduler = Rescheduler { calendar: self.calendar, video: self.video, ledger: self.ledger };
        let Some(event) = event else {
            if !meeting.is_ahead() {
                return Ok(Step::Nothing);
            }
            rescheduler.cancel(meeting.id, CancelledBy::Calendar, now).await?;
            return Ok(Step::Changed);
        };
        let Some(after) = followed(&meeting, &event, now) else { return Ok(Step::Nothing) };
        let mut written = self.ledger.replace(&meeting, &after).await?;
        if written == Replaced::Taken {
            // The host's word counts: the meeting is there, though the time was another one's.
            let overlapping = Meeting { overlaps: true, ..after };
            written = self.ledger.replace(&meeting, &overlapping).await?;
        }
        if !matches!(written, Replaced::Written { .. }) {
            return Ok(Step::Again);
        }
        // What the video service is to be told is written down: it is told now, or by the sweeper.
        let _ = rescheduler.settle(meeting.id, now).await;
        Ok(Step::Changed)
    }
}

impl Followed {
    fn note(&mut self, id: MeetingId, step: Result<Step>) {
        match step {
            Ok(Step::Nothing) => {}
            Ok(Step::Changed) => self.changed.push(id),
            Ok(Step::Again) | Err(_) => self.again.push(id),
        }
    }
}

/// What an event of a meeting that there is not comes to: as long as a call may still be booking it, it may be saved later
/// than its host moves or deletes the event.
fn unknown(id: MeetingId, now: Timestamp) -> Step {
    if id < MeetingId::earliest(now - BOOKED_WITHIN) { Step::Nothing } else { Step::Again }
}

fn tells_news(meeting: &Meeting, event: &CalendarEvent, now: Timestamp) -> bool {
    if event.is_cancelled { meeting.is_ahead() } else { followed(meeting, event, now).is_some() }
}

/// The meeting as its event says it is; `None` where it says nothing new.
pub fn followed(meeting: &Meeting, event: &CalendarEvent, now: Timestamp) -> Option<Meeting> {
    if meeting.erased_at.is_some() || meeting.status == MeetingStatus::Cancelled {
        return None;
    }
    let mut after = meeting.clone();
    if let Some(time) = event.time.filter(|time| meeting.is_ahead() && *time != meeting.time()) {
        after = meeting.moved_in_calendar(time, now);
    }
    let guest = |address: &str| address.eq_ignore_ascii_case(meeting.guest_email.as_str());
    let response =
        event.guests.iter().find(|(address, _)| guest(address.as_str())).map(|(_, response)| *response);
    if response.is_some_and(|now| after.guest_response.unwrap_or(GuestResponse::NeedsAction) != now) {
        after.guest_response = response;
    }
    if let Some(link) = event.video_link.as_ref().filter(|_| meeting.meeting_link.is_empty()) {
        after.meeting_link.clone_from(link);
    }
    (after != *meeting).then_some(Meeting { updated_at: now, ..after })
}

#[cfg(test)]
mod tests;
