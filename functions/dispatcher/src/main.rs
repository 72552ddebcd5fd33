//! Releases due leads to the dial queue, a window at a time. Woken by a campaign's start and by
//! the clock, every minute.

use std::sync::Arc;

use homework_domain::clock::SystemClock;
use homework_operations::dispatch::Dispatcher;
use homework_runtime::{Aws, Env, StartError, limit, run, telemetry};
use homework_vendors::{Vendors, calling_times};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let env = Env::of_process();
    let aws = Aws::load().await;
    let vendors = Vendors::new(&aws, &env)?;
    let dispatcher = &Dispatcher {
        store: aws.store(&env)?,
        telephony: vendors.twilio()?,
        dial: aws.queue(&env, "DIAL_QUEUE_URL")?,
        wake: aws.queue(&env, "DISPATCH_QUEUE_URL")?,
        vendors,
        times: calling_times(&env)?,
        calls_at_once: limit(&env, "CALLS_AT_ONCE")?,
        clock: Arc::new(SystemClock),
    };
    // Whatever woke us, the work is the same: look at all running campaigns. A failure has the
    // message come again, or is made good at the next tick.
    run(|_: Value| async move {
        Box::pin(dispatcher.run()).await?;
        Ok::<_, StartError>(json!({"batchItemFailures": []}))
    })
    .await
}
