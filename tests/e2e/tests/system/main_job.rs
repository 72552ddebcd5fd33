//! Every character is called once, and all records of what happened agree.

use anyhow::{Result, ensure};
use homework_e2e::leads::{Character, TestLead};
use homework_e2e::{System, eventually};
use serde_json::Value;

struct Expected {
    character: Character,
    outcome: &'static str,
    status: &'static str,
    answered: bool,
}

const fn expect(
    character: Character,
    outcome: &'static str,
    status: &'static str,
    answered: bool,
) -> Expected {
    Expected { character, outcome, status, answered }
}

#[rustfmt::skip]
const CHARACTERS: [Expected; 20] = [
    expect(Character::BooksFirstOffer,    "MEETING_BOOKED", "MEETING_SCHEDULED", true),
    expect(Character::AsksForAnotherTime, "MEETING_BOOKED", "MEETING_SCHEDULED", true),
    expect(Character::MisspellsEmail,     "MEETING_BOOKED", "MEETING_SCHEDULED", true),
    expect(Character::NotInterested,      "NOT_INTERESTED", "NOT_INTERESTED",    true),
    expect(Character::DoNotCall,          "DO_NOT_CALL",    "DO_NOT_CALL",       true),
    expect(Character::CallBack,           "CALL_BACK",      "CONTACTED",         true),
    expect(Character::Silent,             "NO_ANSWER",      "NO_ANSWER",         true),
    expect(Character::HangsUp,            "NOT_INTERESTED", "NOT_INTERESTED",    true),
    expect(Character::NoAnswer,           "NO_ANSWER",      "NO_ANSWER",         false),
    expect(Character::Busy,               "BUSY",           "NO_ANSWER",         false),
    expect(Character::Voicemail,          "VOICEMAIL",      "NO_ANSWER",         true),
    expect(Character::Refused,            "FAILED",         "FAILED",            false),
    expect(Character::Injection,          "NOT_INTERESTED", "NOT_INTERESTED",    true),
    expect(Character::AsksQuestions,      "MEETING_BOOKED", "MEETING_SCHEDULED", true),
    expect(Character::Screened,           "SCREENED",       "NO_ANSWER",         true),
    expect(Character::Menu,               "PHONE_MENU",     "NO_ANSWER",         true),
    expect(Character::Receptionist,       "GATEKEEPER",     "NO_ANSWER",         true),
    expect(Character::WrongNumber,        "WRONG_NUMBER",   "FAILED",            true),
    expect(Character::ScreenedAndComesOn, "MEETING_BOOKED", "MEETING_SCHEDULED", true),
    expect(Character::PressesNine,        "DO_NOT_CALL",    "DO_NOT_CALL",       true),
];

#[tokio::test]
async fn every_character_ends_as_it_should_and_all_records_agree() -> Result<()> {
    let system = System::connect().await?;
    let mut leads = Vec::new();
    for expected in &CHARACTERS {
        let lead = match expected.character {
            Character::MisspellsEmail => system.lead_without_email(expected.character).await?,
            character => system.lead(character).await?,
        };
        leads.push(lead);
    }
    let ids: Vec<_> = leads.iter().map(|lead| lead.id.clone()).collect();
    let campaign = system.api.start_campaign(&ids, 1.0).await?;
    let mut problems = Vec::new();
    for (expected, lead) in CHARACTERS.iter().zip(&leads) {
        if let Err(problem) = check_lead(&system, &campaign, expected, lead).await {
            problems.push(format!("{:?}: {problem}", expected.character));
        }
    }
    ensure!(problems.is_empty(), "{}", problems.join("\n"));
    check_counters(&system, &campaign).await
}

async fn check_lead(system: &System, campaign: &str, expected: &Expected, lead: &TestLead) -> Result<()> {
    let settled = system.api.settled(&lead.id).await?;
    let call = eventually("the lead's call is written up", async || {
        let calls = system.api.calls_of(campaign).await?;
        let Some(call) = calls.into_iter().find(|call| call["lead_id"] == lead.id) else { return Ok(None) };
        let done = call["state"] == "ENDED" && (call["answered_at"].is_null() || !call["summary"].is_null());
        Ok(done.then_some(call))
    })
    .await?;
    let id = call["id"].as_str().unwrap_or_default();
    let call = system.api.call(id).await?;
    ensure!(settled["status"] == expected.status, "lead is {}", settled["status"]);
    ensure!(
        call["outcome"] == expected.outcome,
        "outcome {}: {:#}",
        call["outcome"],
        call["conversation_history"]
    );
    ensure!(call["answered_at"].is_null() != expected.answered, "answered_at {}", call["answered_at"]);
    if expected.answered {
        check_write_up(&call)?;
        eventually("the recording is known", async || {
            let recording = system.api.get(&format!("/api/calls/{id}/recording")).await?;
            Ok(recording.body["recording_url"].is_string().then_some(()))
        })
        .await?;
    }
    let placed = system.sandbox.calls_to(&lead.phone).await?.len();
    ensure!(placed == usize::from(expected.outcome != "FAILED"), "{placed} calls were placed");
    check_meeting(system, expected, lead, &call).await
}

fn check_write_up(call: &Value) -> Result<()> {
    let turns = call["conversation_history"].as_array().cloned().unwrap_or_default();
    ensure!(turns.first().is_some_and(|t| t["role"] == "AI"), "no opening");
    let transcript = call["transcript"].as_str().unwrap_or_default();
    for turn in &turns {
        let said = turn["message"].as_str().unwrap_or("?");
        ensure!(transcript.contains(said), "not in the transcript: {said}");
    }
    ensure!(call["summary"].as_str().is_some_and(|s| !s.is_empty()), "no summary");
    Ok(())
}

/// Meeting, calendar event with its guest, and Zoom meeting: one each, or none of them.
async fn check_meeting(system: &System, expected: &Expected, lead: &TestLead, call: &Value) -> Result<()> {
    let booked_in = call["meeting_id"].as_str();
    let events = system.sandbox.events(booked_in.unwrap_or(lead.on_invitation())).await?;
    let zoom = system.sandbox.zoom_meetings(&lead.name).await?;
    if expected.outcome != "MEETING_BOOKED" {
        ensure!(events.is_empty() && zoom.is_empty() && call["meeting_id"].is_null(), "something was booked");
        return Ok(());
    }
    ensure!(events.len() == 1 && zoom.len() == 1, "{} events, {} Zoom meetings", events.len(), zoom.len());
    let id = call["meeting_id"].as_str().unwrap_or_default();
    let meeting = system.api.get(&format!("/api/meetings/{id}")).await?.body;
    ensure!(meeting["status"] == "SCHEDULED" && meeting["lead_id"] == lead.id, "meeting {meeting}");
    ensure!(meeting["calendar_event_id"] == events[0]["id"], "another event");
    ensure!(meeting["meeting_link"] == zoom[0]["join_url"], "another link");
    let guest = meeting["guest_email"].as_str().unwrap_or("?");
    ensure!(events[0]["attendees"].to_string().contains(guest), "guest not invited: {}", events[0]);
    if let Some(email) = &lead.email {
        ensure!(guest == email, "the invitation went to {guest}");
    }
    Ok(())
}

/// The counters catch up with the leads and calls they count.
async fn check_counters(system: &System, campaign: &str) -> Result<()> {
    let path = format!("/api/campaigns/status?campaign_id={campaign}");
    eventually("the campaign's counters agree with its leads", async || {
        let counts = system.api.get(&path).await?.body["status_counts"].clone();
        let agrees = CHARACTERS.iter().all(|expected| {
            let same = CHARACTERS.iter().filter(|other| other.status == expected.status).count();
            counts[expected.status] == same
        });
        Ok((agrees && counts["QUEUED"] == 0 && counts["CALLING"] == 0).then_some(()))
    })
    .await
}

#[tokio::test]
async fn no_slot_is_booked_twice() -> Result<()> {
    let system = System::connect().await?;
    let mut ids = Vec::new();
    for _ in 0..6 {
        ids.push(system.lead(Character::BooksFirstOffer).await?.id);
    }
    // All at once: everybody is offered the same first time.
    system.api.start_campaign(&ids, 0.0).await?;
    for id in &ids {
        let lead = system.api.settled(id).await?;
        ensure!(lead["status"] == "MEETING_SCHEDULED", "lead is {}", lead["status"]);
    }
    let meetings = system.aws.items_with_prefix("MEETING#").await?;
    // A time that was cancelled may be booked again.
    let live = meetings.iter().filter(|meeting| meeting["status"]["S"] != "CANCELLED");
    let mut times: Vec<_> =
        live.filter_map(|m| m["scheduled_time"]["S"].as_str().map(str::to_owned)).collect();
    times.sort();
    let booked = times.len();
    times.dedup();
    ensure!(booked >= 6 && times.len() == booked, "{booked} meetings at {} times", times.len());
    Ok(())
}
