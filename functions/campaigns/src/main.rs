//! Operators' API: campaigns, and the emergency stop.

mod api;
mod calling_routes;
mod campaign_body;
mod decision_body;
mod forecast_body;
mod policy_body;
mod routes;

use std::sync::Arc;

use homework_domain::call_price::CallFeatures;
use homework_domain::clock::SystemClock;
use homework_domain::forecast::Limits;
use homework_operations::calling::Calling;
use homework_operations::campaigns::{Campaigns, KnownPrices, StaggerSeconds};
use homework_runtime::{StartError, callable_numbers, http, limit, start};
use homework_vendors::calling_times;

use crate::api::{Api, Surroundings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    let Some((aws, env)) = start(routes::routes).await? else { return Ok(()) };
    let api = Api {
        store: aws.store(&env)?,
        calling: Arc::new(Calling {
            store: aws.store(&env)?,
            dispatch: aws.queue(&env, "DISPATCH_QUEUE_URL")?,
            clock: Arc::new(SystemClock),
        }),
        campaigns: Arc::new(Campaigns {
            store: aws.store(&env)?,
            dispatch: aws.queue(&env, "DISPATCH_QUEUE_URL")?,
            stagger: StaggerSeconds {
                default: env.parsed("DEFAULT_STAGGER_SECONDS")?,
                minimum: env.parsed("MINIMUM_STAGGER_SECONDS")?,
            },
            times: calling_times(&env)?,
            callable: callable_numbers(&env)?,
            limits: Limits {
                calls_per_day: env.parsed("CAMPAIGN_CALLS_PER_DAY")?,
                calls_per_second: limit(&env, "CALLS_PER_SECOND")?,
                calls_at_once: limit(&env, "CALLS_AT_ONCE")?,
            },
            features: CallFeatures { are_recorded: env.parsed("RECORD_CALLS")? },
            prices: KnownPrices::default(),
            clock: Arc::new(SystemClock),
            vendors: Surroundings(aws, env),
        }),
    };
    let trail = api.store.clone();
    http::serve_operators(routes::routes().with_state(api), trail).await
}
