//! Logs: one JSON object a line, for CloudWatch. Ids are logged; names, numbers, e-mails and
//! speech never are. `RUST_LOG` sets the level.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// A library that would put a vendor's answers, and so people's words, into the log.
const SILENCED: &str = "async_openai=off";

/// Starts logging; once per process, before anything else.
pub fn init() {
    let mut filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).from_env_lossy();
    if let Ok(silenced) = SILENCED.parse() {
        filter = filter.add_directive(silenced);
    }
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(filter)
        .with_current_span(false)
        .with_span_list(false)
        .without_time()
        .init();
}
