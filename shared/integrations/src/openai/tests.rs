use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use homework_domain::ports::{ChatMessage, ToolCall, ToolDefinition};
use serde_json::json;

use super::*;

const PATIENCE: Duration = Duration::from_secs(4);

fn secret() -> Secret<OpenAiCredentials> {
    crate::secret::tests::holding(SERVICE, &json!({"api_key": "hush"}))
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
    let request = ChatRequest { messages: &messages, tools, max_completion_tokens: 300, patience: PATIENCE };
    let shape = Shape::new(wire::reasoning_effort(effort).unwrap());
    serde_json::to_value(wire::request(&request, "some-model", &shape)).unwrap()
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
    assert!(OpenAi::new(http.clone(), secret(), "", ModelSettings::new("m", "enormous")).is_err());
    assert!(OpenAi::new(http.clone(), secret(), "", ModelSettings::new(" ", "")).is_err());
    assert!(OpenAi::new(http, secret(), "", ModelSettings::new("m", "low")).is_ok());
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

/// A server that answers with each of these in turn, the last one for ever, and keeps what it was sent.
fn server(answers: Vec<String>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/v1/", listener.local_addr().unwrap());
    let requests = Arc::new(Mutex::new(Vec::new()));
    let seen = requests.clone();
    thread::spawn(move || {
        for (count, stream) in listener.incoming().enumerate() {
            let mut stream = stream.unwrap();
            let mut buffer = [0; 65536];
            let mut request = String::new();
            while !request.ends_with('}') && !request.starts_with("GET") {
                let read = stream.read(&mut buffer).unwrap();
                request.push_str(&String::from_utf8_lossy(&buffer[..read]));
            }
            seen.lock().unwrap().push(request);
            let _ = stream.write_all(answers[count.min(answers.len() - 1)].as_bytes());
        }
    });
    (base, requests)
}

fn http_answer(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}")
}

fn hello() -> String {
    http_answer("200 OK", r#"{"choices":[{"message":{"content":"Hello"}}]}"#)
}

fn model(base: &str) -> OpenAi {
    let settings = ModelSettings { timeout: Duration::from_millis(500), ..ModelSettings::new("m", "") };
    OpenAi::new(http::client().unwrap(), secret(), base, settings).unwrap()
}

async fn complete(model: &OpenAi, patience: Duration) -> Result<ChatReply> {
    let messages = messages();
    let tools = [tool()];
    model
        .complete(ChatRequest { messages: &messages, tools: &tools, max_completion_tokens: 9, patience })
        .await
}

#[tokio::test]
async fn what_may_pass_is_tried_again_and_nothing_else() {
    for (answer, passing) in [
        ("HTTP/1.1 429 X\r\nconnection: close\r\ncontent-length: 0\r\n\r\n", true),
        ("HTTP/1.1 500 X\r\nconnection: close\r\ncontent-length: 4\r\n\r\nbody", true),
        ("HTTP/1.1 503 X\r\nconnection: close\r\ncontent-length: 0\r\n\r\n", true),
        ("HTTP/1.1 200 X\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{]", true),
        ("HTTP/1.1 200 X\r\ncontent-length: 9\r\n\r\n", true),
        (
            "HTTP/1.1 401 X\r\nconnection: close\r\ncontent-length: 37\r\n\r\n{\"error\":{\"code\":\"invalid_api_key\"}} ",
            false,
        ),
        ("HTTP/1.1 400 X\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}", false),
    ] {
        let (base, requests) = server(vec![answer.to_owned(), hello()]);
        let reply = complete(&model(&base), PATIENCE).await;
        assert_eq!(reply.is_ok(), passing, "{answer}: {reply:?}");
        assert_eq!(requests.lock().unwrap().len(), 1 + usize::from(passing), "{answer}");
        let (base, requests) = server(vec![answer.to_owned()]);
        let error = complete(&model(&base), Duration::from_millis(550)).await.unwrap_err();
        assert_eq!(matches!(error, Error::Unavailable { .. }), passing, "{answer}: {error}");
        assert_eq!(requests.lock().unwrap().len(), 1, "no time was left: {answer}");
        assert!(!error.to_string().contains("body"), "{error}");
    }
}

#[tokio::test]
async fn a_model_that_stays_away_is_given_up_after_a_few_tries() {
    let (base, requests) = server(vec![http_answer("503 X", "")]);
    assert!(complete(&model(&base), Duration::from_secs(30)).await.is_err());
    assert_eq!(requests.lock().unwrap().len(), 4);
}

#[tokio::test]
async fn a_pause_that_is_asked_for_is_kept_if_there_is_time() {
    let busy = "HTTP/1.1 429 X\r\nconnection: close\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n";
    let (base, _) = server(vec![busy.to_owned(), hello()]);
    let started = Instant::now();
    assert!(complete(&model(&base), PATIENCE).await.is_ok());
    assert!(started.elapsed() >= Duration::from_secs(1));
    let (base, requests) = server(vec![busy.replace("after: 1", "after: 60"), hello()]);
    assert!(complete(&model(&base), PATIENCE).await.is_err());
    assert_eq!(requests.lock().unwrap().len(), 1);
    let broke = http_answer("429 X", r#"{"error":{"code":"insufficient_quota"}}"#);
    let (base, requests) = server(vec![broke, hello()]);
    assert!(complete(&model(&base), PATIENCE).await.is_err());
    assert_eq!(requests.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_refused_parameter_is_left_out_and_stays_out() {
    let refuse = |param: &str| {
        let body =
            json!({"error": {"message": "Unsupported", "param": param, "code": "unsupported_parameter"}});
        http_answer("400 X", &body.to_string())
    };
    let (base, requests) = server(vec![refuse("parallel_tool_calls"), refuse("reasoning_effort"), hello()]);
    let model = model(&base);
    assert!(complete(&model, PATIENCE).await.is_ok());
    assert!(complete(&model, PATIENCE).await.is_ok());
    let requests = requests.lock().unwrap();
    assert_eq!(requests.len(), 4);
    assert!(requests[0].contains("parallel_tool_calls") && !requests[0].contains("reasoning_effort"));
    assert!(!requests[1].contains("parallel_tool_calls"));
    for request in &requests[2..] {
        assert!(!request.contains("parallel_tool_calls") && request.contains(r#""reasoning_effort":"none""#));
    }
}

#[tokio::test]
async fn the_day_of_a_models_shutdown_is_read() {
    for (body, day) in [
        (r#"{"id":"m","shutdown_date":"2027-01-14"}"#, Some("2027-01-14")),
        (r#"{"id":"m","shutdown_date":1799884800}"#, Some("2027-01-14")),
        (r#"{"id":"m","shutdown_date":null}"#, None),
        (r#"{"id":"m"}"#, None),
    ] {
        let (base, _) = server(vec![http_answer("200 OK", body)]);
        assert_eq!(model(&base).shutdown_date().await.unwrap().map(|day| day.to_string()).as_deref(), day);
    }
}
