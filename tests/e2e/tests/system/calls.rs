//! Ending a call at once, and listening to one afterwards.

use anyhow::{Context, Result, ensure};
use homework_e2e::leads::Character;
use homework_e2e::{System, eventually};
use serde_json::{Value, json};

#[tokio::test]
async fn an_operator_ends_a_call_at_once() -> Result<()> {
    let system = System::connect().await?;
    let (lead, campaign) = system.lasting_call().await?;
    let call = eventually("the call is in progress", async || {
        let call = system.api.calls_of(&campaign).await?.into_iter().next();
        Ok(call.filter(|call| call["state"] == "IN_PROGRESS"))
    })
    .await?;
    let path = format!("/api/calls/{}/terminate", call["id"].as_str().unwrap_or_default());
    let answer = system.api.post(&path, &json!({})).await?;
    ensure!(answer.status == 200 && answer.body["success"] == true, "{answer:?}");
    let call = system.api.finished_call(&campaign).await?;
    ensure!(call["outcome"] == "FAILED", "outcome {}", call["outcome"]);
    ensure!(call["failure"] == "an operator ended the call", "failure {}", call["failure"]);
    let at_twilio = system.sandbox.calls_to(&lead.phone).await?;
    ensure!(at_twilio.len() == 1 && at_twilio[0]["state"] == "completed", "{at_twilio:?}");
    // Once more: nothing left to do, and nothing done.
    let again = system.api.post(&path, &json!({})).await?;
    ensure!(again.status == 200 && again.body["success"] == true, "{again:?}");
    let mut after = system.api.call(call["id"].as_str().unwrap_or_default()).await?;
    // Each answer has a link of its own.
    after["recording_url"] = call["recording_url"].clone();
    ensure!(after == call, "the call has changed");
    Ok(())
}

#[tokio::test]
async fn a_call_that_cannot_be_ended_says_why() -> Result<()> {
    let system = System::connect().await?;
    let unknown = system.api.post("/api/calls/01KAP3VQ5T8M2N4R6W0XHZJ9CD/terminate", &json!({})).await?;
    ensure!(unknown.status == 404 && unknown.is_problem(), "{unknown:?}");
    let lead = system.lead(Character::NoAnswer).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = system.api.finished_call(&campaign).await?;
    let id = call["id"].as_str().unwrap_or_default();
    // As it was when it had been dialled and nobody had heard of it yet.
    let item =
        system.aws.partition(&format!("CALL#{id}")).await?.into_iter().find(|i| i["sk"]["S"] == "CALL");
    let item = item.context("no item")?;
    let mut dialing = item.clone();
    dialing["state"] = json!({"S": "DIALING"});
    dialing.as_object_mut().context("no object")?.remove("twilio_call_sid");
    system.aws.put_item(&dialing).await?;
    let early = system.api.post(&format!("/api/calls/{id}/terminate"), &json!({})).await;
    system.aws.put_item(&item).await?;
    let early = early?;
    ensure!(early.status == 409 && early.is_problem(), "{early:?}");
    Ok(())
}

/// Twilio's credentials are needed for no step of it.
#[tokio::test]
async fn a_recording_is_kept_and_played_from_a_short_lived_link() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::NotInterested).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = system.api.finished_call(&campaign).await?;
    let id = call["id"].as_str().unwrap_or_default();
    let path = format!("/api/calls/{id}/recording");
    let link = eventually("the recording is archived", async || {
        let answer = system.api.get(&path).await?;
        ensure!(answer.status == 200 || (answer.status == 404 && answer.is_problem()), "{answer:?}");
        Ok(answer.body["recording_url"].as_str().map(str::to_owned))
    })
    .await?;
    ensure!(link.contains("/recordings/") && link.contains("X-Amz-Expires=900"), "{link}");
    let shown = system.api.call(id).await?;
    ensure!(shown["recording_url"].as_str().is_some_and(|url| url.contains("/recordings/")), "{shown}");
    let response = reqwest::Client::builder().no_proxy().build()?.get(&link).send().await?;
    ensure!(response.status() == 200, "{}", response.status());
    ensure!(response.headers()["content-type"] == "audio/mpeg", "{:?}", response.headers());
    let sound = response.bytes().await?;
    ensure!(sound.len() > 500, "{} bytes", sound.len());
    // The same message again changes nothing.
    let sid = system.sandbox.calls_to(&lead.phone).await?[0]["recording_sid"].clone();
    let before: Value = json!(system.aws.partition(&format!("CALL#{id}")).await?);
    let failed = archive(&system, id, &sid).await?;
    ensure!(failed == json!([]), "{failed}");
    ensure!(json!(system.aws.partition(&format!("CALL#{id}")).await?) == before, "the call has changed");
    Ok(())
}

/// What the archiver wants to get once more, when it is told of a recording.
async fn archive(system: &System, call: &str, sid: &Value) -> Result<Value> {
    let body = json!({"call_id": call, "recording_sid": sid}).to_string();
    let message = json!({"messageId": "m1", "body": body, "attributes": {}, "messageAttributes": {}});
    let answer =
        system.aws.invoke(&system.endpoints.functions["archiver"], &json!({"Records": [message]})).await?;
    Ok(answer["batchItemFailures"].clone())
}

#[tokio::test]
async fn a_recording_that_twilio_does_not_hand_out_is_asked_for_again() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::NoAnswer).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = system.api.finished_call(&campaign).await?;
    let id = call["id"].as_str().unwrap_or_default();
    let failed = archive(&system, id, &json!("RE0123456789abcdef0123456789abcdef")).await?;
    ensure!(failed == json!([{"itemIdentifier": "m1"}]), "{failed}");
    let answer = system.api.get(&format!("/api/calls/{id}/recording")).await?;
    ensure!(answer.status == 404 && answer.is_problem(), "{answer:?}");
    Ok(())
}
