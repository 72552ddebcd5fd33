//! The do-not-call list: what an operator records holds for good.

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
