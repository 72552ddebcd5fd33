//! Talking with the agent without a telephone: nobody is phoned, nothing is booked and nothing of the talk is kept.

mod dry_run;
mod scene;

use std::sync::Arc;
use std::time::Duration;

use homework_agent::{Agent, Hearing, Persona};
use homework_domain::call::{Call, Turn};
use homework_domain::calling_hours::CallingTimes;
use homework_domain::clock::Clock;
use homework_domain::ports::{Calendar, ChatModel};
use homework_domain::slots::MeetingRules;
use homework_domain::{Error, Result};
use homework_store::Store;
use serde_json::json;
use tokio::time::Instant;

use self::dry_run::DryRun;
pub use self::scene::Scene;

/// What a turn costs is known after it; so much is counted before, so that many at once find out.
const RESERVED_TOKENS: i64 = 5_000;

pub struct Rehearsals<M, C> {
    pub store: Store,
    pub model: M,
    /// Only what is busy is asked of it.
    pub calendar: C,
    pub rules: MeetingRules,
    pub times: CallingTimes,
    pub persona: Persona,
    pub clock: Arc<dyn Clock>,
    pub turn_deadline: Duration,
    /// What an operator may spend on a day, in tokens of the model.
    pub tokens_per_day: u64,
}

/// What was said so far in a talk, and now.
#[derive(Debug)]
pub struct Talk {
    pub scene: Scene,
    pub turns: Vec<Turn>,
    /// Empty for silence; `None` has the agent open the talk.
    pub heard: Option<String>,
}

impl<M: ChatModel, C: Calendar> Rehearsals<M, C> {
    /// The agent's answer, by the very code that talks on the telephone. What the model reads and writes is counted
    /// on the account of `operator`, by the subject of the token.
    ///
    /// # Errors
    /// `Conflict` where a vendor that the agent needs is not set up, `TooManyRequests` once the operator's tokens of
    /// the day are used up.
    pub async fn turn(&self, operator: &str, talk: Talk, arrived: Instant) -> Result<Turn> {
        self.check().await?;
        let now = self.clock.now();
        let Talk { scene, turns, heard } = talk;
        let prompt = match &scene.prompt {
            Some(prompt) => Some(prompt.clone()),
            None => self.store.prompt_setting(scene.language).await?.map(|setting| setting.value),
        };
        let call = scene.call(prompt, &self.rules.calendar_zone, now);
        let asks_the_model = heard.as_ref().is_some_and(|heard| !heard.is_empty());
        if asks_the_model {
            let budget = self.tokens_per_day;
            self.store.take_playground_tokens(operator, RESERVED_TOKENS, budget, now).await?;
        }
        let turn = Box::pin(self.answer(&call, &turns, heard.as_deref(), arrived)).await?;
        log(&call, &turn);
        if asks_the_model {
            let spent = i64::from(turn.usage.prompt_tokens) + i64::from(turn.usage.completion_tokens);
            let rest = spent - RESERVED_TOKENS;
            // The operator has the answer even if this is not counted.
            let counted = self.store.take_playground_tokens(operator, rest, u64::MAX, now).await;
            let _ = counted.inspect_err(|error| tracing::error!(%error, "tokens were not counted"));
        }
        Ok(turn)
    }

    /// Whether the vendors' secrets are filled in.
    async fn check(&self) -> Result<()> {
        self.model.has_key().await.map_err(|error| not_set_up("OpenAI", &error))?;
        self.calendar.id().await.map_err(|error| not_set_up("Google Calendar", &error))?;
        Ok(())
    }

    async fn answer(
        &self,
        call: &Call,
        turns: &[Turn],
        heard: Option<&str>,
        arrived: Instant,
    ) -> Result<Turn> {
        let world = DryRun { calendar: &self.calendar };
        let agent = Agent {
            model: &self.model,
            calendar: &world,
            video: Some(&world),
            ledger: &world,
            rules: &self.rules,
            times: &self.times,
            persona: &self.persona,
            clock: &*self.clock,
            deadline: self.turn_deadline,
        };
        let Some(heard) = heard else { return Ok(agent.opening(call)) };
        let number = u32::try_from(turns.len()).map_err(Error::internal)?;
        let hearing = Hearing { call, turns, number, heard, arrived };
        let turn = agent.respond(hearing).await;
        // Nobody else takes turns in this call.
        let mut turn = turn.map_err(|_superseded| Error::internal("a rehearsed turn was superseded"))?;
        for tool in turn.tools.iter_mut().filter(|tool| tool.result["success"] == true) {
            tool.result["dry_run"] = json!(true);
        }
        Ok(turn)
    }
}

fn not_set_up(vendor: &str, error: &Error) -> Error {
    tracing::warn!(vendor, %error, "a vendor is not set up");
    Error::Conflict(format!("{vendor} is not set up: fill in its secret. The configuration check says more."))
}

/// What the turn cost: figures only.
fn log(call: &Call, turn: &Turn) {
    let usage = turn.usage;
    tracing::info!(
        language = %call.language,
        turn = turn.number,
        latency_us = usage.latency_us,
        model_us = usage.model_us,
        tools_us = usage.tools_us,
        model_requests = usage.model_requests,
        tools = turn.tools.len(),
        fault = turn.fault,
        "playground turn answered"
    );
}

#[cfg(test)]
mod tests;
