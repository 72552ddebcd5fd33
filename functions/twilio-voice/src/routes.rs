//! The routes: a verified webhook, one step of the conversation, TwiML.

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use homework_domain::call::{Call, Turn};
use homework_domain::ids::CallId;
use homework_domain::locale::{self, Locale};
use homework_domain::phone::PhoneNumber;
use homework_domain::webhook_url::{FailedStep, Step};
use homework_domain::{Error, Result, opt_out};
use homework_integrations::patience;
use homework_operations::conversation::{self, Answer};
use homework_runtime::Problem;
use homework_runtime::webhook::Webhook;

use tokio::time::Instant;

use crate::services::Services;

pub(crate) fn router(services: Services) -> Router {
    Router::new()
        .route("/api/webhooks/twilio/voice", post(answered))
        .route("/api/webhooks/twilio/process-speech", post(heard))
        .route("/api/webhooks/twilio/message", post(reached_voicemail))
        .route("/api/webhooks/twilio/fallback", post(failed))
        .route("/api/webhooks/twilio/incoming", post(rung_up))
        .route("/api/webhooks/twilio/stranger", post(stranger_heard))
        .with_state(services)
}

async fn answered(State(services): State<Services>, webhook: Webhook) -> Result<Response, Problem> {
    let arrived = Instant::now();
    let sid = call_sid(&webhook)?;
    let id = call_id(&webhook)?;
    let opening = services.0.conversation.open(id, sid, arrived).await;
    services.0.reporter.report(Some(id.to_string())).await;
    Ok(twiml(opening?))
}

async fn heard(State(services): State<Services>, webhook: Webhook) -> Result<Response, Problem> {
    let arrived = Instant::now();
    let id = call_id(&webhook)?;
    let turn = number(&webhook, "turn").filter(|turn| *turn > 0);
    let turn = turn.ok_or_else(|| Error::invalid("turn", "is missing from the URL"))?;
    let speech = heard_in(&webhook);
    let talk = &services.0.conversation;
    let requests_before = services.0.dynamodb_requests.get();
    let answer = Box::pin(talk.answer(id, turn, &speech, arrived));
    let answer = patience::until(arrived + talk.turn_deadline, answer).await;
    if let Ok(Answer { turn: Some((call, turn)), .. }) = &answer {
        let requests = services.0.dynamodb_requests.get() - requests_before;
        log(call, turn, requests, arrived);
    }
    services.0.reporter.report(Some(id.to_string())).await;
    Ok(twiml(match answer {
        Err(error @ (Error::Unavailable { .. } | Error::Internal(_))) => {
            tracing::error!(call_id = %id, turn, %error, "the call cannot be read");
            let failed = FailedStep { step: Step::Turn(turn), tries: number(&webhook, "again").unwrap_or(0) };
            conversation::fall_back(id, locale(&webhook), failed)
        }
        answer => answer?.document,
    }))
}

/// A machine's greeting is over, and there is a message to leave. The call is from our own number.
async fn reached_voicemail(State(services): State<Services>, webhook: Webhook) -> Result<Response, Problem> {
    let arrived = Instant::now();
    let id = call_id(&webhook)?;
    let message = services.0.conversation.leave_message(id, caller(&webhook), arrived).await;
    services.0.reporter.report(Some(id.to_string())).await;
    Ok(twiml(message?))
}

/// Somebody rings our number.
async fn rung_up(State(services): State<Services>, webhook: Webhook) -> Result<Response, Problem> {
    let arrived = Instant::now();
    let sid = call_sid(&webhook)?;
    // Where the caller's number is withheld, the language is the one that is spoken where ours is.
    let ours = webhook.form("To").unwrap_or_default().parse::<PhoneNumber>();
    let locale = ours.map_or_else(|_| locale(&webhook), |number| number.locale());
    let document = services.0.conversation.ring_back(caller(&webhook), sid, locale, arrived).await;
    services.0.reporter.report(None).await;
    Ok(twiml(document?))
}

async fn stranger_heard(State(services): State<Services>, webhook: Webhook) -> Result<Response, Problem> {
    let (caller, locale) = (caller(&webhook), locale(&webhook));
    Ok(twiml(services.0.conversation.heed_stranger(caller, &heard_in(&webhook), locale).await?))
}

/// A document of the call could not be had: `ErrorUrl` says which.
async fn failed(webhook: Webhook) -> Result<Response, Problem> {
    let id = call_id(&webhook)?;
    let failed = FailedStep::of_url(webhook.form("ErrorUrl").unwrap_or_default());
    let code = webhook.form("ErrorCode").and_then(|code| code.parse::<u32>().ok());
    tracing::warn!(call_id = %id, step = ?failed.step, tries = failed.tries, code, "a document could not be had");
    Ok(twiml(conversation::fall_back(id, locale(&webhook), failed)))
}

/// What was said, or the key that was pressed; empty for silence.
fn heard_in(webhook: &Webhook) -> String {
    // Twilio leaves a parameter out, or empty, when there is nothing to tell.
    let key = webhook.form("Digits").unwrap_or_default().chars().next();
    key.map_or_else(|| webhook.form("SpeechResult").unwrap_or_default().trim().to_owned(), opt_out::pressed)
}

fn number(webhook: &Webhook, name: &str) -> Option<u32> {
    webhook.query(name)?.parse().ok()
}

fn locale(webhook: &Webhook) -> &'static Locale {
    locale::by_tag(webhook.query("locale").unwrap_or_default())
}

fn call_id(webhook: &Webhook) -> Result<CallId> {
    webhook.query("call").ok_or_else(|| Error::invalid("call", "is missing from the URL"))?.parse()
}

fn call_sid(webhook: &Webhook) -> Result<&str> {
    webhook.form("CallSid").ok_or_else(|| Error::invalid("CallSid", "is missing"))
}

/// The number that the call is from, or a word of Twilio's where it is withheld.
fn caller(webhook: &Webhook) -> &str {
    webhook.form("From").unwrap_or_default()
}

fn twiml(document: String) -> Response {
    ([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], document).into_response()
}

/// What the turn cost. Ids and figures only: what was said is in the table, not in the log.
/// `own_us` is what is left of the whole when the waiting is taken away.
fn log(call: &Call, turn: &Turn, dynamodb_requests: u64, arrived: Instant) {
    let usage = turn.usage;
    let total_us = u64::try_from(arrived.elapsed().as_micros()).unwrap_or(u64::MAX);
    let store_us = total_us.saturating_sub(usage.latency_us);
    tracing::info!(
        call_id = %call.id,
        turn = turn.number,
        total_us,
        store_us,
        model_us = usage.model_us,
        tools_us = usage.tools_us,
        speech_us = usage.speech_us,
        own_us = usage.latency_us.saturating_sub(usage.model_us + usage.tools_us + usage.speech_us),
        model_requests = usage.model_requests,
        dynamodb_requests,
        tools = turn.tools.len(),
        fault = turn.fault,
        "turn answered"
    );
}
