//! A booked meeting.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::email::Email;
use crate::error::{Error, Result};
use crate::ids::{CallId, CampaignId, LeadId, MeetingId};
use crate::opt_out_link::LinkToken;
pub use crate::owed::{Owed, Task};
use crate::person_name::ERASED_NAME;
use crate::slots::Interval;
use crate::words::words;

words! {
    #[derive(Hash, PartialOrd, Ord)]
    pub enum MeetingStatus read as "status" {
        Scheduled = "SCHEDULED",
        Confirmed = "CONFIRMED",
        Cancelled = "CANCELLED",
        Completed = "COMPLETED",
        NoShow = "NO_SHOW",
    }
}

impl MeetingStatus {
    /// A cancelled meeting stays cancelled; between the others an operator may correct freely.
    pub fn may_become(self, next: Self) -> bool {
        self != Self::Cancelled && self != next && next != Self::Scheduled
    }
}

/// What is being done to a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Change {
    Move(Interval),
    Cancel,
}

/// A change that was begun. Until it lapses it is the affair of whoever began it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingChange {
    pub change: Change,
    pub lapses_at: Timestamp,
}

words! {
    /// Who cancelled a meeting.
    pub enum CancelledBy {
        /// An operator, here.
        Operator = "OPERATOR",
        /// The host, who deleted the event in the calendar.
        Calendar = "CALENDAR",
        /// The deletion of the lead.
        Deletion = "DELETION",
    }
}

words! {
    /// What the guest answered to the invitation.
    pub enum GuestResponse {
        NeedsAction = "NEEDS_ACTION",
        Accepted = "ACCEPTED",
        Tentative = "TENTATIVE",
        Declined = "DECLINED",
    }
}

/// A booked meeting. Times are UTC; `time_zone` is the guest's, for showing and speaking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meeting {
    pub id: MeetingId,
    pub lead_id: LeadId,
    pub lead_name: String,
    pub call_id: CallId,
    pub campaign_id: CampaignId,
    /// It was booked in a test, and is left out of the analytics.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_test: bool,
    pub scheduled_time: Timestamp,
    pub duration_minutes: u32,
    pub time_zone: String,
    pub guest_email: Email,
    pub calendar_id: String,
    pub calendar_event_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zoom_meeting_id: Option<String>,
    pub meeting_link: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// What the opt-out link in the invitation is good by; `None` in meetings of earlier releases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opt_out: Option<LinkToken>,
    pub status: MeetingStatus,
    /// The change under way, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<PendingChange>,
    /// What the vendors have not been told yet, or refuse to do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owed: Vec<Owed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_by: Option<CancelledBy>,
    /// When the host last moved it in the calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_in_calendar_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest_response: Option<GuestResponse>,
    /// The host put it where another meeting of ours is: it keeps no time from being booked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub overlaps: bool,
    /// When its personal data was erased with its lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: u64,
}

impl Meeting {
    /// Moves the meeting to another status. Asking for the present one changes nothing.
    pub fn set_status(&mut self, next: MeetingStatus, now: Timestamp) -> Result<bool> {
        if self.status == next {
            return Ok(false);
        }
        if self.pending.is_some() {
            return Err(self.being_changed());
        }
        if !self.status.may_become(next) {
            return Err(Error::Conflict(format!("a {} meeting cannot become {next}", self.status)));
        }
        self.status = next;
        self.updated_at = now;
        Ok(true)
    }

    pub fn time(&self) -> Interval {
        Interval::new(self.scheduled_time, self.duration_minutes)
    }

    /// Whether it is still to take place.
    pub fn is_ahead(&self) -> bool {
        matches!(self.status, MeetingStatus::Scheduled | MeetingStatus::Confirmed)
    }

    /// The times it keeps others from booking: its own, and the one it is being moved to.
    pub fn holds(&self) -> Vec<Interval> {
        if self.status == MeetingStatus::Cancelled {
            return Vec::new();
        }
        let mut times = if self.overlaps { Vec::new() } else { vec![self.time()] };
        if let Some(PendingChange { change: Change::Move(to), .. }) = self.pending {
            times.push(to);
        }
        times
    }

    pub fn being_changed(&self) -> Error {
        Error::Conflict("the meeting is being changed at this moment; try again shortly".into())
    }

    /// Whether a move to this time was begun and left to others.
    pub fn was_put_off(&self, to: Interval, now: Timestamp) -> bool {
        self.pending.is_some_and(|pending| pending.change == Change::Move(to) && pending.lapses_at <= now)
    }

    /// This meeting with a change begun.
    pub fn with_change(&self, change: Change, lapses_at: Timestamp) -> Result<Self> {
        let possible = match change {
            // Whoever missed a meeting may get another time for it.
            Change::Move(_) => self.is_ahead() || self.status == MeetingStatus::NoShow,
            Change::Cancel => self.status.may_become(MeetingStatus::Cancelled),
        };
        if !possible {
            return Err(Error::Conflict(format!("the meeting is {}", self.status)));
        }
        Ok(Self { pending: Some(PendingChange { change, lapses_at }), ..self.clone() })
    }

    /// This meeting with its change given up.
    pub fn without_change(&self) -> Self {
        Self { pending: None, ..self.clone() }
    }

    /// This meeting with its change lapsing at another moment.
    pub fn lasting_until(&self, lapses_at: Timestamp) -> Self {
        let pending = self.pending.map(|pending| PendingChange { lapses_at, ..pending });
        Self { pending, ..self.clone() }
    }

    /// This meeting after its move. A guest who had confirmed the old time has not confirmed this one.
    pub fn moved(&self, now: Timestamp) -> Self {
        match self.pending {
            Some(PendingChange { change: Change::Move(to), .. }) => self.without_change().at(to, now),
            _ => self.without_change(),
        }
    }

    /// This meeting at the time to which its host moved it in the calendar; the video service is yet
    /// to be told.
    pub fn moved_in_calendar(&self, to: Interval, now: Timestamp) -> Self {
        let mut moved = self.at(to, now);
        moved.moved_in_calendar_at = Some(now);
        if self.zoom_meeting_id.is_some() {
            moved.owe(Task::MoveVideo, now);
        }
        moved
    }

    fn at(&self, to: Interval, now: Timestamp) -> Self {
        let mut moved = self.clone();
        moved.scheduled_time = to.start;
        moved.duration_minutes = to.minutes();
        moved.status = MeetingStatus::Scheduled;
        moved.overlaps = false;
        moved.guest_response = None;
        moved.owed.retain(|owed| owed.task != Task::MoveVideo);
        moved.updated_at = now;
        moved
    }

    /// This meeting after its cancellation: its time is free, and the vendors are yet to be told.
    pub fn cancelled(&self, by: CancelledBy, now: Timestamp) -> Self {
        let mut cancelled = Self {
            status: MeetingStatus::Cancelled,
            cancelled_by: Some(by),
            updated_at: now,
            ..self.without_change()
        };
        cancelled.owed.retain(|owed| owed.task == Task::DeleteStrayVideo);
        if by != CancelledBy::Calendar {
            cancelled.owe(Task::DeleteEvent, now);
        }
        if self.zoom_meeting_id.is_some() {
            cancelled.owe(Task::DeleteVideo, now);
        }
        cancelled
    }

    /// This meeting without anything personal: what is left counts, and says nothing of anybody.
    pub fn erased(&self, now: Timestamp) -> Self {
        Self {
            lead_name: ERASED_NAME.to_owned(),
            guest_email: Email::erased(),
            notes: None,
            opt_out: None,
            meeting_link: String::new(),
            erased_at: Some(now),
            updated_at: now,
            ..self.clone()
        }
    }

    /// Notes something that a vendor is yet to be told; it is due at once.
    pub fn owe(&mut self, task: Task, now: Timestamp) {
        if self.owed.iter().all(|owed| owed.task != task) {
            let made_for = (task == Task::DeleteStrayVideo).then(|| self.time());
            self.owed.push(Owed { made_for, ..Owed::new(task, now) });
        }
    }

    /// When the next vendor is to be told something.
    pub fn owed_at(&self) -> Option<Timestamp> {
        self.owed.iter().filter_map(|owed| owed.due_at).min()
    }
}
