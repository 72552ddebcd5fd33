//! What is left on voicemail: the campaign's message, behind the greeting, once a lead.

use anyhow::{Context, Result, ensure};
use homework_e2e::System;
use homework_e2e::leads::{Character, TestLead};
use serde_json::{Value, json};

const REASON: &str = "I called about your roof.";

/// The campaign's one call, and what its line heard of us.
async fn call_and_line(system: &System, campaign: &str) -> Result<(Value, Vec<String>)> {
    let call = system.api.finished_call(campaign).await?;
    let lines = system.sandbox.calls().await?;
    let line = lines.iter().find(|line| line["sid"] == call["twilio_call_sid"]).context("no line")?;
    let remarks = line["conversation"].as_array().context("nothing was said")?;
    let ours = remarks.iter().filter(|remark| remark["speaker"] == "agent");
    let heard = ours.filter_map(|remark| remark["text"].as_str().map(str::to_owned)).collect();
    Ok((call, heard))
}

async fn again(system: &System, lead: &TestLead, policy: &Value) -> Result<String> {
    let body = json!({
        "name": "Again", "lead_ids": [lead.id], "call_again": true, "stagger_seconds": 1, "policy": policy,
    });
    let answer = system.api.post("/api/campaigns/start", &body).await?;
    Ok(answer.body["campaign_id"].as_str().context("not started")?.to_owned())
}

#[tokio::test]
async fn a_message_is_left_behind_the_greeting_and_only_once() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::Voicemail).await?;
    let policy = json!({"attempts": 1, "retries": [], "voicemail_message": {"words": {"en": REASON}}});
    let campaign =
        system.api.start_campaign_with(std::slice::from_ref(&lead.id), 1.0, policy.clone()).await?;
    let (call, heard) = call_and_line(&system, &campaign).await?;
    ensure!(call["outcome"] == "VOICEMAIL" && call["message_left"] == true, "{call}");
    let last = heard.last().context("nothing was said")?;
    ensure!(
        last.contains(REASON) && last.contains("an AI assistant") && last.contains("press nine"),
        "{last}"
    );
    ensure!(heard.iter().filter(|words| words.contains(REASON)).count() == 1, "{heard:?}");
    let said = call["conversation_history"].as_array().context("no conversation")?;
    ensure!(said.last().is_some_and(|message| message["message"] == *last), "{said:?}");

    let (call, heard) = call_and_line(&system, &again(&system, &lead, &policy).await?).await?;
    ensure!(call["outcome"] == "VOICEMAIL" && call["message_left"] == false, "{call}");
    ensure!(!heard.iter().any(|words| words.contains(REASON)), "{heard:?}");
    Ok(())
}

#[tokio::test]
async fn a_campaigns_message_is_shown_and_its_faults_are_named() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::Voicemail).await?;
    let start = async |words: Value| {
        let policy = json!({"attempts": 1, "retries": [], "voicemail_message": {"words": words}});
        let body = json!({"name": "Test", "lead_ids": [lead.id], "policy": policy});
        system.api.post("/api/campaigns/start", &body).await
    };
    for (words, field) in [
        (json!({"it": "Buongiorno"}), "policy.voicemail_message.words.it"),
        (json!({"en": " "}), "policy.voicemail_message.words.en"),
        (json!({"de": "x".repeat(401)}), "policy.voicemail_message.words.de"),
    ] {
        let answer = start(words).await?;
        ensure!(answer.status == 422 && answer.problem_fields() == [field], "{answer:?}");
    }
    let campaign = start(json!({"es": "Sobre el tejado."})).await?.body["campaign_id"].clone();
    let path = format!("/api/campaigns/{}", campaign.as_str().context("not started")?);
    let shown = system.api.get(&path).await?.body;
    ensure!(shown["policy"]["voicemail_message"]["words"]["es"] == "Sobre el tejado.", "{shown}");
    // Whoever speaks no language that it is written in hears the standard sentence.
    let (call, heard) = call_and_line(&system, campaign.as_str().unwrap_or_default()).await?;
    ensure!(call["message_left"] == true, "{call}");
    ensure!(heard.last().is_some_and(|said| said.contains("to arrange a short meeting")), "{heard:?}");
    Ok(())
}
