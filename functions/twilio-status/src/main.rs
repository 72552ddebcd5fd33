//! Twilio's webhooks about a call: its progress and end, its recording, answering machines.

mod routes;

use homework_domain::clock::SystemClock;
use homework_integrations::credentials::TwilioCredentials;
use homework_integrations::signature;
use homework_integrations::twilio::Twilio;
use homework_runtime::webhook::WebhookGuard;
use homework_runtime::{Aws, Env, StartError, http, telemetry};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let env = Env::of_process();
    let aws = Aws::load().await;
    let credentials: TwilioCredentials = aws.secrets().json(&env, "TWILIO_SECRET_ARN").await?;
    let token = credentials.auth_token.clone();
    let base_url = env.optional("TWILIO_BASE_URL").unwrap_or_default();
    let api = routes::Api {
        guard: WebhookGuard::new(&env, move |url, form, sent| signature::verify(&token, url, form, sent)),
        store: aws.store(&env)?,
        finalize: aws.queue(&env, "FINALIZE_QUEUE_URL")?,
        archive: aws.queue(&env, "ARCHIVE_QUEUE_URL")?,
        telephony: Twilio::without_placing(homework_integrations::http::client()?, credentials, &base_url)?,
        clock: SystemClock,
    };
    http::serve(routes::router(api)).await
}
