//! Takes in the leads of an uploaded file, however long: woken when the file is there, and by itself
//! until it is read to its end.

use std::sync::Arc;

use aws_lambda_events::sqs::SqsEvent;
use homework_domain::clock::SystemClock;
use homework_domain::ids::ImportId;
use homework_domain::import::Import;
use homework_operations::import::Importer;
use homework_runtime::{Aws, Env, StartError, run, sqs, telemetry};
use serde::Deserialize;

/// What wakes us: S3 with the files that were written, or ourselves. S3 also sends a test when it is
/// told to whom to report; that has neither.
#[derive(Debug, Deserialize)]
struct Message {
    #[serde(default)]
    import_id: Option<ImportId>,
    #[serde(default, rename = "Records")]
    records: Vec<Record>,
}

#[derive(Debug, Deserialize)]
struct Record {
    s3: S3,
}

#[derive(Debug, Deserialize)]
struct S3 {
    object: Object,
}

#[derive(Debug, Deserialize)]
struct Object {
    key: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let env = Env::of_process();
    let aws = Aws::load().await;
    let importer = &Importer {
        store: aws.store(&env)?,
        files: aws.files(&env)?,
        wake: aws.queue(&env, "IMPORT_QUEUE_URL")?,
        clock: Arc::new(SystemClock),
    };
    run(|event: SqsEvent| async move {
        let response = sqs::for_each_soon(event, &importer.wake, async |delivery: sqs::Delivery<Message>| {
            let files = delivery.body.records.iter();
            let written = files.filter_map(|record| Import::id_of_file(&record.s3.object.key));
            for id in written.chain(delivery.body.import_id) {
                importer.handle(id, delivery.receive_count).await?;
            }
            Ok(())
        })
        .await;
        log_memory();
        Ok::<_, StartError>(response)
    })
    .await
}

/// The most memory this process ever had, so that its log shows whether it grows with the file.
fn log_memory() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    tracing::info!(peak_memory_kb = peak, "round is over");
}
