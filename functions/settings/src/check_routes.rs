//! The route of the configuration check.

use axum::Json;
use axum::extract::State;
use homework_runtime::Answer;
use homework_runtime::openapi::ReadProblems;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::Api;
use crate::check_body::ConfigurationCheck;

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::default().routes(routes!(check_configuration))
}

/// Whether each vendor is set up, reachable and accepts our credentials. Asks every vendor something
/// harmless, the language model one question with the tools of a conversation, and lets campaigns go on
/// that were paused for a vendor that works again; answers within twelve seconds, without revealing a
/// secret.
#[utoipa::path(get, path = "/api/settings/check", operation_id = "check_configuration", tag = "settings",
    security(("operator" = ["operator"])),
    responses((status = 200, description = "How each vendor stands.", body = ConfigurationCheck),
        ReadProblems))]
async fn check_configuration(State(api): State<Api>) -> Answer<ConfigurationCheck> {
    // Boxed: five vendors that are asked at once are a large thing to move about.
    Ok(Json(Box::pin(api.checkup.run()).await?.into()))
}
