//! Operators' API: leads.

mod api;
mod csv_upload;
mod do_not_call;
mod erasing;
mod export;
mod imports;
mod lead_body;
mod lead_detail;
mod list_body;
mod list_form;
mod routes;

use std::sync::Arc;

use homework_domain::clock::SystemClock;
use homework_runtime::{StartError, http, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    let Some((aws, env)) = start(routes::routes).await? else { return Ok(()) };
    let (store, files, importer) = (aws.store(&env)?, aws.files(&env)?, aws.queue(&env, "IMPORT_QUEUE_URL")?);
    let surroundings = Arc::new((aws, env));
    let api = api::Api { store, files, importer, surroundings, clock: SystemClock };
    http::serve_operators(routes::routes().with_state(api)).await
}
