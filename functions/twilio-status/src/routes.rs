//! The routes: a verified webhook, one change of the call, answer.
//!
//! <https://www.twilio.com/docs/voice/api/call-resource#statuscallback>

use std::sync::Arc;

use axum::extract::{FromRef, State};
use axum::routing::post;
use axum::{Json, Router};
use homework_domain::answering::AnsweredBy;
use homework_domain::call::HangupCause;
use homework_domain::ids::CallId;
use homework_domain::{Error, Result};
use homework_integrations::twilio::Twilio;
use homework_operations::call_events::CallEvents;
use homework_runtime::Answer;
use homework_runtime::queue::Queue;
use homework_runtime::webhook::{Webhook, WebhookGuard};
use serde_json::{Value, json};

#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) guard: WebhookGuard,
    pub(crate) calls: Arc<CallEvents<Twilio, Queue>>,
}

impl FromRef<Api> for WebhookGuard {
    fn from_ref(api: &Api) -> Self {
        api.guard.clone()
    }
}

pub(crate) fn router(api: Api) -> Router {
    Router::new()
        .route("/api/webhooks/twilio/status", post(status))
        .route("/api/webhooks/twilio/recording", post(recording))
        .route("/api/webhooks/twilio/answering-machine", post(answering_machine))
        .with_state(api)
}

async fn status(State(api): State<Api>, webhook: Webhook) -> Answer<Value> {
    let sid = call_sid(&webhook)?;
    // Our number's own address names no call: somebody has rung us.
    let id = match webhook.query("call") {
        Some(_) => call_id(&webhook)?,
        None => match api.calls.store.ring_back(sid).await? {
            Some(id) => id,
            None => return Ok(ok()),
        },
    };
    match hangup_cause(webhook.form("CallStatus").unwrap_or_default()) {
        Some(cause) => api.calls.ended(id, sid, cause, duration(&webhook)).await?,
        None => api.calls.progressed(id, sid).await?,
    }
    Ok(ok())
}

async fn recording(State(api): State<Api>, webhook: Webhook) -> Answer<Value> {
    let (id, sid) = (call_id(&webhook)?, call_sid(&webhook)?);
    if let (Some("completed"), Some(url)) = (webhook.form("RecordingStatus"), webhook.form("RecordingUrl")) {
        api.calls.recorded(id, sid, url, webhook.form("RecordingSid")).await?;
    }
    Ok(ok())
}

async fn answering_machine(State(api): State<Api>, webhook: Webhook) -> Answer<Value> {
    let (id, sid) = (call_id(&webhook)?, call_sid(&webhook)?);
    if let Some(machine) = machine(webhook.form("AnsweredBy").unwrap_or_default()) {
        api.calls.machine_detected(id, sid, machine).await?;
    }
    Ok(ok())
}

/// The machine that Twilio made out; `None` for a person, and where it does not know.
///
/// <https://www.twilio.com/docs/voice/answering-machine-detection>
fn machine(answered_by: &str) -> Option<AnsweredBy> {
    match answered_by {
        "fax" => Some(AnsweredBy::Fax),
        machine if machine.starts_with("machine") => Some(AnsweredBy::Voicemail),
        _ => None,
    }
}

fn call_id(webhook: &Webhook) -> Result<CallId> {
    webhook.query("call").ok_or_else(|| Error::invalid("call", "is missing from the URL"))?.parse()
}

fn call_sid(webhook: &Webhook) -> Result<&str> {
    webhook.form("CallSid").ok_or_else(|| Error::invalid("CallSid", "is missing"))
}

fn duration(webhook: &Webhook) -> Option<f64> {
    webhook
        .form("CallDuration")
        .and_then(|seconds| seconds.parse().ok())
        .filter(|s: &f64| s.is_finite() && *s >= 0.0)
}

/// The cause a final status stands for; `None` for one that is not final, or that we do not know.
fn hangup_cause(status: &str) -> Option<HangupCause> {
    match status {
        "completed" => Some(HangupCause::Completed),
        "busy" => Some(HangupCause::Busy),
        "no-answer" => Some(HangupCause::NoAnswer),
        "failed" => Some(HangupCause::Failed),
        "canceled" => Some(HangupCause::Canceled),
        _ => None,
    }
}

fn ok() -> Json<Value> {
    Json(json!({"status": "ok"}))
}
