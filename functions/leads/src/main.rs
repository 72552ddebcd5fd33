//! Operators' API: leads.

mod api;
mod do_not_call;
mod erasing;
mod export;
mod imports;
mod lead_body;
mod lead_detail;
mod list_body;
mod list_form;
mod national_lists;
mod number_export;
mod number_imports;
mod routes;

use std::sync::Arc;

use homework_domain::clock::SystemClock;
use homework_operations::export::Exports;
use homework_operations::import::Imports;
use homework_operations::upload::Uploads;
use homework_runtime::{StartError, http, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    let Some((aws, env)) = start(routes::routes).await? else { return Ok(()) };
    let (store, files, clock) = (aws.store(&env)?, aws.files(&env)?, Arc::new(SystemClock));
    let wake = aws.queue(&env, "IMPORT_QUEUE_URL")?;
    let imports = Imports { store: store.clone(), wake, clock: clock.clone() };
    let uploads = Uploads { store: store.clone(), files: files.clone(), clock: clock.clone() };
    let exports = Exports { store: store.clone(), files: files.clone(), clock };
    let surroundings = Arc::new((aws, env));
    let api = api::Api { store, files, imports, uploads, exports, surroundings, clock: SystemClock };
    let trail = api.store.clone();
    http::serve_operators(routes::routes().with_state(api), trail).await
}
