//! What a turn costs, counted.

use anyhow::{Result, ensure};
use homework_e2e::leads::Character;
use homework_e2e::{System, eventually};

#[tokio::test]
async fn a_turn_costs_two_table_requests_and_one_model_request() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::AsksQuestions).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = system.api.finished_call(&campaign).await?;
    let id = call["id"].as_str().unwrap_or_default();
    let turns = call["conversation_history"].as_array().cloned().unwrap_or_default();
    let answered = turns.iter().filter(|t| t["turn"]["number"].as_u64().is_some_and(|n| n > 0)).count();
    let lines = eventually("every turn is logged", async || {
        let mut lines = system.aws.log_lines(&system.endpoints.functions["twilio-voice"], id).await?;
        lines.retain(|line| line["message"] == "turn answered");
        Ok((lines.len() >= answered).then_some(lines))
    })
    .await?;
    let plain: Vec<_> = lines.iter().filter(|line| line["tools"] == 0).collect();
    ensure!(plain.len() >= 2, "too few turns without tools: {lines:#?}");
    for line in &plain {
        // That somebody speaks at all is noted at once.
        let most = if line["turn"] == 1 { 3 } else { 2 };
        ensure!(line["dynamodb_requests"].as_u64().is_some_and(|n| n <= most), "a turn cost {line}");
        ensure!(line["model_requests"] == 1, "a turn cost {line}");
    }
    // Our own count of model requests is what the vendor saw: conversation and one summary.
    let counted: u64 = lines.iter().filter_map(|line| line["model_requests"].as_u64()).sum();
    let seen = system.sandbox.requests("openai", &lead.name).await?.len() as u64;
    ensure!(seen == counted + 1, "{counted} model requests counted, {seen} received");
    Ok(())
}

/// Looking into the calendar reads what is booked and being booked, three requests more; hanging up
/// costs no more, and booking adds its own writes.
#[tokio::test]
async fn tools_other_than_booking_cost_few_table_requests() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::CallBack).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = system.api.finished_call(&campaign).await?;
    let id = call["id"].as_str().unwrap_or_default();
    let lines = eventually("a turn with a tool is logged", async || {
        let mut lines = system.aws.log_lines(&system.endpoints.functions["twilio-voice"], id).await?;
        lines.retain(|line| line["message"] == "turn answered");
        Ok(lines.iter().any(|line| line["tools"] != 0).then_some(lines))
    })
    .await?;
    ensure!(
        lines.iter().all(|line| line["dynamodb_requests"].as_u64().is_some_and(|n| n <= 5)),
        "{lines:#?}"
    );
    Ok(())
}
