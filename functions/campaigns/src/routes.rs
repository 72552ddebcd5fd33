//! The routes: parse, one operation, answer.

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use homework_domain::campaign::NewCampaign;
use homework_domain::clock::{Clock, SystemClock};
use homework_domain::counters::Scope;
use homework_domain::lead::LeadStatus;
use homework_domain::queue::Dispatch;
use homework_domain::{Error, Result};
use homework_runtime::Problem;
use homework_runtime::extract::{JsonBody, ListQuery};
use homework_runtime::queue::Queue;
use homework_store::Store;
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) store: Store,
    pub(crate) dispatch: Queue,
    pub(crate) default_stagger_seconds: f64,
    pub(crate) clock: SystemClock,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StartBody {
    name: String,
    lead_ids: Vec<String>,
    /// At least so long between two calls; the stack's default where it is not given.
    #[serde(default)]
    stagger_seconds: Option<f64>,
}

pub(crate) fn router(api: Api) -> Router {
    Router::new()
        .route("/api/campaigns/start", post(start))
        .route("/api/campaigns/status", get(status))
        .with_state(api)
}

async fn start(State(api): State<Api>, JsonBody(body): JsonBody<StartBody>) -> Result<Json<Value>, Problem> {
    let stagger = body.stagger_seconds.unwrap_or(api.default_stagger_seconds);
    let new = NewCampaign::parse(&body.name, &body.lead_ids, stagger)?;
    let campaign = api.store.start_campaign(&new, api.clock.now()).await?;
    // Merely a nudge: without it the dispatcher finds the campaign at its next tick.
    if let Err(error) = api.dispatch.send(&Dispatch { campaign_id: campaign.id }, 0).await {
        tracing::warn!(campaign_id = %campaign.id, %error, "the dispatcher was not woken");
    }
    Ok(Json(json!({
        "success": true,
        "message": format!("Campaign started with {} leads", campaign.total_leads),
        "queued_leads": campaign.total_leads,
        "campaign_id": campaign.id,
    })))
}

/// Leads by status, of all leads or of one campaign; every status is listed.
async fn status(State(api): State<Api>, query: ListQuery) -> Result<Json<Value>, Problem> {
    let scope = match query.filter("campaign_id") {
        Some(id) => {
            let id = id.parse().map_err(|_| Error::invalid("campaign_id", "is not a campaign's id"))?;
            Scope::Campaign(api.store.campaign(id).await?.id)
        }
        None => Scope::All,
    };
    let counters = api.store.counters(&scope).await?;
    let count = |status: LeadStatus| counters.get(&format!("lead_status#{status}")).copied().unwrap_or(0);
    let counts: Map<String, Value> = LeadStatus::ALL
        .into_iter()
        .map(|status| (status.as_str().to_owned(), json!(count(status))))
        .collect();
    Ok(Json(json!({"status_counts": counts})))
}
