//! How a call ended, and where it stands until then.

use crate::words::words;

words! {
    /// How a call ended. `None` in a [`Call`](super::Call) means nothing is known yet.
    #[derive(Hash, PartialOrd, Ord)]
    pub enum Outcome read as "outcome" {
        Interested = "INTERESTED",
        NotInterested = "NOT_INTERESTED",
        NoAnswer = "NO_ANSWER",
        Busy = "BUSY",
        MeetingBooked = "MEETING_BOOKED",
        CallBack = "CALL_BACK",
        DoNotCall = "DO_NOT_CALL",
        Voicemail = "VOICEMAIL",
        /// An assistant screened the call, and nobody came on.
        Screened = "SCREENED",
        /// A menu or a queue answered.
        PhoneMenu = "PHONE_MENU",
        /// Somebody answered for the lead, who was not reached.
        Gatekeeper = "GATEKEEPER",
        /// Whoever answered does not know the lead.
        WrongNumber = "WRONG_NUMBER",
        /// The network says that the number is not in service.
        NotInService = "NOT_IN_SERVICE",
        /// Somebody answered with a greeting and was gone.
        NoConversation = "NO_CONVERSATION",
        Failed = "FAILED",
    }
}

impl Outcome {
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

words! {
    /// Where a call stands.
    pub enum CallState {
        /// Claimed; Twilio has not confirmed the call (yet).
        Dialing = "DIALING",
        /// Twilio has taken the call.
        Ringing = "RINGING",
        /// Somebody, or a machine, answered.
        InProgress = "IN_PROGRESS",
        Ended = "ENDED",
    }
}
