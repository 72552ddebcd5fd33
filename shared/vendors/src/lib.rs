//! The vendors' clients as a function's environment and secrets describe them: one place that knows
//! which variable and which secret belong to whom, for every function that calls the same vendor.

mod current;
mod report;
mod signatures;

use std::sync::Arc;
use std::time::Duration;

use homework_domain::Error;
use homework_domain::breaker::{Vendor, VendorProbe};
use homework_domain::clock::{Clock, SystemClock};
use homework_domain::ports::Calendar;
use homework_domain::slots::{Interval, MeetingRules};
use homework_domain::weekly_hours::WeeklyHours;
use homework_integrations::credentials::{ElevenLabsSecret, TwilioCredentials, ZoomSecret};
use homework_integrations::elevenlabs::ElevenLabs;
use homework_integrations::google::GoogleCalendar;
use homework_integrations::http;
use homework_integrations::openai::{ModelSettings, OpenAi};
use homework_integrations::twilio::Twilio;
use homework_integrations::zoom::Zoom;
use homework_runtime::{Aws, Env, StartError};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use reqwest::Client;

pub use self::current::Current;
pub use self::report::Reporter;
pub use self::signatures::Signatures;

/// For asking one vendor whether it works, its secret included.
const PROBE_PATIENCE: Duration = Duration::from_secs(8);

/// Makes clients that share one pool of connections.
#[derive(Debug)]
pub struct Vendors<'a> {
    aws: &'a Aws,
    env: &'a Env,
    http: Client,
}

impl<'a> Vendors<'a> {
    pub fn new(aws: &'a Aws, env: &'a Env) -> Result<Self, StartError> {
        Ok(Self { aws, env, http: http::client()? })
    }

    /// The pool itself, for clients that only one function has.
    pub fn http(&self) -> Client {
        self.http.clone()
    }

    /// Twilio for looking at calls and ending them: `TWILIO_SECRET_ARN`, `TWILIO_BASE_URL`.
    pub async fn twilio(&self) -> Result<Twilio, StartError> {
        self.twilio_with(self.twilio_credentials().await?)
    }

    /// The same with credentials that were read already.
    pub fn twilio_with(&self, credentials: TwilioCredentials) -> Result<Twilio, StartError> {
        Ok(Twilio::without_placing(self.http(), credentials, &self.base_url("TWILIO_BASE_URL"))?)
    }

    /// What Twilio knows us by: `TWILIO_SECRET_ARN`.
    pub async fn twilio_credentials(&self) -> Result<TwilioCredentials, StartError> {
        self.aws.secrets().json(self.env, "TWILIO_SECRET_ARN").await
    }

    /// The calendar that meetings go into: `GOOGLE_SECRET_ARN`, `GOOGLE_BASE_URL`.
    pub async fn calendar(&self) -> Result<GoogleCalendar, StartError> {
        let credentials = self.aws.secrets().json(self.env, "GOOGLE_SECRET_ARN").await?;
        let base_url = self.base_url("GOOGLE_BASE_URL");
        Ok(GoogleCalendar::new(self.http(), credentials, &base_url, Arc::new(SystemClock))?)
    }

    /// Zoom, if it is set up: `ZOOM_SECRET_ARN`, `ZOOM_BASE_URL`.
    pub async fn zoom(&self) -> Result<Option<Zoom>, StartError> {
        let ZoomSecret(credentials) = self.aws.secrets().json(self.env, "ZOOM_SECRET_ARN").await?;
        let base_url = self.base_url("ZOOM_BASE_URL");
        let zoom = credentials.map(|own| Zoom::new(self.http(), own, &base_url, Arc::new(SystemClock)));
        Ok(zoom.transpose()?)
    }

    /// The language model: `OPENAI_SECRET_ARN`, `OPENAI_BASE_URL`.
    pub async fn openai(&self, model: &str, reasoning_effort: &str) -> Result<OpenAi, StartError> {
        let credentials = self.aws.secrets().json(self.env, "OPENAI_SECRET_ARN").await?;
        let settings = ModelSettings::new(model, reasoning_effort);
        Ok(OpenAi::new(self.http(), &credentials, &self.base_url("OPENAI_BASE_URL"), settings)?)
    }

    /// ElevenLabs, if it is set up: `ELEVENLABS_SECRET_ARN`, `ELEVENLABS_BASE_URL`.
    pub async fn elevenlabs(&self) -> Result<Option<ElevenLabs>, StartError> {
        let ElevenLabsSecret(credentials) =
            self.aws.secrets().json(self.env, "ELEVENLABS_SECRET_ARN").await?;
        let base_url = self.base_url("ELEVENLABS_BASE_URL");
        Ok(credentials.map(|own| ElevenLabs::new(self.http(), own, &base_url)).transpose()?)
    }

    fn base_url(&self, name: &'static str) -> String {
        self.env.optional(name).unwrap_or_default()
    }
}

impl VendorProbe for Vendors<'_> {
    async fn probe(&self, vendor: Vendor) -> homework_domain::Result<()> {
        let unusable =
            |_: StartError| Error::credentials(vendor.name(), "its secret is not what it should be");
        let model = self.env.optional("OPENAI_MODEL").unwrap_or_default();
        let asked = async {
            match vendor {
                Vendor::Twilio => Box::pin(self.twilio().await.map_err(unusable)?.check()).await,
                Vendor::Openai => Box::pin(self.openai(&model, "").await.map_err(unusable)?.check()).await,
                Vendor::Google => {
                    let calendar = self.calendar().await.map_err(unusable)?;
                    let this_hour = Interval::new(SystemClock.now(), 60);
                    Box::pin(calendar.busy(this_hour)).await.map(|_| ())
                }
                Vendor::Zoom => match self.zoom().await.map_err(unusable)? {
                    Some(zoom) => Box::pin(zoom.check()).await,
                    None => Ok(()),
                },
                Vendor::Elevenlabs => match self.elevenlabs().await.map_err(unusable)? {
                    Some(elevenlabs) => Box::pin(elevenlabs.voices()).await.map(|_| ()),
                    None => Ok(()),
                },
            }
        };
        match tokio::time::timeout(PROBE_PATIENCE, asked).await {
            Ok(answer) => answer,
            Err(_) => Err(Error::unavailable(vendor.name(), "it did not answer in time")),
        }
    }
}

/// When meetings may be held: `CALENDAR_TIME_ZONE`, `WORKING_HOURS`, `WORKING_DAYS` and
/// `MINIMUM_NOTICE_MINUTES`.
pub fn meeting_rules(env: &Env) -> Result<MeetingRules, StartError> {
    let zone = env.required("CALENDAR_TIME_ZONE")?;
    Ok(MeetingRules {
        working_hours: WeeklyHours::parse(&env.required("WORKING_HOURS")?, &env.required("WORKING_DAYS")?)?,
        lead_hours: WeeklyHours::parse(
            &env.required("LEAD_MEETING_HOURS")?,
            &env.required("LEAD_MEETING_DAYS")?,
        )?,
        calendar_zone: TimeZone::get(&zone)
            .map_err(|e| format!("environment variable CALENDAR_TIME_ZONE: {e}"))?,
        minimum_notice: SignedDuration::from_mins(env.parsed("MINIMUM_NOTICE_MINUTES")?),
    })
}
