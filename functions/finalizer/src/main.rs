//! Writes up a call that has ended: transcript and summary.

mod finalize;

use aws_lambda_events::sqs::SqsEvent;
use homework_domain::queue::FinalizeCall;
use homework_integrations::openai::{ModelSettings, OpenAi};
use homework_runtime::sqs::Delivery;
use homework_runtime::{Aws, Env, StartError, sqs, telemetry};
use homework_vendors::Reporter;
use lambda_runtime::{LambdaEvent, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let env = Env::of_process();
    let aws = Aws::load().await;
    let finalizer = &finalize::Finalizer { store: aws.store(&env)?, model: model(&aws, &env).await? };
    let reporter = &Reporter::new(aws.store(&env)?);
    lambda_runtime::run(service_fn(|event: LambdaEvent<SqsEvent>| async move {
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

async fn model(aws: &Aws, env: &Env) -> Result<OpenAi, StartError> {
    let settings = ModelSettings::new(
        env.required("OPENAI_MODEL")?,
        env.optional("OPENAI_REASONING_EFFORT").unwrap_or_default(),
    );
    let credentials = aws.secrets().json(env, "OPENAI_SECRET_ARN").await?;
    let base_url = env.optional("OPENAI_BASE_URL").unwrap_or_default();
    Ok(OpenAi::new(homework_integrations::http::client()?, &credentials, &base_url, settings)?)
}
