//! Keeps the recordings of calls: fetches each from Twilio once it is complete.

use aws_lambda_events::sqs::SqsEvent;
use homework_domain::queue::ArchiveRecording;
use homework_integrations::twilio::Twilio;
use homework_operations::archive::Archiver;
use homework_runtime::files::Files;
use homework_runtime::sqs::Delivery;
use homework_runtime::{Aws, Env, StartError, run, sqs, telemetry};
use homework_vendors::{Current, Vendors};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let (aws, env) = (Aws::load().await, Env::of_process());
    let archiver = &Current::new(move || archiver(aws.clone(), env.clone()));
    archiver.get().await?;
    run(|event: SqsEvent| async move {
        let archiver = archiver.get().await?;
        Ok::<_, StartError>(
            sqs::for_each(event, async |delivery: Delivery<ArchiveRecording>| {
                archiver.archive(delivery.body).await
            })
            .await,
        )
    })
    .await
}

async fn archiver(aws: Aws, env: Env) -> Result<Archiver<Twilio, Files>, StartError> {
    Ok(Archiver {
        store: aws.store(&env)?,
        twilio: Vendors::new(&aws, &env)?.twilio().await?,
        files: aws.files(&env)?,
    })
}
