//! Secrets, from Secrets Manager alone. Read once at start and kept for the life of the process.

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

    /// The JSON secret whose ARN or name is in the variable `name`. Errors never quote the secret.
    pub async fn json<T: DeserializeOwned>(&self, env: &Env, name: &'static str) -> Result<T, StartError> {
        let id = env.required(name)?;
        let answer = self.client.get_secret_value().secret_id(&id).send().await;
        let answer =
            answer.map_err(|e| format!("{name}: the secret cannot be read: {}", e.into_service_error()))?;
        let text = answer.secret_string().ok_or_else(|| format!("{name}: the secret has no text"))?;
        serde_json::from_str(text).map_err(|e| {
            format!(
                "{name}: the secret is not the JSON it should be (line {}, column {})",
                e.line(),
                e.column()
            )
            .into()
        })
    }
}
