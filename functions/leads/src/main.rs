//! Operators' API: leads.

mod csv_upload;
mod lead_body;
mod routes;

use homework_domain::clock::SystemClock;
use homework_runtime::{Aws, Env, StartError, http, telemetry};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let env = Env::of_process();
    let store = Aws::load().await.store(&env)?;
    http::serve_operators(routes::router(store, SystemClock)).await
}
