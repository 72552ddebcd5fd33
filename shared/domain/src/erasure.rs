//! Deleting a person: their meetings are cancelled with the vendors, their recordings removed, and what
//! was said and written about them erased. What is left is what counts: that there was a call, how it
//! ended, that there was a meeting.
//!
//! The lead is marked first, so that nothing queues or dials it meanwhile, and goes last: a deletion
//! that broke off is found by its mark and finished by asking again. Each step may be repeated.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::call::{Call, CallState};
use crate::error::{Error, Result};
use crate::files::FileShelf;
use crate::ids::LeadId;
use crate::lead::Lead;
use crate::meeting::{CancelledBy, Meeting};
use crate::ports::{Calendar, MeetingLedger, VideoMeetings};
use crate::rescheduling::Rescheduler;

/// After a call has ended, Twilio makes its recording within minutes.
const MADE_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// A recording as the telephone service lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteRecording {
    pub sid: String,
    /// Its sound can be had; otherwise it is still being made.
    pub is_ready: bool,
}

/// Recordings as the telephone service keeps them.
pub trait RecordingArchive: Send + Sync {
    /// The recordings of this call, without those that failed. An unknown call has none.
    fn recordings(&self, call_sid: &str) -> impl Future<Output = Result<Vec<RemoteRecording>>> + Send;

    /// Deletes every recording of this call there; answers how many there were. A call without any, or
    /// an unknown one, is success.
    fn delete_recordings(&self, call_sid: &str) -> impl Future<Output = Result<u32>> + Send;

    /// The sound of one recording, MP3.
    ///
    /// # Errors
    /// `Invalid` for what is no recording's SID, `TooLarge` for more than is archived.
    fn recording(&self, sid: &str) -> impl Future<Output = Result<Vec<u8>>> + Send;

    /// Deletes one recording; one that is gone already is success.
    fn delete_recording(&self, sid: &str) -> impl Future<Output = Result<()>> + Send;
}

/// What the table has about a person.
pub trait ErasureLedger: MeetingLedger {
    /// Marks the lead as being deleted.
    ///
    /// # Errors
    /// `Conflict` while the lead is queued or being called, `NotFound` if there is none (any more).
    fn begin_erasure(&self, id: LeadId, now: Timestamp) -> impl Future<Output = Result<Lead>> + Send;

    /// All calls of the lead, be it that its last one was begun in this moment.
    fn calls_of(&self, lead: &Lead) -> impl Future<Output = Result<Vec<Call>>> + Send;

    fn meetings_of(&self, id: LeadId) -> impl Future<Output = Result<Vec<Meeting>>> + Send;

    /// Removes what was said in the call, and writes `after` over `before`.
    fn erase_call(&self, before: &Call, after: &Call) -> impl Future<Output = Result<()>> + Send;

    /// Removes the lead; its number is kept only if it is not to be called.
    fn finish_erasure(&self, lead: &Lead, now: Timestamp) -> impl Future<Output = Result<()>> + Send;
}

/// What was not done yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// `meeting` or `call`, whose id follows.
    pub kind: &'static str,
    pub id: String,
    /// The vendor that did not do it.
    pub vendor: &'static str,
    /// Its status and code, nothing personal.
    pub reason: String,
}

/// What a deletion did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erased {
    /// Meetings that were ahead and are cancelled, their guests told.
    pub meetings_cancelled: u32,
    /// Recordings removed, ours and the telephone service's.
    pub recordings_deleted: u32,
    pub calls_erased: u32,
    pub meetings_erased: u32,
    /// Whether the lead itself is gone; otherwise it is marked, and finished later.
    pub lead_removed: bool,
    pub unfinished: Vec<Unfinished>,
}

/// What remains of a lead that was deleted: that it was taken in. It keeps the figures of the past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedLead {
    pub id: LeadId,
    pub created_at: Timestamp,
    pub erased_at: Timestamp,
}

/// Deletes persons.
#[derive(Debug)]
pub struct Eraser<'a, C, V, L, R, F> {
    pub calendar: &'a C,
    pub video: Option<&'a V>,
    pub ledger: &'a L,
    pub recordings: &'a R,
    pub files: &'a F,
}

impl<C, V, L, R, F> Eraser<'_, C, V, L, R, F>
where
    C: Calendar,
    V: VideoMeetings,
    L: ErasureLedger,
    R: RecordingArchive,
    F: FileShelf,
{
    /// Deletes a person. What a vendor does not do at this moment is named in the answer and done later.
    ///
    /// # Errors
    /// `Conflict` while the lead is queued or being called; `Stale` if it changes meanwhile; `NotFound` once it is
    /// gone; `Unavailable` if the table is. Asking again goes on from where it ended.
    pub async fn erase(&self, id: LeadId, now: Timestamp) -> Result<Erased> {
        let lead = self.ledger.begin_erasure(id, now).await?;
        let mut done = Erased::default();
        for meeting in self.ledger.meetings_of(id).await? {
            self.erase_meeting(meeting, &mut done, now).await?;
        }
        let mut owes_recordings = false;
        for call in self.ledger.calls_of(&lead).await? {
            if call.state != CallState::Ended {
                return Err(Error::Conflict("a call of the lead has not ended yet; try again soon".into()));
            }
            owes_recordings |= !self.erase_call(&call, &mut done, now).await?;
        }
        if !owes_recordings {
            // Read again: cancelling a meeting has changed the lead.
            let lead = self.ledger.begin_erasure(id, now).await?;
            self.ledger.finish_erasure(&lead, now).await?;
            done.lead_removed = true;
        }
        Ok(done)
    }

    /// Cancels a meeting that is ahead. What a vendor has not done stays on the meeting, which says
    /// nothing personal any more, until it is done.
    async fn erase_meeting(&self, mut meeting: Meeting, done: &mut Erased, now: Timestamp) -> Result<()> {
        if meeting.is_ahead() && meeting.time().end > now {
            let rescheduler = Rescheduler { calendar: self.calendar, video: self.video, ledger: self.ledger };
            meeting = rescheduler.cancel(meeting.id, CancelledBy::Deletion, now).await?;
            done.meetings_cancelled += 1;
        }
        done.unfinished.extend(meeting.owed.iter().map(|owed| Unfinished {
            kind: "meeting",
            id: meeting.id.to_string(),
            vendor: owed.task.vendor(),
            reason: owed.reason.clone().unwrap_or_default(),
        }));
        if meeting.erased_at.is_none() {
            self.ledger.replace(&meeting, &meeting.erased(now)).await?.written()?;
            done.meetings_erased += 1;
        }
        Ok(())
    }

    /// Says whether nothing is left of the call.
    async fn erase_call(&self, call: &Call, done: &mut Erased, now: Timestamp) -> Result<bool> {
        let mut left = call.clone();
        let gone = self.delete_recordings(&mut left, done).await;
        // One that is still being made is deleted when it is found.
        let may_be_made = call.awaits_recording() && call.ended_at.is_some_and(|at| now < at + MADE_WITHIN);
        let after = left.erased(gone.is_ok() && !may_be_made, now);
        if after != *call {
            self.ledger.erase_call(call, &after).await?;
        }
        if call.erased_at.is_none() {
            done.calls_erased += 1;
        }
        match gone {
            Ok(()) => Ok(true),
            Err(error) => {
                done.unfinished.push(Unfinished {
                    kind: "call",
                    id: call.id.to_string(),
                    vendor: error.service().unwrap_or("HomeWork"),
                    reason: error.to_string(),
                });
                Ok(false)
            }
        }
    }

    async fn delete_recordings(&self, call: &mut Call, done: &mut Erased) -> Result<()> {
        if let Some(key) = &call.recording_key {
            self.files.remove(key).await?;
            call.recording_key = None;
            done.recordings_deleted += 1;
        }
        if let Some(sid) = call.twilio_call_sid.as_ref().filter(|_| !call.recordings_gone) {
            done.recordings_deleted += self.recordings.delete_recordings(sid).await?;
        }
        Ok(())
    }
}

impl crate::ports::Replaced {
    fn written(self) -> Result<()> {
        match self {
            Self::Written { .. } => Ok(()),
            Self::Taken | Self::Changed => {
                Err(Error::Stale("a meeting was changed meanwhile; try again".into()))
            }
        }
    }
}

#[cfg(test)]
mod tests;
