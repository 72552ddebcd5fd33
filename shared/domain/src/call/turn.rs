//! A turn of a conversation: what was heard, what was done about it, what was said, what it cost.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::outcome::Outcome;
use crate::words::words;

words! {
    /// What the lead seems to want, judged turn by turn.
    pub enum Intent {
        NeedsInfo = "NEEDS_INFO",
        Interested = "INTERESTED",
        ScheduleMeeting = "SCHEDULE_MEETING",
        MeetingBooked = "MEETING_BOOKED",
        NotInterested = "NOT_INTERESTED",
        CallBack = "CALL_BACK",
        DoNotCall = "DO_NOT_CALL",
        /// A machine is on the line, and nobody else.
        Voicemail = "VOICEMAIL",
        WrongNumber = "WRONG_NUMBER",
        EndCall = "END_CALL",
    }
}

impl Intent {
    /// What this intent makes of the call, where it says anything.
    pub fn outcome(self) -> Option<Outcome> {
        match self {
            Self::Interested | Self::ScheduleMeeting => Some(Outcome::Interested),
            Self::MeetingBooked => Some(Outcome::MeetingBooked),
            Self::NotInterested => Some(Outcome::NotInterested),
            Self::CallBack => Some(Outcome::CallBack),
            Self::DoNotCall => Some(Outcome::DoNotCall),
            Self::Voicemail => Some(Outcome::Voicemail),
            Self::WrongNumber => Some(Outcome::WrongNumber),
            Self::NeedsInfo | Self::EndCall => None,
        }
    }
}

/// A tool the agent used, with what it was given and what it answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolUse {
    /// The model's own id for this use; the history replayed to it must repeat it.
    pub id: String,
    pub name: String,
    pub arguments: Value,
    pub result: Value,
}

/// One exchange: what the lead said (nothing, in the opening) and what the agent answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    /// 0 is the opening; the number is part of the webhook's URL, so a repeat is recognised.
    pub number: u32,
    /// What was recognised; empty for silence; `None` for the opening.
    #[serde(rename = "heard", default, skip_serializing_if = "Option::is_none")]
    pub user_text: Option<String>,
    #[serde(rename = "said")]
    pub agent_text: String,
    /// The file with the words in the studio voice; `None` where Twilio spoke them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<ToolUse>,
    pub intent: Intent,
    /// When the lead is to be called again, as was agreed on in this turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_back_at: Option<Timestamp>,
    pub ends_call: bool,
    /// It is the campaign's message, left on voicemail.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_message: bool,
    /// The agent could not answer properly and asked again instead.
    #[serde(default)]
    pub fault: bool,
    pub usage: TurnUsage,
    /// When the lead's words reached us, UTC.
    pub heard_at: Timestamp,
    /// When the answer was ready, UTC.
    pub said_at: Timestamp,
}

/// What a turn cost. Times are microseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnUsage {
    pub latency_us: u64,
    /// Of the latency: waiting for the language model.
    pub model_us: u64,
    /// Of the latency: the tools, and what they waited for.
    pub tools_us: u64,
    /// Of the latency: recording the answer in the studio voice.
    #[serde(default)]
    pub speech_us: u64,
    pub model_requests: u32,
    pub prompt_tokens: u32,
    pub completion_tokens: u32,
}

impl Turn {
    pub fn lead_spoke(&self) -> bool {
        self.user_text.as_ref().is_some_and(|text| !text.is_empty())
    }

    pub fn was_silent(&self) -> bool {
        self.user_text.as_ref().is_some_and(String::is_empty)
    }
}
