//! Partners' API: sending leads and seeing what became of them.

mod api;
mod caller;
mod lead_body;
mod routes;
mod transfer;

use homework_domain::clock::SystemClock;
use homework_runtime::{StartError, http, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    let Some((aws, env)) = start(routes::routes).await? else { return Ok(()) };
    let store = aws.store(&env)?;
    let leads_per_day = env.parsed("PARTNER_LEADS_PER_DAY")?;
    http::serve(routes::routes().with_state(api::Api { store, leads_per_day, clock: SystemClock })).await
}
