//! The route: parse, one turn of the agent, answer.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, State};
use axum::{Extension, Json};
use homework_domain::settings::PROMPT_CHARS_MAX;
use homework_integrations::google::GoogleCalendar;
use homework_integrations::openai::OpenAi;
use homework_operations::rehearsal::{Rehearsals, Scene, Talk};
use homework_runtime::Answer;
use homework_runtime::claims::Operator;
use homework_runtime::extract::JsonBody;
use homework_runtime::openapi::WriteProblems;
use tokio::time::Instant;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use crate::talk_body::{AnswerBody, TALK_BYTES_MAX, TalkBody};

/// The longest prompt, of characters of up to four bytes, and the longest talk.
const BODY_BYTES_MAX: usize = 4 * PROMPT_CHARS_MAX + TALK_BYTES_MAX;

type Api = Arc<Rehearsals<OpenAi, GoogleCalendar>>;

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::default().routes(routes!(take_turn).layer(DefaultBodyLimit::max(BODY_BYTES_MAX)))
}

/// Talks with the agent as a lead would, without a telephone: the opening first, then an answer to
/// whatever is said. The times it offers are free in the calendar; what it books is booked nowhere.
/// Nothing is kept: the client sends the turns so far along. What the model reads and writes for an
/// operator is limited by the day.
#[utoipa::path(post, path = "/api/playground/turns", operation_id = "take_playground_turn",
    tag = "playground", request_body = TalkBody,
    responses((status = 200, description = "The agent's answer.", body = AnswerBody), WriteProblems))]
async fn take_turn(
    State(rehearsals): State<Api>,
    Extension(operator): Extension<Operator>,
    JsonBody(body): JsonBody<TalkBody>,
) -> Answer<AnswerBody> {
    let arrived = Instant::now();
    let scene = Scene::parse(
        &body.language,
        body.lead_name.as_deref(),
        body.time_zone.as_deref(),
        body.system_prompt.as_deref(),
        rehearsals.clock.now(),
    )?;
    let (turns, heard) = body.talk()?;
    let talk = Talk { scene, turns, heard };
    let turn = Box::pin(rehearsals.turn(&operator.subject, talk, arrived)).await?;
    Ok(Json(AnswerBody { turn: turn.into(), dry_run: true }))
}
