//! Twilio's webhooks while somebody is on the line: the call is answered, something was said.

mod routes;
mod services;
mod studio;

use homework_runtime::{Aws, Env, StartError, http, telemetry};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    telemetry::init();
    let services = services::Services::new(&Aws::load().await, &Env::of_process())?;
    http::serve(routes::router(services)).await
}
