//! The one builder of HTTP clients, and the one place where HTTP failures become domain errors.

use std::error::Error as _;
use std::time::Duration;

use homework_domain::{Error, Result};
use reqwest::{Client, ClientBuilder, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use crate::patience;
use crate::seen::{self, Asking};
use crate::skew;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// For a request whose sender forgot to say how long it may take.
const LONGEST_REQUEST: Duration = Duration::from_secs(15);
/// Longer than the pause between two turns of a call, so that a conversation keeps its connections;
/// short, because a connection pooled before a Lambda freeze can be dead after it.
const POOL_IDLE: Duration = Duration::from_secs(20);
const POOL_SIZE: usize = 4;
/// With less time a request is not sent: nobody would know what it did, and it says nothing of the vendor.
const WORTH_SENDING: Duration = Duration::from_millis(200);
/// A vendor's error code is a word or a number; anything longer is not one.
const CODE_LENGTH: usize = 60;

/// An HTTP client over rustls with time-outs. Make one per process and clone it: clones share the pool.
///
/// Redirects are not followed: no API we use redirects, and a followed one would carry our
/// credentials along and turn a POST into a GET.
///
/// # Errors
/// `Internal` if TLS cannot be set up on this machine.
pub fn client() -> Result<Client> {
    ClientBuilder::new()
        .user_agent(concat!("homework/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(LONGEST_REQUEST)
        .pool_idle_timeout(POOL_IDLE)
        .pool_max_idle_per_host(POOL_SIZE)
        .redirect(reqwest::redirect::Policy::none())
        // Twilio's client relies on `Connection: close`, which HTTP/2 does not have.
        .http1_only()
        .build()
        .map_err(|e| Error::internal(format!("HTTP client: {e}")))
}

/// The configured base URL, or the vendor's own when none is configured.
pub(crate) fn base_url(service: &'static str, configured: &str, vendor: &str) -> Result<Url> {
    let text = if configured.trim().is_empty() { vendor } else { configured.trim() };
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.ok_or_else(|| Error::internal(format!("the base URL for {service} is not an http(s) URL")))
}

/// `base` with path segments added, each percent-encoded as far as a segment needs it.
pub(crate) fn endpoint(base: &Url, segments: &[&str]) -> Url {
    let mut url = base.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}

/// Sends one request, once, and waits for its answer no longer than the work it is part of may take.
pub(crate) async fn send(
    service: &'static str,
    request: RequestBuilder,
    timeout: Duration,
) -> Result<Response> {
    let timeout = patience::left().map_or(timeout, |left| left.min(timeout));
    if timeout < WORTH_SENDING {
        return Err(Error::unavailable(service, "there is no time left to ask it"));
    }
    let asking = Asking::of(service);
    let sent = request.timeout(timeout).send().await;
    asking.answered();
    let response = sent.map_err(|error| unreachable(service, &error))?;
    skew::look_at(service, &response);
    Ok(response)
}

/// The body of a successful answer; any other answer is an error.
pub(crate) async fn json<T: DeserializeOwned>(service: &'static str, response: Response) -> Result<T> {
    let response = success(service, response).await?;
    let body = response.bytes().await.map_err(|error| unreachable(service, &error))?;
    serde_json::from_slice(&body).map_err(|_| Error::unavailable(service, "its answer cannot be read"))
}

/// The response if its status is a success; otherwise the error it stands for.
pub(crate) async fn success(service: &'static str, response: Response) -> Result<Response> {
    let status = response.status();
    if status.is_success() {
        seen::success(service);
        return Ok(response);
    }
    let body = response.bytes().await.unwrap_or_default();
    Err(refusal(service, status, vendor_code(&body).as_deref()))
}

/// The error that an unsuccessful status stands for: `Unavailable` for what may pass by itself
/// (rate limits, faults of theirs), `Credentials` for a sign-in that is refused, `Refused` for anything
/// else that somebody must put right.
pub(crate) fn refusal(service: &'static str, status: StatusCode, code: Option<&str>) -> Error {
    let detail = format!("HTTP {} {}", status.as_u16(), code.unwrap_or("without a code"));
    let error = if is_about_credentials(status, code) {
        Error::credentials(service, detail)
    } else if is_passing(status, code) {
        Error::unavailable(service, detail)
    } else {
        Error::refused(service, detail)
    };
    seen::error(service, &error);
    error
}

/// OAuth reports a grant or client it does not take (any longer) as 400.
/// <https://datatracker.ietf.org/doc/html/rfc6749#section-5.2>
fn is_about_credentials(status: StatusCode, code: Option<&str>) -> bool {
    let refused = [
        "invalid_grant",
        "invalid_client",
        "unauthorized_client",
        "invalid_api_key",
        // OpenAI's for an account without money, with 429, and for one that was closed.
        // <https://platform.openai.com/docs/guides/error-codes>
        "insufficient_quota",
        "billing_not_active",
        "account_deactivated",
        // The model that is configured does not exist (any longer).
        "model_not_found",
    ];
    status == StatusCode::UNAUTHORIZED || code.is_some_and(|code| refused.contains(&code))
}

fn is_passing(status: StatusCode, code: Option<&str>) -> bool {
    // Google reports its quotas as 403 with one of these reasons.
    // <https://developers.google.com/workspace/calendar/api/guides/errors>
    let is_quota = |code: &str| {
        code.ends_with("LimitExceeded") || code.ends_with("LimitsExceeded") || code == "quotaExceeded"
    };
    let quota = code.is_some_and(is_quota);
    quota || status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429)
}

/// The error of a request that got no (whole) answer.
pub(crate) fn unreachable(service: &'static str, error: &reqwest::Error) -> Error {
    if error.is_builder() {
        return Error::internal(format!("{service}: the request cannot be built"));
    }
    let error = Error::unavailable(service, describe(error));
    seen::error(service, &error);
    error
}

/// What went wrong on the wire, in words. The error's own text is not used: it has the URL in it,
/// which may name a person's calendar.
pub(crate) fn describe(error: &reqwest::Error) -> String {
    if error.is_connect() {
        return format!("cannot connect ({})", root_cause(error));
    }
    if error.is_timeout() { "timed out" } else { "the connection broke off" }.to_owned()
}

fn root_cause(error: &reqwest::Error) -> String {
    let mut cause = error.source();
    while let Some(deeper) = cause.and_then(std::error::Error::source) {
        cause = Some(deeper);
    }
    cause.map(ToString::to_string).unwrap_or_default()
}

/// The vendor's own code for an error, wherever its body keeps it:
/// Twilio and Zoom `{"code"}`, Google `{"error":{"errors":[{"reason"}]}}`, OpenAI `{"error":{"code","type"}}`,
/// OAuth `{"error":"invalid_grant"}`, ElevenLabs `{"detail":{"status"}}`.
pub(crate) fn vendor_code(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let places = [
        "/code",
        "/error/errors/0/reason",
        "/error/code",
        "/error/type",
        "/error/status",
        "/error",
        "/detail/status",
        "/detail/code",
    ];
    places.iter().filter_map(|place| body.pointer(place)).find_map(as_code)
}

fn as_code(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => {
            let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
            (plain && (1..=CODE_LENGTH).contains(&text.len())).then(|| text.clone())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_urls_take_a_trailing_slash_and_an_empty_one_means_the_vendor() {
        let vendor = "https://api.example.com";
        for (configured, expected) in [
            ("http://127.0.0.1:4570/twilio", "http://127.0.0.1:4570/twilio/a/b%2Fc"),
            ("http://127.0.0.1:4570/twilio/", "http://127.0.0.1:4570/twilio/a/b%2Fc"),
            ("", "https://api.example.com/a/b%2Fc"),
            (" ", "https://api.example.com/a/b%2Fc"),
        ] {
            let base = base_url("Test", configured, vendor).unwrap();
            assert_eq!(endpoint(&base, &["a", "b/c"]).as_str(), expected);
        }
        for bad in ["twilio", "ftp://example.com", "http://"] {
            assert!(base_url("Test", bad, vendor).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_may_pass_is_unavailable_and_what_must_be_corrected_is_not() {
        let passing = |status: u16, code| {
            matches!(refusal("T", StatusCode::from_u16(status).unwrap(), code), Error::Unavailable { .. })
        };
        assert!(passing(429, None) && passing(500, None) && passing(503, Some("x")) && passing(408, None));
        assert!(passing(403, Some("rateLimitExceeded")) && passing(403, Some("userRateLimitExceeded")));
        assert!(
            !passing(400, None)
                && !passing(401, Some("20003"))
                && !passing(403, Some("forbidden"))
                && !passing(302, None)
        );
    }

    #[test]
    fn credentials_that_are_not_taken_are_told_from_other_refusals() {
        let error = |status: u16, code| refusal("T", StatusCode::from_u16(status).unwrap(), code);
        for (status, code) in
            [(401, Some("20003")), (401, None), (400, Some("invalid_grant")), (400, Some("invalid_client"))]
        {
            assert!(matches!(error(status, code), Error::Credentials { service: "T", .. }), "{code:?}");
        }
        for (status, code) in [(400, Some("4711")), (403, Some("forbidden")), (400, Some("invalid"))] {
            assert!(matches!(error(status, code), Error::Refused { service: "T", .. }), "{code:?}");
        }
    }

    #[test]
    fn every_vendors_code_is_found_and_prose_is_not_taken_for_one() {
        for (body, code) in [
            (r#"{"code":21211,"message":"+1415 is bad","status":400}"#, Some("21211")),
            (
                r#"{"error":{"errors":[{"reason":"rateLimitExceeded"}],"code":403,"message":"m"}}"#,
                Some("rateLimitExceeded"),
            ),
            (
                r#"{"error":{"code":"invalid_api_key","type":"invalid_request_error"}}"#,
                Some("invalid_api_key"),
            ),
            (r#"{"error":{"code":null,"type":"server_error"}}"#, Some("server_error")),
            (r#"{"error":"invalid_grant","error_description":"Bad"}"#, Some("invalid_grant")),
            (r#"{"error":"mail to ana@example.com failed"}"#, None),
            ("<html>", None),
            ("", None),
        ] {
            assert_eq!(vendor_code(body.as_bytes()).as_deref(), code, "{body}");
        }
    }
}
