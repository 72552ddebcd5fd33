//! What the agent is to answer.

use homework_domain::call::{Call, Turn};
use tokio::time::Instant;

/// What was heard, and in which call.
#[derive(Debug, Clone, Copy)]
pub struct Hearing<'a> {
    pub call: &'a Call,
    /// The turns before this one, in order.
    pub turns: &'a [Turn],
    pub number: u32,
    /// Empty for silence.
    pub heard: &'a str,
    /// When the request reached us: whatever the turn takes is counted from here.
    pub arrived: Instant,
}
