//! What the sandbox accepts and how fast it plays: command-line flags, each also an environment variable.

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use jiff::tz::TimeZone;

/// Credentials that work when nothing else is said. They open nothing but this simulation.
pub mod demo {
    pub const TWILIO_ACCOUNT_SID: &str = "AC00000000000000000000000000005a4d";
    pub const TWILIO_AUTH_TOKEN: &str = "sandbox-twilio-token";
    pub const TWILIO_NUMBER: &str = "+15005550006";
    pub const OPENAI_API_KEY: &str = "sk-sandbox";
    pub const GOOGLE_CLIENT_EMAIL: &str = "homework@sandbox.iam.gserviceaccount.com";
    pub const GOOGLE_OAUTH_CLIENT_ID: &str = "sandbox.apps.googleusercontent.com";
    pub const GOOGLE_OAUTH_CLIENT_SECRET: &str = "sandbox-google-secret";
    pub const GOOGLE_OAUTH_REFRESH_TOKEN: &str = "sandbox-google-refresh";
    pub const ZOOM_ACCOUNT_ID: &str = "sandbox-zoom-account";
    pub const ZOOM_CLIENT_ID: &str = "sandbox-zoom-client";
    pub const ZOOM_CLIENT_SECRET: &str = "sandbox-zoom-secret";
    pub const ELEVENLABS_API_KEY: &str = "sandbox-elevenlabs";
}

#[derive(Debug, Clone, Parser)]
#[command(
    name = "homework-sandbox",
    about = "The outside world, simulated over real HTTP",
    args_override_self = true
)]
pub struct Config {
    /// Port on 127.0.0.1; 0 takes a free one.
    #[arg(long, env = "SANDBOX_PORT", default_value_t = 4570)]
    pub port: u16,
    /// Where links to this server (recordings) point; by default its own address.
    #[arg(long, env = "SANDBOX_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Serves webhook URLs whose host is `*.lambda-url.*.on.aws`.
    #[arg(long, env = "SANDBOX_AWS_ENDPOINT", default_value = "http://127.0.0.1:4566")]
    pub aws_endpoint: String,
    /// How long one ring, one utterance or one pause takes, in milliseconds.
    #[arg(long, env = "SANDBOX_PACE", default_value_t = 300)]
    pub pace: u64,
    /// How long the language model thinks, in milliseconds.
    #[arg(long, env = "SANDBOX_LLM_LATENCY", default_value_t = 150)]
    pub llm_latency: u64,
    /// Time zone of the simulated calendar: its busy lunch hours are local to it.
    #[arg(long, env = "SANDBOX_TIME_ZONE", default_value = "Europe/Madrid", value_parser = time_zone)]
    pub time_zone: TimeZone,
    /// File that tells the system's functions how far its clock has been moved; without it the clock stays.
    #[arg(long, env = "SANDBOX_CLOCK_FILE")]
    pub clock_file: Option<PathBuf>,
    /// Start with an empty calendar: no busy lunch hours on working days.
    #[arg(long, env = "SANDBOX_NO_SEEDED_BUSY")]
    pub no_seeded_busy: bool,
    #[arg(long, env = "SANDBOX_TWILIO_ACCOUNT_SID", default_value = demo::TWILIO_ACCOUNT_SID)]
    pub twilio_account_sid: String,
    #[arg(long, env = "SANDBOX_TWILIO_AUTH_TOKEN", default_value = demo::TWILIO_AUTH_TOKEN)]
    pub twilio_auth_token: String,
    #[arg(long, env = "SANDBOX_OPENAI_API_KEY", default_value = demo::OPENAI_API_KEY)]
    pub openai_api_key: String,
    #[arg(long, env = "SANDBOX_GOOGLE_CLIENT_EMAIL", default_value = demo::GOOGLE_CLIENT_EMAIL)]
    pub google_client_email: String,
    /// PEM file with the service account's RSA public key; without it no assertion is accepted.
    #[arg(long, env = "SANDBOX_GOOGLE_PUBLIC_KEY")]
    pub google_public_key: Option<PathBuf>,
    #[arg(long, env = "SANDBOX_GOOGLE_OAUTH_CLIENT_ID", default_value = demo::GOOGLE_OAUTH_CLIENT_ID)]
    pub google_oauth_client_id: String,
    #[arg(long, env = "SANDBOX_GOOGLE_OAUTH_CLIENT_SECRET", default_value = demo::GOOGLE_OAUTH_CLIENT_SECRET)]
    pub google_oauth_client_secret: String,
    #[arg(long, env = "SANDBOX_GOOGLE_OAUTH_REFRESH_TOKEN", default_value = demo::GOOGLE_OAUTH_REFRESH_TOKEN)]
    pub google_oauth_refresh_token: String,
    #[arg(long, env = "SANDBOX_ZOOM_ACCOUNT_ID", default_value = demo::ZOOM_ACCOUNT_ID)]
    pub zoom_account_id: String,
    #[arg(long, env = "SANDBOX_ZOOM_CLIENT_ID", default_value = demo::ZOOM_CLIENT_ID)]
    pub zoom_client_id: String,
    #[arg(long, env = "SANDBOX_ZOOM_CLIENT_SECRET", default_value = demo::ZOOM_CLIENT_SECRET)]
    pub zoom_client_secret: String,
    #[arg(long, env = "SANDBOX_ELEVENLABS_API_KEY", default_value = demo::ELEVENLABS_API_KEY)]
    pub elevenlabs_api_key: String,
}

impl Config {
    /// One ring, utterance or pause.
    pub(crate) fn pace(&self) -> Duration {
        Duration::from_millis(self.pace)
    }

    /// Base of links to this server, without a trailing slash.
    pub(crate) fn public_url(&self) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://127.0.0.1:{}", self.port),
        }
    }
}

fn time_zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name).map_err(|error| error.to_string())
}
