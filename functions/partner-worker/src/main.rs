//! What is done for partners behind the scenes.

use std::sync::Arc;

use aws_lambda_events::sqs::SqsEvent;
use homework_domain::clock::SystemClock;
use homework_integrations::partner_webhook::Poster;
use homework_operations::partners::PartnerWorker;
use homework_runtime::partners::loopback;
use homework_runtime::sqs::{self, Delivery};
use homework_runtime::{Aws, Env, StartError, run, telemetry};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let env = Env::of_process();
    let aws = Aws::load().await;
    let worker = &PartnerWorker {
        store: aws.store(&env)?,
        work: aws.queue(&env, "PARTNER_QUEUE_URL")?,
        webhooks: Poster::new(loopback(&env)?)?,
        first_pause_seconds: env.parsed("PARTNER_WEBHOOK_RETRY_SECONDS")?,
        clock: Arc::new(SystemClock),
    };
    run(|event: SqsEvent| async move {
        let handle = async |delivery: Delivery<_>| worker.handle(delivery.body).await;
        Ok::<_, StartError>(sqs::for_each_soon(event, &worker.work, handle).await)
    })
    .await
}
