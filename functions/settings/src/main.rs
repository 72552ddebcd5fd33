//! Operators' API: the prompt, the voice, whether the vendors are set up, and how the system does.

mod alert_body;
mod alert_routes;
mod audit_routes;
mod check;
mod check_routes;
mod model;
mod prompt_routes;
mod status_body;
mod status_routes;
mod vendor_access;
mod voice_body;
mod voice_routes;
mod voices;

use std::sync::{Arc, Mutex};

use homework_domain::clock::SystemClock;
use homework_operations::dial::CallsPerDay;
use homework_operations::status::Watch;
use homework_runtime::files::Files;
use homework_runtime::queue::Queues;
use homework_runtime::{StartError, http, start};
use homework_store::Store;
use utoipa_axum::router::OpenApiRouter;
use vendor_access::VendorAccess;

#[derive(Clone)]
pub(crate) struct Api {
    store: Store,
    files: Files,
    vendors: VendorAccess,
    watch: Arc<Watch<Queues>>,
    clock: SystemClock,
}

fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::default()
        .merge(prompt_routes::routes())
        .merge(voice_routes::routes())
        .merge(check_routes::routes())
        .merge(alert_routes::routes())
        .merge(audit_routes::routes())
        .merge(status_routes::routes())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    let Some((aws, env)) = start(routes).await? else { return Ok(()) };
    let watch = Watch {
        store: aws.store(&env)?,
        queues: aws.queues(&env)?,
        calls_per_day: CallsPerDay {
            campaign: env.parsed("CAMPAIGN_CALLS_PER_DAY")?,
            account: env.parsed("CALLS_PER_DAY")?,
        },
        clock: Arc::new(SystemClock),
        seen: Mutex::default(),
    };
    let api = Api {
        store: aws.store(&env)?,
        files: aws.files(&env)?,
        watch: Arc::new(watch),
        vendors: VendorAccess::new(aws, env)?,
        clock: SystemClock,
    };
    let trail = api.store.clone();
    http::serve_operators(routes().with_state(api), trail).await
}
