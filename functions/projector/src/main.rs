//! Keeps the counters from the table's stream, each change exactly once, and has partners told what
//! became of their leads.

use aws_lambda_events::dynamodb::{Event, EventRecord};
use homework_domain::Result;
use homework_domain::clock::{Clock, SystemClock};
use homework_domain::partner_webhook::LeadStatusChanged;
use homework_operations::project;
use homework_runtime::queue::Queue;
use homework_runtime::{Aws, Env, StartError, run, telemetry};
use homework_store::{Change, Store, lead_status_changed};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let (env, aws) = (Env::of_process(), Aws::load().await);
    let (store, partners) = (&aws.store(&env)?, &aws.queue(&env, "PARTNER_QUEUE_URL")?);
    run(|event: Event| count(store, partners, event)).await
}

/// Counts a batch. On an error the whole batch comes again; what was counted is not counted twice, and
/// what partners are told of twice is delivered once.
async fn count(store: &Store, partners: &Queue, event: Event) -> Result<Value, StartError> {
    let changes: Vec<Change> =
        readable(&event, |r| Change::read(&r.event_id, &r.change.old_image, &r.change.new_image));
    let moved: Vec<LeadStatusChanged> =
        readable(&event, |r| lead_status_changed(&r.event_id, &r.change.old_image, &r.change.new_image));
    project::project(store, partners, &changes, moved, SystemClock.now()).await?;
    Ok(json!({"batchItemFailures": []}))
}

/// What the records say. One that cannot be read stays so however often it comes, and would hold up all
/// behind it: it is logged and left out.
fn readable<T>(event: &Event, read: impl Fn(&EventRecord) -> Result<Option<T>>) -> Vec<T> {
    let read = |record: &EventRecord| {
        read(record).unwrap_or_else(|error| {
            tracing::error!(event_id = record.event_id, %error, "a change cannot be read");
            None
        })
    };
    event.records.iter().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_that_cannot_be_read_holds_up_no_other() {
        let mut event: Value =
            serde_json::from_str(include_str!("../../../events/dynamodb-stream.json")).unwrap();
        let record = |id: &str| {
            let mut record = event["Records"][0].clone();
            record["eventID"] = json!(id);
            record
        };
        event["Records"] = json!([record("good"), record("bad"), record("fine")]);
        let event: Event = serde_json::from_value(event).unwrap();
        let read = readable(&event, |record| match record.event_id.as_str() {
            "bad" => Err(homework_domain::Error::internal("stored item")),
            id => Ok(Some(id.to_owned())),
        });
        assert_eq!(read, ["good", "fine"]);
    }
}
