//! Logs: one JSON object a line, for CloudWatch. Ids are logged; names, numbers, e-mails and
//! speech never are. `RUST_LOG` sets the level.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// A library that would put a vendor's answers, and so people's words, into the log; and a span around every
/// invocation, which costs its formatting and is not printed.
const SILENCED: [&str; 2] = ["async_openai=off", "lambda_runtime::layers::trace=off"];

/// Starts logging; once per process, before anything else.
pub fn init() {
    let mut filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).from_env_lossy();
    for directive in SILENCED.iter().filter_map(|silenced| silenced.parse().ok()) {
        filter = filter.add_directive(directive);
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
