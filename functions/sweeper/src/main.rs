//! Brings calls that went silent to an end: a webhook was lost, or a function died half-way.

mod sweep;

use homework_domain::clock::SystemClock;
use homework_integrations::twilio::Twilio;
use homework_runtime::{Aws, Env, StartError, telemetry};
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let env = Env::of_process();
    let aws = Aws::load().await;
    let credentials = aws.secrets().json(&env, "TWILIO_SECRET_ARN").await?;
    let base_url = env.optional("TWILIO_BASE_URL").unwrap_or_default();
    let sweeper = &sweep::Sweeper {
        store: aws.store(&env)?,
        finalize: aws.queue(&env, "FINALIZE_QUEUE_URL")?,
        telephony: Twilio::without_placing(homework_integrations::http::client()?, credentials, &base_url)?,
        clock: SystemClock,
    };
    lambda_runtime::run(service_fn(|_: LambdaEvent<Value>| async move {
        sweeper.run().await?;
        Ok::<_, StartError>(())
    }))
    .await
}
