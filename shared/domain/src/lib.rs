//! What HomeWork is about: leads, calls, meetings and campaigns, the states they may be in,
//! the rules that move them, and the ports through which the outside world is reached.
//!
//! No AWS, HTTP or async runtime lives here: everything is plain data and plain functions,
//! and time always comes in through [`clock::Clock`].

pub mod alert;
pub mod analytics;
pub mod answering;
pub mod audit;
pub mod backlog;
pub mod booking;
pub mod breaker;
pub mod calendar_sync;

pub mod call;
pub mod call_policy;
pub mod call_price;
pub mod callable;
pub mod caller_number;
pub mod calling_hours;
pub mod calling_rules;
pub mod calling_stop;
pub mod campaign;
pub mod clock;
pub mod consent;
pub mod counters;
pub mod country;
pub mod email;
pub mod erasure;
pub mod error;
mod fields;
pub mod files;
mod folding;
pub mod forecast;
pub mod gate;
pub mod greeting;
pub mod ids;
pub mod import;
pub mod invitation;
pub mod lead;
pub mod lead_change;
pub mod lead_file;
pub mod lead_search;
pub mod lines;
pub mod locale;
pub mod meeting;
pub mod metric;
pub mod model_notice;
pub mod national_list;
pub mod opt_out;
pub mod opt_out_link;
mod owed;
pub mod pacing;
pub mod page;
pub mod partner;
pub mod partner_webhook;
pub mod person_name;
pub mod phone;
pub mod ports;
pub mod queue;
pub mod rescheduling;
pub mod role;
pub mod said_address;
pub mod settings;
pub mod slots;
pub mod spoken_time;
pub mod suppression;
#[cfg(test)]
mod test_world;
pub mod voice;
pub mod webhook_breaker;
pub mod webhook_url;
pub mod weekly_hours;
mod words;

pub use clock::Clock;
pub use error::{Error, FieldError, Result};
