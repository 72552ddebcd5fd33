//! Twilio's webhooks: signed form posts. Nothing is looked at before the signature holds.

use std::collections::HashMap;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use homework_domain::Result;
use lambda_http::request::RequestContext;

use crate::env::Env;
use crate::problem::{self, Problem};

/// Says whether a signature is right for a URL and its form parameters, or that it cannot be known now.
pub trait SignatureCheck: Send + Sync {
    fn check<'a>(
        &'a self,
        url: &'a str,
        form: &'a [(String, String)],
        signature: &'a str,
    ) -> Pin<Box<dyn Future<Output = Result<bool>> + Send + 'a>>;
}

/// Checks that a request is from Twilio.
#[derive(Clone)]
pub struct WebhookGuard {
    /// The public URL Twilio was given; `None` is the function URL's own domain, which AWS states
    /// in the request's context (never the `Host` header, which anybody can send).
    base_url: Option<String>,
    signatures: Arc<dyn SignatureCheck>,
}

impl fmt::Debug for WebhookGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookGuard").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

impl WebhookGuard {
    /// Reads `WEBHOOK_BASE_URL`.
    pub fn new(env: &Env, signatures: impl SignatureCheck + 'static) -> Self {
        let base_url = env.optional("WEBHOOK_BASE_URL").map(|url| url.trim_end_matches('/').to_owned());
        Self { base_url, signatures: Arc::new(signatures) }
    }

    fn public_url(&self, request: &Request) -> Option<String> {
        let path = request.uri().path_and_query()?.as_str();
        match &self.base_url {
            Some(base) => Some(format!("{base}{path}")),
            None => match request.extensions().get::<RequestContext>()? {
                RequestContext::ApiGatewayV2(context) => {
                    Some(format!("https://{}{path}", context.domain_name.as_ref()?))
                }
                _ => None,
            },
        }
    }
}

/// A verified webhook: the URL's query and the form.
#[derive(Debug, Clone)]
pub struct Webhook {
    query: HashMap<String, String>,
    form: HashMap<String, String>,
}

impl Webhook {
    /// A parameter of the URL, which we gave Twilio ourselves.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }

    /// A parameter Twilio posted; an empty one counts as not there.
    pub fn form(&self, name: &str) -> Option<&str> {
        self.form.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

impl<S: Send + Sync> FromRequest<S> for Webhook
where
    WebhookGuard: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let refused =
            || problem::plain(StatusCode::FORBIDDEN, "The signature is missing or wrong.").into_response();
        let guard = WebhookGuard::from_ref(state);
        let url = guard.public_url(&request).ok_or_else(refused)?;
        let header = request.headers().get("x-twilio-signature").and_then(|value| value.to_str().ok());
        let signature = header.map(str::to_owned).ok_or_else(refused)?;
        let query = request.uri().query().unwrap_or_default().to_owned();
        let body = Bytes::from_request(request, state).await.map_err(|_| refused())?;
        let form = pairs(&body);
        let holds = guard.signatures.check(&url, &form, &signature).await;
        if !holds.map_err(|error| Problem(error).into_response())? {
            return Err(refused());
        }
        Ok(Self { query: pairs(query.as_bytes()).into_iter().collect(), form: form.into_iter().collect() })
    }
}

fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(encoded).into_owned().collect()
}
