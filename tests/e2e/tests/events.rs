//! The sample events in `events/` are what the functions' triggers really send: every one is read
//! with the types the functions read it with.

#![expect(clippy::unwrap_used, reason = "a sample that cannot be read is what this looks for")]

use std::fs;
use std::path::{Path, PathBuf};

use aws_lambda_events::dynamodb::Event as StreamEvent;
use aws_lambda_events::sqs::SqsEvent;
use homework_domain::queue::{ArchiveRecording, DialLead, Dispatch, FinalizeCall, PartnerWork};
use homework_store::Change;
use lambda_http::request::{LambdaRequest, RequestContext};
use serde::de::DeserializeOwned;
use serde_json::Value;

fn samples() -> Vec<(String, String)> {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let json = files.filter(|path| path.extension().is_some_and(|e| e == "json"));
    json.map(|path| {
        (path.file_stem().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap())
    })
    .collect()
}

fn request(text: &str) -> lambda_http::Request {
    serde_json::from_str::<LambdaRequest>(text).unwrap().into()
}

fn message<T: DeserializeOwned>(text: &str) {
    let event: SqsEvent = serde_json::from_str(text).unwrap();
    assert!(!event.records.is_empty());
    for record in event.records {
        serde_json::from_str::<T>(record.body.as_deref().unwrap()).unwrap();
    }
}

#[test]
fn every_sample_is_read() {
    let samples = samples();
    assert!(samples.len() >= 10, "{} samples", samples.len());
    for (name, text) in &samples {
        match name.split('-').next().unwrap() {
            "apigw" => {
                let request = request(text);
                let context = request.extensions().get::<RequestContext>();
                let Some(RequestContext::ApiGatewayV1(context)) = context else {
                    panic!("{name}: {context:?}")
                };
                assert!(context.authorizer.fields["claims"]["sub"].is_string(), "{name}");
            }
            "url" => {
                let request = request(text);
                let context = request.extensions().get::<RequestContext>();
                let Some(RequestContext::ApiGatewayV2(context)) = context else {
                    panic!("{name}: {context:?}")
                };
                assert!(context.domain_name.as_deref().unwrap().ends_with(".on.aws"), "{name}");
                assert!(request.headers().contains_key("x-twilio-signature"), "{name}");
                assert!(request.uri().path().starts_with("/api/webhooks/twilio/"), "{name}");
                assert!(request.uri().query().unwrap().contains("call="), "{name}");
            }
            "sqs" => match &name[4..] {
                "archive" => message::<ArchiveRecording>(text),
                "dial" => message::<DialLead>(text),
                "dispatch" => message::<Dispatch>(text),
                "finalize" => message::<FinalizeCall>(text),
                "partner" => message::<PartnerWork>(text),
                other => panic!("no function reads {other}"),
            },
            "dynamodb" => {
                let event: StreamEvent = serde_json::from_str(text).unwrap();
                let read = |r: &aws_lambda_events::dynamodb::EventRecord| {
                    Change::read(&r.event_id, &r.change.old_image, &r.change.new_image).unwrap()
                };
                assert!(event.records.iter().filter_map(read).count() > 0, "{name}: nothing in it counts");
            }
            "schedule" => assert!(serde_json::from_str::<Value>(text).unwrap()["detail-type"].is_string()),
            other => panic!("no trigger is called {other}"),
        }
    }
}
