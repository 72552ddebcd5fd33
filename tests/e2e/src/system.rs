//! Where everything is, and waiting for things to happen.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use reqwest::Client;
use serde::Deserialize;

use crate::api::Api;
use crate::aws::Aws;
use crate::sandbox::Sandbox;

/// Nothing a test waits for takes longer, on a machine that is busy with other things: a message whose handling failed is
/// seen again after three minutes, of a partner's or an import's after six.
const PATIENCE: Duration = Duration::from_secs(600);
const POLL: Duration = Duration::from_millis(150);

/// `target/local/endpoints.json`.
#[derive(Debug, Clone, Deserialize)]
pub struct Endpoints {
    pub api_url: String,
    pub aws_endpoint: String,
    pub region: String,
    pub table_name: String,
    pub sandbox_url: String,
    pub voice_url: String,
    pub status_url: String,
    pub user_pool_id: String,
    pub user_pool_client_id: String,
    pub operator: Operator,
    pub queues: HashMap<String, String>,
    pub functions: HashMap<String, String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Operator {
    pub username: String,
    pub password: String,
}

/// The system under test.
#[derive(Debug, Clone)]
pub struct System {
    pub endpoints: Endpoints,
    pub api: Api,
    pub aws: Aws,
    pub sandbox: Sandbox,
}

impl System {
    /// Connects to the running system and signs in as the demo operator.
    pub async fn connect() -> Result<Self> {
        let file = endpoints_file()?;
        let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read {file}"))?;
        let endpoints: Endpoints =
            serde_json::from_str(&text).with_context(|| format!("cannot understand {file}"))?;
        let http = Client::builder().no_proxy().timeout(Duration::from_secs(60)).build()?;
        let aws = Aws::new(http.clone(), &endpoints);
        let token = aws.sign_in(&endpoints, &endpoints.operator).await?;
        Ok(Self {
            api: Api::new(http.clone(), &endpoints.api_url, token),
            sandbox: Sandbox::new(http, &endpoints.sandbox_url),
            aws,
            endpoints,
        })
    }

    /// The API as an operator has it who is in these groups of the user pool.
    pub async fn api_as(&self, groups: &[&str]) -> Result<Api> {
        let operator = self.aws.new_operator(&self.endpoints.user_pool_id, groups).await?;
        Ok(self.api.with_token(self.aws.sign_in(&self.endpoints, &operator).await?))
    }
}

#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where the system is")]
fn endpoints_file() -> Result<String> {
    std::env::var("HOMEWORK_ENDPOINTS")
        .context("HOMEWORK_ENDPOINTS is not set: run the tests with `cargo xtask test`")
}

/// Polls until `look` finds what it looks for; an error names what never came.
pub async fn eventually<T>(what: &str, look: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    eventually_within(PATIENCE, what, look).await
}

/// The same for what takes its time.
pub async fn eventually_within<T>(
    patience: Duration,
    what: &str,
    mut look: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let started = Instant::now();
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        if started.elapsed() > patience {
            bail!("waited {} s in vain: {what}", patience.as_secs());
        }
        tokio::time::sleep(POLL).await;
    }
}
