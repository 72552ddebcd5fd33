//! A booked meeting.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::email::Email;
use crate::error::{Error, Result};
use crate::ids::{CallId, CampaignId, LeadId, MeetingId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MeetingStatus {
    Scheduled,
    Confirmed,
    Cancelled,
    Completed,
    NoShow,
}

impl MeetingStatus {
    pub const ALL: [Self; 5] =
        [Self::Scheduled, Self::Confirmed, Self::Cancelled, Self::Completed, Self::NoShow];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "SCHEDULED",
            Self::Confirmed => "CONFIRMED",
            Self::Cancelled => "CANCELLED",
            Self::Completed => "COMPLETED",
            Self::NoShow => "NO_SHOW",
        }
    }

    /// A cancelled meeting stays cancelled; between the others an operator may correct freely.
    pub fn may_become(self, next: Self) -> bool {
        self != Self::Cancelled && self != next && next != Self::Scheduled
    }
}

impl fmt::Display for MeetingStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for MeetingStatus {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            Error::invalid("status", format!("must be one of {known}"))
        })
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
    pub status: MeetingStatus,
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
        if !self.status.may_become(next) {
            return Err(Error::Conflict(format!("a {} meeting cannot become {next}", self.status)));
        }
        self.status = next;
        self.updated_at = now;
        Ok(true)
    }
}
