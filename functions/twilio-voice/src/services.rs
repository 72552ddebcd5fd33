//! What a conversation needs.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRef;
use homework_agent::Persona;
use homework_domain::clock::SystemClock;
use homework_integrations::google::GoogleCalendar;
use homework_integrations::openai::OpenAi;
use homework_integrations::zoom::Zoom;
use homework_operations::conversation::Conversation;
use homework_runtime::RequestCount;
use homework_runtime::webhook::WebhookGuard;
use homework_runtime::{Aws, Env, StartError};
use homework_vendors::{Reporter, Signatures, Vendors, calling_times, meeting_rules};

use crate::studio::Studio;

#[derive(Clone)]
pub(crate) struct Services(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    guard: WebhookGuard,
    pub(crate) reporter: Reporter,
    pub(crate) conversation: Conversation<OpenAi, GoogleCalendar, Zoom, Studio>,
    pub(crate) dynamodb_requests: RequestCount,
}

impl FromRef<Services> for WebhookGuard {
    fn from_ref(services: &Services) -> Self {
        services.0.guard.clone()
    }
}

impl Services {
    pub(crate) fn new(aws: &Aws, env: &Env) -> Result<Self, StartError> {
        let vendors = Vendors::new(aws, env)?;
        let effort = env.optional("OPENAI_REASONING_EFFORT").unwrap_or_default();
        let signatures = Signatures::new(vendors.twilio_secret()?, Arc::new(SystemClock));
        Ok(Self(Arc::new(Inner {
            guard: WebhookGuard::new(env, signatures),
            reporter: Reporter::new(aws.store(env)?),
            dynamodb_requests: aws.dynamodb_requests(),
            conversation: Conversation {
                store: aws.store(env)?,
                model: vendors.openai(&env.required("OPENAI_MODEL")?, &effort)?,
                calendar: vendors.calendar()?,
                video: Some(vendors.zoom()?),
                voice: Studio { elevenlabs: vendors.elevenlabs()?, files: aws.files(env)? },
                rules: meeting_rules(env)?,
                times: calling_times(env)?,
                persona: Persona {
                    agent_name: env.required("AGENT_NAME")?,
                    company_name: env.required("COMPANY_NAME")?,
                    records_calls: env.parsed("RECORD_CALLS")?,
                    api: Some(env.required("PUBLIC_API_URL")?),
                },
                clock: Arc::new(SystemClock),
                turn_deadline: Duration::from_millis(env.parsed("TURN_DEADLINE_MS")?),
            },
        })))
    }
}
