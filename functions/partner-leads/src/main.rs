//! Partners' API: sending leads and seeing what became of them.

mod api;
mod caller;
mod lead_body;
mod routes;
mod transfer;

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
    let leads_per_day = env.parsed("PARTNER_LEADS_PER_DAY")?;
    http::serve(routes::routes().with_state(api::Api { store, leads_per_day, clock: SystemClock })).await
}
