//! A talk as the API takes and shows it. The client keeps the turns and sends them along each time.

use homework_domain::call::{Intent, ToolUse, Turn, TurnUsage};
use homework_domain::{Error, Result};
use homework_runtime::openapi::{self, AgentTool};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// The opening and the forty turns after which the agent says goodbye.
const TURNS_MAX: usize = 41;
/// As much as is recognised of one utterance on the telephone.
const HEARD_CHARS_MAX: usize = 2000;
/// All turns together, as JSON: what a talk of forty turns with a few looks into the calendar comes to.
pub(crate) const TALK_BYTES_MAX: usize = 32 * 1024;
const SAID_CHARS_MAX: usize = 8000;
const TOOLS_MAX: usize = 50;
const TOOL_BYTES_MAX: usize = 16_000;
const TOOL_NAME_BYTES_MAX: usize = 128;

/// What is said to the agent, and everything that was said before.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PlaygroundTalk)]
pub(crate) struct TalkBody {
    #[schema(value_type = openapi::Language)]
    pub(crate) language: String,
    /// Whom the agent believes to talk with.
    #[schema(min_length = 1, max_length = 200, default = "Sam Rivera", example = "Ana Lopez")]
    pub(crate) lead_name: Option<String>,
    /// The lead's IANA time zone; the calendar's if it is left out.
    #[schema(example = "Europe/Madrid")]
    pub(crate) time_zone: Option<String>,
    /// A prompt to try, saved or not; null for the one in force.
    #[schema(min_length = 1, max_length = 16_000)]
    pub(crate) system_prompt: Option<String>,
    /// The turns so far, exactly as they were answered. With none of them the agent opens the talk.
    #[serde(default)]
    #[schema(max_items = 41)]
    turns: Vec<TurnBody>,
    /// What the lead says, empty for silence; null for the opening.
    #[schema(max_length = 2000, example = "Yes, tell me more.")]
    heard: Option<String>,
}

/// One exchange. Times are milliseconds.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PlaygroundTurn)]
pub(crate) struct TurnBody {
    /// 0 is the opening.
    number: u32,
    /// What the lead said, empty for silence; null in the opening.
    #[serde(deserialize_with = "present")]
    #[schema(required, max_length = 2000, example = "Yes, tell me more.")]
    heard: Option<String>,
    /// What the agent answered.
    #[schema(max_length = 8000)]
    said: String,
    #[schema(value_type = Vec<AgentTool>, max_items = 50)]
    tools: Vec<ToolUse>,
    /// What the lead seems to want.
    #[schema(value_type = openapi::Intent)]
    intent: Intent,
    /// The agent has hung up.
    ends_call: bool,
    /// Something went wrong, so that a set phrase was said.
    fault: bool,
    latency_ms: u64,
    model_ms: u64,
    tools_ms: u64,
    model_requests: u32,
    prompt_tokens: u32,
    completion_tokens: u32,
    heard_at: Timestamp,
    said_at: Timestamp,
}

/// What the agent answered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlaygroundAnswer)]
pub(crate) struct AnswerBody {
    pub(crate) turn: TurnBody,
    /// Always true: nobody is phoned, nothing is booked, and nothing of the talk is kept.
    #[schema(example = true)]
    pub(crate) dry_run: bool,
}

impl TalkBody {
    /// What was said so far and what is said now (`None`: the opening), as the agent takes it.
    pub(crate) fn talk(self) -> Result<(Vec<Turn>, Option<String>)> {
        check_turns(&self.turns)?;
        let bytes = serde_json::to_vec(&self.turns).map_err(Error::internal)?.len();
        if bytes > TALK_BYTES_MAX {
            let problem = format!("the talk has {bytes} bytes, more than {TALK_BYTES_MAX}: begin another");
            return Err(Error::TooLarge(problem));
        }
        let heard = match self.heard {
            Some(text) => Some(utterance(&text)?),
            None => None,
        };
        match (self.turns.is_empty(), &heard) {
            (true, Some(_)) => {
                Err(Error::invalid("heard", "must be null at first: the agent opens the talk"))
            }
            (false, None) => Err(Error::invalid("heard", "is required; empty for silence")),
            _ => Ok((self.turns.into_iter().map(Turn::from).collect(), heard)),
        }
    }
}

/// The turns come from outside: they must be such as the agent gives, and no more than it gives.
fn check_turns(turns: &[TurnBody]) -> Result<()> {
    if turns.len() > TURNS_MAX {
        return Err(Error::invalid("turns", format!("must be at most {TURNS_MAX}")));
    }
    for (place, turn) in turns.iter().enumerate() {
        turn.check(place).map_err(|(field, problem)| {
            let dot = if field.starts_with('[') { "" } else { "." };
            Error::invalid(format!("turns[{place}]{dot}{field}"), problem)
        })?;
    }
    match turns.last() {
        Some(last) if last.ends_call => {
            Err(Error::invalid("turns", "the agent has hung up: start a new conversation"))
        }
        _ => Ok(()),
    }
}

impl TurnBody {
    /// Says which field is wrong, and how.
    fn check(&self, place: usize) -> Result<(), (String, String)> {
        let wrong = |field: &str, problem: String| Err((field.to_owned(), problem));
        if usize::try_from(self.number) != Ok(place) {
            return wrong("number", format!("must be {place}: the turns are in order, none missing"));
        }
        match &self.heard {
            Some(_) if place == 0 => return wrong("heard", "must be null in the opening".into()),
            None if place > 0 => return wrong("heard", "must be null in the opening only".into()),
            Some(text) if text.chars().count() > HEARD_CHARS_MAX => {
                return wrong("heard", format!("must have at most {HEARD_CHARS_MAX} characters"));
            }
            _ => {}
        }
        if self.said.chars().count() > SAID_CHARS_MAX {
            return wrong("said", format!("must have at most {SAID_CHARS_MAX} characters"));
        }
        if self.tools.len() > TOOLS_MAX {
            return wrong("tools", format!("must be at most {TOOLS_MAX}"));
        }
        for (place, tool) in self.tools.iter().enumerate() {
            let named = |text: &str| {
                (1..=TOOL_NAME_BYTES_MAX).contains(&text.len()) && !text.contains(char::is_control)
            };
            if !named(&tool.id) || !named(&tool.name) {
                let problem = format!("id and name must have 1 to {TOOL_NAME_BYTES_MAX} characters");
                return wrong(&format!("tools[{place}]"), problem);
            }
            if tool.arguments.to_string().len() + tool.result.to_string().len() > TOOL_BYTES_MAX {
                return wrong(
                    &format!("tools[{place}]"),
                    format!("must have at most {TOOL_BYTES_MAX} bytes"),
                );
            }
        }
        Ok(())
    }
}

/// An utterance as the telephone would give it.
fn utterance(text: &str) -> Result<String> {
    let text: String = text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().count() > HEARD_CHARS_MAX {
        return Err(Error::invalid("heard", format!("must have at most {HEARD_CHARS_MAX} characters")));
    }
    Ok(text)
}

/// A field that may be null but not missing.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(field: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(field)
}

impl From<Turn> for TurnBody {
    fn from(turn: Turn) -> Self {
        Self {
            number: turn.number,
            heard: turn.user_text,
            said: turn.agent_text,
            tools: turn.tools,
            intent: turn.intent,
            ends_call: turn.ends_call,
            fault: turn.fault,
            latency_ms: turn.usage.latency_us / 1000,
            model_ms: turn.usage.model_us / 1000,
            tools_ms: turn.usage.tools_us / 1000,
            model_requests: turn.usage.model_requests,
            prompt_tokens: turn.usage.prompt_tokens,
            completion_tokens: turn.usage.completion_tokens,
            heard_at: turn.heard_at,
            said_at: turn.said_at,
        }
    }
}

impl From<TurnBody> for Turn {
    fn from(turn: TurnBody) -> Self {
        Self {
            number: turn.number,
            user_text: turn.heard,
            agent_text: turn.said,
            audio: None,
            tools: turn.tools,
            intent: turn.intent,
            call_back_at: None,
            ends_call: turn.ends_call,
            is_message: false,
            fault: turn.fault,
            // What earlier turns cost means nothing to the agent.
            usage: TurnUsage::default(),
            heard_at: turn.heard_at,
            said_at: turn.said_at,
        }
    }
}
