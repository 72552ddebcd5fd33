//! Operators' API: meetings.

mod ics;
mod meeting_body;
mod routes;
mod slot_body;

use std::sync::Arc;

use homework_domain::clock::SystemClock;
use homework_runtime::{StartError, http, start};
use homework_vendors::{Vendors, meeting_rules};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    let Some((aws, env)) = start(routes::routes).await? else { return Ok(()) };
    let vendors = Vendors::new(&aws, &env)?;
    let api = routes::Inner {
        store: aws.store(&env)?,
        calendar: vendors.calendar()?,
        zoom: vendors.zoom()?,
        rules: meeting_rules(&env)?,
        company: env.required("COMPANY_NAME")?,
        clock: SystemClock,
    };
    http::serve_operators(routes::routes().with_state(routes::Api(Arc::new(api))), aws.store(&env)?).await
}
