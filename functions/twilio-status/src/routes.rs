//! The routes: a verified webhook, one change of the call, answer.
//!
//! <https://www.twilio.com/docs/voice/api/call-resource#statuscallback>

use axum::extract::{FromRef, State};
use axum::routing::post;
use axum::{Json, Router};
use homework_domain::answering::AnsweredBy;
use homework_domain::call::{Call, CallState, HangupCause, conclude, turn_may_be_under_way};
use homework_domain::clock::{Clock, SystemClock};
use homework_domain::ids::CallId;
use homework_domain::ports::Telephony;
use homework_domain::queue::{ArchiveRecording, FinalizeCall};
use homework_domain::{Error, Result};
use homework_integrations::twilio::Twilio;
use homework_runtime::Problem;
use homework_runtime::queue::Queue;
use homework_runtime::webhook::{Webhook, WebhookGuard};
use homework_store::{CallRecord, Store};
use serde_json::{Value, json};

/// Where we hung up ourselves, the last turn is saved.
const WRITE_UP_DELAY_SECONDS: i32 = 2;
/// A turn that was being worked out when the line dropped is saved by then: Twilio waits 15 s for it, and
/// what takes us longer is not said. One that is saved later still has the call written up again.
const WRITE_UP_DELAY_AFTER_HANGUP_SECONDS: i32 = 15;

#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) guard: WebhookGuard,
    pub(crate) store: Store,
    pub(crate) finalize: Queue,
    pub(crate) archive: Queue,
    pub(crate) telephony: Twilio,
    pub(crate) clock: SystemClock,
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

async fn status(State(api): State<Api>, webhook: Webhook) -> Result<Json<Value>, Problem> {
    let (id, sid) = (call_id(&webhook)?, call_sid(&webhook)?);
    let mut delay = WRITE_UP_DELAY_SECONDS;
    let call = match hangup_cause(webhook.form("CallStatus").unwrap_or_default()) {
        Some(cause) => {
            let ended = end(&api, id, sid, cause, duration(&webhook)).await?;
            if ended.1 {
                delay = WRITE_UP_DELAY_AFTER_HANGUP_SECONDS;
            }
            ended.0
        }
        // Any status but a final one merely tells the call's SID.
        None => api.store.change_call(id, |call| identify(call, sid)).await?,
    };
    if call.awaits_write_up() {
        // Also on a repeated status: the first time may have broken off right here.
        api.finalize.send(&FinalizeCall { call_id: id }, delay).await?;
    }
    Ok(ok())
}

/// Ends the call, and says whether a turn of it may still be under way.
async fn end(
    api: &Api,
    id: CallId,
    sid: &str,
    cause: HangupCause,
    seconds: Option<f64>,
) -> Result<(Call, bool)> {
    let mut under_way = false;
    let ending = |record: &mut CallRecord| {
        under_way = turn_may_be_under_way(&record.turns);
        if record.call.state == CallState::Ended {
            return Ok(None);
        }
        record.call.identified(sid)?;
        Ok(Some(conclude(&record.call, &record.turns, cause, seconds)))
    };
    let call = api.store.end_call(id, api.clock.now(), ending).await?;
    tracing::info!(call_id = %id, outcome = ?call.outcome, answered_by = ?call.answered_by, "call ended");
    Ok((call, under_way))
}

async fn recording(State(api): State<Api>, webhook: Webhook) -> Result<Json<Value>, Problem> {
    let (id, sid) = (call_id(&webhook)?, call_sid(&webhook)?);
    if let (Some("completed"), Some(url)) = (webhook.form("RecordingStatus"), webhook.form("RecordingUrl")) {
        let call = api
            .store
            .change_call(id, |call| {
                if call.erased_at.is_some() {
                    return Ok(false);
                }
                let named = identify(call, sid)?;
                let known = call.recording_url.as_deref() == Some(url);
                call.recording_url = Some(url.to_owned());
                Ok(named || !known)
            })
            .await?;
        let recording = webhook.form("RecordingSid").filter(|_| call.recording_key.is_none());
        if let Some(recording_sid) = recording.map(str::to_owned) {
            // Also on a repeated message: the first time may have broken off right here.
            api.archive.send(&ArchiveRecording { call_id: id, recording_sid }, 0).await?;
        }
    }
    Ok(ok())
}

/// A machine answered: hangs up if there is nobody to talk with, and merely notes it once somebody has
/// spoken, as detection may be wrong and late.
async fn answering_machine(State(api): State<Api>, webhook: Webhook) -> Result<Json<Value>, Problem> {
    let (id, sid) = (call_id(&webhook)?, call_sid(&webhook)?);
    if let Some(machine) = machine(webhook.form("AnsweredBy").unwrap_or_default()) {
        let mut alone = false;
        let call = api
            .store
            .change_call_with_turns(id, |call, turns| {
                let before = (call.outcome, call.machine_detected);
                let named = identify(call, sid)?;
                alone = call.detect_machine(turns, machine);
                Ok(named || (call.outcome, call.machine_detected) != before)
            })
            .await?;
        if alone && call.state != CallState::Ended {
            api.telephony.hang_up(sid).await?;
        }
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

/// Notes the SID, unless the call has ended: a late message changes nothing.
fn identify(call: &mut Call, sid: &str) -> Result<bool> {
    if call.state == CallState::Ended { Ok(false) } else { call.identified(sid) }
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
