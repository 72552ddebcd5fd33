//! What a talk needs.

use std::sync::Arc;
use std::time::Duration;

use homework_agent::Persona;
use homework_domain::clock::SystemClock;
use homework_domain::ports::Calendar as _;
use homework_domain::{Error, Result};
use homework_integrations::google::GoogleCalendar;
use homework_integrations::openai::OpenAi;
use homework_operations::rehearsal::Rehearsals;
use homework_runtime::{Aws, Env, StartError};
use homework_vendors::{Vendors, calling_times, meeting_rules};

pub(crate) struct Services {
    pub(crate) rehearsals: Rehearsals<OpenAi, GoogleCalendar>,
}

impl Services {
    pub(crate) fn new(aws: &Aws, env: &Env) -> Result<Self, StartError> {
        let vendors = Vendors::new(aws, env)?;
        let effort = env.optional("OPENAI_REASONING_EFFORT").unwrap_or_default();
        let rehearsals = Rehearsals {
            store: aws.store(env)?,
            model: vendors.openai(&env.required("OPENAI_MODEL")?, &effort)?,
            calendar: vendors.calendar()?,
            rules: meeting_rules(env)?,
            times: calling_times(env)?,
            persona: Persona {
                agent_name: env.required("AGENT_NAME")?,
                company_name: env.required("COMPANY_NAME")?,
                records_calls: env.parsed("RECORD_CALLS")?,
            },
            clock: Arc::new(SystemClock),
            turn_deadline: Duration::from_millis(env.parsed("TURN_DEADLINE_MS")?),
            tokens_per_day: env.parsed("PLAYGROUND_TOKENS_PER_DAY")?,
        };
        Ok(Self { rehearsals })
    }

    /// Whether the vendors' secrets are filled in; a conflict that says what to do while one is not.
    pub(crate) async fn check(&self) -> Result<()> {
        self.rehearsals.model.has_key().await.map_err(|e| not_set_up("OpenAI", &e))?;
        self.rehearsals.calendar.id().await.map_err(|e| not_set_up("Google Calendar", &e))?;
        Ok(())
    }
}

fn not_set_up(vendor: &str, error: &Error) -> Error {
    tracing::warn!(vendor, %error, "a vendor is not set up");
    Error::Conflict(format!("{vendor} is not set up: fill in its secret. The configuration check says more."))
}
