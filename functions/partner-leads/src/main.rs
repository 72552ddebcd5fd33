//! Partners' API: sending leads and seeing what became of them.

mod api;
mod caller;
mod lead_body;
mod routes;
mod transfer_body;

use std::sync::Arc;

use homework_domain::calling_rules::CallingRules;
use homework_domain::clock::SystemClock;
use homework_operations::partners::Transfers;
use homework_runtime::{StartError, http, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    let Some((aws, env)) = start(routes::routes).await? else { return Ok(()) };
    let store = aws.store(&env)?;
    let transfers = Transfers {
        store: store.clone(),
        leads_per_day: env.parsed("PARTNER_LEADS_PER_DAY")?,
        rules: CallingRules::of_telephony_at(&env.optional("TWILIO_BASE_URL").unwrap_or_default()),
        clock: Arc::new(SystemClock),
    };
    http::serve(routes::routes().with_state(api::Api { store, transfers, clock: SystemClock })).await
}
