//! Twilio's webhooks about a call: its progress and end, its recording, answering machines.

mod routes;

use std::sync::Arc;

use axum::Router;
use homework_domain::clock::SystemClock;
use homework_operations::call_events::CallEvents;
use homework_runtime::webhook::WebhookGuard;
use homework_runtime::{Aws, Env, StartError, http, telemetry};
use homework_vendors::{Current, Signatures, Vendors};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let (aws, env) = (Aws::load().await, Env::of_process());
    Current::new(move || routes_in_force(aws.clone(), env.clone())).serve().await
}

async fn routes_in_force(aws: Aws, env: Env) -> Result<Router, StartError> {
    let vendors = Vendors::new(&aws, &env)?;
    let credentials = vendors.twilio_credentials().await?;
    let signatures = Signatures::new(credentials.auth_token.clone(), aws.clone(), env.clone());
    let api = routes::Api {
        guard: WebhookGuard::new(&env, signatures),
        calls: Arc::new(CallEvents {
            store: aws.store(&env)?,
            finalize: aws.queue(&env, "FINALIZE_QUEUE_URL")?,
            archive: aws.queue(&env, "ARCHIVE_QUEUE_URL")?,
            telephony: vendors.twilio_with(credentials)?,
            clock: Arc::new(SystemClock),
        }),
    };
    Ok(http::self_guarded(routes::router(api)))
}
