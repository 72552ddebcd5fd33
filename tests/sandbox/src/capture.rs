//! Stands before every vendor: writes each request to the journal and lets ordered faults happen.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use crate::faults::{Kind, Named, Rule, Subject};
use crate::form::Form;
use crate::server::{ClientPort, HangUp};
use crate::state::Sandbox;
use crate::util::{bearer, clip};

const MAX_BODY: usize = 2 * 1024 * 1024;
/// Of a body that is neither JSON nor a form, this much is kept.
const MAX_TEXT: usize = 16 * 1024;
/// A client that has not given up by then has no time-out of its own.
const TIMEOUT: Duration = Duration::from_secs(300);

pub(crate) async fn capture(State(sandbox): State<Arc<Sandbox>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let path = parts.uri.path().to_owned();
    let vendor = path.trim_start_matches('/').split('/').next().unwrap_or_default().to_owned();
    let target = parts.uri.path_and_query().map_or(path.as_str(), |target| target.as_str());
    let fault = sandbox.faults.take(&Subject {
        vendor: &vendor,
        method: parts.method.as_str(),
        path: target,
        body: &String::from_utf8_lossy(&body),
        to: "",
        key: bearer(&parts.headers).unwrap_or_default(),
    });
    let query = Form::parse(parts.uri.query().unwrap_or_default().as_bytes()).to_json(is_secret);
    let entry = sandbox.journal.record(
        &vendor,
        "request",
        json!({
            "method": parts.method.as_str(),
            "path": path,
            "query": query,
            "body": shown(&body, parts.headers.get(header::CONTENT_TYPE)),
            "status": null,
            "client_port": parts.extensions.get::<ClientPort>().map(|client| client.0),
            "fault": fault.as_ref().map(|fault| json!({"kind": fault.kind, "after_effect": fault.after_effect})),
        }),
    );
    let request = Request::from_parts(parts, Body::from(body));
    let response = match fault {
        None => next.run(request).await,
        Some(fault) => befall(&fault, &vendor, request, next).await,
    };
    let status = match response.extensions().get::<HangUp>() {
        Some(_) => Value::Null,
        None => Value::from(response.status().as_u16()),
    };
    sandbox.journal.amend(entry, "status", status);
    response
}

/// Answers a path that no vendor has.
pub(crate) async fn no_such_path() -> Response {
    (StatusCode::NOT_FOUND, Json(json!({"message": "no simulated vendor answers here"}))).into_response()
}

async fn befall(fault: &Rule, vendor: &str, request: Request, next: Next) -> Response {
    if let Kind::Delay { delay_ms } = fault.kind {
        let delay = tokio::time::sleep(Duration::from_millis(delay_ms));
        if fault.after_effect {
            let response = next.run(request).await;
            delay.await;
            return response;
        }
        delay.await;
        return next.run(request).await;
    }
    if fault.after_effect {
        // The answer is lost on purpose, whatever it was.
        drop(next.run(request).await);
    }
    match &fault.kind {
        Kind::Status { status, code, retry_after } => failure(vendor, *status, code.as_deref(), *retry_after),
        Kind::Named(Named::Timeout) => {
            tokio::time::sleep(TIMEOUT).await;
            hang_up()
        }
        Kind::Named(_) | Kind::Delay { .. } => hang_up(),
    }
}

fn hang_up() -> Response {
    let mut response = StatusCode::BAD_GATEWAY.into_response();
    response.extensions_mut().insert(HangUp);
    response
}

/// An error in the vendor's own words.
fn failure(vendor: &str, status: u16, code: Option<&str>, retry_after: Option<u64>) -> Response {
    let number = code.and_then(|code| code.parse::<u32>().ok());
    let text = if status == 429 { "Too many requests" } else { "An internal error occurred" };
    let body = match vendor {
        "twilio" => json!({
            "code": number.unwrap_or(if status == 429 { 20429 } else { 20500 }),
            "message": text,
            "more_info": format!("https://www.twilio.com/docs/errors/{}", if status == 429 { 20429 } else { 20500 }),
            "status": status,
        }),
        "openai" => json!({"error": {
            "message": text,
            "type": if status == 429 { "requests" } else { "server_error" },
            "param": null,
            "code": if status == 429 { json!("rate_limit_exceeded") } else { Value::Null },
        }}),
        "google" => json!({"error": {
            "code": status,
            "message": text,
            "errors": [{
                "domain": if status == 429 { "usageLimits" } else { "global" },
                "reason": code.unwrap_or(if status == 429 { "rateLimitExceeded" } else { "backendError" }),
                "message": text,
            }],
        }}),
        "zoom" => json!({"code": number.unwrap_or(u32::from(status)), "message": text}),
        _ => json!({"detail": {"status": "error", "message": text}}),
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(body)).into_response();
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The body as JSON values where it has a form that says so.
fn shown(body: &Bytes, content_type: Option<&HeaderValue>) -> Value {
    if body.is_empty() {
        return Value::Null;
    }
    let kind = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("application/x-www-form-urlencoded") {
        return Form::parse(body).to_json(is_secret);
    }
    serde_json::from_slice(body)
        .unwrap_or_else(|_| Value::from(clip(&String::from_utf8_lossy(body), MAX_TEXT)))
}

fn is_secret(name: &str) -> bool {
    matches!(name, "client_secret" | "refresh_token" | "assertion" | "access_token" | "key")
}
