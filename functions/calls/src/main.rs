//! Operators' API: calls.

mod call_body;
mod routes;

use homework_domain::clock::SystemClock;
use homework_runtime::{StartError, http, start};
use homework_vendors::Vendors;
use jiff::SignedDuration;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    let Some((aws, env)) = start(routes::routes).await? else { return Ok(()) };
    let days: i64 = env.parsed("RECORDING_RETENTION_DAYS")?;
    let api = routes::Api {
        recordings_kept_for: (days > 0).then(|| SignedDuration::from_hours(24 * days)),
        store: aws.store(&env)?,
        files: aws.files(&env)?,
        telephony: Vendors::new(&aws, &env)?.twilio()?,
        clock: SystemClock,
    };
    http::serve_operators(routes::routes().with_state(api), aws.store(&env)?).await
}
