//! Twilio's webhooks while somebody is on the line: the call is answered, something was said.

mod conversation;
mod routes;
mod services;
mod studio;

use homework_runtime::{Aws, Env, StartError, http, telemetry};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let services = services::Services::load(&Aws::load().await, &Env::of_process()).await?;
    http::serve(routes::router(services)).await
}
