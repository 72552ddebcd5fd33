//! How a call ended, and where it stands until then.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// How a call ended. `None` in a [`Call`](super::Call) means nothing is known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    Interested,
    NotInterested,
    NoAnswer,
    Busy,
    MeetingBooked,
    CallBack,
    DoNotCall,
    Voicemail,
    /// An assistant screened the call, and nobody came on.
    Screened,
    /// A menu or a queue answered.
    PhoneMenu,
    /// Somebody answered for the lead, who was not reached.
    Gatekeeper,
    /// Whoever answered does not know the lead.
    WrongNumber,
    /// The network says that the number is not in service.
    NotInService,
    /// Somebody answered with a greeting and was gone.
    NoConversation,
    Failed,
}

impl Outcome {
    pub const ALL: [Self; 15] = [
        Self::Interested,
        Self::NotInterested,
        Self::NoAnswer,
        Self::Busy,
        Self::MeetingBooked,
        Self::CallBack,
        Self::DoNotCall,
        Self::Voicemail,
        Self::Screened,
        Self::PhoneMenu,
        Self::Gatekeeper,
        Self::WrongNumber,
        Self::NotInService,
        Self::NoConversation,
        Self::Failed,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Interested => "INTERESTED",
            Self::NotInterested => "NOT_INTERESTED",
            Self::NoAnswer => "NO_ANSWER",
            Self::Busy => "BUSY",
            Self::MeetingBooked => "MEETING_BOOKED",
            Self::CallBack => "CALL_BACK",
            Self::DoNotCall => "DO_NOT_CALL",
            Self::Voicemail => "VOICEMAIL",
            Self::Screened => "SCREENED",
            Self::PhoneMenu => "PHONE_MENU",
            Self::Gatekeeper => "GATEKEEPER",
            Self::WrongNumber => "WRONG_NUMBER",
            Self::NotInService => "NOT_IN_SERVICE",
            Self::NoConversation => "NO_CONVERSATION",
            Self::Failed => "FAILED",
        }
    }

    /// Whether what a later turn says may take the place of this outcome: a meeting is not unmade by talk, and
    /// a wish not to be called again stands whatever is said after it.
    pub fn gives_way_to(self, next: Self) -> bool {
        match self {
            Self::DoNotCall => false,
            Self::MeetingBooked => next == Self::DoNotCall,
            _ => self != next,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Outcome {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|o| o.as_str() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            Error::invalid("outcome", format!("must be one of {known}"))
        })
    }
}

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CallState {
    /// Claimed; Twilio has not confirmed the call (yet).
    Dialing,
    /// Twilio has taken the call.
    Ringing,
    /// Somebody, or a machine, answered.
    InProgress,
    Ended,
}

impl CallState {
    pub const ALL: [Self; 4] = [Self::Dialing, Self::Ringing, Self::InProgress, Self::Ended];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dialing => "DIALING",
            Self::Ringing => "RINGING",
            Self::InProgress => "IN_PROGRESS",
            Self::Ended => "ENDED",
        }
    }
}
