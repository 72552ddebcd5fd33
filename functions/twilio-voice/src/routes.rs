//! The routes: a verified webhook, one step of the conversation, TwiML.

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use homework_domain::ids::CallId;
use homework_domain::{Error, Result};
use homework_runtime::Problem;
use homework_runtime::webhook::Webhook;

use crate::conversation;
use crate::services::Services;

pub(crate) fn router(services: Services) -> Router {
    Router::new()
        .route("/api/webhooks/twilio/voice", post(answered))
        .route("/api/webhooks/twilio/process-speech", post(heard))
        .with_state(services)
}

async fn answered(State(services): State<Services>, webhook: Webhook) -> Result<Response, Problem> {
    let sid = webhook.form("CallSid").ok_or_else(|| Error::invalid("CallSid", "is missing"))?;
    Ok(twiml(conversation::open(&services.0, call_id(&webhook)?, sid).await?))
}

async fn heard(State(services): State<Services>, webhook: Webhook) -> Result<Response, Problem> {
    let turn = webhook.query("turn").and_then(|turn| turn.parse().ok()).filter(|turn| *turn > 0);
    let turn = turn.ok_or_else(|| Error::invalid("turn", "is missing from the URL"))?;
    // Twilio leaves the parameter out, or empty, when nothing was said.
    let speech = webhook.form("SpeechResult").unwrap_or_default().trim();
    Ok(twiml(conversation::answer(&services.0, call_id(&webhook)?, turn, speech).await?))
}

fn call_id(webhook: &Webhook) -> Result<CallId> {
    webhook.query("call").ok_or_else(|| Error::invalid("call", "is missing from the URL"))?.parse()
}

fn twiml(document: String) -> Response {
    ([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], document).into_response()
}
