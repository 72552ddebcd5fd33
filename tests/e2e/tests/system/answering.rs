//! Who or what answers in the lead's place, in five languages: told by rule from what is heard, and
//! answered with fixed sentences.

use anyhow::{Result, ensure};
use homework_e2e::System;
use homework_e2e::leads::{Character, Speaks, TestLead};
use serde_json::Value;

struct Expected {
    character: Character,
    outcome: &'static str,
    answered_by: &'static str,
    status: &'static str,
    /// Part of what is said, in the order of [`Speaks::ALL`].
    said: [&'static str; 5],
}

const fn expected(
    character: Character,
    [outcome, answered_by, status]: [&'static str; 3],
    said: [&'static str; 5],
) -> Expected {
    Expected { character, outcome, answered_by, status, said }
}

const WAITS: [&str; 5] = ["I will wait.", "Espero.", "Je patiente.", "Ich warte.", "Eu aguardo."];

#[rustfmt::skip]
const EXPECTED: [Expected; 5] = [
    expected(Character::Screened, ["SCREENED", "SCREENING_ASSISTANT", "NO_ANSWER"], WAITS),
    expected(Character::Menu, ["PHONE_MENU", "MENU", "NO_ANSWER"],
        ["Goodbye!", "¡Adiós!", "Au revoir !", "Auf Wiederhören!", "Adeus!"]),
    expected(Character::Receptionist, ["GATEKEEPER", "GATEKEEPER", "NO_ANSWER"],
        ["called on behalf", "ha llamado", "a appelé", "angerufen hat", "ligou em nome"]),
    expected(Character::WrongNumber, ["WRONG_NUMBER", "WRONG_NUMBER", "FAILED"],
        ["sorry for the mistake", "Disculpe el error", "cette erreur", "den Irrtum", "pelo engano"]),
    // What the assistant heard says nothing about the lead.
    expected(Character::ScreenedAndComesOn, ["MEETING_BOOKED", "PERSON", "MEETING_SCHEDULED"], WAITS),
];

#[tokio::test]
async fn whoever_answers_in_the_leads_place_is_told_from_the_lead() -> Result<()> {
    let system = System::connect().await?;
    let mut called = Vec::new();
    for expected in &EXPECTED {
        for (language, said) in Speaks::ALL.into_iter().zip(expected.said) {
            let lead = system.lead_speaking(language, expected.character).await?;
            let campaign = system.api.campaign_of_one(&lead.id).await?;
            called.push((expected, said, lead, campaign));
        }
    }
    let mut problems = Vec::new();
    for (expected, said, lead, campaign) in &called {
        let call = system.api.finished_call(campaign).await?;
        if let Err(problem) = check(&system, expected, said, lead, &call).await {
            let conversation = &call["conversation_history"];
            problems.push(format!("{:?} {}: {problem}: {conversation:#}", expected.character, lead.phone));
        }
    }
    ensure!(problems.is_empty(), "{}", problems.join("\n"));
    Ok(())
}

async fn check(
    system: &System,
    expected: &Expected,
    said: &str,
    lead: &TestLead,
    call: &Value,
) -> Result<()> {
    let ended = (&call["outcome"], &call["answered_by"]);
    ensure!(ended.0 == expected.outcome && ended.1 == expected.answered_by, "ended as {ended:?}");
    let settled = system.api.settled(&lead.id).await?;
    ensure!(settled["status"] == expected.status, "the lead is {}", settled["status"]);
    let turns = call["conversation_history"].as_array().cloned().unwrap_or_default();
    let words = |turn: &Value| turn["message"].as_str().is_some_and(|words| words.contains(said));
    ensure!(turns.iter().any(|turn| turn["role"] == "AI" && words(turn)), "not said: {said}");
    let booked = expected.outcome == "MEETING_BOOKED";
    let events = system.sandbox.events(lead.on_invitation()).await?.len();
    let zoom = system.sandbox.zoom_meetings(&lead.name).await?.len();
    let made = usize::from(booked);
    ensure!(call["meeting_id"].is_null() != booked, "meeting {}", call["meeting_id"]);
    ensure!(events == made && zoom == made, "{events} events, {zoom} Zoom meetings");
    Ok(())
}
