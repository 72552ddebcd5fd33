//! What every function needs around its one job: configuration, secrets, logs, the table and the
//! queues, HTTP requests and problem documents, and batches from SQS.

pub mod aws;
pub mod claims;
pub mod env;
pub mod extract;
pub mod files;
mod gate;
pub mod http;
mod metering;
mod moved_clock;
pub mod openapi;
pub mod partners;
pub mod problem;
pub mod queue;
mod run;
pub mod secrets;
pub mod sqs;
mod start;
pub mod telemetry;
mod trail;
pub mod webhook;

pub use aws::{Aws, callable_numbers, limit};
pub use env::{ConfigError, Env};
pub use metering::RequestCount;
pub use problem::{Answer, Created, Problem};
pub use run::run;
pub use start::start;
pub use trail::AuditReason;

/// Every function's: a request makes thousands of small allocations.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What ends a function's start: the message names what is missing.
pub type StartError = Box<dyn std::error::Error + Send + Sync>;
