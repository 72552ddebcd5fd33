//! What the functions do: take leads in, release them, dial, converse, end calls, write them up, count, sweep.
//!
//! Everything here runs over the table, the domain's ports and a clock, so a simulation runs the
//! very code that is deployed. A function parses its event, does one operation, and answers.

pub mod archive;
pub mod call_events;
pub mod caller_numbers;
pub mod calling;
pub mod campaigns;
pub mod conversation;
pub mod dial;
pub mod dispatch;
pub mod export;
pub mod finalize;
pub mod hang_up;
pub mod import;
pub mod meetings;
pub mod model_notice;
pub mod opt_out;
pub mod partners;
pub mod project;
pub mod rehearsal;
pub mod status;
pub mod sweep;
#[cfg(test)]
mod test_world;
pub mod upload;
pub mod vendor_check;
pub mod vendor_health;
pub mod voices;
