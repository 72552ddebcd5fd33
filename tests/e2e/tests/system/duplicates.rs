//! Whatever comes twice, late or too early changes nothing.

use anyhow::{Context, Result, ensure};
use homework_e2e::leads::Character;
use homework_e2e::{System, eventually};
use serde_json::{Value, json};

/// A finished call of this character, and its lead.
async fn finished(system: &System, character: Character) -> Result<(Value, Value)> {
    let lead = system.lead(character).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = system.api.finished_call(&campaign).await?;
    Ok((call, system.api.lead(&lead.id).await?))
}

fn id_of(value: &Value) -> Result<&str> {
    value["id"].as_str().context("no id")
}

fn form(call: &Value, more: Value) -> Value {
    let mut form = json!({"CallSid": call["twilio_call_sid"], "AccountSid": "AC0"});
    for (name, value) in more.as_object().into_iter().flatten() {
        form[name] = value.clone();
    }
    form
}

/// Everything the table holds on a call and its lead.
async fn stored(system: &System, call: &Value) -> Result<Vec<Value>> {
    let mut items = system.aws.partition(&format!("CALL#{}", id_of(call)?)).await?;
    items.extend(
        system.aws.partition(&format!("LEAD#{}", call["lead_id"].as_str().unwrap_or_default())).await?,
    );
    Ok(items)
}

#[tokio::test]
async fn a_dial_message_that_comes_twice_calls_once() -> Result<()> {
    let system = System::connect().await?;
    let (call, lead) = finished(&system, Character::NotInterested).await?;
    let before = stored(&system, &call).await?;
    let message = json!({
        "campaign_id": lead["campaign_id"], "lead_id": lead["id"], "release": 1, "not_before": call["started_at"],
    });
    let event = sqs_event(&message);
    let answer = system.aws.invoke(&system.endpoints.functions["dialer"], &event).await?;
    ensure!(answer["batchItemFailures"] == json!([]), "{answer}");
    ensure!(stored(&system, &call).await? == before, "something changed");
    let phone = lead["phone"].as_str().unwrap_or_default();
    ensure!(system.sandbox.call_requests(phone).await?.len() == 1, "called twice");
    Ok(())
}

#[tokio::test]
async fn two_copies_of_a_dial_message_at_once_call_once() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::Busy).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let message = json!({
        "campaign_id": campaign, "lead_id": lead.id, "release": 1, "not_before": "2026-01-01T00:00:00Z",
    });
    for _ in 0..3 {
        system.aws.send_message(&system.endpoints.queues["dial"], &message).await?;
    }
    system.api.settled(&lead.id).await?;
    system.aws.invoke(&system.endpoints.functions["dialer"], &sqs_event(&message)).await?;
    ensure!(system.sandbox.call_requests(&lead.phone).await?.len() == 1, "called more than once");
    Ok(())
}

#[tokio::test]
async fn a_finalize_message_that_comes_twice_writes_up_once() -> Result<()> {
    let system = System::connect().await?;
    let (call, _) = finished(&system, Character::NotInterested).await?;
    let before = stored(&system, &call).await?;
    let event = sqs_event(&json!({"call_id": call["id"]}));
    let answer = system.aws.invoke(&system.endpoints.functions["finalizer"], &event).await?;
    ensure!(answer["batchItemFailures"] == json!([]), "{answer}");
    ensure!(stored(&system, &call).await? == before, "something changed");
    Ok(())
}

#[tokio::test]
async fn webhooks_that_come_again_after_the_call_change_nothing() -> Result<()> {
    let system = System::connect().await?;
    let (call, _) = finished(&system, Character::BooksFirstOffer).await?;
    let before = stored(&system, &call).await?;
    let id = id_of(&call)?;
    let voice = &system.endpoints.voice_url;
    let status = &system.endpoints.status_url;
    let repeats = [
        (format!("{voice}api/webhooks/twilio/voice?call={id}"), json!({"CallStatus": "in-progress"})),
        (
            format!("{voice}api/webhooks/twilio/process-speech?call={id}&turn=1"),
            json!({"SpeechResult": "Something else"}),
        ),
        (
            format!("{status}api/webhooks/twilio/status?call={id}"),
            json!({"CallStatus": "completed", "CallDuration": "99"}),
        ),
        (format!("{status}api/webhooks/twilio/status?call={id}"), json!({"CallStatus": "no-answer"})),
        (format!("{status}api/webhooks/twilio/status?call={id}"), json!({"CallStatus": "initiated"})),
        (
            format!("{status}api/webhooks/twilio/answering-machine?call={id}"),
            json!({"AnsweredBy": "machine_start"}),
        ),
    ];
    for (url, more) in repeats {
        let (answer, body) = system.sandbox.webhook(&url, form(&call, more), "valid").await?;
        ensure!(answer == 200, "{url}: {answer} {body}");
    }
    ensure!(stored(&system, &call).await? == before, "something changed");
    Ok(())
}

#[tokio::test]
async fn every_webhook_of_a_call_may_come_twice() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::BooksFirstOffer).await?;
    let all =
        json!({"vendor": "twilio-webhook", "to_contains": lead.phone, "kind": "duplicate", "times": 100});
    system.sandbox.fault(all).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = system.api.finished_call(&campaign).await?;
    ensure!(call["outcome"] == "MEETING_BOOKED", "outcome {}", call["outcome"]);
    let turns = call["conversation_history"].as_array().cloned().unwrap_or_default();
    let numbers: Vec<_> = turns.iter().filter_map(|t| t["turn"]["number"].as_u64()).collect();
    ensure!(numbers == (0..numbers.len() as u64).collect::<Vec<_>>(), "turns {numbers:?}");
    ensure!(system.sandbox.events(lead.on_invitation()).await?.len() == 1, "not one event");
    ensure!(system.sandbox.zoom_meetings(&lead.name).await?.len() == 1, "not one Zoom meeting");
    Ok(())
}

#[tokio::test]
async fn a_status_before_its_call_was_saved_changes_nothing() -> Result<()> {
    let system = System::connect().await?;
    let unknown = "01JD00000000000000000000ZZ";
    let url = format!("{}api/webhooks/twilio/status?call={unknown}", system.endpoints.status_url);
    let params = json!({"CallSid": "CA00000000000000000000000000000000", "CallStatus": "completed", "CallDuration": "3"});
    let (answer, _) = system.sandbox.webhook(&url, params, "valid").await?;
    ensure!(answer == 404, "answered {answer}");
    ensure!(system.aws.partition(&format!("CALL#{unknown}")).await?.is_empty(), "a call was made up");
    Ok(())
}

/// The status may overtake the answer to our own request, so that the call's SID is not saved yet.
#[tokio::test]
async fn a_status_before_the_sid_was_saved_ends_the_call_once() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::Busy).await?;
    let slow = json!({
        "vendor": "twilio", "path_contains": "/Calls.json", "method": "POST", "body_contains": &lead.phone[1..],
        "kind": {"delay_ms": 4000}, "after_effect": true,
    });
    system.sandbox.fault(slow).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = system.api.finished_call(&campaign).await?;
    ensure!(call["outcome"] == "BUSY", "outcome {}", call["outcome"]);
    let ended = stored(&system, &call).await?;
    eventually("the slow answer is there", async || {
        let requests = system.sandbox.call_requests(&lead.phone).await?;
        Ok((requests.len() == 1 && !requests[0]["status"].is_null()).then_some(()))
    })
    .await?;
    ensure!(stored(&system, &call).await? == ended, "the late answer changed something");
    Ok(())
}

fn sqs_event(body: &Value) -> Value {
    json!({"Records": [{
        "messageId": "11111111-1111-1111-1111-111111111111",
        "receiptHandle": "none",
        "body": body.to_string(),
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:test",
        "awsRegion": "us-east-1",
    }]})
}
