//! A chat completion request, checked as OpenAI checks it.

use serde_json::Value;

use super::{Refusal, facts, schema};

const KNOWN: &[&str] = &[
    "frequency_penalty",
    "logit_bias",
    "logprobs",
    "max_completion_tokens",
    "max_tokens",
    "messages",
    "metadata",
    "model",
    "n",
    "parallel_tool_calls",
    "prediction",
    "presence_penalty",
    "prompt_cache_key",
    "prompt_cache_retention",
    "reasoning_effort",
    "response_format",
    "safety_identifier",
    "seed",
    "service_tier",
    "stop",
    "store",
    "stream",
    "stream_options",
    "temperature",
    "tool_choice",
    "tools",
    "top_logprobs",
    "top_p",
    "user",
    "verbosity",
];
const MAX_MESSAGES: usize = 2_048;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    System(String),
    User(String),
    Assistant { text: String, calls: Vec<ToolCall> },
    Tool { id: String, content: String },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolCall {
    pub id: String,
    pub name: String,
    /// JSON, as the model wrote it.
    pub arguments: String,
}

#[derive(Debug, Clone)]
pub struct Request {
    pub model: String,
    pub messages: Vec<Message>,
    /// Names of the functions that may be called.
    pub tools: Vec<String>,
    /// Words in all of it, for the usage.
    pub words: usize,
}

impl Request {
    pub fn parse(body: &Value) -> Result<Self, Refusal> {
        let Some(fields) = body.as_object() else {
            return Err(Refusal::invalid("", "The body of your request must be a JSON object."));
        };
        if let Some(unknown) = fields.keys().find(|key| !KNOWN.contains(&key.as_str())) {
            return Err(Refusal::invalid(
                unknown,
                format!("Unrecognized request argument supplied: {unknown}"),
            ));
        }
        let model = body["model"].as_str().filter(|model| !model.is_empty());
        let model = model.ok_or_else(|| Refusal::invalid("model", "you must provide a model parameter"))?;
        options(body)?;
        of_model(model, body)?;
        let tools = schema::tools(body)?;
        let messages = messages(body)?;
        tool_order(&messages)?;
        let words = words(&body["messages"]) + words(&body["tools"]);
        Ok(Self { model: model.to_owned(), messages, tools, words })
    }

    pub fn offers(&self, tool: &str) -> bool {
        self.tools.iter().any(|name| name == tool)
    }
}

fn options(body: &Value) -> Result<(), Refusal> {
    if body["stream"] == true {
        return Err(Refusal::invalid("stream", "Unsupported value: the sandbox does not stream."));
    }
    if !body["max_tokens"].is_null() && !body["max_completion_tokens"].is_null() {
        let message = "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.";
        return Err(Refusal::invalid("max_tokens", message));
    }
    for name in ["max_tokens", "max_completion_tokens", "n"] {
        if !body[name].is_null() && body[name].as_u64().is_none_or(|number| number == 0) {
            return Err(Refusal::invalid(
                name,
                format!("Invalid value for '{name}': expected an integer >= 1."),
            ));
        }
    }
    for (name, most) in [("temperature", 2.0), ("top_p", 1.0)] {
        let value = &body[name];
        if !value.is_null() && value.as_f64().is_none_or(|number| !(0.0..=most).contains(&number)) {
            return Err(Refusal::invalid(
                name,
                format!("Invalid '{name}': expected a number from 0 to {most}."),
            ));
        }
    }
    let effort = &body["reasoning_effort"];
    let efforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];
    if !effort.is_null() && effort.as_str().is_none_or(|effort| !efforts.contains(&effort)) {
        let message = format!("Invalid value: '{effort}'. Supported values are: {}.", efforts.join(", "));
        return Err(Refusal::invalid("reasoning_effort", message));
    }
    let has_tools = body["tools"].as_array().is_some_and(|tools| !tools.is_empty());
    for name in ["tool_choice", "parallel_tool_calls"] {
        if !body[name].is_null() && !has_tools {
            let message =
                format!("Invalid value for '{name}': '{name}' is only allowed when 'tools' are specified.");
            return Err(Refusal::invalid(name, message));
        }
    }
    Ok(())
}

/// What single models do not take.
fn of_model(model: &str, body: &Value) -> Result<(), Refusal> {
    let effort = body["reasoning_effort"].as_str();
    let refused = |code, message: &str| {
        Err(Refusal { code: Some(code), ..Refusal::invalid("reasoning_effort", message) })
    };
    if model.starts_with("gpt-4") && effort.is_some() {
        return refused("unsupported_parameter", "Unsupported parameter: 'reasoning_effort'.");
    }
    if model.starts_with("gpt-6") {
        if effort == Some("minimal") {
            return refused("unsupported_value", "Unsupported value: 'minimal' is not supported.");
        }
        if body["tools"].is_array() && effort != Some("none") {
            let message = "Function tools are only supported with 'reasoning_effort' set to 'none'.";
            return refused("unsupported_parameter", message);
        }
    }
    Ok(())
}

fn messages(body: &Value) -> Result<Vec<Message>, Refusal> {
    let Some(list) = body["messages"].as_array() else {
        return Err(Refusal::invalid("messages", "Missing required parameter: 'messages'."));
    };
    if list.is_empty() || list.len() > MAX_MESSAGES {
        return Err(Refusal::invalid("messages", "Invalid 'messages': array too short or too long."));
    }
    list.iter().enumerate().map(|(index, message)| one_message(index, message)).collect()
}

fn one_message(index: usize, message: &Value) -> Result<Message, Refusal> {
    let at = |field: &str| format!("messages.[{index}].{field}");
    let role = message["role"].as_str().unwrap_or_default();
    let text = content(&message["content"]);
    let required = || {
        text.clone().ok_or_else(|| {
            Refusal::invalid(&at("content"), "Invalid value for 'content': expected a string, got null.")
        })
    };
    Ok(match role {
        "system" | "developer" => Message::System(required()?),
        "user" => {
            let text = required()?;
            facts::lines_of(&text).map_or(Message::User(text), Message::System)
        }
        "tool" => {
            let id = message["tool_call_id"].as_str().ok_or_else(|| {
                Refusal::invalid(&at("tool_call_id"), format!("Missing parameter 'tool_call_id': {}", at("")))
            })?;
            Message::Tool { id: id.to_owned(), content: required()? }
        }
        "assistant" => {
            let calls = tool_calls(&message["tool_calls"]).ok_or_else(|| {
                Refusal::invalid(
                    &at("tool_calls"),
                    "Invalid 'tool_calls': id, type and function are required.",
                )
            })?;
            let text = if calls.is_empty() { required()? } else { text.unwrap_or_default() };
            Message::Assistant { text, calls }
        }
        _ => {
            let message = format!(
                "Invalid value: '{role}'. Supported values are: 'system', 'assistant', 'user', 'tool' and 'developer'."
            );
            return Err(Refusal::invalid(&at("role"), message));
        }
    })
}

/// A string, or the text of an array of parts.
fn content(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(parts) if !parts.is_empty() => parts
            .iter()
            .map(|part| part["text"].as_str())
            .collect::<Option<Vec<_>>>()
            .map(|texts| texts.join(" ")),
        _ => None,
    }
}

fn tool_calls(value: &Value) -> Option<Vec<ToolCall>> {
    if value.is_null() {
        return Some(Vec::new());
    }
    let one = |call: &Value| {
        let function = &call["function"];
        (call["type"] == "function").then_some(())?;
        Some(ToolCall {
            id: call["id"].as_str()?.to_owned(),
            name: function["name"].as_str()?.to_owned(),
            arguments: function["arguments"].as_str()?.to_owned(),
        })
    };
    value.as_array().filter(|calls| !calls.is_empty())?.iter().map(one).collect()
}

/// Every tool call is answered at once, and nothing else is.
fn tool_order(messages: &[Message]) -> Result<(), Refusal> {
    let mut waiting: Vec<&str> = Vec::new();
    for message in messages {
        if let Message::Tool { id, .. } = message {
            let Some(place) = waiting.iter().position(|known| known == id) else {
                let message = "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";
                return Err(Refusal::invalid("messages", message));
            };
            waiting.remove(place);
            continue;
        }
        unanswered(&waiting)?;
        if let Message::Assistant { calls, .. } = message {
            waiting = calls.iter().map(|call| call.id.as_str()).collect();
        }
    }
    unanswered(&waiting)
}

fn unanswered(waiting: &[&str]) -> Result<(), Refusal> {
    if waiting.is_empty() {
        return Ok(());
    }
    let message = format!(
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each \
         'tool_call_id'. The following tool_call_ids did not have response messages: {}",
        waiting.join(", ")
    );
    Err(Refusal::invalid("messages", message))
}

fn words(value: &Value) -> usize {
    match value {
        Value::Null => 0,
        Value::String(text) => text.split_whitespace().count(),
        Value::Array(values) => values.iter().map(words).sum(),
        Value::Object(fields) => fields.values().map(|value| 1 + words(value)).sum(),
        Value::Bool(_) | Value::Number(_) => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refused(body: Value) -> String {
        Request::parse(&body).unwrap_err().message
    }

    #[test]
    fn what_openai_refuses_is_refused() {
        let user = json!({"role": "user", "content": "Hello"});
        assert!(refused(json!({"messages": [user]})).contains("model"));
        assert!(refused(json!({"model": "m"})).contains("messages"));
        assert!(refused(json!({"model": "m", "messages": []})).contains("messages"));
        assert!(refused(json!({"model": "m", "messages": [user], "temprature": 1})).contains("temprature"));
        assert!(refused(json!({"model": "m", "messages": [user], "stream": true})).contains("stream"));
        assert!(refused(json!({"model": "m", "messages": [user], "tool_choice": "auto"})).contains("tools"));
        assert!(refused(json!({"model": "m", "messages": [{"role": "bot", "content": ""}]})).contains("bot"));
        assert!(refused(json!({"model": "m", "messages": [user], "max_tokens": 0})).contains("max_tokens"));
    }

    #[test]
    fn models_refuse_what_they_do_not_take() {
        let body = |model: &str, effort: Value| {
            json!({"model": model, "messages": [{"role": "user", "content": "Hello"}], "reasoning_effort": effort,
                "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}]})
        };
        for (model, effort, taken) in [
            ("gpt-6-luna", json!("none"), true),
            ("gpt-6-luna", Value::Null, false),
            ("gpt-6-luna", json!("low"), false),
            ("gpt-6-luna", json!("minimal"), false),
            ("gpt-4o-mini", Value::Null, true),
            ("gpt-4o-mini", json!("none"), false),
            ("gpt-5-mini", json!("minimal"), true),
        ] {
            let answer = Request::parse(&body(model, effort.clone()));
            assert_eq!(answer.is_ok(), taken, "{model} {effort}");
            assert!(answer.err().is_none_or(|refusal| refusal.param.as_deref() == Some("reasoning_effort")));
        }
    }

    #[test]
    fn tool_calls_and_results_belong_together() {
        let call = json!({"role": "assistant", "tool_calls": [
            {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]});
        let result = |id: &str| json!({"role": "tool", "tool_call_id": id, "content": "{}"});
        let body = |messages: Value| json!({"model": "m", "messages": messages});
        assert!(Request::parse(&body(json!([call, result("c1")]))).is_ok());
        assert!(refused(body(json!([call]))).contains("c1"));
        assert!(refused(body(json!([call, {"role": "user", "content": "x"}, result("c1")]))).contains("c1"));
        assert!(refused(body(json!([result("c1")]))).contains("preceeding"));
        assert!(refused(body(json!([call, result("c1"), result("c1")]))).contains("preceeding"));
    }
}
