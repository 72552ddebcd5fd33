//! One turn: from what was heard to what is said, within a deadline.

mod answer;
mod asking;
mod progress;

use std::time::Duration;

use homework_domain::Clock;
use homework_domain::call::{Call, Intent, ToolUse, Turn};
use homework_domain::calling_hours::CallingTimes;
use homework_domain::opt_out::asks_not_to_be_called;
use homework_domain::ports::{
    BookingLedger, Calendar, ChatMessage, ChatModel, ChatRequest, ToolCall, VideoMeetings,
};
use homework_domain::slots::MeetingRules;
use jiff::tz::TimeZone;
use serde_json::Value;
use tokio::time::Instant;

use crate::go_between::{self, Reply};
use crate::hearing::Hearing;
use crate::phrases::{self, Phrases};
use crate::tools::{self, ToolEffect, Toolbox};
use crate::{Persona, history, prompt};
use answer::{
    Answer, after_silence, farewell, finish, micros, parting_words, spoken, without_the_model, words_of,
};
use progress::Progress;

/// A model that keeps asking for tools is stopped after so many requests in one turn.
const MODEL_REQUESTS_MAX: u32 = 5;
/// Long enough for three offers and a question, short enough to be said in one breath.
const COMPLETION_TOKENS_MAX: u32 = 400;
/// Nobody is kept on the line for longer.
const TURNS_MAX: u32 = 40;

/// The agent with everything it needs, shared by all turns a function handles.
pub struct Agent<'a, M, C, V, L> {
    pub model: &'a M,
    pub calendar: &'a C,
    /// `None`: the calendar's own video link is used.
    pub video: Option<&'a V>,
    pub ledger: &'a L,
    pub rules: &'a MeetingRules,
    /// When a lead may be called back.
    pub times: &'a CallingTimes,
    pub persona: &'a Persona,
    pub clock: &'a dyn Clock,
    /// For the whole turn, counted from the request's arrival; well under the 15 s that Twilio waits.
    pub deadline: Duration,
}

/// Whether the agent goes on by itself after this turn, without waiting for an answer.
pub fn goes_on(turn: &Turn) -> bool {
    tools::put_off(std::slice::from_ref(turn)).is_some()
}

/// A duplicate of this very turn is at work at this moment: its answer counts, not ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Superseded;

impl<M: ChatModel, C: Calendar, V: VideoMeetings, L: BookingLedger> Agent<'_, M, C, V, L> {
    /// The first words, without the model: they must come at once and be the same for everybody.
    pub fn opening(&self, call: &Call) -> Turn {
        let now = self.clock.now();
        let (phrases, lead) = (phrases::of(call.language), call.lead.greeting_name(call.language));
        let said = if call.incoming {
            phrases.opening_again(lead.as_deref(), self.persona)
        } else {
            phrases.opening(lead.as_deref(), self.persona)
        };
        let answer = Answer { said, intent: Intent::NeedsInfo, ends_call: false, fault: false };
        finish(0, None, Progress::default(), answer, (now, now), Duration::ZERO)
    }

    /// Answers what was heard. There is always an answer: when model or tools fail, an apology.
    pub async fn respond(&self, hearing: Hearing<'_>) -> Result<Turn, Superseded> {
        let heard_at = self.clock.now();
        let started = Instant::now();
        let phrases = phrases::of(hearing.call.language);
        let mut progress = Progress::default();
        let unfinished = tools::put_off(hearing.turns);
        let answer = if asks_not_to_be_called(hearing.heard) {
            // Decided by rule, before the model is asked: it may be slow, unreachable or of another mind.
            Answer { intent: Intent::DoNotCall, ..farewell(phrases.do_not_call) }
        } else if let Some(reply) =
            go_between::reply(hearing, phrases, self.persona).filter(|_| unfinished.is_none())
        {
            // So is who or what answered in the lead's place.
            let Reply { said, intent, ends_call } = reply;
            Answer { said, intent, ends_call, fault: false }
        } else if hearing.heard.is_empty() && unfinished.is_none() {
            after_silence(hearing, phrases)
        } else if hearing.number > TURNS_MAX {
            farewell(phrases.give_up)
        } else {
            self.converse(hearing, unfinished, phrases, &mut progress).await?
        };
        let times = (heard_at, self.clock.now());
        Ok(finish(hearing.number, Some(hearing.heard.to_owned()), progress, answer, times, started.elapsed()))
    }

    async fn converse(
        &self,
        hearing: Hearing<'_>,
        unfinished: Option<ToolCall>,
        phrases: &Phrases,
        progress: &mut Progress,
    ) -> Result<Answer, Superseded> {
        let zone = TimeZone::get(&hearing.call.lead.time_zone).unwrap_or(TimeZone::UTC);
        let until = hearing.arrived + self.deadline;
        let mut messages = self.messages(hearing, &zone);
        let tools = tools::definitions();
        let toolbox = self.toolbox(hearing);
        if let Some(wish) = unfinished {
            let (tool_use, ended) = use_tool(&toolbox, wish, phrases, progress).await?;
            messages.extend(history::tool_messages(&tool_use));
            progress.tools.push(tool_use);
            if let Some(answer) = ended {
                return Ok(answer);
            }
        }
        while progress.usage.model_requests < MODEL_REQUESTS_MAX {
            let request = ChatRequest {
                messages: &messages,
                tools,
                max_completion_tokens: COMPLETION_TOKENS_MAX,
                patience: self.deadline,
            };
            let Some(reply) = self.ask(request, until, progress).await else { break };
            let words = words_of(&reply);
            if reply.tool_calls.is_empty() {
                let Some(said) = words else { break };
                return Ok(spoken(said, progress));
            }
            progress.beside.extend(words);
            for wish in reply.tool_calls {
                let (tool_use, ended) = use_tool(&toolbox, wish, phrases, progress).await?;
                messages.extend(history::tool_messages(&tool_use));
                progress.tools.push(tool_use);
                if let Some(answer) = ended {
                    return Ok(answer);
                }
            }
        }
        Ok(without_the_model(hearing, phrases, progress))
    }

    fn messages(&self, hearing: Hearing<'_>, zone: &TimeZone) -> Vec<ChatMessage> {
        let mut messages =
            prompt::first_messages(hearing.call, self.persona, zone, self.clock.now()).to_vec();
        messages.extend(history::messages(hearing.turns));
        messages.push(history::heard_message(hearing.heard));
        messages
    }

    fn toolbox<'t>(&'t self, hearing: Hearing<'t>) -> Toolbox<'t, C, V, L> {
        Toolbox {
            calendar: self.calendar,
            video: self.video,
            ledger: self.ledger,
            rules: self.rules,
            times: self.times,
            invitation: self.persona.invitation(hearing.call.language),
            clock: self.clock,
            call: hearing.call,
            turns: hearing.turns,
            turn: hearing.number,
            heard: hearing.heard,
            until: hearing.arrived + self.deadline,
        }
    }
}

/// Whether a tool's answer shows that the lead wants to meet. A use that was refused for its form does
/// not, nor does one that is about something else.
fn tells_of_interest(tool: &str, answer: &Value) -> bool {
    let refused = matches!(answer["error"].as_str(), Some(tools::INVALID_ARGUMENTS | tools::UNKNOWN_TOOL));
    matches!(tool, tools::CHECK_AVAILABILITY | tools::BOOK_MEETING) && !refused
}

/// Uses one tool and notes what it means; the answer ends the turn if it ends the call.
async fn use_tool<C: Calendar, V: VideoMeetings, L: BookingLedger>(
    toolbox: &Toolbox<'_, C, V, L>,
    wish: ToolCall,
    phrases: &Phrases,
    progress: &mut Progress,
) -> Result<(ToolUse, Option<Answer>), Superseded> {
    let started = Instant::now();
    let effect = toolbox.run_in_time(&wish, &progress.tools).await;
    progress.usage.tools_us += micros(started.elapsed());
    let mut ended = None;
    let result = match effect {
        ToolEffect::Superseded => return Err(Superseded),
        ToolEffect::Answer(answer) => {
            if tells_of_interest(&wish.name, &answer) {
                progress.intent.get_or_insert(Intent::ScheduleMeeting);
            }
            answer
        }
        ToolEffect::Booked { answer, spoken_time } => {
            progress.intent = Some(Intent::MeetingBooked);
            progress.booked = Some(spoken_time);
            answer
        }
        ToolEffect::CallBack { answer, at } => {
            // A meeting is more than another call.
            if progress.booked.is_none() && !toolbox.has_booked() {
                progress.intent = Some(Intent::CallBack);
                progress.call_back_at = Some(at);
            }
            answer
        }
        ToolEffect::PutOff(answer) => {
            progress.intent = Some(Intent::ScheduleMeeting);
            let said = phrases.one_moment.to_owned();
            ended = Some(Answer { said, intent: Intent::ScheduleMeeting, ends_call: false, fault: false });
            answer
        }
        ToolEffect::End { answer, intent, farewell: words } => {
            let booked = progress.booked.is_some() || toolbox.has_booked();
            // A goodbye after a booking takes nothing back.
            let intent = if booked && intent != Intent::DoNotCall { Intent::MeetingBooked } else { intent };
            ended = Some(Answer { intent, ..farewell(&parting_words(&words, phrases, progress)) });
            answer
        }
    };
    let arguments = serde_json::from_str(&wish.arguments).unwrap_or(Value::String(wish.arguments));
    Ok((ToolUse { id: wish.id, name: wish.name, arguments, result }, ended))
}

#[cfg(test)]
mod tests;
