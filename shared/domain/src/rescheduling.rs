//! Cancelling and moving booked meetings.
//!
//! Three places hold a meeting: the table, the calendar and the video service. A change is first
//! noted on the meeting itself, together with the quarter hours a move needs, then made at the
//! vendors, then written into the table. Whatever dies in between leaves the note behind, and after
//! [`CHANGE_LASTS`] anybody may settle it: a cancellation is finished (events cannot be brought
//! back), a move is undone by telling the vendors the time that the table has. Until then nobody
//! else may change the meeting, so vendors are never told two things at once.
//!
//! A meeting's quarter hours, the old as well as those of a move under way, count as booked: a
//! booking call never takes them over, and no hold lapses that would take the live event out.

use jiff::{SignedDuration, Timestamp};

use crate::email::Email;
use crate::error::{Error, Result};
use crate::ids::MeetingId;
use crate::meeting::{Change, Meeting, MeetingStatus};
use crate::ports::{Calendar, MeetingLedger, Replaced, VideoMeetings};
use crate::slots::{Interval, MeetingRules};

/// A change that was not finished is settled by somebody else after this: longer than any function runs.
const CHANGE_LASTS: SignedDuration = SignedDuration::from_secs(90);

/// Changes meetings in one calendar.
#[derive(Debug)]
pub struct Rescheduler<'a, C, V, L> {
    pub calendar: &'a C,
    pub video: Option<&'a V>,
    pub ledger: &'a L,
}

impl<C: Calendar, V: VideoMeetings, L: MeetingLedger> Rescheduler<'_, C, V, L> {
    /// Takes the meeting out of calendar and video service, which tells the guest, and gives its
    /// slot back. A meeting that is cancelled already is left as it is.
    ///
    /// # Errors
    /// `Unavailable` when a vendor failed: the cancellation stands and is finished by asking again,
    /// or by the sweeper. `Conflict` while another change of the meeting is under way.
    pub async fn cancel(&self, id: MeetingId, now: Timestamp) -> Result<Meeting> {
        let meeting = self.at_rest(id, now).await?;
        if meeting.status == MeetingStatus::Cancelled {
            return Ok(meeting);
        }
        self.check_calendar(&meeting)?;
        let begun = self.begin(&meeting, Change::Cancel, now).await?;
        self.finish_cancellation(&begun, now).await
    }

    /// Moves the meeting, which tells the guest, or leaves everything as it was; without `minutes` it
    /// is as long as before. A meeting that is at that time already is left as it is.
    ///
    /// # Errors
    /// `Invalid` for a time outside the rules; `Conflict` for a time that is taken, a meeting that
    /// is over, or one that is being changed; `Unavailable` when a vendor failed.
    pub async fn reschedule(
        &self,
        id: MeetingId,
        start: Timestamp,
        minutes: Option<u32>,
        rules: &MeetingRules,
        now: Timestamp,
    ) -> Result<Meeting> {
        let meeting = self.at_rest(id, now).await?;
        let time = Interval::new(start, minutes.unwrap_or(meeting.duration_minutes));
        if meeting.is_ahead() && meeting.time() == time {
            return Ok(meeting);
        }
        rules.check(time, now).map_err(|refusal| refusal.about("scheduled_time", "duration"))?;
        self.check_calendar(&meeting)?;
        let begun = self.begin(&meeting, Change::Move(time), now).await?;
        if let Err(error) = self.check_free(&meeting, time).await {
            // No vendor has heard of it: the note alone is taken back.
            self.replace(&begun, &begun.without_change()).await?;
            return Err(error);
        }
        match self.tell_vendors(&begun, time).await {
            Ok(()) => self.finish_move(&begun, now).await,
            Err(error) => {
                // What cannot be undone now is left to the sweeper.
                let _ = self.undo_move(&begun, now).await;
                Err(match error {
                    Error::NotFound { .. } => {
                        Error::Conflict("calendar or video service no longer has the meeting".into())
                    }
                    other => other,
                })
            }
        }
    }

    /// Invites another guest, as when an address was misheard. Asking again is safe: the calendar is told
    /// first, and what broke off then is told once more.
    ///
    /// # Errors
    /// `Invalid` for an address the calendar refuses; `Conflict` for a meeting that is over or is being
    /// changed; `Unavailable` when the calendar failed.
    pub async fn change_guest(&self, id: MeetingId, guest: &Email, now: Timestamp) -> Result<Meeting> {
        let meeting = self.at_rest(id, now).await?;
        if meeting.guest_email == *guest {
            return Ok(meeting);
        }
        if !meeting.is_ahead() {
            return Err(Error::Conflict(format!("the meeting is {}", meeting.status)));
        }
        self.check_calendar(&meeting)?;
        self.calendar.invite(meeting.id, guest).await?;
        let after = Meeting { guest_email: guest.clone(), updated_at: now, ..meeting.clone() };
        self.replace(&meeting, &after).await
    }

    /// Settles a change that broke off; a meeting without one, or with a young one, is left alone.
    pub async fn settle(&self, id: MeetingId, now: Timestamp) -> Result<Meeting> {
        let meeting = self.ledger.meeting(id).await?;
        match &meeting.pending {
            Some(pending) if pending.lapses_at <= now => {
                let change = pending.change;
                // Whoever else wants to settle it comes too late by the version.
                let claimed = meeting.lasting_until(now + CHANGE_LASTS);
                let claimed = self.replace(&meeting, &claimed).await?;
                match change {
                    Change::Cancel => self.finish_cancellation(&claimed, now).await,
                    Change::Move(_) => self.undo_move(&claimed, now).await,
                }
            }
            _ => Ok(meeting),
        }
    }

    /// The meeting, with no change under way.
    async fn at_rest(&self, id: MeetingId, now: Timestamp) -> Result<Meeting> {
        let meeting = self.settle(id, now).await?;
        match meeting.pending {
            None => Ok(meeting),
            Some(_) => Err(meeting.being_changed()),
        }
    }

    async fn begin(&self, meeting: &Meeting, change: Change, now: Timestamp) -> Result<Meeting> {
        self.replace(meeting, &meeting.with_change(change, now + CHANGE_LASTS)?).await
    }

    async fn replace(&self, before: &Meeting, after: &Meeting) -> Result<Meeting> {
        match self.ledger.replace(before, after).await? {
            Replaced::Written { version } => Ok(Meeting { version, ..after.clone() }),
            Replaced::Taken => Err(taken()),
            Replaced::Changed => Err(Error::Conflict("the meeting was changed meanwhile".into())),
        }
    }

    /// The meeting's own event is in the calendar too, so only what lies outside of it counts.
    async fn check_free(&self, meeting: &Meeting, time: Interval) -> Result<()> {
        let outside = time.without(&meeting.time());
        let busy = self.calendar.busy(time).await?;
        if busy.iter().any(|busy| outside.iter().any(|piece| piece.overlaps(busy))) {
            return Err(taken());
        }
        Ok(())
    }

    async fn tell_vendors(&self, meeting: &Meeting, time: Interval) -> Result<()> {
        if let (Some(video), Some(id)) = (self.video, &meeting.zoom_meeting_id) {
            video.reschedule(id, time, &meeting.time_zone).await?;
        }
        self.calendar.reschedule(meeting.id, time, &meeting.time_zone).await
    }

    async fn finish_move(&self, begun: &Meeting, now: Timestamp) -> Result<Meeting> {
        let moved = begun.moved(now);
        match self.replace(begun, &moved).await {
            Ok(meeting) => Ok(meeting),
            Err(error) => {
                let stands = self.ledger.meeting(begun.id).await?;
                if stands.pending.is_none() && stands.time() == moved.time() {
                    // The save went through although its answer did not reach us.
                    return Ok(stands);
                }
                if stands.version == begun.version {
                    let _ = self.undo_move(begun, now).await;
                }
                Err(error)
            }
        }
    }

    /// Tells the vendors the time that the table has, then gives the move's quarter hours back.
    async fn undo_move(&self, begun: &Meeting, now: Timestamp) -> Result<Meeting> {
        let restored = match self.tell_vendors(begun, begun.time()).await {
            // Nothing is left that could stand at a wrong time.
            Err(Error::NotFound { .. }) => Ok(()),
            other => other,
        };
        self.or_later(begun, restored, now).await?;
        self.replace(begun, &begun.without_change()).await
    }

    async fn finish_cancellation(&self, begun: &Meeting, now: Timestamp) -> Result<Meeting> {
        let video_gone = match (self.video, &begun.zoom_meeting_id) {
            (Some(video), Some(id)) => video.delete(id).await,
            _ => Ok(()),
        };
        let gone = self.calendar.delete(begun.id).await.and(video_gone);
        self.or_later(begun, gone, now).await?;
        self.replace(begun, &begun.cancelled(now)).await
    }

    /// After a failure the change may be settled at once, by whoever comes next.
    async fn or_later(&self, begun: &Meeting, result: Result<()>, now: Timestamp) -> Result<()> {
        if result.is_err() {
            let _ = self.replace(begun, &begun.lasting_until(now)).await;
        }
        result
    }

    fn check_calendar(&self, meeting: &Meeting) -> Result<()> {
        if meeting.calendar_id == self.calendar.id() {
            return Ok(());
        }
        Err(Error::Conflict("the meeting is in a calendar that is no longer the configured one".into()))
    }
}

fn taken() -> Error {
    Error::Conflict("the time is taken".into())
}

#[cfg(test)]
mod tests;
