//! Several numbers to call from, one of which Twilio refuses.

use anyhow::{Context, Result, ensure};
use homework_e2e::api::Answer;
use homework_e2e::leads::Character;
use homework_e2e::{System, eventually};
use serde_json::{Value, json};

const PATH: &str = "/api/settings/caller-numbers";
const MAIN: &str = "+15005550006";
const NEW_YORK: &str = "+12125550100";
const DENVER: &str = "+13035550100";
/// Twilio refuses calls from it.
const TORONTO: &str = "+14165550100";
const MADRID: &str = "+34910000001";

async fn shown(system: &System) -> Result<Value> {
    Ok(system.api.get(PATH).await?.body)
}

/// Has leads called from these numbers, each with so many calls a day.
async fn choose(system: &System, numbers: &[(&str, u64)], version: &Value) -> Result<Answer> {
    let numbers: Vec<_> =
        numbers.iter().map(|(number, most)| json!({"number": number, "calls_per_day": most})).collect();
    let body = json!({"numbers": numbers, "version": version});
    system.api.put(PATH, &body).await
}

/// The number, as it is shown.
fn number<'a>(shown: &'a Value, number: &str) -> Result<&'a Value> {
    let numbers = shown["numbers"].as_array().context("no numbers")?;
    numbers.iter().find(|known| known["number"] == number).with_context(|| format!("no {number}: {shown}"))
}

/// Which number somebody with a number that begins like this is called from.
async fn called_from(system: &System, begins: &str) -> Result<Value> {
    let lead = system.lead_near(begins, Character::NotInterested).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    system.api.settled(&lead.id).await?;
    let placed = system.sandbox.calls_to(&lead.phone).await?;
    ensure!(placed.len() == 1, "{} calls", placed.len());
    let calls = system.api.get(&format!("/api/calls?campaign_id={campaign}")).await?.body;
    let connected = calls["calls"]
        .as_array()
        .and_then(|calls| calls.iter().find(|c| c["twilio_call_sid"] != Value::Null));
    let call = connected.with_context(|| format!("no call: {calls}"))?;
    ensure!(call["called_from"] == placed[0]["from"], "{call} came from {}", placed[0]["from"]);
    Ok(placed[0]["from"].clone())
}

#[tokio::test]
async fn leads_are_called_from_a_number_near_them_and_a_refused_number_costs_nobody_their_call() -> Result<()>
{
    let system = System::connect().await?;
    let before = shown(&system).await?;
    ensure!(before["asked_twilio"] == true && number(&before, MAIN)?["is_main"] == true, "{before}");
    ensure!(number(&before, "+13125550100")?["twilio"]["can_call"] == false, "{before}");
    ensure!(number(&before, DENVER)?["twilio"]["reaches_us"] == false, "{before}");

    for wrong in ["+13125550100", "+442079460000", "12125550100"] {
        let refused = choose(&system, &[(MADRID, 1), (wrong, 1)], &before["version"]).await?;
        ensure!(refused.status == 400 || refused.status == 422, "{wrong}: {refused:?}");
        ensure!(refused.body["errors"][0]["field"] == "numbers.1.number", "{wrong}: {refused:?}");
    }
    let numbers = [(NEW_YORK, 500_000), (DENVER, 500_000), (MADRID, 500_000)];
    let chosen = choose(&system, &numbers, &before["version"]).await?;
    ensure!(chosen.status == 200 && number(&chosen.body, MAIN)?["in_use"] == false, "{chosen:?}");
    // Somebody who had seen what was before.
    ensure!(choose(&system, &[(MADRID, 1)], &before["version"]).await?.status == 409);

    for (begins, from) in [("+1212555", NEW_YORK), ("+1303555", DENVER), ("+3491", MADRID)] {
        ensure!(called_from(&system, begins).await? == from, "{begins} is not called from {from}");
    }
    let used = shown(&system).await?;
    ensure!(number(&used, MADRID)?["calls_today"].as_u64() >= Some(1), "{used}");

    // The only number of its country is refused: the lead is called from another.
    let with_toronto = [&numbers[..], &[(TORONTO, 500_000)]].concat();
    let chosen = choose(&system, &with_toronto, &used["version"]).await?;
    ensure!(chosen.status == 200, "{chosen:?}");
    let from = called_from(&system, "+1416555").await?;
    ensure!(numbers.iter().any(|(number, _)| from == *number), "called from {from}");
    let refused = eventually("Toronto is left out", async || {
        let now = shown(&system).await?;
        Ok((number(&now, TORONTO)?["refused"] != Value::Null).then_some(now))
    })
    .await?;
    ensure!(number(&refused, TORONTO)?["refused"]["detail"] == "HTTP 400, error 21210", "{refused}");

    let back = choose(&system, &[], &refused["version"]).await?;
    ensure!(back.status == 200 && number(&back.body, MAIN)?["in_use"] == true, "{back:?}");
    Ok(())
}
