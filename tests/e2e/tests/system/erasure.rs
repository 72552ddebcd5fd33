//! Deleting a person.

use anyhow::{Context, Result, ensure};
use homework_e2e::leads::{Character, TestLead};
use homework_e2e::{System, eventually};
use serde_json::{Value, json};

/// A lead with a meeting ahead and an archived recording; its call.
async fn booked(system: &System) -> Result<(TestLead, Value)> {
    let lead = system.lead(Character::BooksFirstOffer).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = system.api.finished_call(&campaign).await?;
    let id = call["id"].as_str().context("no call")?.to_owned();
    let key = format!("CALL#{id}");
    eventually("the recording is archived and the summary written", async || {
        let item = system.aws.partition(&key).await?.into_iter().find(|item| item["sk"]["S"] == "CALL");
        Ok(item.filter(|item| item["recording_key"].is_object() && item["summary"].is_object()))
    })
    .await?;
    Ok((lead, call))
}

#[tokio::test]
async fn a_deleted_person_is_gone_everywhere_and_the_past_still_counts() -> Result<()> {
    let system = System::connect().await?;
    let (lead, call) = booked(&system).await?;
    let answer = system.api.delete(&format!("/api/leads/{}", lead.id)).await?;
    ensure!(answer.status == 200, "{answer:?}");
    let done = &answer.body;
    ensure!(done["meetings_cancelled"] == 1 && done["lead_removed"] == true, "{done}");
    // Ours and Twilio's.
    ensure!(done["recordings_deleted"] == 2 && done["unfinished"] == json!([]), "{done}");
    ensure!(system.sandbox.events(lead.on_invitation()).await?.is_empty(), "the event is left");
    ensure!(system.sandbox.zoom_meetings(&lead.name).await?.is_empty(), "the Zoom meeting is left");
    let twilio = system.sandbox.calls_to(&lead.phone).await?;
    ensure!(twilio.iter().all(|call| call["recording_sid"].is_null()), "Twilio's recording is left");
    let cells = system.aws.items_with_prefix("SLOT#").await?;
    ensure!(cells.iter().all(|cell| cell["call_id"]["S"] != call["id"]), "the slot is left");
    let id = call["id"].as_str().unwrap_or_default();
    let items = system.aws.partition(&format!("CALL#{id}")).await?;
    let kinds: Vec<_> = items.iter().filter_map(|item| item["sk"]["S"].as_str()).collect();
    // That its talk is over is no word of it.
    ensure!(kinds == ["CALL", "TALK"], "left are {kinds:?}");
    let meeting =
        system.aws.partition(&format!("MEETING#{}", call["meeting_id"].as_str().unwrap_or("?"))).await?;
    let left = format!("{items:?} {meeting:?}");
    for personal in [&*lead.name, lead.on_invitation(), &*lead.phone] {
        ensure!(!left.contains(personal), "{personal} is left: {left}");
    }
    // The call and its outcome are still there to be counted and listed.
    let shown = system.api.call(id).await?;
    ensure!(shown["outcome"] == "MEETING_BOOKED" && shown["transcript"].is_null(), "{shown}");
    ensure!(system.api.get(&format!("/api/leads/{}", lead.id)).await?.status == 404);
    Ok(())
}

#[tokio::test]
async fn what_twilio_does_not_delete_is_deleted_later() -> Result<()> {
    let system = System::connect().await?;
    let (lead, _) = booked(&system).await?;
    let sid = system.sandbox.calls_to(&lead.phone).await?[0]["recording_sid"].clone();
    let sid = sid.as_str().context("no recording")?.to_owned();
    let rule = json!({
        "vendor": "twilio", "method": "DELETE", "path_contains": sid, "kind": {"status": 503}, "times": 1,
    });
    system.sandbox.fault(rule).await?;
    let path = format!("/api/leads/{}", lead.id);
    let answer = system.api.delete(&path).await?;
    ensure!(answer.status == 202 && answer.body["unfinished"][0]["vendor"] == "Twilio", "{answer:?}");
    let answer = system.api.delete(&path).await?;
    ensure!(answer.status == 200 && answer.body["lead_removed"] == true, "{answer:?}");
    Ok(())
}
