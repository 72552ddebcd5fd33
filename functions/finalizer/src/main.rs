//! Writes up a call that has ended: transcript and summary.

mod finalize;

use aws_lambda_events::sqs::SqsEvent;
use homework_domain::queue::FinalizeCall;
use homework_integrations::openai::OpenAi;
use homework_runtime::sqs::Delivery;
use homework_runtime::{Aws, Env, StartError, sqs, telemetry};
use homework_vendors::{Current, Reporter, Vendors};
use lambda_runtime::{LambdaEvent, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let (aws, env) = (Aws::load().await, Env::of_process());
    let reporter = &Reporter::new(aws.store(&env)?);
    let finalizer = &Current::new(move || finalizer(aws.clone(), env.clone()));
    finalizer.get().await?;
    lambda_runtime::run(service_fn(|event: LambdaEvent<SqsEvent>| async move {
        let finalizer = finalizer.get().await?;
        Ok::<_, StartError>(
            sqs::for_each(event.payload, async |delivery: Delivery<FinalizeCall>| {
                let call = delivery.body.call_id.to_string();
                let done = finalizer.handle(delivery).await;
                reporter.report(Some(call)).await;
                done
            })
            .await,
        )
    }))
    .await
}

async fn finalizer(aws: Aws, env: Env) -> Result<finalize::Finalizer<OpenAi>, StartError> {
    let effort = env.optional("OPENAI_REASONING_EFFORT").unwrap_or_default();
    let model = Vendors::new(&aws, &env)?.openai(&env.required("OPENAI_MODEL")?, &effort).await?;
    Ok(finalize::Finalizer { store: aws.store(&env)?, model })
}
