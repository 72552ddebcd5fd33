//! Cancelling and moving booked meetings.
//!
//! Three places hold a meeting: the table, the calendar and the video service.
//!
//! A cancellation is written into the table first, with the steps it takes at the vendors (see
//! [`Owed`]); then each step is tried by itself. What a vendor refuses stays on the meeting for an
//! operator to see, and holds back neither the other steps nor the slot.
//!
//! A move is first noted on the meeting, together with the quarter hours it needs, then made at the
//! vendors, then written into the table. Whatever dies in between leaves the note behind, and after
//! [`CHANGE_LASTS`] anybody may undo it by telling the vendors the time that the table has. Until then
//! nobody else may change the meeting, so vendors are never told two things at once.
//!
//! A meeting's quarter hours, the old as well as those of a move under way, count as booked: a
//! booking call never takes them over, and no hold lapses that would take the live event out.

use jiff::{SignedDuration, Timestamp};

use crate::email::Email;
use crate::error::{Error, Result};
use crate::ids::MeetingId;
use crate::meeting::{CancelledBy, Change, Meeting, MeetingStatus, Owed, Task};
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
    /// Cancels the meeting and gives its slot back, then takes it out of calendar and video service,
    /// which tells the guest. A meeting that is cancelled already is left as it is, but for what a
    /// vendor has not done yet: that is tried again.
    ///
    /// What a vendor did not do is in the answer's `owed`; passing faults are made good by [`Self::settle`].
    ///
    /// # Errors
    /// `Conflict` while another change of the meeting is under way.
    pub async fn cancel(&self, id: MeetingId, by: CancelledBy, now: Timestamp) -> Result<Meeting> {
        let meeting = self.at_rest(id, now).await?;
        if meeting.status == MeetingStatus::Cancelled {
            return self.pay(meeting, |_| true, now).await;
        }
        meeting.with_change(Change::Cancel, now)?;
        let cancelled = self.write_cancellation(&meeting, by, now).await?;
        self.pay(cancelled, |_| true, now).await
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
        let moved = self.reschedule_while(&|| true, id, start, minutes, rules, now).await?;
        moved.ok_or_else(|| Error::internal("a move was put off without a deadline"))
    }

    /// The same as long as `time_is_left`, which is asked before each step that waits for a vendor. `None`
    /// says that it was not: the move is put off, and whoever asks for it once more goes on with it. If
    /// nobody does, it is undone.
    ///
    /// # Errors
    /// Those of [`Self::reschedule`].
    pub async fn reschedule_while(
        &self,
        time_is_left: &(dyn Fn() -> bool + Sync),
        id: MeetingId,
        start: Timestamp,
        minutes: Option<u32>,
        rules: &MeetingRules,
        now: Timestamp,
    ) -> Result<Option<Meeting>> {
        let meeting = self.ledger.meeting(id).await?;
        let time = Interval::new(start, minutes.unwrap_or(meeting.duration_minutes));
        let resumed = meeting.was_put_off(time, now);
        let begun = if resumed {
            self.begin(&meeting, Change::Move(time), now).await?
        } else {
            let meeting = self.at_rest(id, now).await?;
            if meeting.is_ahead() && meeting.time() == time {
                return Ok(Some(meeting));
            }
            rules.check(time, now).map_err(|refusal| refusal.about("scheduled_time", "duration"))?;
            if !time_is_left() {
                return Ok(None);
            }
            self.check_free(&meeting, time).await?;
            self.begin(&meeting, Change::Move(time), now).await?
        };
        let told = async {
            if !time_is_left() {
                return Ok(None);
            }
            let owed = self.tell_video(&begun, time, now).await?;
            if !time_is_left() {
                return Ok(None);
            }
            self.tell_calendar(&begun, time).await?;
            Ok(Some(owed))
        };
        match told.await {
            Ok(Some(owed)) => self.finish_move(&begun, owed, now).await.map(Some),
            Ok(None) => self.put_off(&begun, now).await,
            // Nobody knows what came of it, and there is no time to undo it.
            Err(Error::Unavailable { .. }) if !resumed && !time_is_left() => self.put_off(&begun, now).await,
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
    /// changed; `Refused` for one in an earlier calendar that is out of reach; `Unavailable` when the calendar
    /// failed.
    pub async fn change_guest(&self, id: MeetingId, guest: &Email, now: Timestamp) -> Result<Meeting> {
        let meeting = self.at_rest(id, now).await?;
        if meeting.guest_email == *guest {
            return Ok(meeting);
        }
        if !meeting.is_ahead() {
            return Err(Error::Conflict(format!("the meeting is {}", meeting.status)));
        }
        self.calendar.invite(&meeting.calendar_id, meeting.id, guest).await?;
        let after = Meeting { guest_email: guest.clone(), updated_at: now, ..meeting.clone() };
        self.replace(&meeting, &after).await
    }

    /// Settles a change that broke off, and tells the vendors what they are to be told by now. A change
    /// that is young is left alone.
    ///
    /// # Errors
    /// `Unavailable` when a vendor failed and a move could not be undone; `Stale` when somebody else
    /// settles it.
    pub async fn settle(&self, id: MeetingId, now: Timestamp) -> Result<Meeting> {
        let meeting = self.ledger.meeting(id).await?;
        match &meeting.pending {
            Some(pending) if pending.lapses_at <= now => {
                let change = pending.change;
                // Whoever else wants to settle it comes too late by the version.
                let claimed = meeting.lasting_until(now + CHANGE_LASTS);
                let claimed = self.replace(&meeting, &claimed).await?;
                match change {
                    Change::Cancel => {
                        let by = CancelledBy::Operator;
                        let cancelled = self.write_cancellation(&claimed, by, now).await?;
                        self.pay(cancelled, |_| true, now).await
                    }
                    Change::Move(_) => self.undo_move(&claimed, now).await,
                }
            }
            Some(_) => Ok(meeting),
            None => self.pay(meeting, |owed| owed.due_at.is_some_and(|due| due <= now), now).await,
        }
    }

    /// Tells the vendors what is owed, as far as `wanted` says; each step ends by itself.
    async fn pay(
        &self,
        meeting: Meeting,
        wanted: impl Fn(&Owed) -> bool + Send + Sync,
        now: Timestamp,
    ) -> Result<Meeting> {
        if !meeting.owed.iter().any(&wanted) {
            return Ok(meeting);
        }
        let mut after = meeting.clone();
        after.owed.clear();
        for owed in &meeting.owed {
            if !wanted(owed) {
                after.owed.push(owed.clone());
                continue;
            }
            match self.take_step(&meeting, owed).await {
                Ok(Some(link)) => after.meeting_link = link,
                Ok(None) => {}
                Err(error) => after.owed.push(owed.failed(&error, now)),
            }
        }
        match self.replace(&meeting, &after).await {
            Ok(paid) => Ok(paid),
            // Each step may be repeated, so whoever has changed the meeting finds them still owed. But
            // for the time: what was told last must be what is in the table.
            Err(Error::Stale(_)) => self.tell_changed_time(&meeting).await,
            Err(error) => Err(error),
        }
    }

    /// Takes one step; answers the meeting's link where that is what it was about.
    async fn take_step(&self, meeting: &Meeting, owed: &Owed) -> Result<Option<String>> {
        let video = || self.video.ok_or_else(|| Error::refused("Zoom", "it is not set up"));
        match (owed.task, &meeting.zoom_meeting_id) {
            (Task::DeleteEvent, _) => self.calendar.delete(&meeting.calendar_id, meeting.id).await?,
            (Task::DeleteVideo, Some(id)) => video()?.delete(id).await?,
            (Task::MoveVideo, Some(id)) => {
                match video()?.reschedule(id, meeting.time(), &meeting.time_zone).await {
                    // Nothing is left that could stand at a wrong time.
                    Err(Error::NotFound { .. }) => {}
                    other => other?,
                }
            }
            (Task::DeleteVideo | Task::MoveVideo, None) => {}
            (Task::FetchLink, _) => {
                let event = self.calendar.event(&meeting.calendar_id, meeting.id).await?;
                return match event.map(|event| event.video_link) {
                    Some(None) => Err(Error::unavailable("Google", "the link is not made yet")),
                    found => Ok(found.flatten()),
                };
            }
            (Task::DeleteStrayVideo, _) => {
                let video = video()?;
                let made_for = owed.made_for.unwrap_or_else(|| meeting.time());
                let found = video.find(&meeting.id.to_string(), made_for).await?;
                if let Some(stray) = found.filter(|found| Some(&found.id) != meeting.zoom_meeting_id.as_ref())
                {
                    video.delete(&stray.id).await?;
                }
            }
        }
        Ok(None)
    }

    async fn tell_changed_time(&self, told: &Meeting) -> Result<Meeting> {
        let stands = self.ledger.meeting(told.id).await?;
        let moved_since = stands.is_ahead() && stands.pending.is_none() && stands.time() != told.time();
        if let (Some(video), Some(id), true) = (self.video, &stands.zoom_meeting_id, moved_since) {
            video.reschedule(id, stands.time(), &stands.time_zone).await?;
        }
        Ok(stands)
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
            Replaced::Changed => Err(Error::Stale("the meeting was changed meanwhile".into())),
        }
    }

    /// The meeting's own event is in the calendar too, perhaps at another time than the table has, so
    /// only what lies outside of both counts.
    async fn check_free(&self, meeting: &Meeting, time: Interval) -> Result<()> {
        let busy = self.calendar.busy(time).await?;
        let is_free =
            |pieces: &[Interval]| !busy.iter().any(|busy| pieces.iter().any(|piece| piece.overlaps(busy)));
        let outside = time.without(&meeting.time());
        if is_free(&outside) {
            return Ok(());
        }
        let event = self.calendar.event(&meeting.calendar_id, meeting.id).await?;
        let own = event.filter(|event| !event.is_cancelled).and_then(|event| event.time);
        match own {
            Some(own)
                if is_free(&outside.iter().flat_map(|piece| piece.without(&own)).collect::<Vec<_>>()) =>
            {
                Ok(())
            }
            _ => Err(taken()),
        }
    }

    async fn tell_vendors(&self, meeting: &Meeting, time: Interval, now: Timestamp) -> Result<Option<Owed>> {
        let owed = self.tell_video(meeting, time, now).await?;
        self.tell_calendar(meeting, time).await?;
        Ok(owed)
    }

    /// Where the video service refuses for good the meeting is moved all the same, and the refusal is what
    /// is answered: its link works at any time.
    async fn tell_video(&self, meeting: &Meeting, time: Interval, now: Timestamp) -> Result<Option<Owed>> {
        let (Some(video), Some(id)) = (self.video, &meeting.zoom_meeting_id) else { return Ok(None) };
        match video.reschedule(id, time, &meeting.time_zone).await {
            Ok(()) => Ok(None),
            Err(error @ (Error::Refused { .. } | Error::Credentials { .. })) => {
                Ok(Some(Owed::new(Task::MoveVideo, now).failed(&error, now)))
            }
            Err(error) => Err(error),
        }
    }

    async fn tell_calendar(&self, meeting: &Meeting, time: Interval) -> Result<()> {
        self.calendar.reschedule(&meeting.calendar_id, meeting.id, time, &meeting.time_zone).await
    }

    /// Leaves a move to whoever asks for it again, or else settles it.
    async fn put_off(&self, begun: &Meeting, now: Timestamp) -> Result<Option<Meeting>> {
        self.replace(begun, &begun.lasting_until(now)).await.map(|_| None)
    }

    async fn finish_move(&self, begun: &Meeting, owed: Option<Owed>, now: Timestamp) -> Result<Meeting> {
        let mut moved = begun.moved(now);
        moved.owed.extend(owed);
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
        let restored = match self.tell_vendors(begun, begun.time(), now).await {
            Ok(owed) => Ok(owed),
            // Nothing is left that could stand at a wrong time.
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        };
        if restored.is_err() {
            // It may be settled at once, by whoever comes next.
            let _ = self.replace(begun, &begun.lasting_until(now)).await;
        }
        let mut after = begun.without_change();
        if let Some(owed) = restored? {
            after.owed.retain(|other| other.task != owed.task);
            after.owed.push(owed);
        }
        self.replace(begun, &after).await
    }

    async fn write_cancellation(
        &self,
        meeting: &Meeting,
        by: CancelledBy,
        now: Timestamp,
    ) -> Result<Meeting> {
        let cancelled = meeting.cancelled(by, now);
        match self.replace(meeting, &cancelled).await {
            Ok(written) => Ok(written),
            Err(error) => {
                let stands = self.ledger.meeting(meeting.id).await?;
                // The save went through although its answer did not reach us.
                if stands.status == MeetingStatus::Cancelled { Ok(stands) } else { Err(error) }
            }
        }
    }
}

fn taken() -> Error {
    Error::Conflict("the time is taken".into())
}

#[cfg(test)]
mod tests;
