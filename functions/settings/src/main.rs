//! Operators' API: the prompt, the voice, the numbers leads are called from, whether the vendors are set up, and how the system does.

mod alert_body;
mod alert_routes;
mod api;
mod audit_routes;
mod caller_body;
mod caller_routes;
mod check_body;
mod check_routes;
mod prompt_routes;
mod status_body;
mod status_routes;
mod vendor_access;
mod voice_body;
mod voice_routes;

use homework_runtime::{StartError, http, start};
use utoipa_axum::router::OpenApiRouter;

use crate::api::Api;

fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::default()
        .merge(prompt_routes::routes())
        .merge(voice_routes::routes())
        .merge(caller_routes::routes())
        .merge(check_routes::routes())
        .merge(alert_routes::routes())
        .merge(audit_routes::routes())
        .merge(status_routes::routes())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StartError> {
    let Some((aws, env)) = start(routes).await? else { return Ok(()) };
    let api = Api::new(aws, env)?;
    let trail = api.store.clone();
    http::serve_operators(routes().with_state(api), trail).await
}
