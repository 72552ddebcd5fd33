//! What a talk needs.

use std::sync::Arc;
use std::time::Duration;

use homework_agent::Persona;
use homework_domain::clock::SystemClock;
use homework_integrations::google::GoogleCalendar;
use homework_integrations::openai::OpenAi;
use homework_operations::rehearsal::Rehearsals;
use homework_runtime::{Aws, Env, StartError};
use homework_vendors::{Vendors, calling_times, meeting_rules};

pub(crate) fn rehearsals(aws: &Aws, env: &Env) -> Result<Rehearsals<OpenAi, GoogleCalendar>, StartError> {
    let vendors = Vendors::new(aws, env)?;
    let effort = env.optional("OPENAI_REASONING_EFFORT").unwrap_or_default();
    Ok(Rehearsals {
        store: aws.store(env)?,
        model: vendors.openai(&env.required("OPENAI_MODEL")?, &effort)?,
        calendar: vendors.calendar()?,
        rules: meeting_rules(env)?,
        times: calling_times(env)?,
        persona: Persona {
            agent_name: env.required("AGENT_NAME")?,
            company_name: env.required("COMPANY_NAME")?,
            records_calls: env.parsed("RECORD_CALLS")?,
            // Nobody is invited.
            api: None,
        },
        clock: Arc::new(SystemClock),
        turn_deadline: Duration::from_millis(env.parsed("TURN_DEADLINE_MS")?),
        tokens_per_day: env.parsed("PLAYGROUND_TOKENS_PER_DAY")?,
    })
}
