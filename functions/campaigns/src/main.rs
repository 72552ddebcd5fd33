//! Operators' API: campaigns.

mod campaign_body;
mod routes;

use std::sync::Arc;

use homework_domain::clock::SystemClock;
use homework_operations::steer::Campaigns;
use homework_runtime::{Aws, Env, StartError, http, openapi, telemetry};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    if openapi::print_if_asked(routes::routes)? {
        return Ok(());
    }
    telemetry::init();
    let env = Env::of_process();
    let aws = Aws::load().await;
    let api = routes::Api {
        store: aws.store(&env)?,
        default_stagger_seconds: env.parsed("DEFAULT_STAGGER_SECONDS")?,
        minimum_stagger_seconds: env.parsed("MINIMUM_STAGGER_SECONDS")?,
        clock: SystemClock,
        campaigns: Arc::new(Campaigns {
            store: aws.store(&env)?,
            dispatch: aws.queue(&env, "DISPATCH_QUEUE_URL")?,
            clock: Arc::new(SystemClock),
            vendors: routes::Surroundings(aws, env),
        }),
    };
    http::serve_operators(routes::routes().with_state(api)).await
}
