//! Keeps the recordings of calls: fetches each from Twilio once it is complete.

mod archive;

use aws_lambda_events::sqs::SqsEvent;
use homework_runtime::{Aws, Env, StartError, sqs, telemetry};
use homework_vendors::Vendors;
use lambda_runtime::{LambdaEvent, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let env = Env::of_process();
    let aws = Aws::load().await;
    let archiver = &archive::Archiver {
        store: aws.store(&env)?,
        twilio: Vendors::new(&aws, &env)?.twilio().await?,
        files: aws.files(&env)?,
    };
    lambda_runtime::run(service_fn(|event: LambdaEvent<SqsEvent>| async move {
        Ok::<_, StartError>(
            sqs::for_each(event.payload, async |delivery| archiver.handle(delivery).await).await,
        )
    }))
    .await
}
