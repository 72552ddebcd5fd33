//! Open to whoever has an invitation: the page behind its opt-out link.

mod page;
mod routes;

use homework_domain::clock::SystemClock;
use homework_runtime::{StartError, http, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    let Some((aws, env)) = start(routes::routes).await? else { return Ok(()) };
    let site =
        routes::Site { store: aws.store(&env)?, company: env.required("COMPANY_NAME")?, clock: SystemClock };
    http::serve(routes::routes().with_state(site)).await
}
