//! OpenAI chat completions, and whatever speaks the same protocol.
//! <https://platform.openai.com/docs/api-reference/chat/create>

mod shape;
mod wire;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use homework_domain::ports::{ChatModel, ChatReply, ChatRequest};
use homework_domain::{Error, Result};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rand::RngExt as _;
use reqwest::header::RETRY_AFTER;
use reqwest::{Client, Response};
use secrecy::ExposeSecret;
use serde_json::Value;
use tokio::time::Instant;
use url::Url;

use crate::credentials::OpenAiCredentials;
use crate::http;
use crate::secret::Secret;
use shape::Shape;

const SERVICE: &str = "OpenAI";
const VENDOR: &str = "https://api.openai.com/v1";
/// How often a request that failed for a passing reason is tried again, patience permitting.
const RETRIES_MAX: u32 = 3;
/// Before the first retry, and doubled before each other; a random part of it is left out.
const PAUSE: Duration = Duration::from_millis(300);
/// With less patience left than this, another attempt would only be cut off.
const WORTH_TRYING: Duration = Duration::from_millis(500);
/// Somebody waits for the answer to a check.
const CHECK_TIMEOUT: Duration = Duration::from_secs(4);
/// A 429 of this kind does not pass by itself: the account has no credit.
const NO_CREDIT: &str = "insufficient_quota";

/// Which model answers, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelSettings {
    pub model: String,
    /// `none`, `minimal`, `low`, `medium`, `high`, `xhigh` or `max`; empty leaves it to the model.
    /// Some models take tools only with `none`, others know no such setting.
    pub reasoning_effort: String,
    /// For one request.
    pub timeout: Duration,
}

impl ModelSettings {
    /// Long enough for an answer of a few sentences, short enough for somebody who waits on the telephone.
    pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(8);

    pub fn new(model: impl Into<String>, reasoning_effort: impl Into<String>) -> Self {
        Self {
            model: model.into(),
            reasoning_effort: reasoning_effort.into(),
            timeout: Self::DEFAULT_TIMEOUT,
        }
    }
}

/// A client for one model.
#[derive(Debug)]
pub struct OpenAi {
    http: Client,
    base: Url,
    secret: Secret<OpenAiCredentials>,
    model: String,
    timeout: Duration,
    /// Which parameters the model takes, as far as it has told: kept as long as the process lives.
    shape: Mutex<Shape>,
}

impl OpenAi {
    /// `base_url` stands in for `https://api.openai.com/v1`; empty means OpenAI.
    ///
    /// # Errors
    /// `Internal` if `base_url` is not an http(s) URL, or model or reasoning effort make no sense.
    pub fn new(
        http: Client,
        secret: Secret<OpenAiCredentials>,
        base_url: &str,
        settings: ModelSettings,
    ) -> Result<Self> {
        let base = http::base_url(SERVICE, base_url, VENDOR)?;
        if settings.model.trim().is_empty() {
            return Err(Error::internal("OpenAI: no model is named"));
        }
        Ok(Self {
            http,
            base,
            secret,
            timeout: settings.timeout,
            shape: Mutex::new(Shape::new(wire::reasoning_effort(&settings.reasoning_effort)?)),
            model: settings.model,
        })
    }

    /// Whether OpenAI lets us in and has our model.
    ///
    /// # Errors
    /// As [`Self::shutdown_date`].
    pub async fn check(&self) -> Result<()> {
        self.shutdown_date().await.map(|_| ())
    }

    /// The day on which the vendor will switch our model off, in UTC; `None` if it names none.
    ///
    /// # Errors
    /// `Unavailable` if OpenAI did not answer usefully, `Credentials` if it refused our key, `Refused`
    /// if it does not have the model.
    pub async fn shutdown_date(&self) -> Result<Option<Date>> {
        let url = http::endpoint(&self.base, &["models", &self.model]);
        let request = |secret: &OpenAiCredentials| {
            Ok(self.http.get(url.clone()).bearer_auth(secret.api_key.expose_secret()))
        };
        let model: Value = http::json(SERVICE, self.secret.send(CHECK_TIMEOUT, request).await?).await?;
        Ok(shutdown_date(&model["shutdown_date"]))
    }

    /// One attempt in the given shape.
    async fn attempt(
        &self,
        request: &ChatRequest<'_>,
        shape: &Shape,
        timeout: Duration,
    ) -> Result<ChatReply, Failure> {
        let body = wire::request(request, &self.model, shape);
        let url = http::endpoint(&self.base, &["chat", "completions"]);
        let post = |secret: &OpenAiCredentials| {
            Ok(self.http.post(url.clone()).bearer_auth(secret.api_key.expose_secret()).json(&body))
        };
        let response = self.secret.send(timeout, post).await.map_err(Failure::of)?;
        if !response.status().is_success() {
            return Err(refusal(response).await);
        }
        wire::reply(http::json(SERVICE, response).await.map_err(Failure::of)?).map_err(Failure::of)
    }

    fn shape(&self) -> Shape {
        self.shape.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn remember(&self, shape: &Shape) {
        shape.clone_into(&mut self.shape.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl ChatModel for OpenAi {
    async fn has_key(&self) -> Result<()> {
        self.secret.get().await.map(drop)
    }

    /// Asks the model, within the request's patience. A failure that may pass is tried again after a
    /// short pause, or the one the vendor asks for; a parameter that the model does not take is left
    /// out or set otherwise, in this request and from then on.
    ///
    /// # Errors
    /// `Unavailable` if it was busy, failed, took too long or said nothing; `Credentials` or `Refused`
    /// if it did not take our key or our request.
    async fn complete(&self, request: ChatRequest<'_>) -> Result<ChatReply> {
        let until = Instant::now() + request.patience;
        let (mut shape, mut retries) = (self.shape(), 0);
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let failure = match self.attempt(&request, &shape, left.min(self.timeout)).await {
                Ok(reply) => {
                    self.remember(&shape);
                    return Ok(reply);
                }
                Err(failure) => failure,
            };
            // Each change leaves less to refuse, so there is a last one.
            if let Some(other) = failure.parameter.as_deref().and_then(|name| shape.without(name)) {
                tracing::warn!(parameter = failure.parameter, "the model does not take a parameter");
                shape = other;
                continue;
            }
            let pause = failure.retry_after.unwrap_or_else(|| pause_before(retries));
            let left = until.saturating_duration_since(Instant::now());
            if !failure.passes || retries == RETRIES_MAX || left < pause + WORTH_TRYING {
                return Err(failure.error);
            }
            retries += 1;
            tokio::time::sleep(pause).await;
        }
    }
}

/// Why an attempt did not bring an answer.
struct Failure {
    error: Error,
    /// The same request may work a moment later.
    passes: bool,
    /// When, if the vendor says so.
    retry_after: Option<Duration>,
    /// The parameter that the model does not take, where that is the reason.
    parameter: Option<String>,
}

impl Failure {
    fn of(error: Error) -> Self {
        let passes = matches!(error, Error::Unavailable { .. });
        Self { error, passes, retry_after: None, parameter: None }
    }
}

/// What an unsuccessful answer means. Its body goes no further: it may repeat what was sent.
async fn refusal(response: Response) -> Failure {
    let status = response.status();
    let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let retry_after = retry_after.and_then(|seconds| seconds.trim().parse().ok());
    let retry_after = retry_after.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let body = response.bytes().await.unwrap_or_default();
    let code = http::vendor_code(&body);
    let parameter = if status.as_u16() == 400 { shape::refused_parameter(&body) } else { None };
    let error = match &parameter {
        Some(name) => Error::refused(SERVICE, format!("HTTP 400, the model does not take {name}")),
        None => http::refusal(SERVICE, status, code.as_deref()),
    };
    let failure = Failure::of(error);
    let passes = failure.passes && code.as_deref() != Some(NO_CREDIT);
    Failure { passes, retry_after, parameter, ..failure }
}

fn pause_before(retry: u32) -> Duration {
    (PAUSE * 2_u32.pow(retry)).mul_f64(rand::rng().random_range(0.5..1.0))
}

/// A date such as `2027-01-14`, or seconds since 1970.
fn shutdown_date(value: &Value) -> Option<Date> {
    match value {
        Value::String(text) => text.get(..10)?.parse().ok(),
        Value::Number(number) => {
            let at = Timestamp::from_second(number.as_i64()?).ok()?;
            Some(TimeZone::UTC.to_datetime(at).date())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
