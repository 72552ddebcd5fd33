//! Open to everybody: whether the service works, and the description of its API.

mod routes;

use homework_runtime::{StartError, http, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    let Some((aws, env)) = start(routes::routes).await? else { return Ok(()) };
    let store = aws.store(&env)?;
    http::serve(routes::routes().with_state(store)).await
}
