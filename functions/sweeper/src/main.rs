//! Brings to an end what went silent: a webhook was lost, or a function died half-way.

use std::sync::Arc;

use homework_domain::clock::SystemClock;
use homework_integrations::google::GoogleCalendar;
use homework_integrations::twilio::Twilio;
use homework_integrations::zoom::Zoom;
use homework_operations::sweep::Sweeper;
use homework_runtime::files::Files;
use homework_runtime::queue::Queue;
use homework_runtime::{Aws, Env, StartError, run, telemetry};
use homework_vendors::{Reporter, Vendors};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let (aws, env) = (Aws::load().await, Env::of_process());
    let reporter = &Reporter::new(aws.store(&env)?);
    let sweeper = &sweeper(&aws, &env)?;
    run(|_: Value| async move {
        let done = sweeper.run().await;
        reporter.report(None).await;
        done?;
        Ok::<_, StartError>(())
    })
    .await
}

type OurSweeper = Sweeper<Twilio, GoogleCalendar, Zoom, Files, Queue>;

fn sweeper(aws: &Aws, env: &Env) -> Result<OurSweeper, StartError> {
    let vendors = Vendors::new(aws, env)?;
    Ok(Sweeper {
        store: aws.store(env)?,
        finalize: aws.queue(env, "FINALIZE_QUEUE_URL")?,
        archive: aws.queue(env, "ARCHIVE_QUEUE_URL")?,
        files: aws.files(env)?,
        telephony: vendors.twilio()?,
        calendar: vendors.calendar()?,
        video: Some(vendors.zoom()?),
        clock: Arc::new(SystemClock),
    })
}
