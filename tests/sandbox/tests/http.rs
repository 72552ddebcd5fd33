//! The sandbox as its users meet it: over HTTP, with an application that answers Twilio's webhooks.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it should be")]

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use clap::Parser as _;
use homework_sandbox::config::demo;
use homework_sandbox::twilio::signature::sign;
use homework_sandbox::{Config, Sandbox, bind, serve};
use reqwest::Method;
use serde_json::{Value, json};
use url::form_urlencoded;

const CALLS: &str = "/twilio/2010-04-01/Accounts/AC00000000000000000000000000005a4d/Calls.json";
const PATIENCE: Duration = Duration::from_secs(10);

/// The sandbox, and an application that greets, listens, and says goodbye.
struct World {
    base: String,
    http: reqwest::Client,
    app: Arc<App>,
}

type Params = Vec<(String, String)>;

#[derive(Default)]
struct App {
    address: Mutex<String>,
    /// Path and parameters of every webhook, after its signature was checked.
    received: Mutex<Vec<(String, Params)>>,
    forged: Mutex<u32>,
    /// Instead of TwiML.
    answer: Mutex<Option<String>>,
}

async fn webhook(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let params: Params = form_urlencoded::parse(&body).into_owned().collect();
    let url = format!("{}{uri}", app.address.lock().unwrap());
    let signature = headers.get("X-Twilio-Signature").map(|value| value.to_str().unwrap().to_owned());
    if signature != Some(sign(demo::TWILIO_AUTH_TOKEN, &url, &params)) {
        *app.forged.lock().unwrap() += 1;
        return StatusCode::FORBIDDEN.into_response();
    }
    app.received.lock().unwrap().push((uri.to_string(), params.clone()));
    let twiml = match (uri.path(), app.answer.lock().unwrap().clone()) {
        ("/voice" | "/speech", Some(answer)) => answer,
        ("/voice", None) => "<Response><Gather input=\"speech\" action=\"speech?call=1\" speechModel=\"phone_call\" \
            speechTimeout=\"2\"><Say>Hello, do you have a moment?</Say></Gather><Redirect>/voice?call=1</Redirect>\
            </Response>".to_owned(),
        ("/speech", None) => "<Response><Say>Thank you, goodbye.</Say><Hangup/></Response>".to_owned(),
        _ => return StatusCode::NO_CONTENT.into_response(),
    };
    ([(header::CONTENT_TYPE, "text/xml")], twiml).into_response()
}

impl World {
    async fn start(more: &[&str]) -> Self {
        let listener = bind(0).await.unwrap();
        let address = listener.local_addr().unwrap();
        let port = address.port().to_string();
        let flags = ["homework-sandbox", "--port", &port, "--pace", "20", "--llm-latency", "0"];
        let config = Config::parse_from(flags.iter().chain(more));
        tokio::spawn(serve(listener, Sandbox::new(config).unwrap()));
        let app = Arc::new(App::default());
        let listener = bind(0).await.unwrap();
        *app.address.lock().unwrap() = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(webhook).with_state(Arc::clone(&app));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let http = reqwest::Client::builder().timeout(PATIENCE).no_proxy().build().unwrap();
        Self { base: format!("http://{address}"), http, app }
    }

    fn app_url(&self, path: &str) -> String {
        format!("{}{path}", self.app.address.lock().unwrap())
    }

    async fn get(&self, path: &str) -> Value {
        self.http.get(format!("{}{path}", self.base)).send().await.unwrap().json().await.unwrap()
    }

    async fn place(&self, to: &str, more: &[(&str, &str)]) -> reqwest::Result<reqwest::Response> {
        let (url, status) = (self.app_url("/voice?call=1"), self.app_url("/status?call=1"));
        let mut form =
            vec![("To", to), ("From", demo::TWILIO_NUMBER), ("Url", &url), ("StatusCallback", &status)];
        form.extend_from_slice(more);
        let request = self.http.post(format!("{}{CALLS}", self.base)).form(&form);
        request.basic_auth(demo::TWILIO_ACCOUNT_SID, Some(demo::TWILIO_AUTH_TOKEN)).send().await
    }

    /// Waits until the journal has `count` such entries, and answers them.
    async fn journal(&self, query: &str, count: usize) -> Vec<Value> {
        let started = Instant::now();
        loop {
            let entries = self.get(&format!("/_sandbox/journal?{query}")).await;
            let entries = entries.as_array().unwrap().clone();
            if entries.len() >= count {
                return entries;
            }
            assert!(started.elapsed() < PATIENCE, "{query}: {} of {count}", entries.len());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn fault(&self, fault: Value) {
        let ordered =
            self.http.post(format!("{}/_sandbox/faults", self.base)).json(&fault).send().await.unwrap();
        assert_eq!(ordered.status(), 201, "{fault}");
    }

    /// Status callbacks received so far, as the statuses they tell.
    fn statuses(&self) -> Vec<String> {
        let received = self.app.received.lock().unwrap();
        let statuses = received.iter().filter(|(path, _)| path.starts_with("/status"));
        statuses.map(|(_, params)| value(params, "CallStatus")).collect()
    }
}

fn value(params: &[(String, String)], name: &str) -> String {
    params.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
}

const ALL_EVENTS: [(&str, &str); 4] = [
    ("StatusCallbackEvent", "initiated"),
    ("StatusCallbackEvent", "ringing"),
    ("StatusCallbackEvent", "answered"),
    ("StatusCallbackEvent", "completed"),
];

#[tokio::test]
async fn a_call_is_played_from_ring_to_recording() {
    let world = World::start(&[]).await;
    let (recording, machine) = (world.app_url("/recording"), world.app_url("/machine"));
    let mut more = ALL_EVENTS.to_vec();
    more.extend([
        ("Record", "true"),
        ("RecordingStatusCallback", recording.as_str()),
        ("MachineDetection", "DetectMessageEnd"),
        ("AsyncAmd", "true"),
        ("AsyncAmdStatusCallback", machine.as_str()),
    ]);
    let placed = world.place("+12025550101", &more).await.unwrap();
    assert_eq!(placed.status(), 201);
    let placed: Value = placed.json().await.unwrap();
    assert_eq!(placed["status"], "queued");
    let sid = placed["sid"].as_str().unwrap();

    world.journal("kind=webhook_sent&contains=RecordingStatus", 1).await;
    assert_eq!(world.statuses(), ["initiated", "ringing", "in-progress", "completed"]);
    let received = world.app.received.lock().unwrap().clone();
    let find = |path: &str| received.iter().find(|(known, _)| known.starts_with(path)).unwrap().1.clone();
    assert_eq!(value(&find("/speech"), "SpeechResult"), "Yes, I am interested. Go ahead.");
    assert_eq!(value(&find("/machine"), "AnsweredBy"), "human");
    let sound = value(&find("/recording"), "RecordingUrl") + ".mp3";
    let sound = world.http.get(sound).send().await.unwrap();
    assert_eq!(sound.headers()[header::CONTENT_TYPE], "audio/mpeg");
    assert_eq!(*world.app.forged.lock().unwrap(), 0);

    let calls = world.get("/_sandbox/calls").await;
    assert_eq!(calls[0]["sid"], sid);
    assert_eq!(calls[0]["state"], "completed");
    assert_eq!(calls[0]["conversation"].as_array().unwrap().len(), 3);
    let turns = world.journal("kind=turn", 2).await;
    assert_eq!(turns[0]["heard"], "Hello, do you have a moment?");
    let listed = world
        .http
        .get(format!("{}{CALLS}?To=%2B12025550101&StartTime%3E=2020-01-01", world.base))
        .basic_auth(demo::TWILIO_ACCOUNT_SID, Some(demo::TWILIO_AUTH_TOKEN))
        .send();
    let listed: Value = listed.await.unwrap().json().await.unwrap();
    assert_eq!(listed["calls"][0]["sid"], sid);
}

#[tokio::test]
async fn nobody_answers_or_the_line_is_busy() {
    let world = World::start(&[]).await;
    for (to, status) in [("+12025550109", "no-answer"), ("+12025550110", "busy")] {
        world.place(to, &[]).await.unwrap();
        let sent = world.journal(&format!("kind=webhook_sent&contains={}", &to[1..]), 1).await;
        assert_eq!(sent[0]["params"]["CallStatus"], status);
    }
    let refused = world.place("+12025550112", &[]).await.unwrap();
    assert_eq!(refused.status(), 400);
    assert_eq!(refused.json::<Value>().await.unwrap()["code"], 21211);
}

#[tokio::test]
async fn a_bad_document_ends_the_call() {
    let world = World::start(&[]).await;
    *world.app.answer.lock().unwrap() = Some("<Response><Shout>Hello</Shout></Response>".to_owned());
    world.place("+12025550101", &[]).await.unwrap();
    let error = world.journal("kind=twiml_error", 1).await;
    assert_eq!(error[0]["code"], 12200);
    let ended = world.journal("kind=ended", 1).await;
    assert_eq!(ended[0]["ending"]["error"], 12200);
}

#[tokio::test]
async fn the_callee_hangs_up_while_the_answer_is_made() {
    let world = World::start(&[]).await;
    world.place("+12025550108", &[]).await.unwrap();
    let ended = world.journal("kind=ended", 1).await;
    assert_eq!(ended[0]["ending"], "callee");
    world.journal("kind=webhook_sent&contains=SpeechResult", 1).await;
}

#[tokio::test]
async fn a_call_can_be_ended_from_outside() {
    let world = World::start(&["--pace", "1000"]).await;
    let placed: Value = world.place("+12025550107", &[]).await.unwrap().json().await.unwrap();
    let uri = format!("{}/twilio{}", world.base, placed["uri"].as_str().unwrap());
    let end = || {
        let request = world.http.post(&uri).form(&[("Status", "completed")]);
        request.basic_auth(demo::TWILIO_ACCOUNT_SID, Some(demo::TWILIO_AUTH_TOKEN)).send()
    };
    world.journal("kind=answered", 1).await;
    let ended = end().await.unwrap();
    assert_eq!(ended.json::<Value>().await.unwrap()["status"], "completed");
    assert_eq!(end().await.unwrap().status(), 400);
}

#[tokio::test]
async fn ordered_faults_happen() {
    let world = World::start(&[]).await;
    world.fault(json!({"vendor": "twilio", "kind": {"status": 429, "retry_after": 2}})).await;
    let limited = world.place("+12025550101", &[]).await.unwrap();
    assert_eq!((limited.status().as_u16(), &limited.headers()["retry-after"]), (429, &"2".parse().unwrap()));
    // The call is made, and nobody hears of it.
    world.fault(json!({"vendor": "twilio", "method": "POST", "kind": "drop", "after_effect": true})).await;
    assert!(world.place("+12025550110", &[]).await.is_err());
    assert_eq!(world.get("/_sandbox/calls").await.as_array().unwrap().len(), 1);
    world.fault(json!({"vendor": "twilio-webhook", "path_contains": "status", "kind": "duplicate"})).await;
    world.place("+12025550110", &[]).await.unwrap();
    world.journal("kind=webhook_sent&contains=duplicate", 2).await;
    world.fault(json!({"vendor": "twilio-webhook", "to_contains": "0109", "kind": "bad_signature"})).await;
    world.place("+12025550109", &[]).await.unwrap();
    let sent = world.journal("kind=webhook_sent&contains=bad_signature", 1).await;
    assert_eq!(sent[0]["status"], 403);
    let faults = world.get("/_sandbox/faults").await;
    assert!(faults.as_array().unwrap().iter().all(|fault| fault["hits"] == 1));
    let requests = world.journal("kind=request&vendor=twilio", 4).await;
    assert_eq!(requests[1]["fault"]["kind"], "drop");
    assert_eq!(requests[1]["status"], Value::Null);
    assert!(
        !world
            .http
            .get(format!("{}/_sandbox/journal", world.base))
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
            .contains(demo::TWILIO_AUTH_TOKEN)
    );
}

#[tokio::test]
async fn a_secondary_token_opens_the_api_and_signs_once_it_is_promoted() {
    let world = World::start(&[]).await;
    let ask = async |method: Method, path: &str, token: &str| {
        let url = format!("{}/twilio{path}", world.base);
        let request = world.http.request(method, url).basic_auth(demo::TWILIO_ACCOUNT_SID, Some(token));
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap_or_default())
    };
    let calls = format!("/2010-04-01/Accounts/{}/Calls.json", demo::TWILIO_ACCOUNT_SID);
    let first = demo::TWILIO_AUTH_TOKEN;
    assert_eq!(ask(Method::POST, "/v1/AuthTokens/Promote", first).await.0, 404);
    let (status, made) = ask(Method::POST, "/v1/AuthTokens/Secondary", first).await;
    let second = made["secondary_auth_token"].as_str().unwrap();
    assert_eq!(status, 201);
    let opened = async || (ask(Method::GET, &calls, first).await.0, ask(Method::GET, &calls, second).await.0);
    let signed = async || {
        let order = json!({"url": world.app_url("/status?call=9"), "params": {"CallSid": "CA1"}});
        let sent = world.http.post(format!("{}/_sandbox/webhook", world.base)).json(&order).send();
        sent.await.unwrap().json::<Value>().await.unwrap()["status"].clone()
    };
    // The application knows the first token only.
    assert_eq!((opened().await, signed().await), ((200, 200), json!(204)));
    assert_eq!(ask(Method::POST, "/v1/AuthTokens/Promote", second).await.0, 200);
    assert_eq!((opened().await, signed().await), ((401, 200), json!(403)));
}

#[tokio::test]
async fn webhooks_can_be_sent_by_hand() {
    let world = World::start(&[]).await;
    for (signature, status) in [("valid", 204), ("wrong", 403), ("missing", 403)] {
        let order = json!({"url": world.app_url("/status?call=9"), "params": {"CallSid": "CA1"}, "signature": signature});
        let sent =
            world.http.post(format!("{}/_sandbox/webhook", world.base)).json(&order).send().await.unwrap();
        assert_eq!(sent.json::<Value>().await.unwrap()["status"], status, "{signature}");
    }
}

#[tokio::test]
async fn lambda_urls_are_reached_through_the_local_aws() {
    let listener = bind(0).await.unwrap();
    let address = listener.local_addr().unwrap();
    let hosts = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&hosts);
    let router = Router::new().fallback(move |headers: HeaderMap, uri: Uri| async move {
        seen.lock().unwrap().push((headers[header::HOST].to_str().unwrap().to_owned(), uri.to_string()));
        "ok"
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    let world = World::start(&["--aws-endpoint", &format!("http://{address}")]).await;
    let order =
        json!({"url": "https://abc.lambda-url.us-east-1.on.aws/api/webhooks?call=1#rc=2", "params": {}});
    world.http.post(format!("{}/_sandbox/webhook", world.base)).json(&order).send().await.unwrap();
    let expected = ("abc.lambda-url.us-east-1.on.aws".to_owned(), "/api/webhooks?call=1".to_owned());
    assert_eq!(*hosts.lock().unwrap(), [expected]);
}
