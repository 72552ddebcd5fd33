//! The route of the alerts.

use axum::Json;
use axum::extract::State;
use homework_runtime::Answer;
use homework_runtime::openapi::ReadProblems;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::alert_body::{Alert, AlertList};
use crate::api::Api;

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::default().routes(routes!(list_alerts))
}

/// What an operator should know now: vendors that do not work, campaigns that the system paused, a day whose
/// calls are used up, national do-not-call lists that are stale or will be within days, work that was given up. A model that will be shut down is among them for sixty days before.
/// OpenAI is asked about that once a day and the queues once a minute, and no vendor about anything else, so this
/// may be asked every few seconds.
#[utoipa::path(get, path = "/api/settings/alerts", operation_id = "list_alerts", tag = "settings",
    responses((status = 200, description = "The alerts, the gravest first.", body = AlertList),
        ReadProblems))]
async fn list_alerts(State(api): State<Api>) -> Answer<AlertList> {
    let alerts = api.watch.alerts(&api.vendors).await?;
    Ok(Json(AlertList { alerts: alerts.into_iter().map(Alert::from).collect() }))
}
