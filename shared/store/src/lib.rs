//! The single DynamoDB table behind HomeWork.
//!
//! [`keys`] is the one place where a key is spelled. Every change of state is a conditional write
//! based on the version that was read, so that whoever comes second, or twice, changes nothing.

mod call_store;
mod campaign_store;
mod counter_store;
mod error;
mod keys;
mod lead_store;
mod list;
mod meeting_store;
mod slot_store;
mod stream;
mod table;

pub use call_store::{CallFilter, CallRecord, TurnSaved};
pub use lead_store::{LeadFilter, Refusal};
pub use meeting_store::MeetingFilter;
pub use stream::Change;
pub use table::Store;
