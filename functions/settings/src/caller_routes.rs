//! The routes of the numbers we call from: parse, one operation, answer.

use axum::Json;
use axum::extract::State;
use homework_runtime::Answer;
use homework_runtime::extract::JsonBody;
use homework_runtime::openapi::{ReadProblems, WriteProblems};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::Api;
use crate::caller_body::{CallerNumbersBody, NewCallerNumbersBody};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::default().routes(routes!(show, change))
}

/// The numbers that leads are called from, and the others of the Twilio account. A lead is called from a number of its
/// own area, or else of its country; from one of another country only where there is none. Among several that suit a
/// lead alike it is called from the same one each time.
#[utoipa::path(get, path = "/api/settings/caller-numbers", operation_id = "get_caller_numbers", tag = "settings",
    responses((status = 200, description = "The numbers.", body = CallerNumbersBody), ReadProblems))]
async fn show(State(api): State<Api>) -> Answer<CallerNumbersBody> {
    Ok(Json(api.callers.overview().await?.into()))
}

/// Has leads called from these numbers and no others, from the next call on. Where there is none, all calls come from the
/// number in Twilio's secret. Calls that are under way, or were claimed before, keep theirs. A number that Twilio
/// refused is tried again.
#[utoipa::path(put, path = "/api/settings/caller-numbers", operation_id = "set_caller_numbers", tag = "settings",
    security(("operator" = ["admin"])),
    request_body = NewCallerNumbersBody,
    responses((status = 200, description = "The numbers now in use.", body = CallerNumbersBody), WriteProblems))]
async fn change(
    State(api): State<Api>,
    JsonBody(body): JsonBody<NewCallerNumbersBody>,
) -> Answer<CallerNumbersBody> {
    let (numbers, based_on) = body.read();
    Ok(Json(api.callers.save(&numbers, based_on).await?.into()))
}
