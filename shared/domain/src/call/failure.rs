//! Why nothing came of a call.

use super::{Call, CallState, Outcome};
use crate::words::words;

words! {
    /// Why a call failed.
    #[derive(Hash, PartialOrd, Ord)]
    pub enum FailureReason {
        /// Twilio does not call the number, whenever it is asked.
        NumberRefused = "NUMBER_REFUSED",
        /// The network could not connect the call, which may pass.
        NotConnected = "NOT_CONNECTED",
        /// The network says that the number is not in service.
        NotInService = "NOT_IN_SERVICE",
        /// Whoever answered does not know the lead.
        WrongNumber = "WRONG_NUMBER",
        /// By our own or a vendor's fault, or the emergency stop: the lead waits in line again.
        NotCounted = "NOT_COUNTED",
        EndedByOperator = "ENDED_BY_OPERATOR",
    }
}

impl Call {
    /// Why the call failed; `None` where it did not, or has not ended.
    pub fn failure_reason(&self) -> Option<FailureReason> {
        match self.outcome.filter(|_| self.state == CallState::Ended)? {
            Outcome::WrongNumber => Some(FailureReason::WrongNumber),
            Outcome::NotInService => Some(FailureReason::NotInService),
            Outcome::Failed if self.ours => Some(FailureReason::NotCounted),
            Outcome::Failed if self.not_connected => Some(FailureReason::NotConnected),
            Outcome::Failed if self.terminated_at.is_some() => Some(FailureReason::EndedByOperator),
            Outcome::Failed => Some(FailureReason::NumberRefused),
            _ => None,
        }
    }
}
