//! Twilio with the credentials in force: where it refuses them, the secret is read again for the next
//! request, so that a corrected one is used without waiting for a new process.

use std::sync::Arc;

use homework_domain::breaker::FaultKind;
use homework_domain::phone::PhoneNumber;
use homework_domain::ports::{PlaceCall, PlaceCallError, RemoteCall, Telephony};
use homework_domain::{Error, Result};
use homework_integrations::twilio::{CallSettings, Twilio};
use homework_runtime::{Aws, Env, StartError};
use homework_vendors::Current;
use jiff::Timestamp;
use reqwest::Client;

pub(crate) struct CurrentTwilio(Current<Twilio, Error>);

impl CurrentTwilio {
    pub(crate) fn new(aws: Aws, env: Env, settings: CallSettings) -> Result<Self, StartError> {
        let http = homework_integrations::http::client()?;
        let make = move || connect(aws.clone(), env.clone(), http.clone(), settings.clone());
        Ok(Self(Current::new(make)))
    }

    async fn client(&self) -> Result<Arc<Twilio>> {
        self.0.get().await
    }

    /// Drops a client whose credentials were refused.
    async fn judge<T>(&self, answer: Result<T>) -> Result<T> {
        if matches!(answer, Err(Error::Credentials { .. })) {
            self.0.forget().await;
        }
        answer
    }
}

async fn connect(aws: Aws, env: Env, http: Client, settings: CallSettings) -> Result<Twilio> {
    let credentials = aws.secrets().json(&env, "TWILIO_SECRET_ARN").await;
    let credentials = credentials.map_err(|error| Error::credentials("Twilio", error))?;
    let base_url = env.optional("TWILIO_BASE_URL").unwrap_or_default();
    Twilio::new(http, credentials, &base_url, settings)
}

impl Telephony for CurrentTwilio {
    async fn place_call(&self, call: &PlaceCall) -> Result<String, PlaceCallError> {
        let client = self.client().await.map_err(|error| PlaceCallError::NotPlaced {
            detail: error.to_string(),
            retry_after: None,
            kind: FaultKind::Refused,
        })?;
        let answer = Box::pin(client.place_call(call)).await;
        if matches!(answer, Err(PlaceCallError::NotPlaced { kind: FaultKind::Refused, .. })) {
            self.0.forget().await;
        }
        answer
    }

    async fn calls_to(&self, to: &PhoneNumber, since: Timestamp) -> Result<Vec<RemoteCall>> {
        let client = self.client().await?;
        self.judge(Box::pin(client.calls_to(to, since)).await).await
    }

    async fn call(&self, sid: &str) -> Result<RemoteCall> {
        let client = self.client().await?;
        self.judge(Box::pin(client.call(sid)).await).await
    }

    async fn hang_up(&self, sid: &str) -> Result<()> {
        let client = self.client().await?;
        self.judge(Box::pin(client.hang_up(sid)).await).await
    }
}
