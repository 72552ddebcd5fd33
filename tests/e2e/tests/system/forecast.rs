//! What is told of a campaign before it is started.

use anyhow::{Result, ensure};
use homework_e2e::leads::Character;
use homework_e2e::{System, eventually};
use serde_json::{Value, json};

use crate::partners::{Partner, new_lead, partner, transfer};

/// The groups by what stands against them, with their leads' ids.
fn groups(forecast: &Value, field: &str) -> Vec<(Value, Vec<Value>)> {
    let groups = forecast[field].as_array().cloned().unwrap_or_default();
    let ids = |group: &Value| {
        group["leads"].as_array().into_iter().flatten().map(|lead| lead["id"].clone()).collect()
    };
    groups.iter().map(|group| (group["obstacle"].clone(), ids(group))).collect()
}

#[tokio::test]
async fn a_campaigns_leads_are_judged_before_it_is_started_and_nothing_is_changed() -> Result<()> {
    let system = System::connect().await?;
    let free = [system.lead(Character::NotInterested).await?, system.lead(Character::NotInterested).await?];
    let suppressed = system.lead(Character::NotInterested).await?;
    system.api.post("/api/do-not-call", &json!({"phone": suppressed.phone})).await?;
    let called = system.lead(Character::NotInterested).await?;
    let campaign = system.api.campaign_of_one(&called.id).await?;
    system.api.finished_call(&campaign).await?;
    let ids: Vec<_> = free.iter().chain([&suppressed, &called]).map(|lead| &lead.id).collect();

    let ask = json!({"lead_ids": ids, "stagger_seconds": 60});
    let told = eventually("Twilio has told its prices", async || {
        let told = system.api.post("/api/campaigns/forecast", &ask).await?;
        ensure!(told.status == 200, "{told:?}");
        Ok((!told.body["costs"].is_null()).then_some(told))
    })
    .await?;
    let forecast = &told.body;
    ensure!((&forecast["leads"], &forecast["looked_at"]) == (&json!(4), &json!(4)), "{forecast}");
    ensure!(forecast["callable_now"] == 2 && forecast["most_calls"] == 6, "{forecast}");
    ensure!(
        groups(forecast, "waiting").is_empty() && forecast["first_calls_done_at"].is_string(),
        "{forecast}"
    );
    let costs = &forecast["costs"];
    ensure!(costs["leads_without_price"] == 0 && costs["dollars"].as_f64() > Some(0.0), "{costs}");
    let refused = groups(forecast, "refused");
    let expected = [("DO_NOT_CALL", &suppressed.id), ("NOT_TAKEN", &called.id)];
    let expected = expected.map(|(obstacle, id)| (json!(obstacle), vec![json!(id)]));
    ensure!(refused == expected, "{refused:?}");

    let again = json!({"lead_ids": ids, "call_again": true, "policy": {"attempts": 1, "retries": []}});
    let told = system.api.post("/api/campaigns/forecast", &again).await?;
    ensure!(told.body["callable_now"] == 3 && told.body["most_calls"] == 3, "{told:?}");
    for lead in &free {
        let lead = system.api.get(&format!("/api/leads/{}", lead.id)).await?;
        ensure!(lead.body["status"] == "PENDING", "{lead:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_partners_leads_are_judged_and_a_wrong_request_names_its_field() -> Result<()> {
    let system = System::connect().await?;
    let Partner { id, key } = partner(&system, "Looks ahead", 60).await?;
    let sent = transfer(&system, &key, &json!([new_lead("Ana"), new_lead("Eva")])).await?;
    ensure!(sent.body["successful"] == 2, "{sent:?}");
    eventually("the partner's leads are found", async || {
        let ask = json!({"filter": {"partner_id": id}});
        let told = system.api.post("/api/campaigns/forecast", &ask).await?;
        ensure!(told.status == 200, "{told:?}");
        Ok((told.body["callable_now"] == 2 && told.body["leads"] == 2).then_some(()))
    })
    .await?;
    for (wrong, field) in [
        (json!({}), "lead_ids"),
        (json!({"lead_ids": ["x"]}), "lead_ids[0]"),
        (json!({"filter": {"status": "CALLING"}}), "filter.status"),
        (
            json!({"filter": {"status": "PENDING"}, "policy": {"attempts": 0, "retries": []}}),
            "policy.attempts",
        ),
    ] {
        let refused = system.api.post("/api/campaigns/forecast", &wrong).await?;
        ensure!(refused.status >= 400 && refused.problem_fields() == [field], "{wrong}: {refused:?}");
    }
    Ok(())
}
