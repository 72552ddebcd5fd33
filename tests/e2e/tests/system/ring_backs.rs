//! Whoever rings our number is answered: a lead goes on where its last call stood, anybody else hears who we are.

use anyhow::{Context, Result, ensure};
use homework_e2e::leads::{Character, next_number};
use homework_e2e::{System, eventually};
use serde_json::{Value, json};

async fn ring_up(system: &System, from: &str) -> Result<String> {
    let endpoints = &system.endpoints;
    let url = format!("{}api/webhooks/twilio/incoming", endpoints.voice_url);
    let status = format!("{}api/webhooks/twilio/status", endpoints.status_url);
    system.sandbox.ring_up(from, &url, &status).await
}

/// What was said on the line of this SID, once it is over.
async fn said(system: &System, sid: &str) -> Result<Vec<String>> {
    eventually("the caller has hung up", async || {
        let call = system.sandbox.calls().await?.into_iter().find(|call| call["sid"] == sid);
        let call = call.filter(|call| call["state"] == "completed");
        let remarks = call.as_ref().and_then(|call| call["conversation"].as_array());
        Ok(remarks
            .map(|all| all.iter().filter_map(|remark| remark["text"].as_str().map(str::to_owned)).collect()))
    })
    .await
}

/// The call on record in which the campaign's lead rang back, once it is written up.
async fn written_up(system: &System, campaign: &str) -> Result<Value> {
    eventually("the call is written up", async || {
        let calls = system.api.calls_of(campaign).await?;
        let call = calls.into_iter().find(|call| call["direction"] == "INCOMING");
        let Some(id) = call.as_ref().and_then(|call| call["id"].as_str()) else { return Ok(None) };
        let call = system.api.call(id).await?;
        Ok((!call["summary"].is_null()).then_some(call))
    })
    .await
}

#[tokio::test]
async fn a_lead_that_missed_our_call_rings_back_and_books() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::NoAnswer).await?;
    let once = json!({"attempts": 1, "retries": []});
    let campaign = system.api.start_campaign_with(std::slice::from_ref(&lead.id), 1.0, once).await?;
    let missed = system.api.finished_call(&campaign).await?;
    ensure!(missed["outcome"] == "NO_ANSWER" && missed["direction"] == "OUTGOING", "{missed}");

    let sid = ring_up(&system, &lead.phone).await?;
    let said = said(&system, &sid).await?;
    let opening = said.first().context("nothing was said")?;
    ensure!(opening.contains("thank you for calling back") && opening.contains("press nine"), "{opening}");
    let call = written_up(&system, &campaign).await?;
    ensure!(call["outcome"] == "MEETING_BOOKED" && call["attempt"].is_null(), "{call}");
    ensure!(call["twilio_call_sid"] == sid && call["campaign_id"] == campaign, "{call}");
    let lead = system.api.lead(&lead.id).await?;
    ensure!(lead["status"] == "MEETING_SCHEDULED" && lead["attempts"] == 1, "{lead}");
    Ok(())
}

#[tokio::test]
async fn a_lead_that_rings_back_to_be_left_alone_is() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::NotInterested).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    system.api.finished_call(&campaign).await?;
    // Who is spoken with says no again, and the lead stands there.
    ring_up(&system, &lead.phone).await?;
    let call = written_up(&system, &campaign).await?;
    ensure!(call["outcome"] == "NOT_INTERESTED", "{call}");
    let shown = system.api.lead(&lead.id).await?;
    ensure!(shown["status"] == "NOT_INTERESTED" && shown["next_attempt_at"].is_null(), "{shown}");
    Ok(())
}

#[tokio::test]
async fn a_stranger_hears_who_we_are_and_presses_nine() -> Result<()> {
    let system = System::connect().await?;
    let phone = next_number(Character::PressesNine);
    let sid = ring_up(&system, &phone).await?;
    let said = said(&system, &sid).await?;
    ensure!(said.first().is_some_and(|first| first.contains("You have reached")), "{said:?}");
    ensure!(said.iter().any(|remark| remark.contains("will not call you again")), "{said:?}");
    let found = system.api.get(&format!("/api/do-not-call?phone=%2B{}", &phone[1..])).await?;
    ensure!(found.body["total"] == 1 && found.body["numbers"][0]["source"] == "CALL", "{found:?}");
    let refused = system.api.post("/api/leads", &json!({"name": "Ana", "phone": phone})).await?;
    ensure!(refused.status == 409, "{refused:?}");
    Ok(())
}

#[tokio::test]
async fn nobody_rings_in_without_a_signature() -> Result<()> {
    let system = System::connect().await?;
    let phone = next_number(Character::PressesNine);
    for path in ["incoming", "stranger?locale=en-US"] {
        let url = format!("{}api/webhooks/twilio/{path}", system.endpoints.voice_url);
        let form = json!({"CallSid": "CA1", "From": phone, "To": "+15005550006", "Digits": "9"});
        let (status, _) = system.sandbox.webhook(&url, form, "wrong").await?;
        ensure!(status == 403, "{path}: {status}");
    }
    let found = system.api.get(&format!("/api/do-not-call?phone=%2B{}", &phone[1..])).await?;
    ensure!(found.body["total"] == 0, "{found:?}");
    Ok(())
}
