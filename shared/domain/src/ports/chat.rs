//! The language model.

use std::future::Future;
use std::time::Duration;

use serde_json::Value;

use crate::error::Result;

/// One message of a conversation with a language model.
#[derive(Debug, Clone, PartialEq)]
pub enum ChatMessage {
    System(String),
    User(String),
    Assistant {
        text: Option<String>,
        tool_calls: Vec<ToolCall>,
    },
    /// What a tool answered, as JSON text.
    Tool {
        call_id: String,
        content: String,
    },
}

/// The model wants a tool used. `arguments` is JSON text as the model wrote it, so it may be wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolCall {
    pub id: String,
    pub name: String,
    pub arguments: String,
}

/// A tool offered to the model; `parameters` is a strict JSON schema.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolDefinition {
    pub name: &'static str,
    pub description: &'static str,
    pub parameters: Value,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ChatRequest<'a> {
    pub messages: &'a [ChatMessage],
    pub tools: &'a [ToolDefinition],
    pub max_completion_tokens: u32,
    /// How long an answer is of use.
    pub patience: Duration,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChatReply {
    pub text: Option<String>,
    /// The text broke off at the limit of tokens.
    pub cut_off: bool,
    pub tool_calls: Vec<ToolCall>,
    pub prompt_tokens: u32,
    pub completion_tokens: u32,
}

pub trait ChatModel: Send + Sync {
    /// Whether there is a key to ask it with.
    ///
    /// # Errors
    /// The secret's, where there is none.
    fn has_key(&self) -> impl Future<Output = Result<()>> + Send;

    /// Asks the model; what may pass by itself is tried again as long as the request's patience lasts.
    fn complete(&self, request: ChatRequest<'_>) -> impl Future<Output = Result<ChatReply>> + Send;
}
