//! Operators' API: what the counters say.

mod activity;
mod campaign_figures;
mod figures;
mod routes;
mod time_series;

use homework_domain::clock::SystemClock;
use homework_runtime::{StartError, http, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    let Some((aws, env)) = start(routes::routes).await? else { return Ok(()) };
    let store = aws.store(&env)?;
    let api = routes::Api { store: store.clone(), clock: SystemClock };
    http::serve_operators(routes::routes().with_state(api), store).await
}
