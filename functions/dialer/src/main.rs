//! Claims a lead and places its call, at the campaign's pace and at an hour that suits the lead.

use std::sync::Arc;

use aws_lambda_events::sqs::SqsEvent;
use homework_domain::clock::SystemClock;
use homework_domain::queue::DialLead;
use homework_integrations::twilio::CallSettings;
use homework_operations::dial::{CallsPerDay, Dialer};
use homework_runtime::sqs::Delivery;
use homework_runtime::{Aws, Env, StartError, callable_numbers, limit, run, sqs, telemetry};
use homework_vendors::{Vendors, calling_times};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let env = Env::of_process();
    let aws = Aws::load().await;
    let mut callable = callable_numbers(&env)?;
    // A secret that cannot be read now is a fault of the call that needs it.
    let vendors = Vendors::new(&aws, &env)?;
    let secret = vendors.twilio_secret()?;
    if let Ok(credentials) = secret.get().await {
        callable = callable.without(&credentials.phone_number);
    }
    let dialer = &Dialer {
        store: aws.store(&env)?,
        queue: aws.queue(&env, "DIAL_QUEUE_URL")?,
        telephony: vendors.twilio_placing(secret, call_settings(&env)?)?,
        callable,
        calls_per_day: CallsPerDay {
            campaign: env.parsed("CAMPAIGN_CALLS_PER_DAY")?,
            account: env.parsed("CALLS_PER_DAY")?,
        },
        calls_per_second: limit(&env, "CALLS_PER_SECOND")?,
        calls_at_once: limit(&env, "CALLS_AT_ONCE")?,
        times: calling_times(&env)?,
        clock: Arc::new(SystemClock),
    };
    run(|event: SqsEvent| async move {
        Ok::<_, StartError>(
            sqs::for_each(event, async |delivery: Delivery<DialLead>| {
                Box::pin(dialer.handle(&delivery.body)).await
            })
            .await,
        )
    })
    .await
}

fn call_settings(env: &Env) -> Result<CallSettings, StartError> {
    Ok(CallSettings {
        voice_webhook_url: env.required("VOICE_WEBHOOK_URL")?,
        status_webhook_url: env.required("STATUS_WEBHOOK_URL")?,
        record: env.parsed("RECORD_CALLS")?,
        ring_timeout_seconds: env.parsed("RING_TIMEOUT_SECONDS")?,
        time_limit_seconds: env.parsed("CALL_TIME_LIMIT_SECONDS")?,
        detect_machines: true,
    })
}
