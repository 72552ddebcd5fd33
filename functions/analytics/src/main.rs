//! Operators' API: what the counters say.

mod activity;
mod campaign_figures;
mod figures;
mod routes;
mod time_series;

use homework_domain::clock::SystemClock;
use homework_runtime::{Aws, Env, StartError, http, openapi, telemetry};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    if openapi::print_if_asked(routes::routes)? {
        return Ok(());
    }
    telemetry::init();
    let env = Env::of_process();
    let store = Aws::load().await.store(&env)?;
    http::serve_operators(routes::routes().with_state(routes::Api { store, clock: SystemClock })).await
}
