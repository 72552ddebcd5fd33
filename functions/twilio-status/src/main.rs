//! Twilio's webhooks about a call: its progress and end, its recording, answering machines.

mod routes;

use std::sync::Arc;

use homework_domain::clock::SystemClock;
use homework_operations::call_events::CallEvents;
use homework_runtime::webhook::WebhookGuard;
use homework_runtime::{Aws, Env, StartError, http, telemetry};
use homework_vendors::{Signatures, Vendors};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let (aws, env) = (Aws::load().await, Env::of_process());
    let vendors = Vendors::new(&aws, &env)?;
    let secret = vendors.twilio_secret()?;
    let api = routes::Api {
        guard: WebhookGuard::new(&env, Signatures::new(secret.clone(), Arc::new(SystemClock))),
        calls: Arc::new(CallEvents {
            store: aws.store(&env)?,
            finalize: aws.queue(&env, "FINALIZE_QUEUE_URL")?,
            archive: aws.queue(&env, "ARCHIVE_QUEUE_URL")?,
            wake: aws.queue(&env, "DISPATCH_QUEUE_URL")?,
            telephony: vendors.twilio_with(secret)?,
            voice_webhook_url: env.required("VOICE_WEBHOOK_URL")?,
            clock: Arc::new(SystemClock),
        }),
    };
    http::serve(routes::router(api)).await
}
