//! Between Twilio's types and ours.

use std::time::Duration;

use homework_domain::breaker::FaultKind;
use homework_domain::phone::PhoneNumber;
use homework_domain::ports::{AccountNumber, PlaceCall, PlaceCallError, RemoteCall, RemoteCallStatus};
use homework_domain::webhook_url;
use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use reqwest::StatusCode;
use serde::Deserialize;

use super::CallSettings;
use crate::http;

/// Twilio's clock and ours may differ by a little, and Twilio's shows whole seconds.
const CLOCK_ALLOWANCE: SignedDuration = SignedDuration::from_secs(5);

/// A wait longer than this is no wait but a refusal.
const LONGEST_RETRY_AFTER: u64 = 3600;

/// Twilio had already accepted this very request.
/// <https://www.twilio.com/docs/api/errors/21204>
const ALREADY_INITIATED: u32 = 21204;

/// As many calls are under way as the account may have.
/// <https://www.twilio.com/docs/api/errors/10004>
const TOO_MANY_CALLS: u32 = 10004;

/// We may not call from this number: it is not ours, or none at all.
/// <https://www.twilio.com/docs/api/errors/21210>, <https://www.twilio.com/docs/api/errors/21212>
const OF_CALLER: [u32; 2] = [21210, 21212];

#[derive(Debug, Deserialize)]
pub(super) struct CallResource {
    sid: String,
    status: Option<String>,
    /// RFC 2822.
    date_created: Option<String>,
    /// Seconds, as text.
    duration: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RecordingPage {
    #[serde(default)]
    pub(super) recordings: Vec<ListedRecording>,
}

/// A recording as Twilio lists it.
#[derive(Debug, Deserialize)]
pub(super) struct ListedRecording {
    pub(super) sid: String,
    /// `completed` once its sound can be had; `absent` or `failed` where there never will be any.
    #[serde(default)]
    pub(super) status: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct NumberPage {
    #[serde(default)]
    pub(super) incoming_phone_numbers: Vec<ListedNumber>,
}

/// A number of the account.
/// <https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource#incomingphonenumber-properties>
#[derive(Debug, Deserialize)]
pub(super) struct ListedNumber {
    phone_number: String,
    #[serde(default)]
    friendly_name: String,
    #[serde(default)]
    capabilities: Capabilities,
    voice_url: Option<String>,
    status: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Capabilities {
    #[serde(default)]
    voice: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct CallPage {
    pub(super) calls: Vec<CallResource>,
    pub(super) next_page_uri: Option<String>,
}

/// The form that places a call, from `main` unless it is to come from another number.
///
/// - Of the status events we take `initiated`, because it brings the SID when the answer to our
///   request got lost, and `completed`. `ringing` would tell nothing that we act on, and that
///   somebody answered is told by the voice webhook itself; each event costs a function call.
/// - `FallbackUrl` serves whatever document of the call cannot be had in the end.
/// - Machines are detected with `Enable`, which speaks up as soon as it knows; where a message is to be
///   left, with `DetectMessageEnd`, which waits for the beep. It runs beside the call (`AsyncAmd`), so
///   that a person who answers hears no silence.
///   <https://www.twilio.com/docs/voice/answering-machine-detection>
pub(super) fn place_call_form(
    call: &PlaceCall,
    main: &str,
    settings: &CallSettings,
) -> Vec<(&'static str, String)> {
    let voice = webhook_url::of_event(&settings.voice_webhook_url, "voice", call.call_id);
    let fallback = webhook_url::fallback(&settings.voice_webhook_url, call.call_id, call.locale);
    let status = |event| webhook_url::of_event(&settings.status_webhook_url, event, call.call_id);
    let mut form = vec![
        ("To", call.to.to_string()),
        ("From", call.from.as_ref().map_or(main, PhoneNumber::as_str).to_owned()),
        ("Url", voice),
        ("Method", "POST".to_owned()),
        ("FallbackUrl", fallback),
        ("FallbackMethod", "POST".to_owned()),
        ("StatusCallback", status("status")),
        ("StatusCallbackMethod", "POST".to_owned()),
        ("StatusCallbackEvent", "initiated".to_owned()),
        ("StatusCallbackEvent", "completed".to_owned()),
        ("Timeout", settings.ring_timeout_seconds.to_string()),
        ("TimeLimit", settings.time_limit_seconds.to_string()),
    ];
    if settings.record {
        form.extend([
            ("Record", "true".to_owned()),
            ("RecordingStatusCallback", status("recording")),
            ("RecordingStatusCallbackMethod", "POST".to_owned()),
            ("RecordingStatusCallbackEvent", "completed".to_owned()),
        ]);
    }
    if settings.detect_machines {
        let detection = if call.awaits_greeting { "DetectMessageEnd" } else { "Enable" };
        form.extend([
            ("MachineDetection", detection.to_owned()),
            ("AsyncAmd", "true".to_owned()),
            ("AsyncAmdStatusCallback", status("answering-machine")),
            ("AsyncAmdStatusCallbackMethod", "POST".to_owned()),
        ]);
    }
    form
}

/// What Twilio's answer to placing a call means.
pub(super) fn placed(
    status: StatusCode,
    retry_after: Option<Duration>,
    body: &[u8],
) -> Result<String, PlaceCallError> {
    if status.is_success() {
        let call = serde_json::from_slice::<CallResource>(body).ok();
        return call.map(|call| call.sid).filter(|sid| !sid.is_empty()).ok_or_else(|| {
            PlaceCallError::Unknown { detail: format!("HTTP {} without a SID", status.as_u16()) }
        });
    }
    let code = http::vendor_code(body).and_then(|code| code.parse::<u32>().ok());
    let detail = match code {
        Some(code) => format!("HTTP {}, error {code}", status.as_u16()),
        None => format!("HTTP {}", status.as_u16()),
    };
    // Twilio (408: somebody on the way) may have got far enough to place the call.
    let undecided = !status.is_client_error() || status == StatusCode::REQUEST_TIMEOUT;
    if undecided || code == Some(ALREADY_INITIATED) {
        return Err(PlaceCallError::Unknown { detail });
    }
    if let Some((code, message)) = code.and_then(|code| Some((code, about_the_number(code)?))) {
        return Err(PlaceCallError::Refused { code, message: message.to_owned() });
    }
    if code.is_some_and(|code| OF_CALLER.contains(&code)) {
        return Err(PlaceCallError::CallerRefused { detail });
    }
    if let Some(message) = code.and_then(not_permitted) {
        let detail = format!("{detail}: {message}");
        return Err(PlaceCallError::Declined { detail, kind: FaultKind::Refused });
    }
    Err(if status == StatusCode::TOO_MANY_REQUESTS || code == Some(TOO_MANY_CALLS) {
        PlaceCallError::NotPlaced { detail, retry_after, kind: FaultKind::Passing }
    } else if is_of_account(status, code) {
        PlaceCallError::NotPlaced { detail, retry_after, kind: FaultKind::Refused }
    } else {
        // A code that says neither may be about this number or about all.
        PlaceCallError::Declined { detail, kind: FaultKind::Passing }
    })
}

/// Whether a refusal is about our account or what is configured, so that every lead would meet it until
/// somebody acts. <https://www.twilio.com/docs/api/errors>
fn is_of_account(status: StatusCode, code: Option<u32>) -> bool {
    let of_account = matches!(
        code,
        // The account: credentials, suspended or closed, out of funds, on trial.
        Some(10001 | 10002 | 20001 | 20003 | 20005 | 20006 | 20008 | 20403 | 20404 | 30002 | 90010)
        // What is configured: that there is a number, or the address of our webhooks.
        | Some(21203 | 21205 | 21206 | 21207 | 21208 | 21209 | 21213 | 21218)
    );
    let is_refusal =
        matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
    of_account || is_refusal
}

/// What our account may not do for this lead and may for others: an operator can change it.
fn not_permitted(code: u32) -> Option<&'static str> {
    match code {
        21215 | 13227 => Some("the account may not call this country"),
        21219 => Some("a trial account may call verified numbers only"),
        _ => None,
    }
}

/// The errors that are about the called number, in words for an operator. Twilio's own message is
/// not passed on: it repeats the number. <https://www.twilio.com/docs/api/errors>
fn about_the_number(code: u32) -> Option<&'static str> {
    match code {
        21201 | 21211 | 21217 | 13223 | 13226 => Some("the number is not valid"),
        21214 | 13224 => Some("the number cannot be reached"),
        21216 | 13225 => Some("Twilio does not call this number"),
        _ => None,
    }
}

/// What it means when no answer came. Only a failure to connect proves that nothing was sent.
pub(super) fn no_answer(error: &reqwest::Error) -> PlaceCallError {
    let detail = http::describe(error);
    if error.is_connect() || error.is_builder() {
        PlaceCallError::NotPlaced { detail, retry_after: None, kind: FaultKind::Passing }
    } else {
        PlaceCallError::Unknown { detail }
    }
}

/// The header `Retry-After` in seconds; its other form, a date, is not used by Twilio.
pub(super) fn retry_after(value: &str) -> Option<Duration> {
    value.trim().parse().ok().map(|seconds: u64| Duration::from_secs(seconds.min(LONGEST_RETRY_AFTER)))
}

pub(super) fn remote_call(call: CallResource) -> RemoteCall {
    RemoteCall {
        sid: call.sid,
        status: status(call.status.as_deref().unwrap_or_default()),
        created_at: call.date_created.and_then(|date| timestamp(&date)),
        duration_seconds: call.duration.and_then(|seconds| seconds.parse().ok()),
    }
}

/// `None` for what is no telephone number.
pub(super) fn account_number(listed: ListedNumber) -> Option<AccountNumber> {
    let reaches_us = listed.voice_url.is_some_and(|url| webhook_url::is_of_incoming(&url));
    Some(AccountNumber {
        number: PhoneNumber::of_ours(&listed.phone_number)?,
        label: listed.friendly_name,
        can_call: listed.capabilities.voice,
        reaches_us,
        status: listed.status,
    })
}

/// Whether the call was created at or after `since`, as far as clocks agree. A call that does not
/// tell may have been.
pub(super) fn is_since(call: &RemoteCall, since: Timestamp) -> bool {
    call.created_at.is_none_or(|created| created + CLOCK_ALLOWANCE >= since)
}

/// <https://www.twilio.com/docs/voice/api/call-resource#call-status-values>
fn status(text: &str) -> RemoteCallStatus {
    match text {
        "completed" => RemoteCallStatus::Completed,
        "busy" => RemoteCallStatus::Busy,
        "no-answer" => RemoteCallStatus::NoAnswer,
        "failed" => RemoteCallStatus::Failed,
        "canceled" => RemoteCallStatus::Canceled,
        _ => RemoteCallStatus::Active,
    }
}

fn timestamp(text: &str) -> Option<Timestamp> {
    rfc2822::parse(text).ok().map(|zoned| zoned.timestamp())
}
