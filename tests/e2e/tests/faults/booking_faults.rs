//! Google and Zoom failing: what had been done is undone, and the talk goes on.

use anyhow::{Result, ensure};
use homework_e2e::leads::{Character, TestLead};
use homework_e2e::{System, eventually};
use serde_json::{Value, json};

/// Long before anything here began.
const LONG_AGO: &str = "2020-01-01T00:00:00.000Z#x";

async fn call(system: &System, lead: &TestLead) -> Result<Value> {
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    system.api.finished_call(&campaign).await
}

/// Nothing of a booking is left: no event, no Zoom meeting, no held slot.
async fn nothing_left(system: &System, lead: &TestLead, call: &Value) -> Result<()> {
    ensure!(system.sandbox.events(lead.on_invitation()).await?.is_empty(), "an event is left");
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
            "vendor": "google", "method": "POST", "path_contains": "/events", "body_contains": lead.on_invitation(),
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
        "vendor": "google", "method": "POST", "path_contains": "/events", "body_contains": lead.on_invitation(),
        "kind": "drop", "after_effect": true, "times": 100,
    });
    system.sandbox.fault(rule).await?;
    let call = call(&system, &lead).await?;
    ensure!(call["outcome"] != "MEETING_BOOKED", "booked");
    nothing_left(&system, &lead, &call).await
}

/// Down, or at its limit of meetings made in a day.
#[tokio::test]
async fn zoom_failing_costs_no_meeting() -> Result<()> {
    let system = System::connect().await?;
    for kind in [json!({"status": 500}), json!({"status": 429}), json!({"status": 400, "code": "4711"})] {
        let lead = system.lead(Character::BooksFirstOffer).await?;
        let rule = json!({
            "vendor": "zoom", "method": "POST", "path_contains": "/meetings", "body_contains": lead.name,
            "kind": kind, "times": 100,
        });
        system.sandbox.fault(rule).await?;
        let call = call(&system, &lead).await?;
        ensure!(call["outcome"] == "MEETING_BOOKED", "{kind}: outcome {}", call["outcome"]);
        let id = call["meeting_id"].as_str().unwrap_or_default();
        let meeting = system.api.get(&format!("/api/meetings/{id}")).await?.body;
        ensure!(meeting["video_provider"] == "google_meet", "{kind}: {meeting}");
        let link = meeting["meeting_link"].as_str().unwrap_or_default();
        ensure!(link.starts_with("https://meet.google.com/"), "{kind}: {meeting}");
        ensure!(system.sandbox.zoom_meetings(&lead.name).await?.is_empty(), "a Zoom meeting is left");
    }
    Ok(())
}

/// Zoom made the meeting, but its answer was lost: the meeting has another link, and the stray is deleted.
#[tokio::test]
async fn a_zoom_meeting_whose_answer_was_lost_is_found_and_deleted() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::BooksFirstOffer).await?;
    let rule = json!({
        "vendor": "zoom", "method": "POST", "path_contains": "/meetings", "body_contains": lead.name,
        "kind": "drop", "after_effect": true, "times": 1,
    });
    system.sandbox.fault(rule).await?;
    let call = call(&system, &lead).await?;
    ensure!(call["outcome"] == "MEETING_BOOKED", "outcome {}", call["outcome"]);
    eventually("the stray is deleted", async || {
        system.aws.invoke(&system.endpoints.functions["sweeper"], &json!({})).await?;
        Ok(system.sandbox.zoom_meetings(&lead.name).await?.is_empty().then_some(()))
    })
    .await
}

/// Google asks for more patience, once.
#[tokio::test]
async fn a_rate_limit_of_google_is_waited_for() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::BooksFirstOffer).await?;
    let rule = json!({
        "vendor": "google", "method": "POST", "path_contains": "/events", "body_contains": lead.on_invitation(),
        "kind": {"status": 403, "code": "rateLimitExceeded"}, "times": 1,
    });
    system.sandbox.fault(rule).await?;
    let call = call(&system, &lead).await?;
    ensure!(call["outcome"] == "MEETING_BOOKED", "outcome {}", call["outcome"]);
    Ok(())
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
    ensure!(system.sandbox.events(lead.on_invitation()).await?.len() == 1);
    Ok(())
}

/// It is waited for in a second turn, no longer, and what was made at Zoom meanwhile goes.
#[tokio::test]
async fn a_calendar_that_never_answers_is_told_of() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::BooksFirstOffer).await?;
    let rule = json!({
        "vendor": "google", "method": "POST", "path_contains": "/events", "body_contains": lead.on_invitation(),
        "kind": "timeout", "times": 100,
    });
    system.sandbox.fault(rule).await?;
    let call = call(&system, &lead).await?;
    let said = call["conversation_history"].to_string();
    ensure!(call["outcome"] == "CALL_BACK", "outcome {}: {said}", call["outcome"]);
    ensure!(said.matches("One moment, please").count() == 1, "{said}");
    ensure!(said.contains("we will call you back"), "{said}");
    eventually("nothing is left of it", async || {
        for slot in system.aws.items_with_prefix("SLOT#").await? {
            if slot["call_id"]["S"] == call["id"] {
                let key = |name: &str| slot[name]["S"].as_str().unwrap_or_default().to_owned();
                system.aws.set_attribute(&key("pk"), &key("sk"), "gsi5sk", LONG_AGO).await?;
            }
        }
        system.aws.invoke(&system.endpoints.functions["sweeper"], &json!({})).await?;
        Ok(nothing_left(&system, &lead, &call).await.is_ok().then_some(()))
    })
    .await
}

/// Calendar and video service are both so slow that one turn has no time for them: what was begun is
/// finished in the next, and Twilio never waits in vain.
#[tokio::test]
async fn slow_vendors_are_waited_for_over_two_turns() -> Result<()> {
    let system = System::connect().await?;
    for google_ms in [3800, 8000] {
        let lead = system.lead(Character::BooksFirstOffer).await?;
        for (vendor, path, body, delay_ms) in [
            ("zoom", "/meetings", lead.name.as_str(), 3800),
            ("google", "/events", lead.on_invitation(), google_ms),
        ] {
            let rule = json!({
                "vendor": vendor, "method": "POST", "path_contains": path, "body_contains": body,
                "kind": {"delay_ms": delay_ms}, "times": 2,
            });
            system.sandbox.fault(rule).await?;
        }
        let call = call(&system, &lead).await?;
        let said = call["conversation_history"].to_string();
        ensure!(call["outcome"] == "MEETING_BOOKED", "{google_ms} ms: outcome {}: {said}", call["outcome"]);
        let webhooks = system.sandbox.steps("webhook_sent", &lead.phone).await?;
        let turns = webhooks.iter().filter(|sent| sent["url"].to_string().contains("process-speech"));
        for turn in turns {
            ensure!(turn["status"] == 200 && turn["attempt"] == 0, "{google_ms} ms: {turn:#}");
        }
        let id = call["meeting_id"].as_str().unwrap_or_default();
        let meeting = system.api.get(&format!("/api/meetings/{id}")).await?.body;
        let events = system.sandbox.events(lead.on_invitation()).await?;
        let zoom = system.sandbox.zoom_meetings(&lead.name).await?;
        ensure!(
            events.len() == 1 && zoom.len() == 1,
            "{} events, {} Zoom meetings",
            events.len(),
            zoom.len()
        );
        ensure!(meeting["calendar_event_id"] == events[0]["id"], "another event than {}", events[0]);
        ensure!(meeting["meeting_link"] == zoom[0]["join_url"], "another link than {}", zoom[0]);
        ensure!(!said.contains("cannot reach our calendar"), "what is said is not true: {said}");
        // With the slower calendar one turn cannot be enough.
        ensure!(google_ms < 8000 || said.contains("One moment, please"), "it was not put off: {said}");
    }
    Ok(())
}
