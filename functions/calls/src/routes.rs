//! The routes: parse, one operation, answer.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use homework_domain::Error;
use homework_domain::analytics::range_of_days;
use homework_domain::call::Call;
use homework_domain::clock::{Clock, SystemClock};
use homework_integrations::twilio::Twilio;
use homework_operations::hang_up::hang_up;
use homework_runtime::Answer;
use homework_runtime::extract::ListQuery;
use homework_runtime::files::Files;
use homework_runtime::openapi::{self, CallOutcome, Done, Id, PageParams, ReadProblems, WriteProblems};
use homework_store::{CallFilter, CallRecord, Store};
use jiff::SignedDuration;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::call_body::{CallDetails, CallPage, Recording};

/// A link to a recording opens it for this long.
const LINK_VALID_FOR: Duration = Duration::from_secs(15 * 60);

#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) store: Store,
    pub(crate) files: Files,
    pub(crate) telephony: Twilio,
    /// How long the bucket keeps recordings; `None` is for good.
    pub(crate) recordings_kept_for: Option<SignedDuration>,
    pub(crate) clock: SystemClock,
}

impl Api {
    /// The call with its recording's address as its reader may have it: a link that opens it for a
    /// short while, or none while the recording is not archived or where it is kept no longer. Making one
    /// asks nobody.
    async fn shown(&self, call: Call) -> Result<Call, Error> {
        let kept_until = self.recordings_kept_for.map(|kept| call.started_at + kept);
        let is_kept = kept_until.is_none_or(|until| self.clock.now() < until);
        let recording_url = match call.recording_key.as_ref().filter(|_| is_kept) {
            Some(key) => Some(self.files.link(key, LINK_VALID_FOR, None).await?),
            None => None,
        };
        Ok(Call { recording_url, ..call })
    }
}

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::default()
        .routes(routes!(list))
        .routes(routes!(show))
        .routes(routes!(recording))
        .routes(routes!(terminate))
}

/// The calls, the latest first.
#[utoipa::path(
    get,
    path = "/api/calls",
    operation_id = "list_calls",
    tag = "calls",
    params(
        PageParams,
        ("outcome" = Option<CallOutcome>, Query, description = "Only calls that ended so."),
        ("campaign_id" = Option<Id>, Query, description = "Only a campaign's calls; not together with `outcome`."),
        ("active" = Option<bool>, Query, description = "With `true`, only calls that have not ended; not together \
            with the others. `total` then counts no further than the page after this one."),
        ("from" = Option<jiff::civil::Date>, Query, description = "Only calls that began on that day or later. \
            With days, `total` counts no further than the page after this one."),
        ("to" = Option<jiff::civil::Date>, Query, description = "Only calls that began on that day or earlier."),
        ("zone" = Option<String>, Query, description = "IANA time zone of the days; UTC by default.",
            example = "Europe/Madrid"),
        ("order" = Option<openapi::Order>, Query, description = "The newest first by default."),
    ),
    responses((status = 200, description = "A page of calls.", body = CallPage), ReadProblems)
)]
async fn list(State(api): State<Api>, query: ListQuery) -> Answer<CallPage> {
    let filter = call_filter(&query)?;
    let days = range_of_days(query.filter("from"), query.filter("to"), query.filter("zone"))?;
    let mut page = api.store.list_calls(&filter, days.as_ref(), query.order()?, &query.page).await?;
    // A list hands out neither links to recordings nor transcripts: whoever wants one asks for the call.
    for call in &mut page.items {
        call.recording_url = None;
        call.transcript = None;
    }
    Ok(Json(page.into()))
}

/// Which calls are asked for.
fn call_filter(query: &ListQuery) -> Result<CallFilter, Error> {
    query.at_most_one_of(&["outcome", "campaign_id", "active"])?;
    let active = match query.filter("active") {
        None | Some("false") => None,
        Some("true") => Some(CallFilter::Active),
        Some(_) => return Err(Error::invalid("active", "must be true or false")),
    };
    let outcome = query.filter("outcome").map(str::parse).transpose()?.map(CallFilter::Outcome);
    let campaign = query.id("campaign_id", "campaign")?.map(CallFilter::Campaign);
    Ok(active.or(outcome).or(campaign).unwrap_or(CallFilter::All))
}

/// One call, with everything that was said.
#[utoipa::path(get, path = "/api/calls/{call_id}", operation_id = "get_call", tag = "calls",
    params(("call_id" = Id, Path)),
    responses((status = 200, description = "The call.", body = CallDetails), ReadProblems))]
async fn show(State(api): State<Api>, Path(id): Path<String>) -> Answer<CallDetails> {
    let id = id.parse()?;
    let record = api.store.call_record(id).await?;
    let record = CallRecord { call: api.shown(record.call).await?, ..record };
    Ok(Json(CallDetails::new(record, api.store.decision_of_call(id).await?)))
}

/// Where a call's recording can be heard, for a quarter of an hour from now. There is none until the
/// recording has been archived, shortly after the call.
#[utoipa::path(get, path = "/api/calls/{call_id}/recording", operation_id = "get_call_recording",
    tag = "calls", params(("call_id" = Id, Path)),
    responses((status = 200, description = "The recording's address.", body = Recording), ReadProblems))]
async fn recording(State(api): State<Api>, Path(id): Path<String>) -> Answer<Recording> {
    let call = api.shown(api.store.call(id.parse()?).await?).await?;
    let recording_url = call.recording_url.ok_or_else(|| Error::not_found("recording of call", call.id))?;
    Ok(Json(Recording { recording_url }))
}

/// Ends a call at once, whoever is talking. A call that has ended is left as it is, so this may be
/// repeated. A call that was dialled this very moment and is not confirmed yet is a conflict.
#[utoipa::path(post, path = "/api/calls/{call_id}/terminate", operation_id = "terminate_call", tag = "calls",
    params(("call_id" = Id, Path)),
    responses((status = 200, description = "The call is over, or about to be.", body = Done), WriteProblems))]
async fn terminate(State(api): State<Api>, Path(id): Path<String>) -> Answer<Done> {
    let was_on = hang_up(&api.store, &api.telephony, id.parse()?, api.clock.now()).await?;
    Ok(Json(Done::new(if was_on { "The call is being ended" } else { "The call had ended already" })))
}
