//! What a turn gathers until it is answered.

use homework_domain::call::{Intent, ToolUse, TurnUsage};
use jiff::Timestamp;

/// What a turn has come to so far.
#[derive(Default)]
pub(super) struct Progress {
    pub(super) tools: Vec<ToolUse>,
    pub(super) usage: TurnUsage,
    pub(super) intent: Option<Intent>,
    /// When the meeting booked in this turn is, as it is spoken.
    pub(super) booked: Option<String>,
    /// When the lead is to be called again.
    pub(super) call_back_at: Option<Timestamp>,
    /// What the model said beside using its tools.
    pub(super) beside: Vec<String>,
}
