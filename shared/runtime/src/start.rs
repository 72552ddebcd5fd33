//! What every function behind the API begins with.

use utoipa_axum::router::OpenApiRouter;

use crate::{Aws, Env, StartError, openapi, telemetry};

/// The function's AWS and its environment; nothing where the process was started only to print what its routes
/// are.
pub async fn start<S: Clone + Send + Sync + 'static>(
    routes: impl FnOnce() -> OpenApiRouter<S>,
) -> Result<Option<(Aws, Env)>, StartError> {
    if openapi::print_if_asked(routes)? {
        return Ok(None);
    }
    telemetry::init();
    Ok(Some((Aws::load_for_api().await, Env::of_process())))
}
