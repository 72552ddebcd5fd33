//! Twilio's webhooks while somebody is on the line: the call is answered, something was said.

mod routes;
mod services;
mod studio;

use std::sync::Arc;

use homework_runtime::{Aws, Env, StartError, http, telemetry};
use homework_vendors::{Current, Reporter};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let (aws, env) = (Aws::load().await, Env::of_process());
    let reporter = Arc::new(Reporter::new(aws.store(&env)?));
    let routes = Current::new(move || {
        let (aws, env, reporter) = (aws.clone(), env.clone(), Arc::clone(&reporter));
        async move {
            let services = services::Services::load(&aws, &env, reporter).await?;
            Ok(http::self_guarded(routes::router(services)))
        }
    });
    routes.serve().await
}
