//! All that the sandbox knows, shared by every route.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use jsonwebtoken::DecodingKey;

use crate::config::Config;
use crate::faults::Faults;
use crate::google::{Calendars, Tokens};
use crate::journal::Journal;
use crate::twilio::{AuthTokens, Calls};
use crate::zoom::Meetings;

/// Twilio waits this long for a webhook's answer.
const WEBHOOK_LIMIT: Duration = Duration::from_secs(15);

pub struct Sandbox {
    pub config: Config,
    pub journal: Journal,
    pub faults: Faults,
    pub(crate) auth_tokens: AuthTokens,
    pub(crate) calls: Calls,
    pub(crate) calendars: Calendars,
    pub(crate) google_tokens: Tokens,
    pub(crate) google_key: Option<DecodingKey>,
    pub(crate) zoom: Meetings,
    /// Sends webhooks.
    pub(crate) http: reqwest::Client,
}

impl Sandbox {
    /// Fails if the Google public key cannot be read or is no RSA key in PEM.
    pub fn new(config: Config) -> anyhow::Result<Arc<Self>> {
        let google_key = config
            .google_public_key
            .as_ref()
            .map(|path| -> anyhow::Result<_> {
                let pem = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
                DecodingKey::from_rsa_pem(&pem)
                    .with_context(|| format!("{} holds no RSA public key in PEM", path.display()))
            })
            .transpose()?;
        let http = reqwest::Client::builder()
            .timeout(WEBHOOK_LIMIT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .user_agent("TwilioProxy/1.1")
            .build()?;
        let auth_tokens = AuthTokens::new(&config.twilio_account_sid, &config.twilio_auth_token);
        Ok(Arc::new(Self {
            auth_tokens,
            config,
            journal: Journal::default(),
            faults: Faults::default(),
            calls: Calls::default(),
            calendars: Calendars::default(),
            google_tokens: Tokens::default(),
            google_key,
            zoom: Meetings::default(),
            http,
        }))
    }
}
