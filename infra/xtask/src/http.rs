//! A small HTTP client for addresses on this machine.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use serde::de::DeserializeOwned;
use tokio::time::{sleep, timeout};

const REQUEST_DEADLINE: Duration = Duration::from_secs(35);
const POLL: Duration = Duration::from_millis(100);

#[derive(Clone)]
pub(crate) struct Http {
    client: Client<HttpConnector, Body>,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body of a successful answer; another answer becomes an error with what it says.
    pub(crate) fn json<T: DeserializeOwned>(self, what: &str) -> Result<T> {
        let Self { status, body, .. } = self;
        if !status.is_success() {
            bail!("{what} answered {status}: {}", String::from_utf8_lossy(&body));
        }
        serde_json::from_slice(&body).with_context(|| {
            format!("{what} reads differently than expected: {}", String::from_utf8_lossy(&body))
        })
    }
}

impl Http {
    pub(crate) fn new() -> Self {
        Self { client: Client::builder(TokioExecutor::new()).build_http() }
    }

    /// Sends the request and reads the whole answer, whatever its status.
    pub(crate) async fn send(&self, request: Request<Body>) -> Result<Answer> {
        let target = format!("{} {}", request.method(), request.uri());
        let exchange = async {
            let response = self.client.request(request).await?;
            let (head, body) = response.into_parts();
            let body = body.collect().await?.to_bytes().to_vec();
            anyhow::Ok(Answer { status: head.status, headers: head.headers, body })
        };
        timeout(REQUEST_DEADLINE, exchange)
            .await
            .with_context(|| format!("{target}: no answer"))?
            .with_context(|| format!("{target} failed"))
    }

    /// Waits until something answers at the address with success. Says whether it did in time.
    pub(crate) async fn answers(&self, url: &str) -> bool {
        let Ok(request) = Request::builder().method(Method::GET).uri(url).body(()) else { return false };
        let answer = timeout(Duration::from_secs(1), self.send(request.map(|()| Body::empty()))).await;
        let answered = matches!(answer, Ok(Ok(answer)) if answer.status.is_success());
        if !answered {
            sleep(POLL).await;
        }
        answered
    }
}
