//! A lead of a campaign, and how far it has come.

use crate::system::api::{Call, Lead};

/// A lead and the latest call to it.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) lead: Lead,
    pub(crate) call: Option<Call>,
}

impl Row {
    pub(crate) fn stage(&self) -> Stage {
        match &self.call {
            Some(call) if call.state == "IN_PROGRESS" => Stage::Talking,
            Some(call) if call.state != "ENDED" => Stage::Calling,
            _ if self.lead.is_final() => Stage::Over,
            Some(_) => Stage::Calling,
            None => Stage::Waiting,
        }
    }

    /// How the call ended; the lead's status where it was never called.
    pub(crate) fn outcome(&self) -> &str {
        self.call.as_ref().and_then(|call| call.outcome.as_deref()).unwrap_or(&self.lead.status)
    }
}

/// How far a lead has come, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    Waiting,
    Calling,
    Talking,
    Over,
}
