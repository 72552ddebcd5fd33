//! Brings to an end what went silent: a webhook was lost, or a function died half-way.

mod sweep;

use std::sync::Arc;

use homework_domain::clock::SystemClock;
use homework_integrations::credentials::ZoomSecret;
use homework_integrations::google::GoogleCalendar;
use homework_integrations::http;
use homework_integrations::twilio::Twilio;
use homework_integrations::zoom::Zoom;
use homework_runtime::{Aws, Env, StartError, telemetry};
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let env = Env::of_process();
    let aws = Aws::load().await;
    let secrets = aws.secrets();
    let client = http::client()?;
    let base = |name| env.optional(name).unwrap_or_default();
    let ZoomSecret(zoom) = secrets.json(&env, "ZOOM_SECRET_ARN").await?;
    let zoom =
        zoom.map(|zoom| Zoom::new(client.clone(), zoom, &base("ZOOM_BASE_URL"), Arc::new(SystemClock)));
    let twilio = secrets.json(&env, "TWILIO_SECRET_ARN").await?;
    let google = secrets.json(&env, "GOOGLE_SECRET_ARN").await?;
    let sweeper = &sweep::Sweeper {
        store: aws.store(&env)?,
        finalize: aws.queue(&env, "FINALIZE_QUEUE_URL")?,
        telephony: Twilio::without_placing(client.clone(), twilio, &base("TWILIO_BASE_URL"))?,
        calendar: GoogleCalendar::new(
            client.clone(),
            google,
            &base("GOOGLE_BASE_URL"),
            Arc::new(SystemClock),
        )?,
        video: zoom.transpose()?,
        clock: SystemClock,
    };
    lambda_runtime::run(service_fn(|_: LambdaEvent<Value>| async move {
        sweeper.run().await?;
        Ok::<_, StartError>(())
    }))
    .await
}
