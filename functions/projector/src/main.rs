//! Keeps the counters from the table's stream, each change exactly once.

use aws_lambda_events::dynamodb::{Event, EventRecord};
use homework_domain::clock::{Clock, SystemClock};
use homework_runtime::{Aws, Env, StartError, telemetry};
use homework_store::{Change, Store};
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let store = &Aws::load().await.store(&Env::of_process())?;
    lambda_runtime::run(service_fn(|event: LambdaEvent<Event>| project(store, event.payload))).await
}

/// Counts a batch. On an error the whole batch comes again; what was counted is not counted twice.
async fn project(store: &Store, event: Event) -> Result<Value, StartError> {
    let read = |record: &EventRecord| {
        Change::read(&record.event_id, &record.change.old_image, &record.change.new_image)
    };
    let changes: Vec<Change> =
        event.records.iter().filter_map(|record| read(record).transpose()).collect::<Result<_, _>>()?;
    store.count(&changes, SystemClock.now()).await?;
    Ok(json!({"batchItemFailures": []}))
}
