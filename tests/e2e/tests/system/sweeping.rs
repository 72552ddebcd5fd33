//! What went silent is brought to an end.

use anyhow::{Context, Result, ensure};
use homework_e2e::leads::Character;
use homework_e2e::{System, eventually};
use serde_json::json;

/// Long before anything here began.
const LONG_AGO: &str = "2020-01-01T00:00:00.000Z#x";

#[tokio::test]
async fn a_call_whose_end_was_never_reported_is_ended_and_written_up() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::NotInterested).await?;
    let lost = json!({
        "vendor": "twilio-webhook", "to_contains": lead.phone, "path_contains": "/status", "kind": "drop", "times": 50,
    });
    system.sandbox.fault(lost).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    eventually("Twilio has ended the call", async || {
        let calls = system.sandbox.calls_to(&lead.phone).await?;
        Ok(calls.iter().any(|call| call["state"] == "completed").then_some(()))
    })
    .await?;
    let call = system.api.calls_of(&campaign).await?.into_iter().next().context("no call")?;
    ensure!(call["state"] == "IN_PROGRESS", "the call is {}", call["state"]);
    let key = format!("CALL#{}", call["id"].as_str().unwrap_or_default());
    // What is still written about the call makes it young again: then the sweeper has to come once more.
    eventually("the sweeper ends the call", async || {
        if system.api.call(call["id"].as_str().unwrap_or_default()).await?["state"] == "ENDED" {
            return Ok(Some(()));
        }
        system.aws.set_attribute(&key, "CALL", "gsi5sk", LONG_AGO).await?;
        system.aws.invoke(&system.endpoints.functions["sweeper"], &json!({})).await?;
        Ok(None)
    })
    .await?;
    let call = system.api.finished_call(&campaign).await?;
    ensure!(call["outcome"] == "NOT_INTERESTED", "outcome {}", call["outcome"]);
    ensure!(system.api.lead(&lead.id).await?["status"] == "NOT_INTERESTED");
    Ok(())
}

#[tokio::test]
async fn a_recording_that_was_never_reported_is_asked_for_and_kept() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::NotInterested).await?;
    let lost = json!({
        "vendor": "twilio-webhook", "to_contains": lead.phone, "path_contains": "/recording", "kind": "drop",
        "times": 50,
    });
    system.sandbox.fault(lost).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = eventually("the call is written up", async || {
        let call = system.api.calls_of(&campaign).await?.into_iter().next();
        Ok(call.filter(|call| !call["summary"].is_null()))
    })
    .await?;
    let id = call["id"].as_str().context("no id")?;
    eventually("the sweeper has the recording archived", async || {
        if system.api.call(id).await?["has_recording"] == true {
            return Ok(Some(()));
        }
        system.aws.set_attribute(&format!("CALL#{id}"), "CALL", "gsi5sk", LONG_AGO).await?;
        system.aws.invoke(&system.endpoints.functions["sweeper"], &json!({})).await?;
        Ok(None)
    })
    .await?;
    let link = system.api.get(&format!("/api/calls/{id}/recording")).await?;
    ensure!(link.body["recording_url"].is_string(), "{link:?}");
    Ok(())
}

/// A booking that broke off after its event was made: hold, video meeting and event all go.
#[tokio::test]
async fn a_booking_that_broke_off_is_undone() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::BooksFirstOffer).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = system.api.finished_call(&campaign).await?;
    ensure!(call["outcome"] == "MEETING_BOOKED", "outcome {}", call["outcome"]);
    // As if the process had died right before the meeting was saved: the slot is merely held.
    let slots = system.aws.items_with_prefix("SLOT#").await?;
    let ours: Vec<_> = slots.into_iter().filter(|slot| slot["call_id"]["S"] == call["id"]).collect();
    ensure!(ours.len() == 2, "half an hour is {} quarters", ours.len());
    for mut slot in ours {
        slot["booked"] = json!({"BOOL": false});
        slot["gsi5pk"] = json!({"S": "SLOTS#HELD"});
        slot["gsi5sk"] = json!({"S": LONG_AGO});
        system.aws.put_item(&slot).await?;
    }
    system.aws.invoke(&system.endpoints.functions["sweeper"], &json!({})).await?;
    ensure!(system.sandbox.events(lead.on_invitation()).await?.is_empty(), "the event is left");
    ensure!(system.sandbox.zoom_meetings(&lead.name).await?.is_empty(), "the Zoom meeting is left");
    let slots = system.aws.items_with_prefix("SLOT#").await?;
    ensure!(slots.iter().all(|slot| slot["call_id"]["S"] != call["id"]), "the slot is still held");
    Ok(())
}
