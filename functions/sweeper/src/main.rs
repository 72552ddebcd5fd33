//! Brings to an end what went silent: a webhook was lost, or a function died half-way.

mod calendar;
mod calls;
mod changes;
mod erasures;
mod holds;
mod recordings;
mod stuck;
mod sweep;

use homework_domain::clock::SystemClock;
use homework_runtime::{Aws, Env, StartError, telemetry};
use homework_vendors::{Reporter, Vendors};
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let env = Env::of_process();
    let aws = Aws::load().await;
    let vendors = Vendors::new(&aws, &env)?;
    let sweeper = &sweep::Sweeper {
        store: aws.store(&env)?,
        finalize: aws.queue(&env, "FINALIZE_QUEUE_URL")?,
        archive: aws.queue(&env, "ARCHIVE_QUEUE_URL")?,
        files: aws.files(&env)?,
        telephony: vendors.twilio().await?,
        calendar: vendors.calendar().await?,
        video: vendors.zoom().await?,
        clock: SystemClock,
    };
    let reporter = &Reporter::new(aws.store(&env)?);
    lambda_runtime::run(service_fn(|_: LambdaEvent<Value>| async move {
        let done = sweeper.run().await;
        reporter.report(None).await;
        done?;
        Ok::<_, StartError>(())
    }))
    .await
}
