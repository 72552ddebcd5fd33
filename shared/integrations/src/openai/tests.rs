use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use homework_domain::ports::{ChatMessage, ToolCall, ToolDefinition};
use serde_json::json;

use super::*;

fn credentials() -> OpenAiCredentials {
    serde_json::from_value(json!({"api_key": "hush"})).unwrap()
}

fn messages() -> Vec<ChatMessage> {
    let arguments = r#"{"date":null,"duration_minutes":null}"#.to_owned();
    vec![
        ChatMessage::System("Prompt".to_owned()),
        ChatMessage::User("When?".to_owned()),
        ChatMessage::Assistant {
            text: None,
            tool_calls: vec![ToolCall { id: "c1".to_owned(), name: "check".to_owned(), arguments }],
        },
        ChatMessage::Tool { call_id: "c1".to_owned(), content: "{}".to_owned() },
        ChatMessage::Assistant { text: Some("Tuesday".to_owned()), tool_calls: vec![] },
    ]
}

fn tool() -> ToolDefinition {
    ToolDefinition { name: "check", description: "Looks", parameters: json!({"type": "object"}) }
}

fn sent(tools: &[ToolDefinition], effort: &str) -> Value {
    let messages = messages();
    let request = ChatRequest { messages: &messages, tools, max_completion_tokens: 300 };
    let effort = wire::reasoning_effort(effort).unwrap();
    serde_json::to_value(wire::request(&request, "some-model", effort)).unwrap()
}

#[test]
fn a_request_says_what_openai_wants_to_hear() {
    assert_eq!(
        sent(&[tool()], "none"),
        json!({
            "model": "some-model",
            "messages": [
                {"role": "system", "content": "Prompt"},
                {"role": "user", "content": "When?"},
                {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {
                    "name": "check", "arguments": "{\"date\":null,\"duration_minutes\":null}"}}]},
                {"role": "tool", "content": "{}", "tool_call_id": "c1"},
                {"role": "assistant", "content": "Tuesday"},
            ],
            "tools": [{"type": "function", "function": {
                "name": "check", "description": "Looks", "parameters": {"type": "object"}, "strict": true}}],
            "parallel_tool_calls": false,
            "max_completion_tokens": 300,
            "reasoning_effort": "none",
        })
    );
}

#[test]
fn without_tools_or_effort_neither_is_mentioned() {
    let request = sent(&[], "");
    for absent in ["tools", "parallel_tool_calls", "reasoning_effort", "temperature", "max_tokens"] {
        assert!(request.get(absent).is_none(), "{absent}");
    }
}

#[test]
fn an_effort_that_does_not_exist_is_a_start_up_error() {
    let http = http::client().unwrap();
    assert!(OpenAi::new(http.clone(), &credentials(), "", ModelSettings::new("m", "enormous")).is_err());
    assert!(OpenAi::new(http.clone(), &credentials(), "", ModelSettings::new(" ", "")).is_err());
    assert!(OpenAi::new(http, &credentials(), "", ModelSettings::new("m", "low")).is_ok());
}

#[test]
fn answers_are_read_without_what_we_do_not_need() {
    let usage = json!({"prompt_tokens": 900, "completion_tokens": 12, "total_tokens": 912});
    let spoken = wire::reply(
        json!({"choices": [{"message": {"role": "assistant", "content": "Hello"}}], "usage": usage}),
    );
    let expected = ChatReply {
        text: Some("Hello".to_owned()),
        prompt_tokens: 900,
        completion_tokens: 12,
        ..ChatReply::default()
    };
    assert_eq!(spoken.unwrap(), expected);
    let tool = wire::reply(
        json!({"choices": [{"finish_reason": "tool_calls", "message": {"content": null, "tool_calls": [
        {"id": "c1", "type": "function", "function": {"name": "check", "arguments": "{"}}]}}]}),
    )
    .unwrap();
    assert_eq!(
        tool.tool_calls,
        [ToolCall { id: "c1".to_owned(), name: "check".to_owned(), arguments: "{".to_owned() }]
    );
    let refused = wire::reply(json!({"choices": [{"message": {"content": null, "refusal": "I cannot"}}]}));
    assert_eq!(refused.unwrap().text.as_deref(), Some("I cannot"));
}

#[test]
fn an_answer_that_says_nothing_is_unavailable() {
    for answer in [
        json!({}),
        json!({"choices": []}),
        json!({"choices": [{"finish_reason": "length", "message": {"content": " "}}]}),
        json!({"choices": [{"message": {"content": null, "tool_calls": []}}]}),
    ] {
        assert!(matches!(wire::reply(answer.clone()), Err(Error::Unavailable { .. })), "{answer}");
    }
}

/// A server that gives every request the same answer, and counts them.
fn server(answer: &'static str) -> (String, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/v1/", listener.local_addr().unwrap());
    let count = Arc::new(AtomicU32::new(0));
    let counter = count.clone();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 65536]);
            counter.fetch_add(1, Ordering::SeqCst);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    (base, count)
}

async fn ask(answer: &'static str) -> (Result<ChatReply>, u32) {
    let (base, count) = server(answer);
    let settings = ModelSettings { timeout: Duration::from_millis(500), ..ModelSettings::new("m", "") };
    let model = OpenAi::new(http::client().unwrap(), &credentials(), &base, settings).unwrap();
    let messages = messages();
    let reply =
        model.complete(ChatRequest { messages: &messages, tools: &[], max_completion_tokens: 9 }).await;
    (reply, count.load(Ordering::SeqCst))
}

#[tokio::test]
async fn failures_are_sorted_and_nothing_is_sent_twice() {
    for (answer, passing) in [
        ("HTTP/1.1 429 X\r\nconnection: close\r\ncontent-length: 0\r\n\r\n", true),
        ("HTTP/1.1 500 X\r\nconnection: close\r\ncontent-length: 4\r\n\r\nbody", true),
        ("HTTP/1.1 200 X\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{]", true),
        ("HTTP/1.1 200 X\r\ncontent-length: 9\r\n\r\n", true),
        (
            "HTTP/1.1 401 X\r\nconnection: close\r\ncontent-length: 37\r\n\r\n{\"error\":{\"code\":\"invalid_api_key\"}} ",
            false,
        ),
        ("HTTP/1.1 400 X\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}", false),
    ] {
        let (reply, requests) = ask(answer).await;
        let error = reply.unwrap_err();
        assert_eq!(matches!(error, Error::Unavailable { .. }), passing, "{answer}: {error}");
        assert_eq!(requests, 1, "{answer}");
        assert!(!error.to_string().contains("body"), "{error}");
    }
}

#[tokio::test]
async fn an_answer_comes_through() {
    let body = "HTTP/1.1 200 X\r\nconnection: close\r\ncontent-length: 45\r\n\r\n{\"choices\":[{\"message\":{\"content\":\"Hello\"}}]}";
    assert_eq!(ask(body).await.0.unwrap().text.as_deref(), Some("Hello"));
}
