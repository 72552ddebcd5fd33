//! The routes: parse, one operation, answer.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use homework_domain::Clock;
use homework_domain::page::Order;
use homework_runtime::Answer;
use homework_runtime::extract::{JsonBody, ListQuery};
use homework_runtime::openapi::{Id, PageParams, ReadProblems, WriteProblems};
use homework_store::LeadFilter;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::Api;
use crate::caller::Caller;
use crate::lead_body::{PartnerLeadOutcome, PartnerLeadPage};
use crate::transfer_body::{self, TransferBody, TransferResult};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::default().routes(routes!(send)).routes(routes!(list)).routes(routes!(show))
}

/// Takes in leads, up to 1,000 at a time. Each stands for itself: a wrong one is refused by its index,
/// the others are created. A number that the partner has sent before is refused with the id of its lead, so
/// sending the same request again creates nothing twice. A number that is known from elsewhere and one that is
/// not to be called are refused alike, so that nothing is told about people. A lead whose number is of a place where the
/// law asks for consent to calls by an artificial voice is refused without one. How many leads a partner may send in a day is limited; a request for which
/// the day has no room is refused whole, with 429.
#[utoipa::path(
    post,
    path = "/api/leads/partner-transfer",
    operation_id = "transfer_leads",
    tag = "partner-leads",
    params(
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 128, pattern = "^[!-~]+$",
            description = "The same request under the same key gets the same answer for a day."),
    ),
    request_body = TransferBody,
    responses((status = 200, description = "What became of each lead.", body = TransferResult), WriteProblems),
    security(("partner" = []))
)]
async fn send(
    State(api): State<Api>,
    caller: Caller,
    headers: HeaderMap,
    JsonBody(body): JsonBody<TransferBody>,
) -> Answer<TransferResult> {
    let header = headers.get("idempotency-key").map(|value| value.as_bytes());
    let transfer = transfer_body::read(&body, header, &caller, api.clock.now())?;
    Ok(Json(api.transfers.transfer(transfer).await?.into()))
}

/// The leads that the partner sent, the newest first.
#[utoipa::path(get, path = "/api/partner/leads", operation_id = "list_partner_leads", tag = "partner-leads",
    params(PageParams),
    responses((status = 200, description = "A page of leads.", body = PartnerLeadPage), ReadProblems),
    security(("partner" = [])))]
async fn list(State(api): State<Api>, caller: Caller, query: ListQuery) -> Answer<PartnerLeadPage> {
    Ok(Json(
        api.store.list_leads(&LeadFilter::Partner(caller.id), Order::NewestFirst, &query.page).await?.into(),
    ))
}

/// A lead that the partner sent, and what came of it.
#[utoipa::path(get, path = "/api/partner/leads/{lead_id}", operation_id = "get_partner_lead",
    tag = "partner-leads", params(("lead_id" = Id, Path)),
    responses((status = 200, description = "The lead.", body = PartnerLeadOutcome), ReadProblems),
    security(("partner" = [])))]
async fn show(State(api): State<Api>, caller: Caller, Path(id): Path<String>) -> Answer<PartnerLeadOutcome> {
    let lead = api.store.partner_lead(caller.id, id.parse()?).await?;
    let call = match lead.call_id {
        Some(call) => api.store.call(call).await.ok(),
        None => None,
    };
    Ok(Json(PartnerLeadOutcome::of(lead, call)))
}
