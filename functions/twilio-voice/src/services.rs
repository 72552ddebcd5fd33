//! What a conversation needs, made once at start.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRef;
use homework_agent::{Agent, Persona};
use homework_domain::clock::SystemClock;
use homework_domain::slots::MeetingRules;
use homework_domain::weekly_hours::WeeklyHours;
use homework_integrations::credentials::{TwilioCredentials, ZoomSecret};
use homework_integrations::google::GoogleCalendar;
use homework_integrations::openai::{ModelSettings, OpenAi};
use homework_integrations::zoom::Zoom;
use homework_integrations::{http, signature};
use homework_runtime::aws::RequestCount;
use homework_runtime::webhook::WebhookGuard;
use homework_runtime::{Aws, Env, StartError};
use homework_store::Store;
use jiff::SignedDuration;
use jiff::tz::TimeZone;

#[derive(Clone)]
pub(crate) struct Services(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    guard: WebhookGuard,
    pub(crate) store: Store,
    model: OpenAi,
    calendar: GoogleCalendar,
    zoom: Option<Zoom>,
    rules: MeetingRules,
    persona: Persona,
    pub(crate) clock: SystemClock,
    pub(crate) turn_deadline: Duration,
    pub(crate) dynamodb_requests: RequestCount,
}

impl FromRef<Services> for WebhookGuard {
    fn from_ref(services: &Services) -> Self {
        services.0.guard.clone()
    }
}

impl Services {
    pub(crate) async fn load(aws: &Aws, env: &Env) -> Result<Self, StartError> {
        let client = http::client()?;
        let clock: Arc<SystemClock> = Arc::new(SystemClock);
        let base = |name| env.optional(name).unwrap_or_default();
        let secrets = aws.secrets();
        let twilio: TwilioCredentials = secrets.json(env, "TWILIO_SECRET_ARN").await?;
        let google = secrets.json(env, "GOOGLE_SECRET_ARN").await?;
        let ZoomSecret(zoom) = secrets.json(env, "ZOOM_SECRET_ARN").await?;
        let zoom_client = client.clone();
        let zoom_clock = clock.clone();
        Ok(Self(Arc::new(Inner {
            guard: WebhookGuard::new(env, move |url, form, sent| {
                signature::verify(&twilio.auth_token, url, form, sent)
            }),
            store: aws.store(env)?,
            model: OpenAi::new(
                client.clone(),
                &secrets.json(env, "OPENAI_SECRET_ARN").await?,
                &base("OPENAI_BASE_URL"),
                ModelSettings::new(env.required("OPENAI_MODEL")?, base("OPENAI_REASONING_EFFORT")),
            )?,
            calendar: GoogleCalendar::new(client, google, &base("GOOGLE_BASE_URL"), clock)?,
            zoom: zoom
                .map(|zoom| Zoom::new(zoom_client, zoom, &base("ZOOM_BASE_URL"), zoom_clock))
                .transpose()?,
            rules: rules(env)?,
            persona: Persona {
                agent_name: env.required("AGENT_NAME")?,
                company_name: env.required("COMPANY_NAME")?,
                records_calls: env.parsed("RECORD_CALLS")?,
            },
            clock: SystemClock,
            turn_deadline: Duration::from_millis(env.parsed("TURN_DEADLINE_MS")?),
            dynamodb_requests: aws.dynamodb_requests(),
        })))
    }
}

impl Inner {
    pub(crate) fn agent(&self) -> Agent<'_, OpenAi, GoogleCalendar, Zoom, Store> {
        Agent {
            model: &self.model,
            calendar: &self.calendar,
            video: self.zoom.as_ref(),
            ledger: &self.store,
            rules: &self.rules,
            persona: &self.persona,
            clock: &self.clock,
            deadline: self.turn_deadline,
        }
    }
}

fn rules(env: &Env) -> Result<MeetingRules, StartError> {
    let zone = env.required("CALENDAR_TIME_ZONE")?;
    Ok(MeetingRules {
        working_hours: WeeklyHours::parse(&env.required("WORKING_HOURS")?, &env.required("WORKING_DAYS")?)?,
        calendar_zone: TimeZone::get(&zone)
            .map_err(|e| format!("environment variable CALENDAR_TIME_ZONE: {e}"))?,
        minimum_notice: SignedDuration::from_mins(env.parsed("MINIMUM_NOTICE_MINUTES")?),
    })
}
