//! Operators' API: partners.

mod delivery_body;
mod gateway;
mod partner_body;
mod partners;
mod routes;

use homework_domain::clock::SystemClock;
use homework_runtime::partners::loopback;
use homework_runtime::{StartError, http, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    let Some((aws, env)) = start(routes::routes).await? else { return Ok(()) };
    let partners = partners::Partners {
        store: aws.store(&env)?,
        gateway: gateway::Gateway::new(aws.config()),
        work: aws.queue(&env, "PARTNER_QUEUE_URL")?,
        loopback: loopback(&env)?,
        clock: SystemClock,
    };
    http::serve_operators(routes::routes().with_state(partners)).await
}
