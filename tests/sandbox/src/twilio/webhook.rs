//! Sends webhooks as Twilio does: signed, within 15 seconds, retried only where the URL asks for it.

use std::time::{Duration, Instant};

use axum::http::header;
use serde_json::json;
use url::{Url, form_urlencoded};

use super::signature::sign;
use crate::faults::{Kind, Named, Subject, WEBHOOKS};
use crate::state::Sandbox;
use crate::util::{clip, hex};

/// Twilio waits no longer than this for one webhook, retries included.
const LIMIT: Duration = Duration::from_secs(15);
const MAX_REPLY: usize = 64 * 1024;
const MAX_RETRIES: u32 = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Signing {
    #[default]
    Valid,
    Wrong,
    Missing,
}

/// One message to the application.
#[derive(Debug, Clone)]
pub(crate) struct Webhook {
    /// As it was given to Twilio; a fragment holds connection overrides and is never sent.
    pub(crate) url: String,
    pub(crate) params: Vec<(String, String)>,
    /// The number that was called, and the call.
    pub(crate) to: String,
    pub(crate) call_sid: String,
}

impl Webhook {
    fn subject<'a>(&'a self, body: &'a str) -> Subject<'a> {
        // Only the path counts: a host name may hold anything.
        let after_scheme = self.url.split_once("://").map_or("", |(_, rest)| rest);
        let path = after_scheme.find('/').map_or("", |at| &after_scheme[at..]);
        Subject { vendor: WEBHOOKS, method: "POST", path, body, to: &self.to, key: "" }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) body: String,
}

#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum Failure {
    #[error("the webhook was dropped on order")]
    Dropped,
    #[error("no connection: {0}")]
    Connect(String),
    #[error("no answer within the limit")]
    Timeout,
    #[error("the connection broke: {0}")]
    Broken(String),
}

/// The part of `#rc=2&rp=5xx,ct,rt` that Twilio calls connection overrides.
/// <https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides>
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Overrides {
    retries: u32,
    on_connect: bool,
    on_timeout: bool,
    on_5xx: bool,
    on_4xx: bool,
    read_timeout: Duration,
    /// For all attempts together.
    total: Duration,
}

impl Overrides {
    pub(crate) fn of(url: &str) -> Self {
        let fragment = url.split_once('#').map_or("", |(_, fragment)| fragment);
        let value = |name: &str| {
            let mut pairs = form_urlencoded::parse(fragment.as_bytes());
            pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        let policy = value("rp").unwrap_or_else(|| "ct".to_owned());
        let has = |kind: &str| policy.split(',').any(|part| part == kind || part == "all");
        let time = |name| {
            let millis = value(name).and_then(|text| text.parse().ok());
            millis.map_or(LIMIT, Duration::from_millis).clamp(Duration::from_millis(100), LIMIT)
        };
        Self {
            retries: value("rc").and_then(|text| text.parse().ok()).unwrap_or(1).min(MAX_RETRIES),
            on_connect: has("ct"),
            on_timeout: has("rt"),
            on_5xx: has("5xx"),
            on_4xx: has("4xx"),
            read_timeout: time("rt"),
            total: time("tt"),
        }
    }

    fn wants_retry(&self, outcome: &Result<Reply, Failure>) -> bool {
        match outcome {
            Ok(reply) => match reply.status {
                500..=599 => self.on_5xx,
                400..=499 => self.on_4xx,
                _ => false,
            },
            Err(Failure::Connect(_)) => self.on_connect,
            Err(Failure::Timeout | Failure::Broken(_)) => self.on_timeout,
            Err(Failure::Dropped) => false,
        }
    }
}

/// Whether the fault that waits for this webhook would send it late.
pub(crate) fn is_late(sandbox: &Sandbox, webhook: &Webhook) -> bool {
    let body = encode(&webhook.params);
    let fault = sandbox.faults.peek(&webhook.subject(&body));
    fault.is_some_and(|fault| matches!(fault.kind, Kind::Delay { .. }))
}

/// Sends a webhook of a call, with the faults that were ordered for it.
pub(crate) async fn send(sandbox: &Sandbox, webhook: &Webhook) -> Result<Reply, Failure> {
    let body = encode(&webhook.params);
    let subject = webhook.subject(&body);
    // Statuses are for single attempts.
    let whole = sandbox.faults.peek(&subject).is_some_and(|fault| !matches!(fault.kind, Kind::Status { .. }));
    let kind = if whole { sandbox.faults.take(&subject).map(|fault| fault.kind) } else { None };
    let signing = match kind {
        Some(Kind::Named(Named::BadSignature)) => Signing::Wrong,
        _ => Signing::Valid,
    };
    match &kind {
        Some(Kind::Delay { delay_ms }) => tokio::time::sleep(Duration::from_millis(*delay_ms)).await,
        Some(Kind::Named(Named::Drop)) => {
            journal(sandbox, webhook, &Err(Failure::Dropped), 0, Duration::ZERO, kind.as_ref());
            return Err(Failure::Dropped);
        }
        Some(Kind::Named(Named::Duplicate)) => {
            let first = attempts(sandbox, webhook, signing, kind.as_ref()).await;
            // The first answer counts; the second message is the one too many.
            drop(attempts(sandbox, webhook, signing, kind.as_ref()).await);
            return first;
        }
        _ => {}
    }
    attempts(sandbox, webhook, signing, kind.as_ref()).await
}

async fn attempts(
    sandbox: &Sandbox,
    webhook: &Webhook,
    signing: Signing,
    fault: Option<&Kind>,
) -> Result<Reply, Failure> {
    let overrides = Overrides::of(&webhook.url);
    let token = hex(32);
    let started = Instant::now();
    let mut attempt = 0;
    loop {
        let sent = Instant::now();
        let left = overrides.total.saturating_sub(started.elapsed());
        let outcome = match turned_away(sandbox, webhook) {
            Some(reply) => Ok(reply),
            None => {
                let one = deliver(sandbox, &webhook.url, &webhook.params, signing, Some(&token));
                let limit = overrides.read_timeout.min(left);
                tokio::time::timeout(limit, one).await.unwrap_or(Err(Failure::Timeout))
            }
        };
        journal(sandbox, webhook, &outcome, attempt, sent.elapsed(), fault);
        if attempt >= overrides.retries
            || started.elapsed() >= overrides.total
            || !overrides.wants_retry(&outcome)
        {
            return outcome;
        }
        attempt += 1;
    }
}

/// The answer ordered for this attempt in place of the function's.
fn turned_away(sandbox: &Sandbox, webhook: &Webhook) -> Option<Reply> {
    let body = encode(&webhook.params);
    let subject = webhook.subject(&body);
    let status = |kind: &Kind| match kind {
        Kind::Status { status, .. } => Some(*status),
        _ => None,
    };
    sandbox.faults.peek(&subject).and_then(|fault| status(&fault.kind))?;
    let status = sandbox.faults.take(&subject).and_then(|fault| status(&fault.kind))?;
    Some(Reply { status, content_type: String::new(), body: String::new() })
}

/// One signed POST. A host under `lambda-url.*.on.aws` is reached through the local AWS, which tells
/// functions apart by the `Host` header; the signature is over the URL as it was given all the same.
pub(crate) async fn deliver(
    sandbox: &Sandbox,
    url: &str,
    params: &[(String, String)],
    signing: Signing,
    idempotency_token: Option<&str>,
) -> Result<Reply, Failure> {
    let given = url.split_once('#').map_or(url, |(url, _)| url);
    let parsed = Url::parse(given).map_err(|error| Failure::Connect(error.to_string()))?;
    let host = parsed.host_str().unwrap_or_default();
    let is_function = host.ends_with(".on.aws") && host.contains(".lambda-url.");
    let target = if is_function {
        let endpoint = sandbox.config.aws_endpoint.trim_end_matches('/');
        format!("{endpoint}{}", &parsed[url::Position::BeforePath..url::Position::AfterQuery])
    } else {
        given.to_owned()
    };
    let mut request = sandbox
        .http
        .post(target)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded; charset=UTF-8")
        .header(header::ACCEPT, "*/*")
        .body(encode(params));
    if is_function {
        request = request.header(header::HOST, host);
    }
    let token = &sandbox.auth_tokens.primary();
    match signing {
        Signing::Valid => request = request.header("X-Twilio-Signature", sign(token, given, params)),
        Signing::Wrong => {
            request = request.header("X-Twilio-Signature", sign(&format!("not {token}"), given, params));
        }
        Signing::Missing => {}
    }
    if let Some(token) = idempotency_token {
        request = request.header("I-Twilio-Idempotency-Token", token);
    }
    let response = request.send().await.map_err(failure)?;
    let status = response.status().as_u16();
    let content_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or_default().to_owned();
    let body = response.text().await.map_err(failure)?;
    Ok(Reply { status, content_type, body: clip(&body, MAX_REPLY).to_owned() })
}

fn failure(error: reqwest::Error) -> Failure {
    if error.is_timeout() {
        return Failure::Timeout;
    }
    if error.is_connect() { Failure::Connect(error.to_string()) } else { Failure::Broken(error.to_string()) }
}

fn encode(params: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish()
}

fn journal(
    sandbox: &Sandbox,
    webhook: &Webhook,
    outcome: &Result<Reply, Failure>,
    attempt: u32,
    took: Duration,
    fault: Option<&Kind>,
) {
    let params: serde_json::Map<_, _> =
        webhook.params.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
    let mut details = json!({
        "call_sid": webhook.call_sid,
        "to": webhook.to,
        "url": webhook.url,
        "params": params,
        "attempt": attempt,
        "took_ms": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        "fault": fault,
    });
    match outcome {
        Ok(reply) => {
            details["status"] = reply.status.into();
            details["body"] = reply.body.as_str().into();
        }
        Err(failure) => details["error"] = failure.to_string().into(),
    }
    sandbox.journal.record("twilio", "webhook_sent", details);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overrides_ride_in_the_fragment() {
        let plain = Overrides::of("https://x.example/voice?call=1");
        assert_eq!((plain.retries, plain.on_connect, plain.on_5xx), (1, true, false));
        let asked = Overrides::of("https://x.example/voice?call=1#rc=2&rp=5xx,rt&rt=2000");
        assert_eq!((asked.retries, asked.on_connect, asked.on_5xx, asked.on_timeout), (2, false, true, true));
        assert_eq!(asked.read_timeout, Duration::from_secs(2));
        let ours =
            Overrides::of("https://x.example/voice?call=1#rc=5&rp=4xx,5xx,ct,rt&ct=2000&rt=11500&tt=14000");
        assert_eq!((ours.retries, ours.on_4xx, ours.total), (5, true, Duration::from_secs(14)));
        let reply = Reply { status: 503, content_type: String::new(), body: String::new() };
        assert!(asked.wants_retry(&Ok(reply.clone())));
        assert!(!plain.wants_retry(&Ok(reply)));
    }
}
