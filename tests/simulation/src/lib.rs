//! HomeWork's rules in a world of their own: virtual time, one seed, one thread.
//!
//! The code that runs is what is deployed: `homework-operations` over `homework-store` over the table in
//! memory. Simulated is what lies outside: queues, the table's stream and lagging indexes, Twilio, the model,
//! calendar and video service, operators, hosts and callees. Every request of a process to any of them may
//! take long, fail, be lost on its way there or back, or be its last. [`truth`] looks on and says what must
//! never be.

mod callee;
mod callers;
mod campaign;
mod character;
mod cost;
mod faults;
mod files;
mod google;
mod guest;
mod import;
mod judge;
mod ledger;
mod limits;
mod lines;
mod load;
mod model;
mod numbers;
mod operator;
mod partner;
mod phone;
mod process;
mod queue;
mod rules;
mod slant;
mod stream;
mod truth;
mod twilio;
mod world;
mod zoom;

pub use campaign::run;
pub use cost::{Count, cost, counts, dollars_per_thousand, gigabytes};
pub use limits::limits;
pub use world::Report;
