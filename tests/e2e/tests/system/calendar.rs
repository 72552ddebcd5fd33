//! What hosts and guests do in the calendar reaches the meetings.

use anyhow::{Context, Result, ensure};
use homework_e2e::leads::{Character, TestLead};
use homework_e2e::{System, eventually};
use serde_json::{Value, json};

/// A meeting that was booked by telephone; and the lead.
async fn booked(system: &System) -> Result<(TestLead, Value)> {
    let lead = system.lead(Character::BooksFirstOffer).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = system.api.finished_call(&campaign).await?;
    let id = call["meeting_id"].as_str().with_context(|| format!("no meeting: {call:#}"))?;
    let meeting = system.api.get(&format!("/api/meetings/{id}")).await?.body;
    Ok((lead, meeting))
}

/// The meeting once it is as wanted; the sweeper is asked until then.
async fn once(system: &System, meeting: &Value, wanted: impl Fn(&Value) -> bool) -> Result<Value> {
    let path = format!("/api/meetings/{}", meeting["id"].as_str().unwrap_or_default());
    eventually("the meeting follows", async || {
        system.aws.invoke(&system.endpoints.functions["sweeper"], &json!({})).await?;
        Ok(Some(system.api.get(&path).await?.body).filter(&wanted))
    })
    .await
}

#[tokio::test]
async fn moves_answers_and_deletions_in_the_calendar_are_followed() -> Result<()> {
    let system = System::connect().await?;
    let (lead, meeting) = booked(&system).await?;
    let event = meeting["calendar_event_id"].as_str().unwrap_or_default();
    // In the night, where no other test books.
    let day = meeting["scheduled_time"].as_str().unwrap_or_default()[..10].to_owned();
    let (start, end) = (format!("{day}T03:10:00Z"), format!("{day}T03:55:00Z"));
    let declined = json!([{"email": meeting["guest_email"], "responseStatus": "declined"}]);
    let change = json!({"start": {"dateTime": start}, "end": {"dateTime": end}, "attendees": declined});
    system.sandbox.change_event(event, &change).await?;
    let moved = once(&system, &meeting, |m| m["scheduled_time"] == start.as_str()).await?;
    ensure!(moved["duration"] == 45 && moved["guest_response"] == "DECLINED", "{moved}");
    ensure!(moved["status"] == "SCHEDULED" && moved["moved_in_calendar_at"].is_string(), "{moved}");
    let zoom = eventually("Zoom follows", async || {
        let zoom = system.sandbox.zoom_meetings(&lead.name).await?;
        Ok(zoom.into_iter().find(|zoom| zoom["start_time"] == start.as_str()))
    })
    .await?;
    ensure!(zoom["duration"] == 45, "{zoom}");
    system.sandbox.change_event(event, &json!({"status": "cancelled"})).await?;
    let gone = once(&system, &meeting, |m| m["status"] == "CANCELLED").await?;
    ensure!(gone["cancelled_by"] == "CALENDAR", "{gone}");
    eventually("Zoom is gone", async || {
        Ok(system.sandbox.zoom_meetings(&lead.name).await?.is_empty().then_some(()))
    })
    .await?;
    ensure!(system.api.lead(&lead.id).await?["status"] == "CONTACTED");
    let cells = system.aws.items_with_prefix("SLOT#").await?;
    ensure!(cells.iter().all(|cell| cell["meeting_id"]["S"] != meeting["id"]), "the slot is left");
    Ok(())
}
