//! Operators' API: calls.

mod call_body;
mod routes;

use homework_domain::clock::SystemClock;
use homework_runtime::{Aws, Env, StartError, http, openapi, telemetry};
use homework_vendors::Vendors;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    let routes = routes::routes();
    if openapi::print_if_asked(&routes)? {
        return Ok(());
    }
    telemetry::init();
    let env = Env::of_process();
    let aws = Aws::load().await;
    let api = routes::Api {
        store: aws.store(&env)?,
        files: aws.files(&env)?,
        telephony: Vendors::new(&aws, &env)?.twilio().await?,
        clock: SystemClock,
    };
    http::serve_operators(routes.with_state(api)).await
}
