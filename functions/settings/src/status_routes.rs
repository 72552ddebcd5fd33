//! The route of the system's status.

use axum::Json;
use axum::extract::State;
use homework_runtime::Answer;
use homework_runtime::openapi::ReadProblems;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::Api;
use crate::status_body::StatusBody;

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::default().routes(routes!(get_status))
}

/// How the system does: what is known of the vendors, campaigns that it paused, what waits on the queues, and
/// today's calls against their limits, and what Twilio charged for them. Costs five reads of the table, a sixth while
/// campaigns run, thirteen requests to the queues once in eight seconds at most, and one to Twilio in two minutes: it
/// may be asked every few seconds.
#[utoipa::path(get, path = "/api/status", operation_id = "get_status", tag = "health",
    responses((status = 200, description = "How it does.", body = StatusBody), ReadProblems))]
async fn get_status(State(api): State<Api>) -> Answer<StatusBody> {
    Ok(Json(Box::pin(api.watch.status(&api.vendors)).await?.into()))
}
