//! Writes up a call that has ended: transcript and summary.

use aws_lambda_events::sqs::SqsEvent;
use homework_domain::queue::FinalizeCall;
use homework_integrations::openai::OpenAi;
use homework_operations::finalize::Finalizer;
use homework_runtime::sqs::Delivery;
use homework_runtime::{Aws, Env, StartError, run, sqs, telemetry};
use homework_vendors::{Current, Reporter, Vendors};

/// Without a summary by the model at last. `maxReceiveCount` in template.yaml allows a few more, since one that Lambda
/// had no room for counts too.
const LAST_DELIVERY: u32 = 3;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let (aws, env) = (Aws::load().await, Env::of_process());
    let reporter = &Reporter::new(aws.store(&env)?);
    let finalizer = &Current::new(move || finalizer(aws.clone(), env.clone()));
    finalizer.get().await?;
    run(|event: SqsEvent| async move {
        let finalizer = finalizer.get().await?;
        Ok::<_, StartError>(
            sqs::for_each(event, async |delivery: Delivery<FinalizeCall>| {
                let call = delivery.body.call_id;
                let is_last_try = delivery.receive_count >= LAST_DELIVERY;
                let done = finalizer.write_up(call, is_last_try).await;
                reporter.report(Some(call.to_string())).await;
                done
            })
            .await,
        )
    })
    .await
}

async fn finalizer(aws: Aws, env: Env) -> Result<Finalizer<OpenAi>, StartError> {
    let effort = env.optional("OPENAI_REASONING_EFFORT").unwrap_or_default();
    let model = Vendors::new(&aws, &env)?.openai(&env.required("OPENAI_MODEL")?, &effort).await?;
    Ok(Finalizer { store: aws.store(&env)?, model })
}
