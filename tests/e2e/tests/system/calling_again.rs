//! A campaign works its list to the end: who is not reached is called again, and what was agreed on is kept.

use anyhow::{Context, Result, ensure};
use homework_e2e::leads::{Character, TestLead};
use homework_e2e::{System, eventually};
use jiff::Timestamp;
use serde_json::{Value, json};

fn policy(attempts: u32) -> Value {
    json!({"attempts": attempts, "retries": [{"after": "NO_ANSWER", "minutes": 1, "other_time_of_day": false}]})
}

/// The lead once nobody calls it any more.
async fn done_with(system: &System, lead: &TestLead) -> Result<Value> {
    eventually(&format!("lead {} is done with", lead.id), async || {
        let lead = system.api.lead(&lead.id).await?;
        let waits = ["PENDING", "QUEUED", "CALLING"].iter().any(|status| lead["status"] == *status);
        Ok((!waits && lead["next_attempt_at"].is_null()).then_some(lead))
    })
    .await
}

/// The campaign's calls to a lead, the first one first.
async fn calls_to(system: &System, campaign: &str, lead: &TestLead) -> Result<Vec<Value>> {
    let mut calls = system.api.calls_of(campaign).await?;
    calls.retain(|call| call["lead_id"] == lead.id);
    calls.reverse();
    Ok(calls)
}

fn time(value: &Value) -> Result<Timestamp> {
    Ok(value.as_str().context("no time")?.parse()?)
}

#[tokio::test]
async fn who_does_not_answer_twice_is_called_a_third_time_and_books() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::ThirdCall).await?;
    let campaign = system.api.start_campaign_with(std::slice::from_ref(&lead.id), 1.0, policy(3)).await?;
    let waiting = eventually("the first call has rung out", async || {
        let lead = system.api.lead(&lead.id).await?;
        Ok((lead["status"] == "NO_ANSWER").then_some(lead))
    })
    .await?;
    ensure!(waiting["attempts"] == 1 && waiting["last_outcome"] == "NO_ANSWER", "{waiting}");
    ensure!(time(&waiting["next_attempt_at"])? > time(&waiting["updated_at"])?, "{waiting}");
    let shown = eventually("the campaign says that somebody is called again", async || {
        let shown = system.api.get(&format!("/api/campaigns/{campaign}")).await?.body;
        Ok((shown["progress"]["retries_due"] == 1).then_some(shown))
    })
    .await?;
    ensure!(shown["status"] == "RUNNING" && shown["progress"]["leads_done"] == 0, "{shown}");

    let done = done_with(&system, &lead).await?;
    ensure!(done["status"] == "MEETING_SCHEDULED", "{done}");
    let calls = calls_to(&system, &campaign, &lead).await?;
    let told: Vec<_> = calls.iter().map(|call| (&call["attempt"], &call["outcome"])).collect();
    let no_answer = json!("NO_ANSWER");
    ensure!(
        told == [(&json!(1), &no_answer), (&json!(2), &no_answer), (&json!(3), &json!("MEETING_BOOKED"))],
        "{calls:?}"
    );
    for pair in calls.windows(2) {
        let pause = time(&pair[1]["started_at"])?.duration_since(time(&pair[0]["ended_at"])?);
        ensure!(pause.as_secs() >= 60, "called again after {pause}");
    }
    // Each of the calls says what it was allowed by.
    for (call, attempt) in calls.iter().zip(1..) {
        let evidence = &system.api.call(call["id"].as_str().unwrap_or_default()).await?["evidence"];
        ensure!(evidence["verdict"] == "called" && evidence["attempt"] == attempt, "{evidence}");
        ensure!(evidence["calls_24h"] == attempt - 1 && evidence["do_not_call"] == false, "{evidence}");
    }
    let decisions = system.api.get(&format!("/api/campaigns/{campaign}/decisions")).await?.body;
    ensure!(decisions["decisions"].as_array().is_some_and(|all| all.len() == 3), "{decisions}");
    let rung_out = |attempt: u32| json!({"attempt": attempt, "calls": 1, "answered": 0, "booked": 0});
    let attempts = json!([rung_out(1), rung_out(2), {"attempt": 3, "calls": 1, "answered": 1, "booked": 1}]);
    eventually("the list of campaigns has what came of each attempt", async || {
        let listed = system.api.get("/api/campaigns?page_size=100").await?.body["campaigns"].clone();
        let ours = listed.as_array().and_then(|all| all.iter().find(|listed| listed["id"] == *campaign));
        let progress = ours.map(|ours| &ours["progress"]);
        Ok(progress.filter(|all| all["attempts"] == attempts && all["meetings"] == 1).map(|_| ()))
    })
    .await
}

/// One call a day, until an operator allows more.
#[tokio::test]
async fn who_waits_for_tomorrow_is_called_today_once_the_campaign_may_call_more() -> Result<()> {
    let system = System::connect().await?;
    let leads = [system.lead(Character::NotInterested).await?, system.lead(Character::NotInterested).await?];
    let ids = leads.each_ref().map(|lead| lead.id.clone());
    let limited = |calls: u32| json!({"attempts": 1, "retries": [], "calls_per_day": calls});
    let campaign = system.api.start_campaign_with(&ids, 1.0, limited(1)).await?;
    eventually("one is called and the other is not", async || {
        let decisions = system.api.get(&format!("/api/campaigns/{campaign}/decisions")).await?.body;
        Ok(decisions["decisions"].as_array().filter(|all| all.len() == 2).map(|_| ()))
    })
    .await?;
    let more = json!({"policy": limited(2)});
    let changed = system.api.patch(&format!("/api/campaigns/{campaign}"), &more).await?;
    ensure!(changed.status == 200, "{changed:?}");
    for lead in &leads {
        done_with(&system, lead).await?;
        ensure!(calls_to(&system, &campaign, lead).await?.len() == 1, "not called once");
    }
    Ok(())
}

#[tokio::test]
async fn a_call_back_is_kept_at_its_time_though_the_campaign_is_paused() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::CallBackSoon).await?;
    let campaign = system.api.start_campaign_with(std::slice::from_ref(&lead.id), 1.0, policy(1)).await?;
    let waiting = eventually("the lead is to be called back", async || {
        let lead = system.api.lead(&lead.id).await?;
        Ok((!lead["call_back_at"].is_null() && lead["status"] == "CONTACTED").then_some(lead))
    })
    .await?;
    let agreed = time(&waiting["call_back_at"])?;
    let listed = system.api.get("/api/leads/call-backs?page_size=100").await?.body;
    let ids = listed["leads"].as_array().context("no list")?.iter().map(|lead| &lead["id"]);
    ensure!(ids.into_iter().any(|id| *id == lead.id), "not listed: {listed}");
    let paused = system.api.post(&format!("/api/campaigns/{campaign}/pause"), &json!({})).await?;
    ensure!(paused.status == 200, "{paused:?}");

    let done = done_with(&system, &lead).await?;
    ensure!(done["status"] == "MEETING_SCHEDULED" && done["call_back_at"].is_null(), "{done}");
    let calls = calls_to(&system, &campaign, &lead).await?;
    ensure!(calls.len() == 2 && calls[0]["outcome"] == "CALL_BACK", "{calls:?}");
    ensure!(time(&calls[0]["call_back_at"])? == agreed, "{calls:?}");
    // Not a moment early; by how much it was late is a figure, not a promise of this machine's.
    let late = time(&calls[1]["started_at"])?.duration_since(agreed);
    println!("called back {late:#} after the agreed time");
    ensure!(late.as_secs() >= -1, "called {late} after what was agreed");
    let evidence = &system.api.call(calls[1]["id"].as_str().unwrap_or_default()).await?["evidence"];
    ensure!(
        time(&evidence["call_back_at"])? == agreed && evidence["campaign_state"] == "PAUSED",
        "{evidence}"
    );
    Ok(())
}

#[tokio::test]
async fn a_cancelled_campaign_calls_nobody_again() -> Result<()> {
    let system = System::connect().await?;
    let (retried, promised) =
        (system.lead(Character::NoAnswer).await?, system.lead(Character::CallBackSoon).await?);
    let ids = [retried.id.clone(), promised.id.clone()];
    let campaign = system.api.start_campaign_with(&ids, 0.5, policy(5)).await?;
    for lead in [&retried, &promised] {
        eventually("the first call is over", async || {
            let lead = system.api.lead(&lead.id).await?;
            Ok((lead["attempts"] == 1).then_some(()))
        })
        .await?;
    }
    let cancelled = system.api.post(&format!("/api/campaigns/{campaign}/cancel"), &json!({})).await?;
    ensure!(cancelled.status == 200, "{cancelled:?}");
    for (lead, status) in [(&retried, "NO_ANSWER"), (&promised, "CONTACTED")] {
        let done = done_with(&system, lead).await?;
        ensure!(done["status"] == status && done["call_back_at"].is_null(), "{done}");
        ensure!(calls_to(&system, &campaign, lead).await?.len() == 1, "called again");
    }
    Ok(())
}

#[tokio::test]
async fn who_was_called_before_is_called_again_only_where_that_is_said() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::Busy).await?;
    system.api.campaign_of_one(&lead.id).await?;
    system.api.settled(&lead.id).await?;
    let mut body = json!({"name": "Again", "lead_ids": [lead.id], "policy": policy(1), "stagger_seconds": 1});
    let refused = system.api.post("/api/campaigns/start", &body).await?;
    ensure!(refused.status == 422 && refused.problem_fields() == ["lead_ids[0]"], "{refused:?}");
    body["call_again"] = json!(true);
    let started = system.api.post("/api/campaigns/start", &body).await?;
    ensure!(started.status == 200, "{started:?}");
    let campaign = started.body["campaign_id"].as_str().unwrap_or_default().to_owned();
    eventually("the lead is called once more", async || {
        Ok((calls_to(&system, &campaign, &lead).await?.len() == 1).then_some(()))
    })
    .await?;
    let done = done_with(&system, &lead).await?;
    ensure!(done["status"] == "NO_ANSWER" && done["attempts"] == 1, "{done}");
    Ok(())
}

#[tokio::test]
async fn a_campaigns_policy_is_checked_shown_and_changed_while_it_runs() -> Result<()> {
    let system = System::connect().await?;
    let lead = system.lead(Character::NoAnswer).await?;
    for (policy, field) in [
        (json!({"attempts": 0, "retries": []}), "policy.attempts"),
        (json!({"attempts": 2, "retries": [{"after": "BUSY", "minutes": 0}]}), "policy.retries.BUSY"),
        (
            json!({"attempts": 2, "retries": [{"after": "BUSY", "minutes": 1}, {"after": "BUSY", "minutes": 2}]}),
            "policy.retries[1].after",
        ),
    ] {
        let body = json!({"name": "Wrong", "lead_ids": [lead.id], "policy": policy});
        let answer = system.api.post("/api/campaigns/start", &body).await?;
        ensure!(answer.status == 422 && answer.problem_fields() == [field], "{answer:?}");
    }
    let campaign = system.api.start_campaign_with(std::slice::from_ref(&lead.id), 1.0, policy(2)).await?;
    let path = format!("/api/campaigns/{campaign}");
    eventually("the first call has rung out", async || {
        Ok((system.api.lead(&lead.id).await?["attempts"] == 1).then_some(()))
    })
    .await?;
    let change = json!({"policy": policy(1), "stagger_seconds": 2});
    let changed = system.api.patch(&path, &change).await?;
    ensure!(changed.status == 200 && changed.body["policy"]["attempts"] == 1, "{changed:?}");
    ensure!(changed.body["stagger_seconds"] == 2.0, "{changed:?}");
    // What was due already is still called; nothing follows it.
    let done = done_with(&system, &lead).await?;
    ensure!(done["attempts"] == 2, "{done}");
    let over = eventually("the campaign is complete", async || {
        let shown = system.api.get(&path).await?.body;
        Ok((shown["status"] == "COMPLETED").then_some(shown))
    })
    .await?;
    ensure!(over["progress"]["leads_done"] == 1 && over["progress"]["retries_due"] == 0, "{over}");
    let late = system.api.patch(&path, &change).await?;
    ensure!(late.status == 409, "{late:?}");
    Ok(())
}
