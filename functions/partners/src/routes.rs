//! The routes: parse, one operation, answer.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use homework_domain::counters::{Counter, Scope};
use homework_domain::ids::PartnerId;
use homework_domain::partner::{ApiKey, KEY_CHARS, NewPartner, PartnerChange, WebhookChange};
use homework_domain::partner_webhook::Loopback;
use homework_domain::{Error, Result};
use homework_operations::partners::Accounts;
use homework_runtime::extract::{JsonBody, ListQuery};
use homework_runtime::openapi::{Id, PageParams, ReadProblems, WriteProblems};
use homework_runtime::queue::Queue;
use homework_runtime::{Answer, Created, Problem};
use rand::distr::{Alphanumeric, SampleString as _};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::delivery_body::DeliveryPage;
use crate::gateway::Gateway;
use crate::partner_body::{
    CreatedPartner, NewKey, NewPartnerBody, PartnerBody, PartnerChangeBody, PartnerPage,
};

#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) accounts: Accounts<Gateway, Queue>,
    pub(crate) loopback: Loopback,
}

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::default()
        .routes(routes!(list, create))
        .routes(routes!(show, change, remove))
        .routes(routes!(regenerate_key))
        .routes(routes!(deliveries))
}

/// Makes a partner. The answer is the only one that ever shows its key.
#[utoipa::path(post, path = "/api/partners", operation_id = "create_partner", tag = "partners",
    security(("operator" = ["admin"])),
    request_body = NewPartnerBody,
    responses((status = 201, description = "The partner and its key.", body = CreatedPartner),
        WriteProblems))]
async fn create(State(api): State<Api>, JsonBody(body): JsonBody<NewPartnerBody>) -> Created<CreatedPartner> {
    let new = NewPartner::parse(&body.name, body.rate_limit)?;
    let new = new.with_default_country(body.default_country.as_deref())?;
    let key = new_key()?;
    let partner = api.accounts.create(new, &key).await?;
    Ok((StatusCode::CREATED, Json(CreatedPartner::of(partner, &key))))
}

/// The partners, the newest first.
#[utoipa::path(get, path = "/api/partners", operation_id = "list_partners", tag = "partners",
    params(PageParams, ("active_only" = Option<bool>, Query, description = "Only active partners.")),
    responses((status = 200, description = "A page of partners.", body = PartnerPage), ReadProblems))]
async fn list(State(api): State<Api>, query: ListQuery) -> Answer<PartnerPage> {
    let active_only = match query.filter("active_only") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(Error::invalid("active_only", "must be true or false").into()),
    };
    Ok(Json(api.accounts.store.list_partners(active_only, &query.page).await?.into()))
}

/// One partner.
#[utoipa::path(get, path = "/api/partners/{partner_id}", operation_id = "get_partner", tag = "partners",
    params(("partner_id" = Id, Path)),
    responses((status = 200, description = "The partner.", body = PartnerBody), ReadProblems))]
async fn show(State(api): State<Api>, Path(id): Path<String>) -> Answer<PartnerBody> {
    let partner = api.accounts.store.partner(id.parse()?).await?;
    let lead_count = api.accounts.store.counter(&Scope::Partner(partner.id), Counter::Leads).await?;
    Ok(Json(PartnerBody::of(partner, lead_count)))
}

/// Changes a partner's name, its limit, whether it is active, or its webhook.
///
/// The webhook is posted `{id, type, created_at, data: {lead_id, status, previous_status}}` whenever one
/// of the partner's leads changes its status. `X-HomeWork-Signature` is `v1=` and the hex HMAC-SHA256,
/// under the secret, of the text `{X-HomeWork-Timestamp}.{body}`. Any status from 200 to 299 within three
/// seconds says that the event was taken; otherwise it comes again, with growing pauses, up to eight times.
/// After three failures in a row the partner's events wait, for three days at most, while one at a time
/// probes the address. The same `id` may come twice.
#[utoipa::path(patch, path = "/api/partners/{partner_id}", operation_id = "update_partner", tag = "partners",
    security(("operator" = ["admin"])),
    params(("partner_id" = Id, Path)), request_body = PartnerChangeBody,
    responses((status = 200, description = "The partner as it is now.", body = PartnerBody), WriteProblems))]
async fn change(
    State(api): State<Api>,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<PartnerChangeBody>,
) -> Answer<PartnerBody> {
    let id: PartnerId = id.parse()?;
    let url = body.webhook_url.as_deref().map(str::trim);
    let webhook = WebhookChange::parse(url, body.webhook_secret.as_deref(), api.loopback)?;
    let change = PartnerChange::parse(body.name.as_deref(), body.is_active, body.rate_limit)?;
    let change = change.with_default_country(body.default_country.as_deref())?;
    let change = change.with_webhook(webhook);
    let partner = api.accounts.change(id, change).await?;
    let lead_count = api.accounts.store.counter(&Scope::Partner(partner.id), Counter::Leads).await?;
    Ok(Json(PartnerBody::of(partner, lead_count)))
}

/// Gives the partner another key; the old one opens nothing from then on.
#[utoipa::path(post, path = "/api/partners/{partner_id}/regenerate-key",
    operation_id = "regenerate_partner_key", tag = "partners",
    security(("operator" = ["admin"])),
    params(("partner_id" = Id, Path)),
    responses((status = 200, description = "The new key.", body = NewKey), WriteProblems))]
async fn regenerate_key(State(api): State<Api>, Path(id): Path<String>) -> Answer<NewKey> {
    let key = new_key()?;
    api.accounts.regenerate(id.parse()?, &key).await?;
    Ok(Json(NewKey::of(&key)))
}

/// Deletes a partner. Its leads stay, with no partner from then on.
#[utoipa::path(delete, path = "/api/partners/{partner_id}", operation_id = "delete_partner", tag = "partners",
    security(("operator" = ["admin"])),
    params(("partner_id" = Id, Path)), responses((status = 204, description = "Done."), WriteProblems))]
async fn remove(State(api): State<Api>, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    api.accounts.remove(id.parse()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the partner's webhook was told, the newest first. The log keeps thirty days.
#[utoipa::path(get, path = "/api/partners/{partner_id}/deliveries", operation_id = "list_partner_deliveries",
    tag = "partners", params(("partner_id" = Id, Path), PageParams),
    responses((status = 200, description = "A page of deliveries.", body = DeliveryPage), ReadProblems))]
async fn deliveries(
    State(api): State<Api>,
    Path(id): Path<String>,
    query: ListQuery,
) -> Answer<DeliveryPage> {
    let partner = api.accounts.store.partner(id.parse()?).await?;
    Ok(Json(api.accounts.store.list_deliveries(partner.id, &query.page).await?.into()))
}

/// A key that nobody guesses.
fn new_key() -> Result<ApiKey> {
    let text = Alphanumeric.sample_string(&mut rand::rng(), KEY_CHARS);
    ApiKey::parse(&text).ok_or_else(|| Error::internal("a key that is none"))
}
