//! The route of the alerts.

use axum::Json;
use axum::extract::State;
use homework_domain::Result;
use homework_domain::campaign::CampaignState;
use homework_domain::clock::Clock;
use homework_operations::model_notice;
use homework_runtime::Answer;
use homework_runtime::openapi::ReadProblems;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::alert_body::{Alert, AlertList, Severity};
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
    Ok(Json(AlertList { alerts: alerts(&api).await? }))
}

async fn alerts(api: &Api) -> Result<Vec<Alert>> {
    let halts = api.store.halts().await?;
    let mut alerts: Vec<Alert> = halts.breakers.iter().filter_map(Alert::of_breaker).collect();
    alerts.extend(halts.lists.iter().filter_map(|list| Alert::of_national_list(list, api.clock.now())));
    let paused = api.store.campaigns_in(CampaignState::Paused).await?;
    alerts.extend(paused.iter().filter_map(Alert::of_campaign));
    let (now, most) = (api.clock.now(), api.watch.calls_per_day.account);
    alerts.extend((api.store.calls_of_day(now).await? >= most).then(|| Alert::of_ceiling(most, now)));
    alerts.extend(api.watch.backlogs().await.iter().filter_map(|backlog| Alert::of_backlog(backlog, now)));
    // No notice is no reason to keep the other alerts back.
    let notice = model_notice::current(&api.store, &api.vendors, now).await.ok().flatten();
    alerts.extend(notice.and_then(|notice| Alert::of_model(&notice, now)));
    alerts.sort_by_key(|alert| match alert.severity {
        Severity::Critical => 0,
        Severity::Warning => 1,
        Severity::Info => 2,
    });
    Ok(alerts)
}
