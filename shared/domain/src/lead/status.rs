//! Where a lead stands, and what may follow from there.

use crate::call::outcome::Outcome;
use crate::words::words;

words! {
    /// Where a lead stands. The arrows are in [`LeadStatus::may_become`].
    #[derive(Hash, PartialOrd, Ord)]
    pub enum LeadStatus read as "status" {
        Pending = "PENDING",
        Queued = "QUEUED",
        Calling = "CALLING",
        Contacted = "CONTACTED",
        MeetingScheduled = "MEETING_SCHEDULED",
        NotInterested = "NOT_INTERESTED",
        NoAnswer = "NO_ANSWER",
        Failed = "FAILED",
        DoNotCall = "DO_NOT_CALL",
    }
}

impl LeadStatus {
    /// Nobody asks a lead who said "do not call" again, so nothing leads away from there.
    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::Pending => matches!(next, Self::Queued | Self::DoNotCall),
            Self::Queued => !matches!(next, Self::Queued | Self::MeetingScheduled),
            Self::Calling => next != Self::Calling,
            Self::DoNotCall => false,
            _ => next == Self::DoNotCall || next == Self::Queued && self.may_be_called_again(),
        }
    }

    /// Somebody who was called and has this status may be called again, where an operator says so or the policy of their
    /// campaign does: not who has a meeting, or asked not to be called.
    pub fn may_be_called_again(self) -> bool {
        matches!(self, Self::Contacted | Self::NotInterested | Self::NoAnswer | Self::Failed)
    }

    /// A call left the lead there. It may be called again from there, as by its campaign's policy.
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
