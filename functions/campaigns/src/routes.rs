//! The routes: parse, one operation, answer.

use axum::Json;
use axum::extract::{Path, State};
use homework_domain::Error;
use homework_domain::campaign::{CampaignChange, CampaignState};
use homework_domain::counters::{Counter, Scope};
use homework_domain::lead::LeadStatus;
use homework_operations::campaigns::Start;
use homework_runtime::Answer;
use homework_runtime::extract::{JsonBody, ListQuery};
use homework_runtime::openapi::{self, Id, PageParams, ReadProblems, WriteProblems};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::Api;
use crate::campaign_body::{
    CampaignBody, CampaignDetail, CampaignPage, CampaignStarted, CampaignStatus, ChangeBody, StartBody,
    status_counts,
};
use crate::decision_body::DecisionPage;
use crate::forecast_body::{ForecastBody, ForecastRequest};
use crate::policy_body::PolicyBody;

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::default()
        .routes(routes!(start))
        .routes(routes!(forecast))
        .routes(routes!(status))
        .routes(routes!(list))
        .routes(routes!(show, change))
        .routes(routes!(decisions))
        .routes(routes!(pause))
        .routes(routes!(resume))
        .routes(routes!(cancel))
        .merge(crate::calling_routes::routes())
}

/// Starts a campaign: queues the leads of the list, all of them or none. With a filter the answer
/// comes at once and the leads are queued afterwards, while the campaign is STARTING.
#[utoipa::path(post, path = "/api/campaigns/start", operation_id = "start_campaign", tag = "campaigns",
    request_body = StartBody,
    responses((status = 200, description = "The campaign has started.", body = CampaignStarted),
        WriteProblems))]
async fn start(State(api): State<Api>, JsonBody(body): JsonBody<StartBody>) -> Answer<CampaignStarted> {
    let start = Start {
        name: &body.name,
        called: body.called().read()?,
        stagger_seconds: body.stagger_seconds,
        policy: body.policy.clone().map(PolicyBody::read).transpose()?,
        is_test: body.test,
    };
    let campaign = api.campaigns.start(start).await?;
    let message = match campaign.selection {
        None => format!("Campaign started with {} leads", campaign.total_leads),
        Some(_) => "Campaign is starting: its leads are being queued".to_owned(),
    };
    Ok(Json(CampaignStarted {
        success: true,
        message,
        queued_leads: campaign.total_leads,
        campaign_id: campaign.id.to_string(),
    }))
}

/// What a campaign would come to if it were started now: which of its leads can be called, which wait and for what,
/// which are not called and why, and when each was called once. The same is asked as before every call. Nothing is
/// changed.
#[utoipa::path(post, path = "/api/campaigns/forecast", operation_id = "forecast_campaign", tag = "campaigns",
    security(("operator" = ["viewer"])),
    request_body = ForecastRequest,
    responses((status = 200, description = "How the leads stand.", body = ForecastBody), WriteProblems))]
async fn forecast(State(api): State<Api>, JsonBody(body): JsonBody<ForecastRequest>) -> Answer<ForecastBody> {
    let start = Start {
        name: "Forecast",
        called: body.called().read()?,
        stagger_seconds: body.stagger_seconds,
        policy: body.policy.clone().map(PolicyBody::read).transpose()?,
        is_test: false,
    };
    Ok(Json(api.campaigns.forecast(start).await?.into()))
}

/// Leads by status, of all leads or of one campaign; every status is listed.
#[utoipa::path(get, path = "/api/campaigns/status", operation_id = "get_campaign_status", tag = "campaigns",
    params(("campaign_id" = Option<Id>, Query, description = "Only the leads of this campaign.")),
    responses((status = 200, description = "The counts.", body = CampaignStatus), ReadProblems))]
async fn status(State(api): State<Api>, query: ListQuery) -> Answer<CampaignStatus> {
    let scope = match query.filter("campaign_id") {
        Some(id) => {
            let id = id.parse().map_err(|_| Error::invalid("campaign_id", "is not a campaign's id"))?;
            Scope::Campaign(api.store.campaign(id).await?.id)
        }
        None => Scope::All,
    };
    let counters = api.store.counters(&scope).await?;
    Ok(Json(CampaignStatus { status_counts: status_counts(&counters) }))
}

/// The campaigns, the newest first.
#[utoipa::path(get, path = "/api/campaigns", operation_id = "list_campaigns", tag = "campaigns",
    params(PageParams,
        ("status" = Option<openapi::CampaignState>, Query, description = "Only campaigns in this state.")),
    responses((status = 200, description = "A page of campaigns.", body = CampaignPage), ReadProblems))]
async fn list(State(api): State<Api>, query: ListQuery) -> Answer<CampaignPage> {
    let state = query.filter("status").map(str::parse).transpose()?;
    Ok(Json(api.store.list_campaigns(state, &query.page).await?.into()))
}

/// One campaign and how far it is.
#[utoipa::path(get, path = "/api/campaigns/{campaign_id}", operation_id = "get_campaign", tag = "campaigns",
    params(("campaign_id" = Id, Path)),
    responses((status = 200, description = "The campaign.", body = CampaignDetail), ReadProblems))]
async fn show(State(api): State<Api>, Path(id): Path<String>) -> Answer<CampaignDetail> {
    let campaign = api.store.campaign(id.parse()?).await?;
    let mut counters = api.store.counters(&Scope::Campaign(campaign.id)).await?;
    if let Some(counted) = api.store.count_leads_by_status(&campaign).await? {
        for status in LeadStatus::ALL {
            counters.set(Counter::LeadsWith(status), counted.get(&status).copied().unwrap_or(0));
        }
        counters.set(Counter::ActiveCalls, counted.get(&LeadStatus::Calling).copied().unwrap_or(0));
    }
    Ok(Json(CampaignDetail::new(campaign, &counters)))
}

/// Changes a campaign's name, pace or policy, also while it runs. Leads that wait for its hours or its next day are
/// planned again within two minutes; retries and call-backs that are due already keep their time.
#[utoipa::path(patch, path = "/api/campaigns/{campaign_id}", operation_id = "change_campaign", tag = "campaigns",
    params(("campaign_id" = Id, Path)), request_body = ChangeBody,
    responses((status = 200, description = "The changed campaign.", body = CampaignBody), WriteProblems))]
async fn change(
    State(api): State<Api>,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<ChangeBody>,
) -> Answer<CampaignBody> {
    let policy = body.policy.map(PolicyBody::read).transpose()?;
    let change = CampaignChange { name: body.name, stagger_seconds: body.stagger_seconds, policy };
    Ok(Json(api.campaigns.edit(id.parse()?, &change).await?.into()))
}

/// What was decided about calling the campaign's leads, and by what: each call that was placed and each that was
/// refused, the newest first.
#[utoipa::path(get, path = "/api/campaigns/{campaign_id}/decisions", operation_id = "list_decisions",
    tag = "campaigns",
    params(("campaign_id" = Id, Path), PageParams,
        ("order" = Option<openapi::Order>, Query, description = "The newest first by default.")),
    responses((status = 200, description = "A page of decisions.", body = DecisionPage), ReadProblems))]
async fn decisions(State(api): State<Api>, Path(id): Path<String>, query: ListQuery) -> Answer<DecisionPage> {
    let campaign = api.store.campaign(id.parse()?).await?;
    Ok(Json(api.store.decisions(campaign.id, query.order()?, &query.page).await?.into()))
}

/// Stops dialling until the campaign is resumed. Calls under way finish.
#[utoipa::path(post, path = "/api/campaigns/{campaign_id}/pause", operation_id = "pause_campaign",
    tag = "campaigns", params(("campaign_id" = Id, Path)),
    responses((status = 200, description = "The paused campaign.", body = CampaignBody), WriteProblems))]
async fn pause(State(api): State<Api>, Path(id): Path<String>) -> Answer<CampaignBody> {
    api.steer(&id, CampaignState::Paused).await
}

/// Goes on with a paused campaign. Where a vendor had failed that calls need, it is asked first whether it
/// works again; if it does not, the campaign stays paused and the answer says why.
#[utoipa::path(post, path = "/api/campaigns/{campaign_id}/resume", operation_id = "resume_campaign",
    tag = "campaigns", params(("campaign_id" = Id, Path)),
    responses((status = 200, description = "The running campaign.", body = CampaignBody), WriteProblems))]
async fn resume(State(api): State<Api>, Path(id): Path<String>) -> Answer<CampaignBody> {
    api.steer(&id, CampaignState::Running).await
}

/// Ends a campaign early. Calls under way finish; leads that were not called become PENDING again,
/// a little after the answer.
#[utoipa::path(post, path = "/api/campaigns/{campaign_id}/cancel", operation_id = "cancel_campaign",
    tag = "campaigns", params(("campaign_id" = Id, Path)),
    responses((status = 200, description = "The cancelled campaign.", body = CampaignBody), WriteProblems))]
async fn cancel(State(api): State<Api>, Path(id): Path<String>) -> Answer<CampaignBody> {
    api.steer(&id, CampaignState::Cancelled).await
}

impl Api {
    async fn steer(&self, id: &str, next: CampaignState) -> Answer<CampaignBody> {
        Ok(Json(self.campaigns.request_transition(id.parse()?, next).await?.into()))
    }
}
