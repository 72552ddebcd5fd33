//! Google and Zoom failing: what had been done is undone, and the talk goes on.

use anyhow::{Result, ensure};
use homework_e2e::System;
use homework_e2e::leads::{Character, TestLead};
use serde_json::{Value, json};

async fn call(system: &System, lead: &TestLead) -> Result<Value> {
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    system.api.finished_call(&campaign).await
}

/// Nothing of a booking is left: no event, no Zoom meeting, no held slot.
async fn nothing_left(system: &System, lead: &TestLead, call: &Value) -> Result<()> {
    ensure!(system.sandbox.events(&lead.name).await?.is_empty(), "an event is left");
    ensure!(system.sandbox.zoom_meetings(&lead.name).await?.is_empty(), "a Zoom meeting is left");
    let slots = system.aws.items_with_prefix("SLOT#").await?;
    let held = slots.iter().filter(|slot| slot["call_id"]["S"] == call["id"]).count();
    ensure!(held == 0, "{held} quarter hours are still held");
    Ok(())
}

#[tokio::test]
async fn google_failing_after_zoom_succeeded_leaves_nothing_behind() -> Result<()> {
    let system = System::connect().await?;
    for kind in [json!({"status": 500}), json!("drop")] {
        let lead = system.lead(Character::BooksFirstOffer).await?;
        let rule = json!({
            "vendor": "google", "method": "POST", "path_contains": "/events", "body_contains": lead.name,
            "kind": kind, "times": 100,
        });
        system.sandbox.fault(rule).await?;
        let call = call(&system, &lead).await?;
        ensure!(call["outcome"] != "MEETING_BOOKED", "{kind}: booked");
        let zoom = system.sandbox.requests("zoom", &lead.name).await?;
        ensure!(!zoom.is_empty(), "{kind}: Zoom was never asked");
        nothing_left(&system, &lead, &call).await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_insert_whose_answer_is_lost_is_undone_too() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::BooksFirstOffer).await?;
    let rule = json!({
        "vendor": "google", "method": "POST", "path_contains": "/events", "body_contains": lead.name,
        "kind": "drop", "after_effect": true, "times": 100,
    });
    system.sandbox.fault(rule).await?;
    let call = call(&system, &lead).await?;
    ensure!(call["outcome"] != "MEETING_BOOKED", "booked");
    nothing_left(&system, &lead, &call).await
}

#[tokio::test]
async fn zoom_failing_leaves_nothing_behind() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::BooksFirstOffer).await?;
    let rule = json!({
        "vendor": "zoom", "method": "POST", "path_contains": "/meetings", "body_contains": lead.name,
        "kind": {"status": 500}, "times": 100,
    });
    system.sandbox.fault(rule).await?;
    let call = call(&system, &lead).await?;
    ensure!(call["outcome"] != "MEETING_BOOKED", "booked");
    nothing_left(&system, &lead, &call).await
}

#[tokio::test]
async fn a_passing_fault_costs_a_sentence_not_the_meeting() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::BooksFirstOffer).await?;
    let rule = json!({
        "vendor": "google", "path_contains": "freeBusy", "kind": {"delay_ms": 1500}, "times": 1,
    });
    system.sandbox.fault(rule).await?;
    let call = call(&system, &lead).await?;
    ensure!(call["outcome"] == "MEETING_BOOKED", "outcome {}", call["outcome"]);
    ensure!(system.sandbox.events(&lead.name).await?.len() == 1);
    Ok(())
}
