//! The single DynamoDB table behind HomeWork.
//!
//! [`keys`] is the one place where a key is spelled. Every change of state is a conditional write
//! based on the version that was read, so that whoever comes second, or twice, changes nothing.

mod analytics_store;
mod audit_store;
mod blind;
mod breaker_store;
mod budget_store;
mod bulk_pace;
mod call_store;
mod caller_store;
mod calling_store;
mod campaign_leads;
mod campaign_store;
#[cfg(test)]
mod contract_tests;
mod counter_store;
mod cursor_store;
mod decision_store;
mod delivery_store;
mod dynamo;
mod erasure_store;
mod error;
mod import_store;
mod keys;
mod lead_filter;
mod lead_history;
mod lead_store;
mod line_store;
mod list;
mod list_shards;
mod meeting_store;
#[cfg(any(test, feature = "memory"))]
mod memory;
mod number_dials;
mod number_list_store;
mod operation;
mod partner_store;
mod reading;
mod rebuild;
mod ring_back_store;
#[cfg(test)]
mod scale_tests;
mod search_store;
mod setting_store;
mod slot_store;
mod stream;
mod suppression_store;
mod sync_store;
mod table;
mod talk;
mod transfer_store;
mod turn_store;
mod versioned;

pub use bulk_pace::BulkPace;
pub use call_store::{CallFilter, CallRecord};
pub use calling_store::Halts;
pub use delivery_store::lead_status_changed;
pub use import_store::{OPERATIONS_PER_IMPORT_PAGE, import_operations};
pub use lead_filter::LeadConditions;
pub use lead_history::BatchStart;
pub use lead_store::{LeadFilter, Refusal};
pub use line_store::CallsOf;
pub use list_shards::ListShards;
pub use meeting_store::MeetingFilter;
#[cfg(any(test, feature = "memory"))]
pub use memory::{Image, Memory, Passage, Record, Used, Wire};
pub use number_list_store::NumberMarks;
pub use rebuild::Recount;
pub use setting_store::PromptSaved;
pub use stream::Change;
pub use table::Store;
pub use transfer_store::Transfer;
pub use turn_store::TurnSaved;
