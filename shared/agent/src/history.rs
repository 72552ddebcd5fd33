//! Earlier turns, as the model is shown them.

use homework_domain::call::{ToolUse, Turn};
use homework_domain::ports::{ChatMessage, ToolCall};

/// How a turn is shown in which nothing was heard.
const SILENCE: &str = "(silence)";

/// The messages of earlier turns, tools and their answers included: that is how the model still
/// knows which times it offered.
pub(crate) fn messages(turns: &[Turn]) -> Vec<ChatMessage> {
    let mut messages = Vec::with_capacity(turns.len() * 2);
    for turn in turns {
        if let Some(heard) = &turn.user_text {
            messages.push(heard_message(heard));
        }
        messages.extend(turn.tools.iter().flat_map(tool_messages));
        messages.push(ChatMessage::Assistant { text: Some(turn.agent_text.clone()), tool_calls: vec![] });
    }
    messages
}

pub(crate) fn heard_message(heard: &str) -> ChatMessage {
    ChatMessage::User(if heard.is_empty() { SILENCE } else { heard }.to_owned())
}

/// A use of a tool: the model's wish and the tool's answer.
pub(crate) fn tool_messages(tool: &ToolUse) -> [ChatMessage; 2] {
    let call =
        ToolCall { id: tool.id.clone(), name: tool.name.clone(), arguments: tool.arguments.to_string() };
    [
        ChatMessage::Assistant { text: None, tool_calls: vec![call] },
        ChatMessage::Tool { call_id: tool.id.clone(), content: tool.result.to_string() },
    ]
}
