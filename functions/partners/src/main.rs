//! Operators' API: partners.

mod delivery_body;
mod gateway;
mod partner_body;
mod routes;

use std::sync::Arc;

use homework_domain::clock::SystemClock;
use homework_operations::partners::Accounts;
use homework_runtime::partners::loopback;
use homework_runtime::{StartError, http, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    let Some((aws, env)) = start(routes::routes).await? else { return Ok(()) };
    let accounts = Accounts {
        store: aws.store(&env)?,
        gateway: gateway::Gateway::new(aws.config(), env.required("STACK_NAME")?),
        work: aws.queue(&env, "PARTNER_QUEUE_URL")?,
        clock: Arc::new(SystemClock),
    };
    let api = routes::Api { accounts, loopback: loopback(&env)? };
    let trail = api.accounts.store.clone();
    http::serve_operators(routes::routes().with_state(api), trail).await
}
