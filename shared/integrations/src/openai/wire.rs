//! Between OpenAI's types and ours.

use async_openai::types::chat::{
    ChatCompletionMessageToolCall, ChatCompletionMessageToolCalls, ChatCompletionRequestAssistantMessage,
    ChatCompletionRequestMessage, ChatCompletionRequestSystemMessage, ChatCompletionRequestToolMessage,
    ChatCompletionRequestUserMessage, ChatCompletionTool, ChatCompletionTools, CreateChatCompletionRequest,
    FunctionCall, FunctionObject, ReasoningEffort,
};
use homework_domain::ports::{ChatMessage, ChatReply, ChatRequest, ToolCall, ToolDefinition};
use homework_domain::{Error, Result};
use serde::Deserialize;
use serde_json::Value;

use super::SERVICE;
use super::shape::Shape;

/// The configured effort; empty means none is asked for.
pub(super) fn reasoning_effort(text: &str) -> Result<Option<ReasoningEffort>> {
    match text.trim() {
        "" => Ok(None),
        effort => serde_json::from_value(Value::from(effort))
            .map(Some)
            .map_err(|_| Error::internal("OpenAI: the reasoning effort is not one that exists")),
    }
}

/// The request. Nothing that changes from call to call stands before the messages' own changing
/// parts, so that OpenAI's prompt cache finds the same beginning.
#[expect(deprecated, reason = "the older name of the limit is the only one that some servers take")]
pub(super) fn request(request: &ChatRequest<'_>, model: &str, shape: &Shape) -> CreateChatCompletionRequest {
    let has_tools = !request.tools.is_empty();
    let limit = Some(request.max_completion_tokens);
    CreateChatCompletionRequest {
        model: model.to_owned(),
        messages: request.messages.iter().map(message).collect(),
        tools: has_tools
            .then(|| request.tools.iter().map(|definition| tool(definition, shape.strict)).collect()),
        // One thing at a time: a meeting is not booked twice in one breath. Without tools OpenAI
        // refuses the setting.
        parallel_tool_calls: (has_tools && shape.parallel_tool_calls).then_some(false),
        max_completion_tokens: limit.filter(|_| shape.max_completion_tokens),
        max_tokens: limit.filter(|_| !shape.max_completion_tokens),
        reasoning_effort: shape.reasoning_effort.clone(),
        ..CreateChatCompletionRequest::default()
    }
}

fn message(message: &ChatMessage) -> ChatCompletionRequestMessage {
    match message {
        ChatMessage::System(text) => ChatCompletionRequestSystemMessage::from(text.as_str()).into(),
        ChatMessage::User(text) => ChatCompletionRequestUserMessage::from(text.as_str()).into(),
        ChatMessage::Assistant { text, tool_calls } => ChatCompletionRequestAssistantMessage {
            content: text.as_deref().map(Into::into),
            // An empty list is refused.
            tool_calls: (!tool_calls.is_empty()).then(|| tool_calls.iter().map(tool_call).collect()),
            ..ChatCompletionRequestAssistantMessage::default()
        }
        .into(),
        ChatMessage::Tool { call_id, content } => ChatCompletionRequestToolMessage {
            content: content.as_str().into(),
            tool_call_id: call_id.clone(),
        }
        .into(),
    }
}

fn tool_call(call: &ToolCall) -> ChatCompletionMessageToolCalls {
    ChatCompletionMessageToolCalls::Function(ChatCompletionMessageToolCall {
        id: call.id.clone(),
        function: FunctionCall { name: call.name.clone(), arguments: call.arguments.clone() },
    })
}

fn tool(tool: &ToolDefinition, strict: bool) -> ChatCompletionTools {
    ChatCompletionTools::Function(ChatCompletionTool {
        function: FunctionObject {
            name: tool.name.to_owned(),
            description: Some(tool.description.to_owned()),
            parameters: Some(tool.parameters.clone()),
            strict: strict.then_some(true),
        },
    })
}

#[derive(Debug, Deserialize)]
struct Completion {
    choices: Vec<Choice>,
    usage: Option<Usage>,
}

#[derive(Debug, Deserialize)]
struct Choice {
    message: Message,
    finish_reason: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Message {
    content: Option<String>,
    /// What the model says instead when it will not do what it is asked.
    refusal: Option<String>,
    tool_calls: Option<Vec<RequestedTool>>,
}

#[derive(Debug, Deserialize)]
struct RequestedTool {
    id: String,
    function: FunctionCall,
}

#[derive(Debug, Default, Deserialize)]
struct Usage {
    #[serde(default)]
    prompt_tokens: u32,
    #[serde(default)]
    completion_tokens: u32,
}

/// The answer. One with neither words nor a tool, as when the tokens went to thinking, is an error.
pub(super) fn reply(answer: Value) -> Result<ChatReply> {
    let unreadable = || Error::unavailable(SERVICE, "its answer cannot be read");
    let completion: Completion = serde_json::from_value(answer).map_err(|_| unreadable())?;
    let choice = completion.choices.into_iter().next().ok_or_else(unreadable)?;
    let usage = completion.usage.unwrap_or_default();
    let said = |text: &String| !text.trim().is_empty();
    let text = choice.message.content.filter(said).or(choice.message.refusal.filter(said));
    let tool_calls: Vec<ToolCall> =
        choice.message.tool_calls.unwrap_or_default().into_iter().map(requested).collect();
    let reason = choice.finish_reason.unwrap_or_default();
    if text.is_none() && tool_calls.is_empty() {
        return Err(Error::unavailable(SERVICE, format!("an empty answer ({reason})")));
    }
    Ok(ChatReply {
        text,
        cut_off: reason == "length",
        tool_calls,
        prompt_tokens: usage.prompt_tokens,
        completion_tokens: usage.completion_tokens,
    })
}

fn requested(tool: RequestedTool) -> ToolCall {
    ToolCall { id: tool.id, name: tool.function.name, arguments: tool.function.arguments }
}
