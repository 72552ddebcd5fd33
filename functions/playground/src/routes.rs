//! The route: parse, one turn of the agent, answer.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, State};
use axum::{Extension, Json};
use homework_agent::{Agent, Hearing};
use homework_domain::call::{Call, Turn};
use homework_domain::clock::Clock;
use homework_domain::settings::PROMPT_CHARS_MAX;
use homework_domain::{Error, Result};
use homework_integrations::google::GoogleCalendar;
use homework_integrations::openai::OpenAi;
use homework_runtime::Answer;
use homework_runtime::claims::Operator;
use homework_runtime::extract::JsonBody;
use homework_runtime::openapi::WriteProblems;
use serde_json::json;
use tokio::time::Instant;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use crate::dry_run::DryRun;
use crate::rehearsal::Scene;
use crate::services::Services;
use crate::talk_body::{AnswerBody, TALK_BYTES_MAX, TalkBody};

/// The longest prompt, of characters of up to four bytes, and the longest talk.
const BODY_BYTES_MAX: usize = 4 * PROMPT_CHARS_MAX + TALK_BYTES_MAX;

/// What a turn costs is known after it; so much is counted before, so that many at once find out.
const RESERVED_TOKENS: i64 = 5_000;

type Api = Arc<Services>;
type Rehearsing<'a> =
    Agent<'a, OpenAi, DryRun<'a, GoogleCalendar>, DryRun<'a, GoogleCalendar>, DryRun<'a, GoogleCalendar>>;

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
    State(services): State<Api>,
    Extension(operator): Extension<Operator>,
    JsonBody(body): JsonBody<TalkBody>,
) -> Answer<AnswerBody> {
    let arrived = Instant::now();
    let now = services.clock.now();
    let scene = Scene::parse(
        &body.language,
        body.lead_name.as_deref(),
        body.time_zone.as_deref(),
        body.system_prompt.as_deref(),
        now,
    )?;
    let (turns, heard) = body.talk()?;
    let prompt = match &scene.prompt {
        Some(prompt) => Some(prompt.clone()),
        None => services.store.prompt_setting(scene.language).await?.map(|setting| setting.value),
    };
    let call = scene.call(prompt, &services.rules.calendar_zone, now);
    let asks_the_model = heard.as_ref().is_some_and(|heard| !heard.is_empty());
    if asks_the_model {
        let budget = services.tokens_per_day;
        services.store.take_playground_tokens(&operator.subject, RESERVED_TOKENS, budget, now).await?;
    }
    let turn = Box::pin(answer(&services, &call, &turns, heard.as_deref(), arrived)).await?;
    log(&call, &turn);
    if asks_the_model {
        let spent = i64::from(turn.usage.prompt_tokens) + i64::from(turn.usage.completion_tokens);
        let rest = spent - RESERVED_TOKENS;
        // The operator has the answer even if this is not counted.
        let counted = services.store.take_playground_tokens(&operator.subject, rest, u64::MAX, now).await;
        let _ = counted.inspect_err(|error| tracing::error!(%error, "tokens were not counted"));
    }
    Ok(Json(AnswerBody { turn: turn.into(), dry_run: true }))
}

/// The agent's turn, by the very code that talks on the telephone.
async fn answer(
    services: &Services,
    call: &Call,
    turns: &[Turn],
    heard: Option<&str>,
    arrived: Instant,
) -> Result<Turn> {
    services.check().await?;
    let world = DryRun { calendar: &services.calendar };
    let agent: Rehearsing<'_> = Agent {
        model: &services.model,
        calendar: &world,
        video: Some(&world),
        ledger: &world,
        rules: &services.rules,
        persona: &services.persona,
        clock: &services.clock,
        deadline: services.turn_deadline,
    };
    let Some(heard) = heard else { return Ok(agent.opening(call)) };
    let number = u32::try_from(turns.len()).map_err(Error::internal)?;
    let hearing = Hearing { call, turns, number, heard, arrived };
    let turn = agent.respond(hearing).await;
    // Nobody else takes turns in this call.
    let mut turn = turn.map_err(|_superseded| Error::internal("a rehearsed turn was superseded"))?;
    for tool in turn.tools.iter_mut().filter(|tool| tool.result["success"] == true) {
        tool.result["dry_run"] = json!(true);
    }
    Ok(turn)
}

/// What the turn cost: figures only.
fn log(call: &Call, turn: &Turn) {
    let usage = turn.usage;
    tracing::info!(
        language = %call.language,
        turn = turn.number,
        latency_us = usage.latency_us,
        model_us = usage.model_us,
        tools_us = usage.tools_us,
        model_requests = usage.model_requests,
        tools = turn.tools.len(),
        fault = turn.fault,
        "playground turn answered"
    );
}
