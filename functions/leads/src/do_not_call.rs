//! The do-not-call list: recording a number, looking the list up, and taking a number off it again.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use homework_domain::Clock;
use homework_domain::page::{Page, PageRequest};
use homework_domain::phone::PhoneNumber;
use homework_domain::suppression::{REASON_MAX_CHARS, Removal, Suppression};
use homework_runtime::claims::Operator;
use homework_runtime::extract::{JsonBody, ListQuery};
use homework_runtime::openapi::{self, Id, PageParams, ReadProblems, WriteProblems};
use homework_runtime::{Answer, Created, Problem};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::Api;

/// A number that is never called again. Times are UTC.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DoNotCallNumber)]
pub(crate) struct NumberBody {
    /// In E.164 form.
    #[schema(example = "+34612345678")]
    phone: String,
    #[schema(value_type = openapi::DoNotCallSource)]
    source: &'static str,
    /// In an operator's words.
    #[schema(required, example = "Asked by letter on 20 November")]
    reason: Option<String>,
    /// The lead that has the number, if one does.
    #[schema(required, value_type = Option<Id>)]
    lead_id: Option<String>,
    /// When it was first recorded.
    recorded_at: Timestamp,
    /// When somebody first asked for it in a call. Such a number cannot be taken off the list.
    #[schema(required)]
    asked_at: Option<Timestamp>,
}

impl From<Suppression> for NumberBody {
    fn from(record: Suppression) -> Self {
        Self {
            phone: record.phone.into(),
            source: record.source.as_str(),
            reason: record.reason,
            lead_id: record.lead_id.map(String::from),
            recorded_at: record.recorded_at,
            asked_at: record.asked_at,
        }
    }
}

/// A number that was taken off the do-not-call list. Times are UTC.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DoNotCallRemoval)]
pub(crate) struct RemovalBody {
    /// In E.164 form.
    #[schema(example = "+34612345678")]
    phone: String,
    /// In the operator's words.
    #[schema(example = "Recorded by mistake: a digit was wrong")]
    reason: String,
    /// The operator who did it.
    #[schema(example = "ana@example.com")]
    removed_by: String,
    removed_at: Timestamp,
    /// Why it had been on the list.
    #[schema(required)]
    recorded_reason: Option<String>,
    /// Since when it had been on the list.
    recorded_at: Timestamp,
}

impl From<Removal> for RemovalBody {
    fn from(removal: Removal) -> Self {
        Self {
            phone: removal.phone.into(),
            reason: removal.reason,
            removed_by: removal.removed_by,
            removed_at: removal.removed_at,
            recorded_reason: removal.recorded_reason,
            recorded_at: removal.recorded_at,
        }
    }
}

homework_runtime::page_body! {
    /// A page of the numbers that were taken off the do-not-call list.
    #[schema(as = DoNotCallRemovalPage)]
    pub(crate) struct RemovalPage of Removal {
        removals: Vec<RemovalBody>,
        /// Counts no further than the page after this one.
        total,
        #[schema(required)]
        next_cursor,
    }
}

homework_runtime::page_body! {
    /// A page of the do-not-call list.
    #[schema(as = DoNotCallPage)]
    pub(crate) struct NumberPage of Suppression {
        numbers: Vec<NumberBody>,
        /// Counts no further than the page after this one.
        total,
        #[schema(required)]
        next_cursor,
    }
}

/// A number to record.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewDoNotCallNumber)]
pub(crate) struct NewNumberBody {
    #[schema(example = "+34 612 345 678")]
    phone: String,
    /// Why, for whoever looks at the list later.
    #[schema(max_length = 500)]
    reason: Option<String>,
}

/// A number to take off the list.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DoNotCallRemovalRequest)]
pub(crate) struct RemoveNumberBody {
    #[schema(example = "+34 612 345 678")]
    phone: String,
    /// Why the number may be called after all; it is kept with who said so and when.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

const _: () = assert!(REASON_MAX_CHARS == 500);

/// Records a number that must not be called, also one that no lead has. Its lead, if there is one, becomes
/// DO_NOT_CALL wherever it stands: a queued one is not dialled any more; a call under way ends by its own.
#[utoipa::path(post, path = "/api/do-not-call", operation_id = "record_do_not_call", tag = "leads",
    request_body = NewNumberBody,
    responses((status = 201, description = "The number is on the list now.", body = NumberBody),
        (status = 200, description = "The number was on the list: its first record.", body = NumberBody),
        WriteProblems))]
pub(crate) async fn record(
    State(api): State<Api>,
    JsonBody(body): JsonBody<NewNumberBody>,
) -> Created<NumberBody> {
    let wanted = Suppression::by_operator(&body.phone, body.reason.as_deref(), api.clock.now())?;
    let (record, is_new) = api.store.suppress(&wanted).await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(record.into())))
}

/// The numbers that are never called, the latest recorded first.
#[utoipa::path(
    get,
    path = "/api/do-not-call",
    operation_id = "list_do_not_call",
    tag = "leads",
    params(
        PageParams,
        ("phone" = Option<String>, Query, description = "Only this number, in international form. Nothing is \
            found where it may be called."),
        ("order" = Option<openapi::Order>, Query, description = "The newest first by default."),
    ),
    responses((status = 200, description = "A page of the list.", body = NumberPage), ReadProblems)
)]
pub(crate) async fn list(State(api): State<Api>, query: ListQuery) -> Answer<NumberPage> {
    let Some(phone) = query.filter("phone") else {
        return Ok(Json(api.store.list_suppressions(query.order()?, &query.page).await?.into()));
    };
    let found = api.store.suppression(&asked_number(phone)?).await?;
    let first = query.page.cursor.is_none() && query.page.skip() == 0;
    Ok(Json(one_page(found.filter(|_| first), &query.page).into()))
}

/// Takes a number off the list that an operator had recorded, as by mistake. Its lead, if there is one, may be
/// called again: PENDING, or CONTACTED where it was called before. A number whose owner asked for it in a call
/// stays, which 409 says.
#[utoipa::path(delete, path = "/api/do-not-call", operation_id = "remove_do_not_call", tag = "leads",
    security(("operator" = ["admin"])),
    request_body = RemoveNumberBody,
    responses((status = 200, description = "What is kept of it.", body = RemovalBody), WriteProblems))]
pub(crate) async fn remove(
    State(api): State<Api>,
    Extension(operator): Extension<Operator>,
    JsonBody(body): JsonBody<RemoveNumberBody>,
) -> Answer<RemovalBody> {
    let phone = body.phone.parse()?;
    let removal = api.store.lift_suppression(&phone, &body.reason, operator.name(), api.clock.now()).await?;
    tracing::info!(operator = operator.subject, "a number was taken off the do-not-call list");
    Ok(Json(removal.into()))
}

/// The numbers that were taken off the list, by whom and why, the latest first.
#[utoipa::path(get, path = "/api/do-not-call/removals", operation_id = "list_do_not_call_removals",
    tag = "leads",
    params(PageParams,
        ("order" = Option<openapi::Order>, Query, description = "The newest first by default.")),
    responses((status = 200, description = "A page of them.", body = RemovalPage), ReadProblems))]
pub(crate) async fn list_removals(State(api): State<Api>, query: ListQuery) -> Answer<RemovalPage> {
    Ok(Json(api.store.list_removals(query.order()?, &query.page).await?.into()))
}

/// A plus sign that was not escaped in an address arrives as a space.
pub(crate) fn asked_number(text: &str) -> Result<PhoneNumber, Problem> {
    let text = text.trim();
    let unescaped = text.starts_with(|c: char| c.is_ascii_digit() && c != '0');
    Ok(if unescaped { format!("+{text}").parse()? } else { text.parse()? })
}

fn one_page(found: Option<Suppression>, request: &PageRequest) -> Page<Suppression> {
    Page {
        total: u64::from(found.is_some()),
        items: found.into_iter().collect(),
        page: request.page,
        page_size: request.page_size,
        next_cursor: None,
    }
}
