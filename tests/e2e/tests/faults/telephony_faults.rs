//! Twilio and OpenAI failing: nobody is called twice, and nobody hears silence.

use anyhow::{Context, Result, ensure};
use homework_e2e::leads::{Character, TestLead};
use homework_e2e::{System, eventually};
use serde_json::{Value, json};
use tokio::sync::{Mutex, MutexGuard};

/// A few faults in a row take Twilio for down, whosever they are: tests that make some come one after the other.
static TWILIO: Mutex<()> = Mutex::const_new(());

/// Twilio, of which no fault is remembered: a call goes through.
async fn sound_twilio(system: &System) -> Result<MutexGuard<'static, ()>> {
    let alone = TWILIO.lock().await;
    let call = call(system, &system.lead(Character::NotInterested).await?).await?;
    ensure!(call["outcome"] == "NOT_INTERESTED", "outcome {}", call["outcome"]);
    Ok(alone)
}

/// A fault of requests to place a call to this lead.
async fn placing_fault(system: &System, lead: &TestLead, more: Value) -> Result<()> {
    let mut rule = json!({
        "vendor": "twilio", "method": "POST", "path_contains": "/Calls.json", "body_contains": &lead.phone[1..],
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        rule[name] = value.clone();
    }
    system.sandbox.fault(rule).await
}

async fn call(system: &System, lead: &TestLead) -> Result<Value> {
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    system.api.finished_call(&campaign).await
}

#[tokio::test]
async fn too_many_requests_are_retried_with_backoff() -> Result<()> {
    let system = System::connect().await?;
    let _alone = sound_twilio(&system).await?;
    let lead = system.lead(Character::NotInterested).await?;
    placing_fault(&system, &lead, json!({"kind": {"status": 429, "retry_after": 1}, "times": 2})).await?;
    let call = call(&system, &lead).await?;
    ensure!(call["outcome"] == "NOT_INTERESTED", "outcome {}", call["outcome"]);
    let requests = system.sandbox.call_requests(&lead.phone).await?;
    let statuses: Vec<_> = requests.iter().map(|r| r["status"].as_u64()).collect();
    ensure!(statuses == [Some(429), Some(429), Some(201)], "{statuses:?}");
    let at = |i: usize| requests[i]["monotonic_ms"].as_u64().unwrap_or_default();
    ensure!(at(2) - at(1) > at(1) - at(0), "no backoff");
    Ok(())
}

#[tokio::test]
async fn a_time_out_on_call_creation_never_leads_to_two_calls() -> Result<()> {
    let system = System::connect().await?;
    let _alone = sound_twilio(&system).await?;
    for kind in ["timeout", "drop"] {
        let lead = system.lead(Character::NotInterested).await?;
        placing_fault(&system, &lead, json!({"kind": kind, "after_effect": true})).await?;
        let call = call(&system, &lead).await?;
        ensure!(call["outcome"] == "NOT_INTERESTED", "{kind}: outcome {}", call["outcome"]);
        ensure!(system.sandbox.calls_to(&lead.phone).await?.len() == 1, "{kind}: not one call");
        ensure!(system.sandbox.call_requests(&lead.phone).await?.len() == 1, "{kind}: asked more than once");
    }
    Ok(())
}

/// A fault that passes within the turn's time is not heard at all; one that lasts is an apology.
#[tokio::test]
async fn a_model_that_fails_in_mid_call_is_asked_again_or_heard_as_an_apology() -> Result<()> {
    let system = System::connect().await?;
    for (kind, times, heard) in [
        (json!({"status": 500}), 1, false),
        (json!("drop"), 1, false),
        (json!({"status": 429}), 2, false),
        // As often as the model is asked in one turn.
        (json!({"status": 503}), 4, true),
    ] {
        let lead = system.lead(Character::BooksFirstOffer).await?;
        let rule = json!({"vendor": "openai", "body_contains": lead.name, "kind": kind, "times": times});
        system.sandbox.fault(rule).await?;
        let call = call(&system, &lead).await?;
        ensure!(call["outcome"] == "MEETING_BOOKED", "{kind}: outcome {}", call["outcome"]);
        let said = call["conversation_history"].to_string();
        ensure!(said.contains("I am sorry, I did not get that") == heard, "{kind}: {said}");
        ensure!(system.sandbox.calls_to(&lead.phone).await?.len() == 1);
    }
    Ok(())
}

/// The function is throttled, or dies: Twilio tries again, and at last turns to the fallback. Nobody
/// hears Twilio's own error, and the call comes to its end.
#[tokio::test]
async fn a_turn_that_is_turned_away_is_asked_for_again() -> Result<()> {
    let system = System::connect().await?;
    for (status, times) in [(429, 1), (502, 2), (429, 6)] {
        let lead = system.lead(Character::BooksFirstOffer).await?;
        let rule = json!({
            "vendor": "twilio-webhook", "to_contains": lead.phone, "path_contains": "process-speech",
            "kind": {"status": status}, "times": times,
        });
        system.sandbox.fault(rule).await?;
        let call = call(&system, &lead).await?;
        ensure!(call["outcome"] == "MEETING_BOOKED", "{status} × {times}: outcome {}", call["outcome"]);
        let calls = system.sandbox.calls_to(&lead.phone).await?;
        ensure!(!json!(calls).to_string().contains("application error"), "{status} × {times}: {calls:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_model_that_stays_away_ends_the_call_politely() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::BooksFirstOffer).await?;
    let rule = json!({"vendor": "openai", "body_contains": lead.name, "kind": {"status": 500}, "times": 100});
    system.sandbox.fault(rule).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = eventually("the call is over", async || {
        let call = system.api.calls_of(&campaign).await?.into_iter().next();
        Ok(call.filter(|call| call["state"] == "ENDED"))
    })
    .await?;
    let call = system.api.call(call["id"].as_str().unwrap_or_default()).await?;
    ensure!(call["conversation_history"].to_string().contains("I cannot continue at the moment"), "{call}");
    // Nobody is judged by a conversation that never took place: the lead waits in line again.
    let waiting = system.api.lead(&lead.id).await?;
    ensure!(waiting["status"] == "QUEUED", "{waiting}");
    let cancelled = system.api.post(&format!("/api/campaigns/{campaign}/cancel"), &json!({})).await?;
    ensure!(cancelled.status == 200, "{cancelled:?}");
    Ok(())
}

/// The line drops while the answer is being made, and its end is reported first.
#[tokio::test]
async fn words_that_are_answered_after_the_line_dropped_still_count() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::HangsUp).await?;
    let slow =
        json!({"vendor": "openai", "body_contains": lead.name, "kind": {"delay_ms": 3000}, "times": 20});
    system.sandbox.fault(slow).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = eventually("the late words count", async || {
        let call = system.api.calls_of(&campaign).await?.into_iter().next();
        Ok(call.filter(|call| call["outcome"] == "NOT_INTERESTED"))
    })
    .await?;
    ensure!(system.api.settled(&lead.id).await?["status"] == "NOT_INTERESTED");
    let call = system.api.call(call["id"].as_str().unwrap_or_default()).await?;
    let turns = call["conversation_history"].as_array().cloned().unwrap_or_default();
    let heard: Vec<_> = turns.iter().filter(|turn| turn["role"] == "USER").collect();
    ensure!(heard.len() == 1, "the words are lost: {}", call["conversation_history"]);
    let words = heard[0]["message"].as_str().context("no words")?;
    eventually("the words are written up", async || {
        let call = system.api.call(call["id"].as_str().unwrap_or_default()).await?;
        let written = call["transcript"].as_str().is_some_and(|transcript| transcript.contains(words));
        Ok((written && !call["summary"].is_null()).then_some(()))
    })
    .await
}

/// Machine detection speaks up while a person's first words are being answered, and is wrong.
#[tokio::test]
async fn a_machine_made_out_during_the_first_turn_hangs_up_on_nobody() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::CallBack).await?;
    let slow =
        json!({"vendor": "openai", "body_contains": lead.name, "kind": {"delay_ms": 5000}, "times": 1});
    system.sandbox.fault(slow).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = eventually("the first words are being answered", async || {
        let call = system.api.calls_of(&campaign).await?.into_iter().next();
        let call = call.filter(|call| !call["twilio_call_sid"].is_null());
        let Some(id) = call.as_ref().and_then(|call| call["id"].as_str()) else { return Ok(None) };
        let items = system.aws.partition(&format!("CALL#{id}")).await?;
        let noted = items.iter().any(|item| !item["spoken_at"].is_null());
        Ok(call.filter(|_| noted))
    })
    .await?;
    let id = call["id"].as_str().context("no id")?;
    let verdict = json!({"CallSid": call["twilio_call_sid"], "AnsweredBy": "machine_start"});
    let url = format!("{}api/webhooks/twilio/answering-machine?call={id}", system.endpoints.status_url);
    let (status, _) = system.sandbox.webhook(&url, verdict, "valid").await?;
    ensure!(status == 200, "the verdict was answered {status}");
    let turns = system.api.call(id).await?["conversation_history"].clone();
    let heard = turns.as_array().into_iter().flatten().any(|turn| turn["role"] == "USER");
    ensure!(!heard, "the verdict came too late to tell anything: {turns}");
    let call = system.api.finished_call(&campaign).await?;
    ensure!(call["outcome"] == "CALL_BACK" && call["answered_by"] == "PERSON", "{call}");
    let placed = json!(system.sandbox.calls_to(&lead.phone).await?).to_string();
    ensure!(placed.contains("we will call you back"), "the answer was not heard: {placed}");
    Ok(())
}
