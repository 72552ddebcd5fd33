//! What a talk needs.

use std::time::Duration;

use homework_agent::Persona;
use homework_domain::clock::SystemClock;
use homework_domain::ports::Calendar as _;
use homework_domain::slots::MeetingRules;
use homework_domain::{Error, Result};
use homework_integrations::google::GoogleCalendar;
use homework_integrations::openai::OpenAi;
use homework_runtime::{Aws, Env, StartError};
use homework_store::Store;
use homework_vendors::{Vendors, meeting_rules};

pub(crate) struct Services {
    pub(crate) store: Store,
    pub(crate) rules: MeetingRules,
    pub(crate) persona: Persona,
    pub(crate) clock: SystemClock,
    pub(crate) turn_deadline: Duration,
    /// What an operator may spend on a day, in tokens of the model.
    pub(crate) tokens_per_day: u64,
    pub(crate) model: OpenAi,
    pub(crate) calendar: GoogleCalendar,
}

impl Services {
    pub(crate) fn new(aws: &Aws, env: &Env) -> Result<Self, StartError> {
        let vendors = Vendors::new(aws, env)?;
        let effort = env.optional("OPENAI_REASONING_EFFORT").unwrap_or_default();
        Ok(Self {
            store: aws.store(env)?,
            rules: meeting_rules(env)?,
            persona: Persona {
                agent_name: env.required("AGENT_NAME")?,
                company_name: env.required("COMPANY_NAME")?,
                records_calls: env.parsed("RECORD_CALLS")?,
            },
            clock: SystemClock,
            turn_deadline: Duration::from_millis(env.parsed("TURN_DEADLINE_MS")?),
            tokens_per_day: env.parsed("PLAYGROUND_TOKENS_PER_DAY")?,
            model: vendors.openai(&env.required("OPENAI_MODEL")?, &effort)?,
            calendar: vendors.calendar()?,
        })
    }

    /// Whether the vendors' secrets are filled in; a conflict that says what to do while one is not.
    pub(crate) async fn check(&self) -> Result<()> {
        self.model.has_key().await.map_err(|e| not_set_up("OpenAI", &e))?;
        self.calendar.id().await.map_err(|e| not_set_up("Google Calendar", &e))?;
        Ok(())
    }
}

fn not_set_up(vendor: &str, error: &Error) -> Error {
    tracing::warn!(vendor, %error, "a vendor is not set up");
    Error::Conflict(format!("{vendor} is not set up: fill in its secret. The configuration check says more."))
}
