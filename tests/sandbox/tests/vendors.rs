//! Google, Zoom, ElevenLabs and OpenAI over HTTP: signing in, and what they refuse.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it should be")]

use std::time::Duration;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Parser as _;
use homework_sandbox::config::demo;
use homework_sandbox::{Config, Sandbox, bind, serve};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::Method;
use serde_json::{Value, json};

struct Vendors {
    base: String,
    http: reqwest::Client,
    key: EncodingKey,
}

fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
}

impl Vendors {
    async fn start() -> Self {
        let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let private = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).unwrap();
        let public = AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key()).unwrap();
        let listener = bind(0).await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let file = std::env::temp_dir()
            .join(format!("homework-sandbox-{}.pem", listener.local_addr().unwrap().port()));
        std::fs::write(&file, pem("PUBLIC KEY", public.as_ref())).unwrap();
        let config = Config::parse_from([
            "homework-sandbox".as_ref(),
            "--llm-latency".as_ref(),
            "0".as_ref(),
            "--google-public-key".as_ref(),
            file.as_os_str(),
        ]);
        let sandbox = Sandbox::new(config).unwrap();
        std::fs::remove_file(file).unwrap();
        tokio::spawn(serve(listener, sandbox));
        let http = reqwest::Client::builder().timeout(Duration::from_secs(10)).no_proxy().build().unwrap();
        let key = EncodingKey::from_rsa_pem(pem("PRIVATE KEY", private.as_ref()).as_bytes()).unwrap();
        Self { base, http, key }
    }

    async fn call(&self, method: Method, path: &str, token: &str, body: Value) -> (u16, Value) {
        let request = self.http.request(method, format!("{}{path}", self.base)).bearer_auth(token);
        let request = if body.is_null() { request } else { request.json(&body) };
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap_or(Value::Null))
    }

    async fn google_token(&self, change: impl FnOnce(&mut Header, &mut Value)) -> (u16, Value) {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        let mut header = Header::new(Algorithm::RS256);
        header.kid = Some("key-1".to_owned());
        let mut claims = json!({
            "iss": demo::GOOGLE_CLIENT_EMAIL, "sub": "host@example.com", "iat": now, "exp": now + 3600,
            "aud": "https://oauth2.googleapis.com/token", "scope": "https://www.googleapis.com/auth/calendar",
        });
        change(&mut header, &mut claims);
        let assertion = encode(&header, &claims, &self.key).unwrap();
        let form = [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", &assertion)];
        let response =
            self.http.post(format!("{}/google/token", self.base)).form(&form).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }
}

#[tokio::test]
async fn google_checks_assertions() {
    let vendors = Vendors::start().await;
    assert_eq!(vendors.google_token(|_, _| {}).await.0, 200);
    let wrong: [fn(&mut Header, &mut Value); 5] = [
        |header, _| header.kid = None,
        |_, claims| claims["iss"] = "somebody@example.com".into(),
        |_, claims| claims["aud"] = "https://example.com".into(),
        |_, claims| claims["exp"] = (claims["exp"].as_i64().unwrap() + 60).into(),
        |_, claims| claims["scope"] = "https://www.googleapis.com/auth/drive".into(),
    ];
    for (index, change) in wrong.into_iter().enumerate() {
        let (status, body) = vendors.google_token(change).await;
        assert_eq!(status, 400, "{index}: {body}");
    }
    let refresh = [
        ("grant_type", "refresh_token"),
        ("client_id", demo::GOOGLE_OAUTH_CLIENT_ID),
        ("client_secret", demo::GOOGLE_OAUTH_CLIENT_SECRET),
        ("refresh_token", demo::GOOGLE_OAUTH_REFRESH_TOKEN),
    ];
    let response =
        vendors.http.post(format!("{}/google/token", vendors.base)).form(&refresh).send().await.unwrap();
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn events_are_kept_once_and_deleted_once() {
    let vendors = Vendors::start().await;
    let token = vendors.google_token(|_, _| {}).await.1["access_token"].as_str().unwrap().to_owned();
    let events = "/google/calendar/v3/calendars/team%40example.com/events";
    let event = json!({
        "id": "abc0123456789", "summary": "HomeWork meeting",
        "start": {"dateTime": "2026-11-24T09:00:00+01:00", "timeZone": "Europe/Madrid"},
        "end": {"dateTime": "2026-11-24T09:30:00+01:00", "timeZone": "Europe/Madrid"},
        "attendees": [{"email": "ana@example.com"}],
        "conferenceData": {"createRequest": {"requestId": "r1"}},
    });
    let insert = format!("{events}?sendUpdates=all&conferenceDataVersion=1");
    assert_eq!(vendors.call(Method::POST, &insert, "nobody", event.clone()).await.0, 401);
    let (status, made) = vendors.call(Method::POST, &insert, &token, event.clone()).await;
    assert_eq!(status, 200, "{made}");
    assert!(made["hangoutLink"].as_str().unwrap().starts_with("https://meet.google.com/"));
    assert_eq!(vendors.call(Method::POST, &insert, &token, event.clone()).await.0, 409);
    let mut bad = event.clone();
    bad["id"] = "not-base32hex".into();
    assert_eq!(vendors.call(Method::POST, &insert, &token, bad).await.0, 400);

    let query = json!({"timeMin": "2026-11-24T00:00:00Z", "timeMax": "2026-11-25T00:00:00Z",
        "items": [{"id": "team@example.com"}]});
    let (_, busy) = vendors.call(Method::POST, "/google/calendar/v3/freeBusy", &token, query).await;
    let busy = &busy["calendars"]["team@example.com"]["busy"];
    assert_eq!(busy[0], json!({"start": "2026-11-24T08:00:00Z", "end": "2026-11-24T08:30:00Z"}));
    assert_eq!(busy[1]["start"], "2026-11-24T11:00:00Z");

    let (_, shown) = vendors.call(Method::GET, "/_sandbox/calendar/events", "", Value::Null).await;
    assert_eq!(shown[0]["invited"], json!(["ana@example.com"]));
    let one = format!("{events}/abc0123456789");
    let (status, moved) = vendors.call(Method::PATCH, &one, &token, json!({"summary": "Moved"})).await;
    assert_eq!((status, &moved["summary"]), (200, &json!("Moved")));
    assert_eq!(vendors.call(Method::DELETE, &one, &token, Value::Null).await.0, 204);
    assert_eq!(vendors.call(Method::DELETE, &one, &token, Value::Null).await.0, 410);
    let (_, listed) = vendors.call(Method::GET, events, &token, Value::Null).await;
    assert_eq!(listed["items"], json!([]));
}

#[tokio::test]
async fn a_service_account_alone_invites_nobody() {
    let vendors = Vendors::start().await;
    let (_, token) = vendors.google_token(|_, claims| claims["sub"] = Value::Null).await;
    let event = json!({"start": {"dateTime": "2026-11-24T09:00:00Z"}, "end": {"dateTime": "2026-11-24T09:30:00Z"},
        "attendees": [{"email": "ana@example.com"}]});
    let path = "/google/calendar/v3/calendars/team/events";
    let (status, body) =
        vendors.call(Method::POST, path, token["access_token"].as_str().unwrap(), event).await;
    assert_eq!((status, &body["error"]["errors"][0]["reason"]), (403, &json!("forbiddenForServiceAccounts")));
}

#[tokio::test]
async fn zoom_meetings_come_and_go() {
    let vendors = Vendors::start().await;
    let form = [("grant_type", "account_credentials"), ("account_id", demo::ZOOM_ACCOUNT_ID)];
    let url = format!("{}/zoom/oauth/token", vendors.base);
    let denied = vendors.http.post(&url).basic_auth("x", Some("y")).form(&form).send().await.unwrap();
    assert_eq!(denied.status(), 400);
    let granted =
        vendors.http.post(&url).basic_auth(demo::ZOOM_CLIENT_ID, Some(demo::ZOOM_CLIENT_SECRET)).form(&form);
    let granted: Value = granted.send().await.unwrap().json().await.unwrap();
    let token = granted["access_token"].as_str().unwrap();
    let meeting = json!({"topic": "HomeWork", "type": 2, "start_time": "2026-11-24T08:00:00Z", "duration": 30,
        "timezone": "Europe/Madrid", "agenda": "Talk"});
    let meetings = "/zoom/v2/users/me/meetings";
    assert_eq!(vendors.call(Method::POST, meetings, "nobody", meeting.clone()).await.0, 401);
    let (status, made) = vendors.call(Method::POST, meetings, token, meeting).await;
    assert_eq!(status, 201);
    let (_, listed) = vendors.call(Method::GET, meetings, token, Value::Null).await;
    assert_eq!(listed["total_records"], 1);
    let one = format!("/zoom/v2/meetings/{}", made["id"]);
    assert_eq!(vendors.call(Method::DELETE, &one, token, Value::Null).await.0, 204);
    let (status, gone) = vendors.call(Method::DELETE, &one, token, Value::Null).await;
    assert_eq!((status, &gone["code"]), (404, &json!(3001)));
    let bad = json!({"type": 2, "start_time": "tomorrow"});
    assert_eq!(vendors.call(Method::POST, meetings, token, bad).await.1["code"], 300);
}

#[tokio::test]
async fn voices_speak() {
    let vendors = Vendors::start().await;
    let url = format!("{}/elevenlabs/v1/text-to-speech/21m00Tcm4TlvDq8ikWAM", vendors.base);
    let speak =
        |key: &'static str| vendors.http.post(&url).header("xi-api-key", key).json(&json!({"text": "Hello"}));
    assert_eq!(speak("wrong").send().await.unwrap().status(), 401);
    let sound = speak(demo::ELEVENLABS_API_KEY).send().await.unwrap();
    assert_eq!(sound.headers()["content-type"], "audio/mpeg");
    assert!(sound.bytes().await.unwrap().starts_with(b"ID3"));
}

#[tokio::test]
async fn completions_have_openais_form() {
    let vendors = Vendors::start().await;
    let body = json!({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello there"}]});
    let path = "/openai/v1/chat/completions";
    let (status, denied) = vendors.call(Method::POST, path, "sk-wrong", body.clone()).await;
    assert_eq!((status, &denied["error"]["code"]), (401, &json!("invalid_api_key")));
    let (status, made) = vendors.call(Method::POST, path, demo::OPENAI_API_KEY, body).await;
    assert_eq!(status, 200);
    assert_eq!(made["object"], "chat.completion");
    assert_eq!(made["choices"][0]["finish_reason"], "stop");
    let usage = &made["usage"];
    let sum = usage["prompt_tokens"].as_u64().unwrap() + usage["completion_tokens"].as_u64().unwrap();
    assert_eq!(usage["total_tokens"], sum);
}
