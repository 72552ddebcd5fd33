//! Operators' API: talking with the agent as a lead would, without a telephone.

mod dry_run;
mod rehearsal;
mod routes;
mod services;
mod talk_body;

use std::sync::Arc;

use homework_runtime::{Aws, Env, StartError, http, openapi, telemetry};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    if openapi::print_if_asked(routes::routes)? {
        return Ok(());
    }
    telemetry::init();
    let services = services::Services::load(Aws::load().await, Env::of_process())?;
    http::serve_operators(routes::routes().with_state(Arc::new(services))).await
}
