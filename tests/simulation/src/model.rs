//! The language model: understands a handful of sentences, and uses the tools as a good model would.

use std::sync::Arc;

use homework_domain::breaker::Vendor;
use homework_domain::ports::{ChatMessage, ChatModel, ChatReply, ChatRequest, ToolCall};
use homework_domain::{Error, Result};
use jiff::SignedDuration;
use jiff::civil::DateTime;
use serde_json::{Value, json};

use crate::process::{Fate, Process};

const SERVICE: &str = "OpenAI";

#[derive(Clone)]
pub(crate) struct Model(pub(crate) Arc<Process>);

impl ChatModel for Model {
    async fn has_key(&self) -> Result<()> {
        Ok(())
    }

    async fn complete(&self, request: ChatRequest<'_>) -> Result<ChatReply> {
        let outage = self.0.world.outage(Vendor::Openai);
        let usual = (300, 1800);
        // Only a summary is asked for without tools.
        let takes = if request.tools.is_empty() { self.0.world.slant.sums_up_in(usual) } else { usual };
        let asked = tokio::time::timeout(request.patience, self.0.ask("ask the model", takes));
        let reply = match (asked.await, outage) {
            (Ok(_), Some(kind)) => Err(kind.error(SERVICE)),
            (Ok(Fate::Done), None) => {
                let reply = answer(request.messages, !request.tools.is_empty());
                let reply = ChatReply {
                    prompt_tokens: tokens(asked_chars(&request)),
                    completion_tokens: tokens(answered_chars(&reply)),
                    ..reply
                };
                let (read, written) = (reply.prompt_tokens, reply.completion_tokens);
                self.0.world.enter(|ledger| ledger.asked_the_model(read, written));
                Ok(reply)
            }
            (Ok(_), None) => Err(Error::unavailable(SERVICE, "HTTP 500")),
            (Err(_), _) => Err(Error::unavailable(SERVICE, "time-out")),
        };
        self.0.saw(SERVICE, reply.as_ref().err());
        reply
    }
}

/// English has about four letters to a token.
fn tokens(chars: usize) -> u32 {
    u32::try_from(chars / 4).unwrap_or(u32::MAX)
}

fn asked_chars(request: &ChatRequest<'_>) -> usize {
    let said = request.messages.iter().map(|message| match message {
        ChatMessage::System(text) | ChatMessage::User(text) => text.len(),
        ChatMessage::Assistant { text, tool_calls } => {
            let called = tool_calls.iter().map(|call| call.name.len() + call.arguments.len());
            text.as_ref().map_or(0, String::len) + called.sum::<usize>()
        }
        ChatMessage::Tool { content, .. } => content.len(),
    });
    let offered = request
        .tools
        .iter()
        .map(|tool| tool.name.len() + tool.description.len() + tool.parameters.to_string().len());
    said.sum::<usize>() + offered.sum::<usize>()
}

fn answered_chars(reply: &ChatReply) -> usize {
    let called = reply.tool_calls.iter().map(|call| call.name.len() + call.arguments.len());
    reply.text.as_ref().map_or(0, String::len) + called.sum::<usize>()
}

fn say(text: &str) -> ChatReply {
    ChatReply { text: Some(text.to_owned()), ..ChatReply::default() }
}

fn use_tool(name: &str, arguments: &Value) -> ChatReply {
    let call = ToolCall { id: "t1".into(), name: name.to_owned(), arguments: arguments.to_string() };
    ChatReply { tool_calls: vec![call], ..ChatReply::default() }
}

fn answer(messages: &[ChatMessage], may_use_tools: bool) -> ChatReply {
    if !may_use_tools {
        return say("They talked.");
    }
    match messages.last() {
        Some(ChatMessage::Tool { content, .. }) => after_tool(content),
        Some(ChatMessage::User(heard)) => to(heard, messages),
        _ => say("Shall we find a time?"),
    }
}

fn after_tool(content: &str) -> ChatReply {
    let answer: Value = serde_json::from_str(content).unwrap_or_default();
    if first_slot(&answer).is_some() {
        say("I have two times for you. Does the first one suit you, and what is your e-mail address?")
    } else if answer["call_back_at"].is_string() {
        end("call_back")
    } else if answer["next_possible"].is_string() {
        use_tool("schedule_call_back", &json!({"date_time": answer["next_possible"]}))
    } else if answer["success"] == true {
        say("Wonderful, that is booked.")
    } else {
        say("I am sorry, that did not work. Shall we look for another time?")
    }
}

fn to(heard: &str, messages: &[ChatMessage]) -> ChatReply {
    let heard = heard.to_lowercase();
    if heard.contains("first one") {
        let slot = messages.iter().rev().find_map(|message| match message {
            ChatMessage::Tool { content, .. } => first_slot(&serde_json::from_str(content).ok()?),
            _ => None,
        });
        let email = heard.split_whitespace().find(|word| word.contains('@')).unwrap_or_default();
        return match slot {
            Some(start) => use_tool(
                "book_meeting",
                &json!({"date_time": start, "guest_email": email, "duration_minutes": null}),
            ),
            None => look(),
        };
    }
    if heard.contains("meeting") {
        return look();
    }
    if heard.contains("not interested") {
        return end("not_interested");
    }
    if heard.contains("later") {
        return call_back(messages);
    }
    if heard.contains("goodbye") {
        return end("interested");
    }
    if heard.contains("what about") {
        return say(
            "That is a good question. Most of our customers asked the same before they began, and for them it \
             took a week until everybody worked with it. Shall I find you a time at which somebody shows you?",
        );
    }
    say("Shall we find a time for a short meeting?")
}

fn end(reason: &str) -> ChatReply {
    use_tool("end_call", &json!({"reason": reason, "farewell": "Goodbye!"}))
}

/// Some want to be called in minutes, some tomorrow, and some name no time.
fn call_back(messages: &[ChatMessage]) -> ChatReply {
    let facts = messages.iter().find_map(|message| match message {
        ChatMessage::User(text) => serde_json::from_str::<Value>(text.split_once('\n')?.1).ok(),
        _ => None,
    });
    let now = facts.and_then(|facts| {
        let (_, local) = facts["now"].as_str()?.split_once(' ')?;
        local.replace(' ', "T").parse::<DateTime>().ok()
    });
    let Some(now) = now else { return end("call_back") };
    match now.minute() % 5 {
        0 => end("call_back"),
        which => {
            let minutes = [7, 45, 200, 1500][usize::from(which.unsigned_abs()) - 1];
            let at = now.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(now);
            let at = at.strftime("%Y-%m-%dT%H:%M").to_string();
            use_tool("schedule_call_back", &json!({"date_time": at}))
        }
    }
}

fn look() -> ChatReply {
    let any = json!({"date": null, "earliest_time": null, "latest_time": null, "time_zone": null, "duration_minutes": null});
    use_tool("check_calendar_availability", &any)
}

fn first_slot(answer: &Value) -> Option<String> {
    answer["available_slots"].as_array()?.first()?["start"].as_str().map(str::to_owned)
}
