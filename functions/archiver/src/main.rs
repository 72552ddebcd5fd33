//! Keeps the recordings of calls: fetches each from Twilio once it is complete.

use aws_lambda_events::sqs::SqsEvent;
use homework_domain::queue::ArchiveRecording;
use homework_operations::archive::Archiver;
use homework_runtime::sqs::Delivery;
use homework_runtime::{Aws, Env, StartError, run, sqs, telemetry};
use homework_vendors::Vendors;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let (aws, env) = (Aws::load().await, Env::of_process());
    let archiver = &Archiver {
        store: aws.store(&env)?,
        twilio: Vendors::new(&aws, &env)?.twilio()?,
        files: aws.files(&env)?,
    };
    run(|event: SqsEvent| async move {
        Ok::<_, StartError>(
            sqs::for_each(event, async |delivery: Delivery<ArchiveRecording>| {
                archiver.archive(delivery.body).await
            })
            .await,
        )
    })
    .await
}
