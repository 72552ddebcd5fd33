//! The conversation: what the agent says first, how it answers each turn, which tools it may use,
//! and how a call is written up afterwards.
//!
//! It reaches the world through the domain's ports alone, so the same code talks on the telephone
//! and anywhere else somebody can be talked with.

mod go_between;
mod hearing;
mod history;
pub mod phrases;
pub mod probe;
pub mod prompt;
pub mod speech;
mod tools;
mod turn;
pub mod twiml;
pub mod write_up;

use homework_domain::invitation::Invitation;
use homework_domain::locale::Language;

pub use hearing::Hearing;
pub use turn::{Agent, Superseded, goes_on};

/// In whose name the agent calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Persona {
    pub agent_name: String,
    pub company_name: String,
    /// Calls are recorded, and the opening says so.
    pub records_calls: bool,
    /// Where the guest of a meeting reaches the API, to opt out of further calls; without it invitations have no link.
    pub api: Option<String>,
}

impl Persona {
    /// How a meeting is written to its guest.
    pub(crate) fn invitation(&self, language: Language) -> Invitation<'_> {
        Invitation { company: &self.company_name, language, api: self.api.as_deref() }
    }
}
