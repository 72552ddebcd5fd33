//! Operators' API: meetings.

mod ics;
mod meeting_body;
mod routes;
mod slot_body;

use std::sync::Arc;

use homework_domain::clock::SystemClock;
use homework_runtime::{Aws, Env, StartError, http, openapi, telemetry};
use homework_vendors::{Vendors, meeting_rules};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    let routes = routes::routes();
    if openapi::print_if_asked(&routes)? {
        return Ok(());
    }
    telemetry::init();
    let env = Env::of_process();
    let aws = Aws::load().await;
    let vendors = Vendors::new(&aws, &env)?;
    let api = routes::Inner {
        store: aws.store(&env)?,
        calendar: vendors.calendar().await?,
        zoom: vendors.zoom().await?,
        rules: meeting_rules(&env)?,
        company: env.required("COMPANY_NAME")?,
        clock: SystemClock,
    };
    http::serve_operators(routes.with_state(routes::Api(Arc::new(api)))).await
}
