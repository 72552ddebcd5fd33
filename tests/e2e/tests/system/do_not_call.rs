//! The do-not-call list: what an operator records holds until an operator takes it back, and what somebody said
//! in a call, or by the link in an invitation, for good.

use anyhow::{Context as _, Result, ensure};
use homework_e2e::leads::{Character, next_number};
use homework_e2e::{System, eventually};
use reqwest::Method;
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
    ensure!(found.body["total"] == 1 && found.body["numbers"][0]["asked_at"].is_string(), "{found:?}");
    Ok(())
}

#[tokio::test]
async fn a_guest_opts_out_by_the_link_in_the_invitation() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::BooksFirstOffer).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let call = system.api.finished_call(&campaign).await?;
    ensure!(call["outcome"] == "MEETING_BOOKED", "{call}");
    let events = system.sandbox.events(lead.on_invitation()).await?;
    let text = events[0]["description"].as_str().unwrap_or_default();
    let link = text.lines().last().and_then(|line| line.rsplit_once("/api/opt-out/")).context("no link")?;
    let path = format!("/api/opt-out/{}", link.1);

    // Programs that look through mail open every link.
    let (status, question) = page(&system, Method::GET, &path).await?;
    ensure!(status == 200 && question.contains("<form method=\"post\">"), "{status}: {question}");
    let number = format!("/api/do-not-call?phone=%2B{}", &lead.phone[1..]);
    ensure!(system.api.get(&number).await?.body["total"] == 0, "opening the page was enough");
    let (status, gone) = page(&system, Method::POST, &path[..path.len() - 1]).await?;
    let (other, _) = page(&system, Method::POST, "/api/opt-out/nobody/nothing").await?;
    ensure!((status, other) == (404, 404), "{status} {other}: {gone}");

    for _ in 0..2 {
        let (status, done) = page(&system, Method::POST, &path).await?;
        ensure!(status == 200 && !done.contains("<form"), "{status}: {done}");
        // Nothing of whom it is about.
        ensure!(!done.contains(&lead.name) && !done.contains(&lead.phone[3..]), "{done}");
    }
    let (status, shown) = page(&system, Method::GET, &path).await?;
    ensure!(status == 200 && !shown.contains("<form"), "{status}: {shown}");
    let found = system.api.get(&number).await?.body;
    ensure!(
        found["numbers"][0]["source"] == "INVITATION" && found["numbers"][0]["asked_at"].is_string(),
        "{found}"
    );
    ensure!(system.api.lead(&lead.id).await?["status"] == "DO_NOT_CALL", "the lead may be called");
    let wanted = json!({"phone": lead.phone, "reason": "changed their mind"});
    let refused = system.api.delete_with("/api/do-not-call", &wanted).await?;
    ensure!(refused.status == 409, "{refused:?}");
    // With what is known of them goes the link.
    system.api.delete(&format!("/api/leads/{}", lead.id)).await?;
    ensure!(page(&system, Method::GET, &path).await?.0 == 404, "the link outlives its lead");
    Ok(())
}

/// A page that needs no sign-in, with its status.
async fn page(system: &System, method: Method, path: &str) -> Result<(u16, String)> {
    let answer = system.api.anonymous(method, path).send().await?;
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    ensure!(header("content-type").starts_with("text/html"), "{headers:?}");
    ensure!(header("referrer-policy") == "no-referrer", "the page tells others its address: {headers:?}");
    ensure!(header("content-security-policy").starts_with("default-src 'none'"), "{headers:?}");
    Ok((status, answer.text().await?))
}
