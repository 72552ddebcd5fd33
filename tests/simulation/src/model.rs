//! The language model: understands a handful of sentences, and uses the tools as a good model would.

use std::sync::Arc;

use homework_domain::breaker::Vendor;
use homework_domain::ports::{ChatMessage, ChatModel, ChatReply, ChatRequest, ToolCall};
use homework_domain::{Error, Result};
use serde_json::{Value, json};

use crate::process::{Fate, Process};

const SERVICE: &str = "OpenAI";

#[derive(Clone)]
pub(crate) struct Model(pub(crate) Arc<Process>);

impl ChatModel for Model {
    async fn complete(&self, request: ChatRequest<'_>) -> Result<ChatReply> {
        let outage = self.0.world.outage(Vendor::Openai);
        let asked = tokio::time::timeout(request.patience, self.0.ask("ask the model", (300, 1800)));
        let reply = match (asked.await, outage) {
            (Ok(_), Some(kind)) => Err(kind.error(SERVICE)),
            (Ok(Fate::Done), None) => Ok(answer(request.messages, !request.tools.is_empty())),
            (Ok(_), None) => Err(Error::unavailable(SERVICE, "HTTP 500")),
            (Err(_), _) => Err(Error::unavailable(SERVICE, "time-out")),
        };
        self.0.saw(SERVICE, reply.as_ref().err());
        reply
    }
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
    let end = |reason: &str| use_tool("end_call", &json!({"reason": reason, "farewell": "Goodbye!"}));
    if heard.contains("not interested") {
        return end("not_interested");
    }
    if heard.contains("later") {
        return end("call_back");
    }
    if heard.contains("goodbye") {
        return end("interested");
    }
    say("Shall we find a time for a short meeting?")
}

fn look() -> ChatReply {
    let any = json!({"date": null, "earliest_time": null, "latest_time": null, "time_zone": null, "duration_minutes": null});
    use_tool("check_calendar_availability", &any)
}

fn first_slot(answer: &Value) -> Option<String> {
    answer["available_slots"].as_array()?.first()?["start"].as_str().map(str::to_owned)
}
