//! Claims a lead and places its call, at the campaign's pace and at an hour that suits the lead.

mod dial;
mod place;

use aws_lambda_events::sqs::SqsEvent;
use homework_domain::clock::SystemClock;
use homework_domain::weekly_hours::WeeklyHours;
use homework_integrations::twilio::{CallSettings, Twilio};
use homework_runtime::{Aws, Env, StartError, sqs, telemetry};
use lambda_runtime::{LambdaEvent, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let env = Env::of_process();
    let aws = Aws::load().await;
    let dialer = &dial::Dialer {
        store: aws.store(&env)?,
        queue: aws.queue(&env, "DIAL_QUEUE_URL")?,
        telephony: twilio(&aws, &env).await?,
        calling_hours: WeeklyHours::parse(&env.required("CALLING_HOURS")?, &env.required("CALLING_DAYS")?)?,
        clock: SystemClock,
    };
    lambda_runtime::run(service_fn(|event: LambdaEvent<SqsEvent>| async move {
        Ok::<_, StartError>(
            sqs::for_each(event.payload, async |delivery| Box::pin(dialer.handle(delivery)).await).await,
        )
    }))
    .await
}

async fn twilio(aws: &Aws, env: &Env) -> Result<Twilio, StartError> {
    let settings = CallSettings {
        voice_webhook_url: env.required("VOICE_WEBHOOK_URL")?,
        status_webhook_url: env.required("STATUS_WEBHOOK_URL")?,
        record: env.parsed("RECORD_CALLS")?,
        ring_timeout_seconds: env.parsed("RING_TIMEOUT_SECONDS")?,
        time_limit_seconds: env.parsed("CALL_TIME_LIMIT_SECONDS")?,
        detect_machines: true,
    };
    let credentials = aws.secrets().json(env, "TWILIO_SECRET_ARN").await?;
    let base_url = env.optional("TWILIO_BASE_URL").unwrap_or_default();
    Ok(Twilio::new(homework_integrations::http::client()?, credentials, &base_url, settings)?)
}
