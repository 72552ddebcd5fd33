//! The emergency stop.

use axum::extract::State;
use axum::{Extension, Json};
use homework_domain::calling_stop::REASON_MAX_CHARS;
use homework_operations::calling::CallingState;
use homework_runtime::claims::Operator;
use homework_runtime::extract::JsonBody;
use homework_runtime::openapi::{CallingStopBody, ReadProblems, WriteProblems};
use homework_runtime::{Answer, AuditReason, Problem};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::Api;

/// Whether anybody is phoned at all.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Calling)]
struct CallingBody {
    /// The emergency stop; null while there is none.
    #[schema(required)]
    stop: Option<CallingStopBody>,
    /// Campaigns that run, or would without the stop.
    #[schema(example = 2)]
    running_campaigns: u64,
    /// Calls that are not over.
    #[schema(example = 3)]
    active_calls: u64,
}

impl From<CallingState> for CallingBody {
    fn from(state: CallingState) -> Self {
        Self {
            stop: state.stop.map(CallingStopBody::from),
            running_campaigns: state.running_campaigns,
            active_calls: state.active_calls,
        }
    }
}

/// What stops all calling.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CallingStopRequest)]
struct StopBody {
    /// Why, for whoever is to lift it.
    #[schema(max_length = 500, example = "The list has the wrong numbers")]
    reason: Option<String>,
    /// Also ends conversations under way; otherwise they come to their own end.
    end_conversations: bool,
}

/// What has calling go on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CallingResumeRequest)]
struct ResumeBody {
    /// Of the stop that is lifted.
    stopped_at: Timestamp,
    /// Why calling may go on; it is kept in the audit trail.
    #[schema(min_length = 1, max_length = 500, example = "The list is corrected")]
    reason: String,
}

const _: () = assert!(REASON_MAX_CHARS == 500);

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::default().routes(routes!(get_calling)).routes(routes!(stop)).routes(routes!(resume))
}

/// Whether all calling is stopped, and how much a stop would stop.
#[utoipa::path(get, path = "/api/calling", operation_id = "get_calling", tag = "campaigns",
    responses((status = 200, description = "How it stands.", body = CallingBody), ReadProblems))]
async fn get_calling(State(api): State<Api>) -> Answer<CallingBody> {
    Ok(Json(api.calling.state().await?.into()))
}

/// The emergency stop: nobody is phoned any more, by whatever campaign. It answers once that holds, after a second
/// or two. Calls that ring are cancelled within seconds, and their leads stay in line; conversations come to their own
/// end unless `end_conversations` is set. Only an admin lifts it. Where calling is stopped already, that stop stands.
#[utoipa::path(post, path = "/api/calling/stop", operation_id = "stop_calling", tag = "campaigns",
    request_body = StopBody,
    responses((status = 200, description = "Nobody is phoned.", body = CallingBody), WriteProblems))]
async fn stop(
    State(api): State<Api>,
    Extension(operator): Extension<Operator>,
    JsonBody(body): JsonBody<StopBody>,
) -> Result<(Extension<AuditReason>, Json<CallingBody>), Problem> {
    api.calling.stop(operator.name(), body.reason.as_deref(), body.end_conversations).await?;
    let reason = AuditReason::given(body.reason.as_deref().unwrap_or_default());
    Ok((Extension(reason), Json(api.calling.state().await?.into())))
}

/// Lifts the emergency stop: campaigns that run go on by themselves, and those that were paused stay so. Where calling
/// was stopped again since `stopped_at`, 409 says so.
#[utoipa::path(post, path = "/api/calling/resume", operation_id = "resume_calling", tag = "campaigns",
    security(("operator" = ["admin"])),
    request_body = ResumeBody,
    responses((status = 200, description = "Calling goes on.", body = CallingBody), WriteProblems))]
async fn resume(
    State(api): State<Api>,
    JsonBody(body): JsonBody<ResumeBody>,
) -> Result<(Extension<AuditReason>, Json<CallingBody>), Problem> {
    api.calling.resume(body.stopped_at, &body.reason).await?;
    let reason = AuditReason::given(&body.reason);
    Ok((Extension(reason), Json(api.calling.state().await?.into())))
}
