//! Credentials that the sandbox accepts. They open nothing but the simulation.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::paths::Paths;
use crate::setup::{self, Python};

/// The operator that every local system has.
pub(crate) const OPERATOR: (&str, &str) = ("operator@homework.example", "Demo-Operator-1");

/// The calendar's time zone where `.env` names none.
pub(crate) const TIME_ZONE: &str = "America/New_York";

pub(crate) fn twilio() -> Value {
    json!({
        "account_sid": "AC00000000000000000000000000005a4d",
        "auth_token": "sandbox-twilio-token",
        "phone_number": "+15005550006",
    })
}

pub(crate) fn openai() -> Value {
    json!({ "api_key": "sk-sandbox" })
}

/// A service account that signs with this private key (PEM).
pub(crate) fn google(private_key: &str) -> Value {
    json!({
        "calendar_id": "primary",
        "credentials": {
            "type": "service_account",
            "project_id": "sandbox",
            "private_key_id": "sandbox",
            "private_key": private_key,
            "client_email": "homework@sandbox.iam.gserviceaccount.com",
            "token_uri": "https://oauth2.googleapis.com/token",
        },
        "delegated_user": "host@example.com",
    })
}

pub(crate) fn zoom() -> Value {
    json!({
        "account_id": "sandbox-zoom-account",
        "client_id": "sandbox-zoom-client",
        "client_secret": "sandbox-zoom-secret",
    })
}

pub(crate) fn elevenlabs() -> Value {
    json!({ "api_key": "sandbox-elevenlabs" })
}

/// The key pair of the simulated service account.
pub(crate) struct GoogleKey {
    pub(crate) private_pem: String,
    pub(crate) public_path: PathBuf,
}

impl GoogleKey {
    /// The pair of an earlier run, or a new one.
    pub(crate) async fn ready(paths: &Paths, python: &Python) -> Result<Self> {
        let private_path = paths.local.join("google-private.pem");
        let public_path = paths.local.join("google-public.pem");
        if !private_path.exists() || !public_path.exists() {
            let mut command = Command::new(&python.program);
            command.arg(paths.script("google_key.py")).args([&private_path, &public_path]);
            setup::output(&mut command).await.context("cannot make the sandbox's Google key")?;
        }
        Ok(Self { private_pem: fs::read_to_string(private_path)?, public_path })
    }
}
