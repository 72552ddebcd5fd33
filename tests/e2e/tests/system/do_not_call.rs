//! The do-not-call list: what an operator records holds until an operator takes it back, and what somebody said
//! in a call for good.

use anyhow::{Result, ensure};
use homework_e2e::leads::{Character, next_number};
use homework_e2e::{System, eventually};
use serde_json::json;

#[tokio::test]
async fn a_number_recorded_by_an_operator_is_never_taken_in() -> Result<()> {
    let system = System::connect().await?;
    let phone = next_number(Character::BooksFirstOffer);
    let reason = json!({"phone": phone, "reason": "asked by letter"});
    let first = system.api.post("/api/do-not-call", &reason).await?;
    ensure!(first.status == 201 && first.body["source"] == "OPERATOR", "{first:?}");
    let again = system.api.post("/api/do-not-call", &json!({"phone": phone, "reason": "again"})).await?;
    ensure!(again.status == 200 && again.body == first.body, "{again:?}");
    let lead = system.api.post("/api/leads", &json!({"name": "Ana", "phone": phone})).await?;
    ensure!(lead.status == 409, "{lead:?}");
    let found = system.api.get(&format!("/api/do-not-call?phone=%2B{}", &phone[1..])).await?;
    ensure!(found.body["total"] == 1 && found.body["numbers"][0] == first.body, "{found:?}");
    eventually("the list shows the number", async || {
        let list = system.api.get("/api/do-not-call?page_size=100").await?;
        let numbers = list.body["numbers"].as_array().cloned().unwrap_or_default();
        Ok(numbers.contains(&first.body).then_some(()))
    })
    .await
}

#[tokio::test]
async fn a_recorded_lead_is_not_dialled_and_its_number_stays_when_it_is_deleted() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::BooksFirstOffer).await?;
    let recorded = system.api.post("/api/do-not-call", &json!({"phone": lead.phone})).await?;
    ensure!(recorded.status == 201 && recorded.body["lead_id"] == lead.id, "{recorded:?}");
    let path = format!("/api/leads/{}", lead.id);
    let shown = system.api.get(&path).await?;
    ensure!(shown.body["status"] == "DO_NOT_CALL", "{shown:?}");
    let body = json!({"name": "Refused", "lead_ids": [lead.id]});
    let started = system.api.post("/api/campaigns/start", &body).await?;
    ensure!(started.status >= 400, "{started:?}");
    let deleted = system.api.delete(&path).await?;
    ensure!(deleted.status == 200, "{deleted:?}");
    let again = system.api.post("/api/leads", &json!({"name": "Ana", "phone": lead.phone})).await?;
    ensure!(again.status == 409, "{again:?}");
    let found = system.api.get(&format!("/api/do-not-call?phone=%2B{}", &lead.phone[1..])).await?;
    ensure!(found.body["numbers"][0]["source"] == "OPERATOR", "{found:?}");
    ensure!(found.body["numbers"][0]["lead_id"].is_null(), "{found:?}");
    ensure!(system.sandbox.calls_to(&lead.phone).await?.is_empty(), "the lead was phoned");
    Ok(())
}

#[tokio::test]
async fn a_number_recorded_by_mistake_is_taken_off_with_a_reason_on_record() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::NotInterested).await?;
    let wanted = json!({"phone": lead.phone, "reason": "a wrong digit"});
    let absent = system.api.delete_with("/api/do-not-call", &wanted).await?;
    ensure!(absent.status == 404 && absent.is_problem(), "{absent:?}");
    system.api.post("/api/do-not-call", &json!({"phone": lead.phone, "reason": "by letter"})).await?;
    for nothing in [json!({"phone": lead.phone}), json!({"phone": lead.phone, "reason": " "})] {
        let refused = system.api.delete_with("/api/do-not-call", &nothing).await?;
        ensure!(refused.status >= 400 && refused.problem_fields() == ["reason"], "{refused:?}");
    }
    let removed = system.api.delete_with("/api/do-not-call", &wanted).await?;
    ensure!(removed.status == 200 && removed.body["recorded_reason"] == "by letter", "{removed:?}");
    ensure!(removed.body["removed_by"] == system.endpoints.operator.username, "{removed:?}");
    let found = system.api.get(&format!("/api/do-not-call?phone=%2B{}", &lead.phone[1..])).await?;
    ensure!(found.body["total"] == 0, "{found:?}");
    eventually("the removal is on record", async || {
        let list = system.api.get("/api/do-not-call/removals?page_size=100").await?;
        let removals = list.body["removals"].as_array().cloned().unwrap_or_default();
        Ok(removals.contains(&removed.body).then_some(()))
    })
    .await?;
    // The lead can be called again.
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = system.api.finished_call(&campaign).await?;
    ensure!(call["outcome"] == "NOT_INTERESTED", "{call}");
    // A number that no lead has can be taken in again.
    let phone = next_number(Character::NotInterested);
    system.api.post("/api/do-not-call", &json!({"phone": phone})).await?;
    let removed =
        system.api.delete_with("/api/do-not-call", &json!({"phone": phone, "reason": "a test"})).await?;
    ensure!(removed.status == 200, "{removed:?}");
    let lead = system.api.post("/api/leads", &json!({"name": "Ana", "phone": phone})).await?;
    ensure!(lead.status == 201, "{lead:?}");
    Ok(())
}

#[tokio::test]
async fn a_wish_said_in_a_call_is_not_taken_back() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::DoNotCall).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = system.api.finished_call(&campaign).await?;
    ensure!(call["outcome"] == "DO_NOT_CALL", "{call}");
    let wanted = json!({"phone": lead.phone, "reason": "changed their mind"});
    let refused = system.api.delete_with("/api/do-not-call", &wanted).await?;
    ensure!(refused.status == 409 && refused.body["detail"].to_string().contains("in a call"), "{refused:?}");
    let found = system.api.get(&format!("/api/do-not-call?phone=%2B{}", &lead.phone[1..])).await?;
    ensure!(
        found.body["total"] == 1 && found.body["numbers"][0]["asked_in_call_at"].is_string(),
        "{found:?}"
    );
    Ok(())
}
