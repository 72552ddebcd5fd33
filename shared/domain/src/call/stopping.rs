//! What the emergency stop does to a call.

use super::{Call, CallState};

/// How the emergency stop ends a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopAtTwilio {
    /// Nobody has answered yet, and whoever just does is talked with.
    Cancel,
    HangUp,
}

impl Call {
    /// All calling is stopped. Notes that the call is to be ended for it, and says how: a conversation comes to its
    /// own end unless `ends_conversations`, and a call that Twilio has not confirmed yet cannot be ended.
    pub fn stop(&mut self, ends_conversations: bool) -> Option<StopAtTwilio> {
        match self.state {
            CallState::Ringing => {
                self.stopped_in.get_or_insert(CallState::Ringing);
                Some(StopAtTwilio::Cancel)
            }
            CallState::InProgress if ends_conversations => {
                self.stopped_in = Some(CallState::InProgress);
                Some(StopAtTwilio::HangUp)
            }
            CallState::Dialing | CallState::InProgress | CallState::Ended => None,
        }
    }

    /// The emergency stop kept the call from reaching anybody, so that it is as if the lead had not been called.
    pub fn was_stopped_unanswered(&self) -> bool {
        self.stopped_in.is_some() && !self.was_answered()
    }
}
