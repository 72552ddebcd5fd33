//! What a talk needs. The vendors' clients are made when the first one begins, so that a secret that
//! is still empty is answered with what to do about it.

use std::sync::Arc;
use std::time::Duration;

use homework_agent::Persona;
use homework_domain::clock::SystemClock;
use homework_domain::slots::MeetingRules;
use homework_domain::{Error, Result};
use homework_integrations::google::GoogleCalendar;
use homework_integrations::openai::OpenAi;
use homework_runtime::{Aws, Env, StartError};
use homework_store::Store;
use homework_vendors::{Current, Vendors, meeting_rules};

pub(crate) struct Services {
    pub(crate) store: Store,
    pub(crate) rules: MeetingRules,
    pub(crate) persona: Persona,
    pub(crate) clock: SystemClock,
    pub(crate) turn_deadline: Duration,
    /// What an operator may spend on a day, in tokens of the model.
    pub(crate) tokens_per_day: u64,
    clients: Current<Clients, Error>,
}

/// The vendors a talk reaches.
pub(crate) struct Clients {
    pub(crate) model: OpenAi,
    pub(crate) calendar: GoogleCalendar,
}

impl Services {
    pub(crate) fn load(aws: Aws, env: Env) -> Result<Self, StartError> {
        let model = env.required("OPENAI_MODEL")?;
        Ok(Self {
            store: aws.store(&env)?,
            rules: meeting_rules(&env)?,
            persona: Persona {
                agent_name: env.required("AGENT_NAME")?,
                company_name: env.required("COMPANY_NAME")?,
                records_calls: env.parsed("RECORD_CALLS")?,
            },
            clock: SystemClock,
            turn_deadline: Duration::from_millis(env.parsed("TURN_DEADLINE_MS")?),
            tokens_per_day: env.parsed("PLAYGROUND_TOKENS_PER_DAY")?,
            clients: Current::new(move || connect(aws.clone(), env.clone(), model.clone())),
        })
    }

    /// The vendors' clients; a conflict that says what to do while one is not set up.
    pub(crate) async fn clients(&self) -> Result<Arc<Clients>> {
        self.clients.get().await
    }
}

async fn connect(aws: Aws, env: Env, model: String) -> Result<Clients> {
    let vendors = Vendors::new(&aws, &env).map_err(Error::internal)?;
    let effort = env.optional("OPENAI_REASONING_EFFORT").unwrap_or_default();
    let model = vendors.openai(&model, &effort).await.map_err(|e| not_set_up("OpenAI", &e))?;
    let calendar = vendors.calendar().await.map_err(|e| not_set_up("Google Calendar", &e))?;
    Ok(Clients { model, calendar })
}

fn not_set_up(vendor: &str, error: &StartError) -> Error {
    tracing::warn!(vendor, %error, "a vendor is not set up");
    Error::Conflict(format!("{vendor} is not set up: fill in its secret. The configuration check says more."))
}
