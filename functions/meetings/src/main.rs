//! Operators' API: meetings.

mod ics;
mod meeting_body;
mod routes;
mod slot_body;

use std::sync::Arc;

use axum::Router;
use homework_domain::clock::SystemClock;
use homework_runtime::{Aws, Env, StartError, http, start};
use homework_vendors::{Current, Vendors, meeting_rules};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    let Some((aws, env)) = start(routes::routes).await? else { return Ok(()) };
    Current::new(move || routes_in_force(aws.clone(), env.clone())).serve().await
}

async fn routes_in_force(aws: Aws, env: Env) -> Result<Router, StartError> {
    let vendors = Vendors::new(&aws, &env)?;
    let api = routes::Inner {
        store: aws.store(&env)?,
        calendar: vendors.calendar().await?,
        zoom: vendors.zoom().await?,
        rules: meeting_rules(&env)?,
        company: env.required("COMPANY_NAME")?,
        clock: SystemClock,
    };
    http::for_operators(routes::routes().with_state(routes::Api(Arc::new(api))), aws.store(&env)?)
}
