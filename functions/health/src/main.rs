//! Open to everybody: whether the service works, and the description of its API.

mod routes;

use homework_runtime::{Aws, Env, StartError, http, openapi, telemetry};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    if openapi::print_if_asked(routes::routes)? {
        return Ok(());
    }
    telemetry::init();
    let env = Env::of_process();
    let store = Aws::load().await.store(&env)?;
    http::serve(routes::routes().with_state(store)).await
}
