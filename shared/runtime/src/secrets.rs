//! Secrets, from Secrets Manager alone. Nothing is kept here.

use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;

use crate::StartError;
use crate::env::Env;

#[derive(Debug, Clone)]
pub struct Secrets {
    client: aws_sdk_secretsmanager::Client,
}

impl Secrets {
    pub(crate) fn new(client: aws_sdk_secretsmanager::Client) -> Self {
        Self { client }
    }

    /// The text of the secret with this ARN or name. Errors never quote it.
    pub async fn text(&self, id: &str) -> Result<SecretString, String> {
        let answer = self.client.get_secret_value().secret_id(id).send().await;
        let answer = answer.map_err(|e| format!("the secret cannot be read: {}", e.into_service_error()))?;
        Ok(answer.secret_string.ok_or("the secret has no text")?.into())
    }

    /// The JSON secret whose ARN or name is in the variable `name`. Errors never quote the secret.
    pub async fn json<T: DeserializeOwned>(&self, env: &Env, name: &'static str) -> Result<T, StartError> {
        let text = self.text(&env.required(name)?).await.map_err(|error| format!("{name}: {error}"))?;
        serde_json::from_str(text.expose_secret()).map_err(|e| {
            format!(
                "{name}: the secret is not the JSON it should be (line {}, column {})",
                e.line(),
                e.column()
            )
            .into()
        })
    }
}
