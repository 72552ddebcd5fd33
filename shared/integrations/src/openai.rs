//! OpenAI chat completions, and whatever speaks the same protocol.
//! <https://platform.openai.com/docs/api-reference/chat/create>

mod wire;

use std::time::Duration;

use async_openai::config::OpenAIConfig;
use async_openai::error::{ApiError, ApiErrorResponse, OpenAIError};
use async_openai::middleware::HttpRequestFactory;
use async_openai::types::chat::ReasoningEffort;
use homework_domain::ports::{ChatModel, ChatReply, ChatRequest};
use homework_domain::{Error, Result};
use reqwest::{Client, Response};
use secrecy::ExposeSecret;
use serde_json::Value;
use tower::service_fn;

use crate::credentials::OpenAiCredentials;
use crate::http;

const SERVICE: &str = "OpenAI";
const VENDOR: &str = "https://api.openai.com/v1";

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
    client: async_openai::Client<OpenAIConfig>,
    model: String,
    reasoning_effort: Option<ReasoningEffort>,
}

impl OpenAi {
    /// `base_url` stands in for `https://api.openai.com/v1`; empty means OpenAI.
    ///
    /// # Errors
    /// `Internal` if `base_url` is not an http(s) URL, or model or reasoning effort make no sense.
    pub fn new(
        http: Client,
        credentials: &OpenAiCredentials,
        base_url: &str,
        settings: ModelSettings,
    ) -> Result<Self> {
        let base = http::base_url(SERVICE, base_url, VENDOR)?;
        if settings.model.trim().is_empty() {
            return Err(Error::internal("OpenAI: no model is named"));
        }
        // Organization and project are set so that none is picked up from the environment.
        let config = OpenAIConfig::new()
            .with_api_base(base.as_str().trim_end_matches('/'))
            .with_api_key(credentials.api_key.expose_secret())
            .with_org_id("")
            .with_project_id("");
        let timeout = settings.timeout;
        // async-openai's own service repeats failed requests for as long as it likes.
        let once = service_fn({
            let http = http.clone();
            move |request| send_once(http.clone(), request, timeout)
        });
        Ok(Self {
            client: async_openai::Client::build(http, config).with_http_service(once),
            reasoning_effort: wire::reasoning_effort(&settings.reasoning_effort)?,
            model: settings.model,
        })
    }
}

impl OpenAi {
    /// Whether OpenAI lets us in and has our model.
    ///
    /// # Errors
    /// `Unavailable` if OpenAI did not answer usefully, `Credentials` if it did not take our key, `Refused` if it does
    /// not have the model.
    pub async fn check(&self) -> Result<()> {
        let answer: Result<Value, _> = self.client.models().retrieve_byot(self.model.as_str()).await;
        answer.map(|_| ()).map_err(error)
    }
}

impl ChatModel for OpenAi {
    /// Asks the model once.
    ///
    /// # Errors
    /// `Unavailable` if it was busy, failed, took too long or said nothing; `Credentials` or `Refused` if it did
    /// not take our credentials or our request.
    async fn complete(&self, request: ChatRequest<'_>) -> Result<ChatReply> {
        let request = wire::request(&request, &self.model, self.reasoning_effort.clone());
        // The answer is taken as plain JSON: async-openai logs what it cannot read, and that is
        // what people said.
        let answer: Value = self.client.chat().create_byot(request).await.map_err(error)?;
        wire::reply(answer)
    }
}

/// Sends the request once. The body of a refusal goes no further than to its error code:
/// async-openai logs bodies, and they may repeat what was sent.
async fn send_once(
    http: Client,
    request: HttpRequestFactory,
    timeout: Duration,
) -> Result<Response, OpenAIError> {
    let mut request = request.build().await?;
    *request.timeout_mut() = Some(timeout);
    let response = http.execute(request).await?;
    let status_code = response.status();
    if status_code.is_success() {
        return Ok(response);
    }
    let code = http::vendor_code(&response.bytes().await.unwrap_or_default());
    Err(OpenAIError::ApiError(ApiErrorResponse {
        status_code,
        api_error: ApiError { code, ..ApiError::default() },
    }))
}

fn error(error: OpenAIError) -> Error {
    match error {
        OpenAIError::Reqwest(error) => http::unreachable(SERVICE, &error),
        OpenAIError::ApiError(refusal) => {
            http::refusal(SERVICE, refusal.status_code, refusal.api_error.code.as_deref())
        }
        OpenAIError::JSONDeserialize(..) => Error::unavailable(SERVICE, "its answer cannot be read"),
        _ => Error::internal("OpenAI: the request cannot be built"),
    }
}

#[cfg(test)]
mod tests;
