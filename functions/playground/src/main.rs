//! Operators' API: talking with the agent as a lead would, without a telephone.

mod routes;
mod services;
mod talk_body;

use std::sync::Arc;

use homework_runtime::{StartError, http, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    let Some((aws, env)) = start(routes::routes).await? else { return Ok(()) };
    let trail = aws.store(&env)?;
    let rehearsals = services::rehearsals(&aws, &env)?;
    http::serve_operators(routes::routes().with_state(Arc::new(rehearsals)), trail).await
}
