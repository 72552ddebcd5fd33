//! Writes up a call that has ended: transcript and summary.

use aws_lambda_events::sqs::SqsEvent;
use homework_domain::queue::FinalizeCall;
use homework_operations::finalize::Finalizer;
use homework_runtime::sqs::Delivery;
use homework_runtime::{Aws, Env, StartError, run, sqs, telemetry};
use homework_vendors::{Reporter, Vendors};

/// Without a summary by the model at last. `maxReceiveCount` in template.yaml allows a few more, since one that Lambda
/// had no room for counts too.
const LAST_DELIVERY: u32 = 3;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let (aws, env) = (Aws::load().await, Env::of_process());
    let reporter = &Reporter::new(aws.store(&env)?);
    let effort = env.optional("OPENAI_REASONING_EFFORT").unwrap_or_default();
    let model = Vendors::new(&aws, &env)?.openai(&env.required("OPENAI_MODEL")?, &effort)?;
    let finalizer = &Finalizer { store: aws.store(&env)?, model };
    run(|event: SqsEvent| async move {
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
