//! The vendors' clients as a function's environment and secrets describe them: one place that knows
//! which variable and which secret belong to whom, for every function that calls the same vendor.

mod report;
mod signatures;

use std::sync::Arc;
use std::time::Duration;

use homework_domain::Error;
use homework_domain::breaker::{Vendor, VendorProbe};
use homework_domain::calling_hours::CallingTimes;
use homework_domain::calling_rules::CallingRules;
use homework_domain::clock::{Clock, SystemClock};
use homework_domain::ports::Calendar;
use homework_domain::slots::{Interval, MeetingRules};
use homework_domain::weekly_hours::WeeklyHours;
use homework_integrations::credentials::TwilioCredentials;
use homework_integrations::elevenlabs::ElevenLabs;
use homework_integrations::google::GoogleCalendar;
use homework_integrations::http;
use homework_integrations::openai::{ModelSettings, OpenAi};
use homework_integrations::secret::Secret;
use homework_integrations::twilio::{CallSettings, Twilio};
use homework_integrations::zoom::Zoom;
use homework_runtime::{Aws, Env, StartError};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use reqwest::Client;
use serde::de::DeserializeOwned;

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

    /// What Twilio knows us by: `TWILIO_SECRET_ARN`.
    pub fn twilio_secret(&self) -> Result<Secret<TwilioCredentials>, StartError> {
        self.secret(Vendor::Twilio, "TWILIO_SECRET_ARN")
    }

    /// Twilio for looking at calls and ending them: `TWILIO_SECRET_ARN`, `TWILIO_BASE_URL`.
    pub fn twilio(&self) -> Result<Twilio, StartError> {
        self.twilio_with(self.twilio_secret()?)
    }

    /// The same with a secret that others have too.
    pub fn twilio_with(&self, secret: Secret<TwilioCredentials>) -> Result<Twilio, StartError> {
        Ok(Twilio::without_placing(self.http(), secret, &self.base_url("TWILIO_BASE_URL"))?)
    }

    /// Twilio for placing calls too.
    pub fn twilio_placing(
        &self,
        secret: Secret<TwilioCredentials>,
        settings: CallSettings,
    ) -> Result<Twilio, StartError> {
        Ok(Twilio::new(self.http(), secret, &self.base_url("TWILIO_BASE_URL"), settings)?)
    }

    /// The calendar that meetings go into: `GOOGLE_SECRET_ARN`, `GOOGLE_BASE_URL`.
    pub fn calendar(&self) -> Result<GoogleCalendar, StartError> {
        let secret = self.secret(Vendor::Google, "GOOGLE_SECRET_ARN")?;
        Ok(GoogleCalendar::new(
            self.http(),
            secret,
            &self.base_url("GOOGLE_BASE_URL"),
            Arc::new(SystemClock),
        )?)
    }

    /// Zoom, which refuses whatever it is asked where it is not set up: `ZOOM_SECRET_ARN`, `ZOOM_BASE_URL`.
    pub fn zoom(&self) -> Result<Zoom, StartError> {
        let secret = self.secret(Vendor::Zoom, "ZOOM_SECRET_ARN")?;
        Ok(Zoom::new(self.http(), secret, &self.base_url("ZOOM_BASE_URL"), Arc::new(SystemClock))?)
    }

    /// The language model: `OPENAI_SECRET_ARN`, `OPENAI_BASE_URL`.
    pub fn openai(&self, model: &str, reasoning_effort: &str) -> Result<OpenAi, StartError> {
        let secret = self.secret(Vendor::Openai, "OPENAI_SECRET_ARN")?;
        let settings = ModelSettings::new(model, reasoning_effort);
        Ok(OpenAi::new(self.http(), secret, &self.base_url("OPENAI_BASE_URL"), settings)?)
    }

    /// ElevenLabs, which may not be set up: `ELEVENLABS_SECRET_ARN`, `ELEVENLABS_BASE_URL`.
    pub fn elevenlabs(&self) -> Result<ElevenLabs, StartError> {
        let secret = self.secret(Vendor::Elevenlabs, "ELEVENLABS_SECRET_ARN")?;
        Ok(ElevenLabs::new(self.http(), secret, &self.base_url("ELEVENLABS_BASE_URL"))?)
    }

    fn secret<T: DeserializeOwned>(
        &self,
        vendor: Vendor,
        name: &'static str,
    ) -> Result<Secret<T>, StartError> {
        let (secrets, id) = (self.aws.secrets(), self.env.required(name)?);
        Ok(Secret::new(vendor.name(), Arc::new(SystemClock), move || {
            let (secrets, id) = (secrets.clone(), id.clone());
            async move { secrets.text(&id).await }
        }))
    }

    fn base_url(&self, name: &'static str) -> String {
        self.env.optional(name).unwrap_or_default()
    }
}

impl VendorProbe for Vendors<'_> {
    async fn probe(&self, vendor: Vendor) -> homework_domain::Result<()> {
        let model = self.env.optional("OPENAI_MODEL").unwrap_or_default();
        let asked = async {
            match vendor {
                Vendor::Twilio => Box::pin(self.twilio().map_err(Error::internal)?.check()).await,
                Vendor::Openai => Box::pin(self.openai(&model, "").map_err(Error::internal)?.check()).await,
                Vendor::Google => {
                    let calendar = self.calendar().map_err(Error::internal)?;
                    let this_hour = Interval::new(SystemClock.now(), 60);
                    Box::pin(calendar.busy(this_hour)).await.map(|_| ())
                }
                Vendor::Zoom => {
                    let zoom = self.zoom().map_err(Error::internal)?;
                    if zoom.is_set_up().await? { Box::pin(zoom.check()).await } else { Ok(()) }
                }
                Vendor::Elevenlabs => {
                    let elevenlabs = self.elevenlabs().map_err(Error::internal)?;
                    let is_set_up = elevenlabs.is_set_up().await?;
                    if is_set_up { Box::pin(elevenlabs.voices()).await.map(|_| ()) } else { Ok(()) }
                }
            }
        };
        match tokio::time::timeout(PROBE_PATIENCE, asked).await {
            Ok(answer) => answer,
            Err(_) => Err(Error::unavailable(vendor.name(), "it did not answer in time")),
        }
    }
}

/// When people may be called: `CALLING_HOURS`, `CALLING_DAYS`, and `TWILIO_BASE_URL`, where calls are placed.
pub fn calling_times(env: &Env) -> Result<CallingTimes, StartError> {
    Ok(CallingTimes {
        hours: WeeklyHours::parse(&env.required("CALLING_HOURS")?, &env.required("CALLING_DAYS")?)?,
        rules: CallingRules::of_telephony_at(&env.optional("TWILIO_BASE_URL").unwrap_or_default()),
    })
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
