//! Who has which slot, and the meetings in them.

use std::future::Future;

use jiff::Timestamp;

use super::VideoMeeting;
use crate::email::Email;
use crate::error::Result;
use crate::ids::{CallId, MeetingId};
use crate::meeting::Meeting;
use crate::opt_out_link::LinkToken;
use crate::slots::Interval;

/// A slot taken for a booking under way. Once it has lapsed its booking has broken off, and whatever
/// it left behind is to be undone before anybody else gets the slot.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Hold {
    pub calendar_id: String,
    pub time: Interval,
    pub meeting_id: MeetingId,
    pub call_id: CallId,
    /// The turn of the call that books; a later turn may take over what an earlier one left.
    pub turn: u32,
    /// The video meeting made for this hold, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video: Option<VideoMeeting>,
    /// What the opt-out link in the invitation is good by; `None` in holds of earlier releases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opt_out: Option<LinkToken>,
    pub lapses_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq)]
pub enum HoldResult {
    Held(Hold),
    /// Somebody else has the slot, or part of it.
    Taken,
    /// The very same turn is booking it elsewhere at this moment: a duplicate webhook.
    InProgress,
}

/// Who has which slot; the one place that makes sure a slot is booked once.
pub trait SlotLedger: Send + Sync {
    /// Takes the slot, or takes over what an earlier turn of the same call left unfinished: then the
    /// answer carries the earlier hold's meeting id and video meeting.
    fn hold(&self, hold: &Hold) -> impl Future<Output = Result<HoldResult>> + Send;

    /// Counts one more invitation to this address; `false` once it has been invited often enough today.
    fn may_invite(&self, guest: &Email, now: Timestamp) -> impl Future<Output = Result<bool>> + Send;

    /// Remembers the video meeting, so that nobody makes a second one or forgets to delete it.
    fn note_video(&self, hold: &Hold) -> impl Future<Output = Result<()>> + Send;

    /// Saves the meeting, confirms its hold, marks call and lead as booked: all or nothing.
    fn confirm(&self, hold: &Hold, meeting: &Meeting) -> impl Future<Output = Result<()>> + Send;

    /// Whether the hold was confirmed.
    fn is_booked(&self, hold: &Hold) -> impl Future<Output = Result<bool>> + Send;

    /// What is booked, or being booked, within `range`, whether or not the calendar shows it.
    fn taken(&self, range: Interval) -> impl Future<Output = Result<Vec<Interval>>> + Send;

    /// Gives the slot back. A conflict says that it is booked after all.
    fn release(&self, hold: &Hold) -> impl Future<Output = Result<()>> + Send;
}

/// What became of writing a meeting over what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaced {
    /// It has this version now.
    Written { version: u64 },
    /// Somebody else has a time it wanted to take.
    Taken,
    /// Somebody else has changed the meeting since it was read.
    Changed,
}

/// The booked meetings and the slots they hold.
pub trait MeetingLedger: Send + Sync {
    fn meeting(&self, id: MeetingId) -> impl Future<Output = Result<Meeting>> + Send;

    /// Writes `after` over `before`, takes the quarter hours that only `after` holds and gives back
    /// those that only `before` held; a lead whose last meeting `after` cancels is CONTACTED again.
    /// All or nothing.
    fn replace(&self, before: &Meeting, after: &Meeting) -> impl Future<Output = Result<Replaced>> + Send;
}

/// Everything a call books with: the slots, and the meetings it may correct.
pub trait BookingLedger: SlotLedger + MeetingLedger {}

impl<L: SlotLedger + MeetingLedger> BookingLedger for L {}
