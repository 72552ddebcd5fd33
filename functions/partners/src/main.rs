//! Operators' API: partners.

mod delivery_body;
mod gateway;
mod partner_body;
mod partners;
mod routes;

use homework_domain::clock::SystemClock;
use homework_runtime::partners::loopback;
use homework_runtime::{Aws, Env, StartError, http, openapi, telemetry};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    if openapi::print_if_asked(routes::routes)? {
        return Ok(());
    }
    telemetry::init();
    let env = Env::of_process();
    let aws = Aws::load().await;
    let partners = partners::Partners {
        store: aws.store(&env)?,
        gateway: gateway::Gateway::new(aws.config()),
        work: aws.queue(&env, "PARTNER_QUEUE_URL")?,
        loopback: loopback(&env)?,
        clock: SystemClock,
    };
    http::serve_operators(routes::routes().with_state(partners)).await
}
