use std::io::Read;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use homework_domain::breaker::FaultKind;
use homework_domain::ids::CallId;
use homework_domain::ports::RemoteCallStatus;
use homework_domain::webhook_url;
use serde_json::json;

use super::*;

fn settings() -> CallSettings {
    CallSettings {
        voice_webhook_url: "https://voice.example/".to_owned(),
        status_webhook_url: "https://status.example".to_owned(),
        record: true,
        ring_timeout_seconds: 25,
        time_limit_seconds: 600,
        detect_machines: true,
    }
}

fn call() -> PlaceCall {
    PlaceCall {
        call_id: "01ARZ3NDEKTSV4RRFFQ69G5FAV".parse::<CallId>().unwrap(),
        to: "+14155550101".parse().unwrap(),
        from: None,
        locale: homework_domain::locale::by_tag("es-MX"),
        awaits_greeting: false,
        not_after: Instant::now() + Duration::from_secs(60),
    }
}

fn form(settings: &CallSettings) -> Vec<(&'static str, String)> {
    wire::place_call_form(&call(), "+15005550006", settings)
}

fn values<'a>(form: &'a [(&str, String)], name: &str) -> Vec<&'a str> {
    form.iter().filter(|(n, _)| *n == name).map(|(_, value)| value.as_str()).collect()
}

fn answer(status: u16, body: &str) -> Result<String, PlaceCallError> {
    wire::placed(StatusCode::from_u16(status).unwrap(), None, body.as_bytes())
}

#[test]
fn a_call_carries_its_id_in_every_webhook() {
    let form = form(&settings());
    let id = format!("01ARZ3NDEKTSV4RRFFQ69G5FAV{}", webhook_url::OVERRIDES);
    let fallback = webhook_url::fallback("https://voice.example", call().call_id, call().locale);
    assert_eq!(values(&form, "FallbackUrl"), [fallback]);
    for (name, url) in [
        ("Url", "https://voice.example/api/webhooks/twilio/voice"),
        ("StatusCallback", "https://status.example/api/webhooks/twilio/status"),
        ("RecordingStatusCallback", "https://status.example/api/webhooks/twilio/recording"),
        ("AsyncAmdStatusCallback", "https://status.example/api/webhooks/twilio/answering-machine"),
    ] {
        assert_eq!(values(&form, name), [format!("{url}?call={id}")], "{name}");
    }
    assert_eq!(values(&form, "To"), ["+14155550101"]);
    assert_eq!(values(&form, "From"), ["+15005550006"]);
    assert_eq!(values(&form, "StatusCallbackEvent"), ["initiated", "completed"]);
    assert_eq!((values(&form, "Timeout"), values(&form, "TimeLimit")), (vec!["25"], vec!["600"]));
    assert_eq!(
        (values(&form, "MachineDetection"), values(&form, "AsyncAmd")),
        (vec!["Enable"], vec!["true"])
    );
    let leaves_message = PlaceCall { awaits_greeting: true, ..call() };
    let form = wire::place_call_form(&leaves_message, "+15005550006", &settings());
    assert_eq!(values(&form, "MachineDetection"), ["DetectMessageEnd"]);
}

#[test]
fn recording_and_detection_can_be_off() {
    let form = form(&CallSettings { record: false, detect_machines: false, ..settings() });
    assert!(
        form.iter()
            .all(|(name, _)| !name.contains("Record") && !name.contains("Amd") && !name.contains("Machine"))
    );
    assert_eq!(values(&form, "TimeLimit"), ["600"]);
}

#[test]
fn a_success_gives_the_sid_and_one_without_is_unknown() {
    assert_eq!(answer(201, r#"{"sid":"CA1","status":"queued"}"#), Ok("CA1".to_owned()));
    for body in ["", "{}", "<html>", r#"{"sid":""}"#] {
        assert!(matches!(answer(201, body), Err(PlaceCallError::Unknown { .. })), "{body}");
    }
}

#[test]
fn only_what_is_about_the_number_is_refused_for_good() {
    for code in [21201, 21211, 21214, 21216, 21217, 13223, 13224, 13225, 13226] {
        let body = json!({"code": code, "message": "The number +14155550101 is bad", "status": 400});
        let Err(PlaceCallError::Refused { code: given, message }) = answer(400, &body.to_string()) else {
            panic!("{code} is not refused");
        };
        assert_eq!(given, code);
        assert!(!message.contains("+1415"), "{message}");
    }
    // Our credentials, our number, our URL, our account: no fault of the lead.
    for (status, code) in [(401, 20003), (403, 20003), (400, 21213), (400, 21205), (404, 20404), (400, 10004)]
    {
        let body = json!({"code": code, "message": "m"}).to_string();
        assert!(matches!(answer(status, &body), Err(PlaceCallError::NotPlaced { .. })), "{status} {code}");
    }
    assert!(matches!(answer(403, "<html>"), Err(PlaceCallError::NotPlaced { .. })));
}

#[test]
fn a_call_comes_from_the_number_that_is_named_and_a_refusal_of_it_is_told_apart() {
    let number = PhoneNumber::of_ours("+12125550100").unwrap();
    let named = PlaceCall { from: Some(number), ..call() };
    let form = |call: &PlaceCall| wire::place_call_form(call, "+15005550006", &settings());
    assert_eq!(values(&form(&named), "From"), ["+12125550100"]);
    assert_eq!(values(&form(&call()), "From"), ["+15005550006"]);
    for code in [21210, 21212] {
        let body = json!({"code": code, "message": "m"}).to_string();
        assert!(matches!(answer(400, &body), Err(PlaceCallError::CallerRefused { .. })), "{code}");
    }
}

#[test]
fn what_takes_a_person_is_told_from_what_may_pass() {
    let kind = |status, body: &str| match answer(status, body) {
        Err(PlaceCallError::NotPlaced { kind, .. }) => kind,
        other => panic!("{other:?}"),
    };
    for (status, code) in [(401, 20003), (403, 20005), (400, 21213), (400, 21205), (404, 20404), (400, 10001)]
    {
        let body = json!({"code": code, "message": "m"}).to_string();
        assert_eq!(kind(status, &body), FaultKind::Refused, "{status} {code}");
    }
    for (status, code) in [(429, 20429), (429, 20003), (429, 99999), (400, 10004)] {
        let body = json!({"code": code, "message": "m"}).to_string();
        assert_eq!(kind(status, &body), FaultKind::Passing, "{status} {code}");
    }
    assert_eq!(kind(401, "<html>"), FaultKind::Refused);
}

#[test]
fn what_may_be_about_one_number_or_about_all_is_declined() {
    let declined = |status, code: u32| match answer(status, &json!({"code": code}).to_string()) {
        Err(PlaceCallError::Declined { detail, kind }) => (detail, kind),
        other => panic!("{code}: {other:?}"),
    };
    for code in [21215, 13227, 21219] {
        let (detail, kind) = declined(400, code);
        assert!(kind == FaultKind::Refused && detail.contains("account"), "{detail}");
        assert!(detail.starts_with(&format!("HTTP 400, error {code}: ")), "{detail}");
    }
    for (status, code) in [(400, 99999), (400, 32205), (409, 1), (422, 21601)] {
        assert_eq!(declined(status, code), (format!("HTTP {status}, error {code}"), FaultKind::Passing));
    }
    let plain = answer(400, "<html>");
    assert!(matches!(plain, Err(PlaceCallError::Declined { kind: FaultKind::Passing, .. })), "{plain:?}");
}

#[test]
fn too_many_requests_says_when_to_come_back() {
    let wait = wire::retry_after("7");
    let refused = wire::placed(StatusCode::TOO_MANY_REQUESTS, wait, br#"{"code":20429}"#);
    let Err(PlaceCallError::NotPlaced { retry_after, detail, kind }) = refused else { panic!("{refused:?}") };
    assert_eq!(retry_after, Some(Duration::from_secs(7)));
    assert_eq!((detail.as_str(), kind), ("HTTP 429, error 20429", FaultKind::Passing));
    assert_eq!(wire::retry_after("soon"), None);
    assert_eq!(wire::retry_after("99999999"), Some(Duration::from_secs(3600)));
}

#[test]
fn what_twilio_may_have_acted_on_is_unknown() {
    for (status, body) in [
        (500, r#"{"code":20500}"#),
        (502, ""),
        (503, ""),
        (504, ""),
        (408, ""),
        (302, ""),
        (400, r#"{"code":21204}"#),
        // A code about the number cannot be trusted beside a fault of theirs.
        (500, r#"{"code":21211}"#),
    ] {
        assert!(matches!(answer(status, body), Err(PlaceCallError::Unknown { .. })), "{status} {body}");
    }
}

#[test]
fn listed_calls_are_translated_and_filtered() {
    let page: wire::CallPage = serde_json::from_value(json!({
        "calls": [
            {"sid": "CA3", "status": "queued", "date_created": null, "duration": null},
            {"sid": "CA2", "status": "completed", "date_created": "Mon, 23 Nov 2026 10:00:00 +0000", "duration": "42"},
            {"sid": "CA1", "status": "no-answer", "date_created": "Mon, 23 Nov 2026 09:59:54 +0000", "duration": "0"},
        ],
        "next_page_uri": null,
    }))
    .unwrap();
    let calls: Vec<_> = page.calls.into_iter().map(wire::remote_call).collect();
    assert_eq!(calls[0].status, RemoteCallStatus::Active);
    assert_eq!(calls[1].created_at, Some("2026-11-23T10:00:00Z".parse().unwrap()));
    assert_eq!((calls[1].status, calls[1].duration_seconds), (RemoteCallStatus::Completed, Some(42.0)));
    let since = "2026-11-23T10:00:00.9Z".parse().unwrap();
    let recent: Vec<_> =
        calls.iter().filter(|call| wire::is_since(call, since)).map(|c| c.sid.as_str()).collect();
    assert_eq!(recent, ["CA3", "CA2"]);
}

#[test]
fn the_next_page_is_looked_for_in_the_same_list_only() {
    for page in
        ["/2010-04-01/Accounts/AC1/Calls.json?Page=1&PageToken=x", "https://evil.example/?Page=1&PageToken=x"]
    {
        assert_eq!(query_of(page).as_deref(), Some("Page=1&PageToken=x"));
    }
    assert_eq!(query_of("/2010-04-01/Accounts/AC1/Calls.json"), None);
}

fn client(base_url: &str) -> Twilio {
    let credentials = json!({"account_sid": "AC1", "auth_token": "hush", "phone_number": "+15005550006"});
    let secret = crate::secret::tests::holding(SERVICE, &credentials);
    let twilio = Twilio::new(http::client().unwrap(), secret, base_url, settings()).unwrap();
    Twilio { place_timeout: Duration::from_millis(300), ..twilio }
}

/// A server that does `with` to the first connection once it has read something from it.
fn server(with: impl FnOnce(TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 8192]);
        with(stream);
    });
    address
}

#[tokio::test]
async fn nobody_listening_means_not_placed() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for base in [format!("http://{free}"), format!("https://{}", server(drop))] {
        let result = client(&base).place_call(&call()).await;
        assert!(matches!(result, Err(PlaceCallError::NotPlaced { .. })), "{base}: {result:?}");
    }
}

#[tokio::test]
async fn silence_or_a_dropped_connection_after_sending_is_unknown() {
    let dropped = server(drop);
    let silent = server(|stream| {
        thread::sleep(Duration::from_secs(1));
        drop(stream);
    });
    for address in [dropped, silent] {
        let result = client(&format!("http://{address}")).place_call(&call()).await;
        let Err(PlaceCallError::Unknown { detail }) = result else { panic!("{result:?}") };
        assert!(!detail.contains("127.0.0.1"), "{detail}");
    }
}

#[tokio::test]
async fn what_comes_too_late_is_not_asked_for() {
    let asked = server(|_| panic!("Twilio was asked"));
    let late = PlaceCall { not_after: Instant::now(), ..call() };
    let result = client(&format!("http://{asked}")).place_call(&late).await;
    assert!(matches!(result, Err(PlaceCallError::NotPlaced { kind: FaultKind::Passing, .. })), "{result:?}");
}
