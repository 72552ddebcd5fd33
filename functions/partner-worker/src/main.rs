//! What is done for partners behind the scenes.

mod empty;
mod tell;

use aws_lambda_events::sqs::SqsEvent;
use homework_domain::clock::SystemClock;
use homework_domain::queue::PartnerWork;
use homework_integrations::partner_webhook::Poster;
use homework_runtime::partners::loopback;
use homework_runtime::sqs::{self, Delivery};
use homework_runtime::{Aws, Env, StartError, telemetry};
use lambda_runtime::{LambdaEvent, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let env = Env::of_process();
    let aws = Aws::load().await;
    let (store, work) = (aws.store(&env)?, aws.queue(&env, "PARTNER_QUEUE_URL")?);
    let emptier = &empty::Emptier { store: store.clone(), work: work.clone() };
    let teller = &tell::Teller {
        store,
        work,
        poster: Poster::new(loopback(&env)?)?,
        first_pause_seconds: env.parsed("PARTNER_WEBHOOK_RETRY_SECONDS")?,
        clock: SystemClock,
    };
    lambda_runtime::run(service_fn(|event: LambdaEvent<SqsEvent>| async move {
        let handle = async |delivery: Delivery<PartnerWork>| match delivery.body {
            PartnerWork::Empty { partner_id, once_more } => emptier.empty(partner_id, once_more).await,
            PartnerWork::Tell { moved } => {
                teller.tell(moved, delivery.receive_count, &delivery.receipt_handle).await
            }
        };
        Ok::<_, StartError>(sqs::for_each(event.payload, handle).await)
    }))
    .await
}
