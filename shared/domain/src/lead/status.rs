//! Where a lead stands, and what may follow from there.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::call::Outcome;
use crate::error::{Error, Result};

/// Where a lead stands. The arrows are in [`LeadStatus::may_become`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LeadStatus {
    Pending,
    Queued,
    Calling,
    Contacted,
    MeetingScheduled,
    NotInterested,
    NoAnswer,
    Failed,
    DoNotCall,
}

impl LeadStatus {
    pub const ALL: [Self; 9] = [
        Self::Pending,
        Self::Queued,
        Self::Calling,
        Self::Contacted,
        Self::MeetingScheduled,
        Self::NotInterested,
        Self::NoAnswer,
        Self::Failed,
        Self::DoNotCall,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Queued => "QUEUED",
            Self::Calling => "CALLING",
            Self::Contacted => "CONTACTED",
            Self::MeetingScheduled => "MEETING_SCHEDULED",
            Self::NotInterested => "NOT_INTERESTED",
            Self::NoAnswer => "NO_ANSWER",
            Self::Failed => "FAILED",
            Self::DoNotCall => "DO_NOT_CALL",
        }
    }

    /// Nobody asks a lead who said "do not call" again, so nothing leads away from there.
    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::Pending => matches!(next, Self::Queued | Self::DoNotCall),
            Self::Queued => matches!(next, Self::Calling | Self::Pending | Self::Failed | Self::DoNotCall),
            Self::Calling => next != Self::Calling,
            Self::DoNotCall => false,
            _ => next == Self::DoNotCall,
        }
    }

    /// The campaign has nothing more to do with the lead.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Pending | Self::Queued | Self::Calling)
    }

    /// Where a lead ends up when a call ended so.
    pub fn after(outcome: Outcome) -> Self {
        match outcome {
            Outcome::MeetingBooked => Self::MeetingScheduled,
            Outcome::NotInterested => Self::NotInterested,
            Outcome::DoNotCall => Self::DoNotCall,
            Outcome::NoAnswer
            | Outcome::Busy
            | Outcome::Voicemail
            | Outcome::Screened
            | Outcome::PhoneMenu
            | Outcome::Gatekeeper
            | Outcome::NoConversation => Self::NoAnswer,
            // The lead is not called at this number again.
            Outcome::WrongNumber | Outcome::NotInService | Outcome::Failed => Self::Failed,
            Outcome::Interested | Outcome::CallBack => Self::Contacted,
        }
    }
}

impl fmt::Display for LeadStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for LeadStatus {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            Error::invalid("status", format!("must be one of {known}"))
        })
    }
}
