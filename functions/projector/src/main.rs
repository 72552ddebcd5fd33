//! Keeps the counters from the table's stream, each change exactly once, and has partners told what
//! became of their leads.

use aws_lambda_events::dynamodb::{Event, EventRecord};
use homework_domain::clock::{Clock, SystemClock};
use homework_domain::partner_webhook::LeadMoved;
use homework_domain::queue::PartnerWork;
use homework_runtime::queue::Queue;
use homework_runtime::{Aws, Env, StartError, telemetry};
use homework_store::{Change, Store, lead_moved};
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let (env, aws) = (Env::of_process(), Aws::load().await);
    let (store, partners) = (&aws.store(&env)?, &aws.queue(&env, "PARTNER_QUEUE_URL")?);
    lambda_runtime::run(service_fn(|event: LambdaEvent<Event>| project(store, partners, event.payload))).await
}

/// Counts a batch. On an error the whole batch comes again; what was counted is not counted twice, and
/// what partners are told of twice is delivered once.
async fn project(store: &Store, partners: &Queue, event: Event) -> Result<Value, StartError> {
    let read = |record: &EventRecord| {
        Change::read(&record.event_id, &record.change.old_image, &record.change.new_image)
    };
    let changes: Vec<Change> =
        event.records.iter().filter_map(|record| read(record).transpose()).collect::<Result<_, _>>()?;
    store.count(&changes, SystemClock.now()).await?;
    let moved = |record: &EventRecord| {
        lead_moved(&record.event_id, &record.change.old_image, &record.change.new_image)
    };
    let moved: Vec<LeadMoved> =
        event.records.iter().filter_map(|record| moved(record).transpose()).collect::<Result<_, _>>()?;
    let told: Vec<_> = moved.into_iter().map(|moved| (PartnerWork::Tell { moved }, 0)).collect();
    partners.send_all(&told).await?;
    Ok(json!({"batchItemFailures": []}))
}
