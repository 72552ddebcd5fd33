//! Campaigns that call at times of their own, and so many a day.

use anyhow::{Result, ensure};
use homework_e2e::leads::Character;
use homework_e2e::{System, eventually};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// One call to each lead, with bounds.
fn policy(bounds: &Value) -> Value {
    let mut policy = json!({"attempts": 1, "retries": []});
    for (field, value) in bounds.as_object().into_iter().flatten() {
        policy[field] = value.clone();
    }
    policy
}

#[expect(clippy::disallowed_methods, reason = "the deployed functions go by the system's clock")]
fn after(seconds: i64) -> String {
    (Timestamp::now() + SignedDuration::from_secs(seconds)).to_string()
}

async fn leads(system: &System, count: usize, who: Character) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    for _ in 0..count {
        ids.push(system.lead(who).await?.id);
    }
    Ok(ids)
}

async fn start(system: &System, ids: &[String], stagger: f64, bounds: &Value) -> Result<String> {
    let body = json!({
        "name": "Bounded", "lead_ids": ids, "stagger_seconds": stagger, "policy": policy(bounds),
    });
    let started = system.api.post("/api/campaigns/start", &body).await?;
    ensure!(started.status == 200, "{started:?}");
    Ok(started.body["campaign_id"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_campaign_that_starts_later_calls_nobody_until_it_is_to_start_at_once() -> Result<()> {
    let system = System::connect().await?;
    let ids = leads(&system, 2, Character::Busy).await?;
    let later = json!({"starts_at": after(7200), "hours": "00:00-24:00", "days": "Sat-Fri"});
    let told = system
        .api
        .post("/api/campaigns/forecast", &json!({"lead_ids": ids, "policy": policy(&later)}))
        .await?;
    let waiting = &told.body["waiting"][0];
    ensure!(waiting["obstacle"] == "CAMPAIGN_NOT_BEGUN" && waiting["count"] == 2, "{told:?}");

    let campaign = start(&system, &ids, 1.0, &later).await?;
    let path = format!("/api/campaigns/{campaign}");
    let shown = system.api.get(&path).await?.body;
    ensure!(shown["policy"]["starts_at"] == later["starts_at"], "{shown}");
    ensure!(shown["policy"]["days"] == "Mon-Sun" && shown["status"] == "RUNNING", "{shown}");
    // Another that starts at once is called first, though it comes later.
    let other = leads(&system, 1, Character::Busy).await?;
    start(&system, &other, 1.0, &json!({})).await?;
    system.api.settled(&other[0]).await?;
    for id in &ids {
        ensure!(system.api.lead(id).await?["status"] == "QUEUED", "called before the start");
    }

    let changed = system.api.patch(&path, &json!({"policy": policy(&json!({}))})).await?;
    ensure!(changed.status == 200 && changed.body["policy"].get("starts_at").is_none(), "{changed:?}");
    for id in &ids {
        ensure!(system.api.settled(id).await?["status"] == "NO_ANSWER", "not called");
    }
    Ok(())
}

#[tokio::test]
async fn a_campaign_gives_its_leads_back_at_its_end() -> Result<()> {
    let system = System::connect().await?;
    let ids = leads(&system, 3, Character::Busy).await?;
    let campaign = start(&system, &ids, 3600.0, &json!({"ends_at": after(20)})).await?;
    let shown = eventually("the campaign is over", async || {
        let shown = system.api.get(&format!("/api/campaigns/{campaign}")).await?.body;
        Ok((shown["status"] == "COMPLETED").then_some(shown))
    })
    .await?;
    let standing = eventually("its leads are given back", async || {
        let mut standing = Vec::new();
        for id in &ids {
            let lead = system.api.lead(id).await?;
            standing.push((lead["status"].clone(), lead["campaign_id"].is_null()));
        }
        standing.sort_by_key(|(status, _)| status.to_string());
        Ok(standing.iter().all(|(status, _)| status != "QUEUED").then_some(standing))
    })
    .await?;
    let (called, back) = ((json!("NO_ANSWER"), false), (json!("PENDING"), true));
    ensure!(standing == [called, back.clone(), back], "{standing:?}, {shown}");
    let late = json!({"policy": policy(&json!({"ends_at": after(600)}))});
    let refused = system.api.patch(&format!("/api/campaigns/{campaign}"), &late).await?;
    ensure!(refused.status == 409, "{refused:?}");
    Ok(())
}

#[tokio::test]
async fn a_campaign_makes_no_more_calls_in_a_day_than_it_may() -> Result<()> {
    let system = System::connect().await?;
    let ids = leads(&system, 2, Character::Busy).await?;
    let campaign = start(&system, &ids, 0.0, &json!({"calls_per_day": 1})).await?;
    let verdicts = eventually("one is called and the other is not", async || {
        let told = system.api.get(&format!("/api/campaigns/{campaign}/decisions")).await?.body;
        let decisions = told["decisions"].as_array().cloned().unwrap_or_default();
        let mut verdicts: Vec<_> =
            decisions.iter().map(|made| made["evidence"]["verdict"].to_string()).collect();
        verdicts.sort();
        Ok((verdicts.len() == 2).then_some(verdicts))
    })
    .await?;
    ensure!(verdicts[0] == r#""called""#, "{verdicts:?}");
    let (midnight, why) = ("T00:00Z: ", "today's calls are used up");
    ensure!(verdicts[1].contains(midnight) && verdicts[1].contains(why), "{verdicts:?}");
    ensure!(system.api.calls_of(&campaign).await?.len() == 1, "more than one call");
    Ok(())
}

#[tokio::test]
async fn a_campaign_makes_no_more_calls_at_once_than_it_may() -> Result<()> {
    let system = System::connect().await?;
    let ids = leads(&system, 4, Character::NotInterested).await?;
    let campaign = start(&system, &ids, 0.0, &json!({"calls_at_once": 1})).await?;
    for id in &ids {
        ensure!(system.api.settled(id).await?["status"] == "NOT_INTERESTED", "not called");
    }
    let mut times = Vec::new();
    for call in system.api.calls_of(&campaign).await? {
        let moment = |field: &str| call[field].as_str().unwrap_or_default().parse::<Timestamp>();
        times.push((moment("started_at")?, moment("ended_at")?));
    }
    times.sort();
    ensure!(times.len() == 4, "{times:?}");
    ensure!(times.is_sorted_by(|one, next| one.1 <= next.0), "two calls at once: {times:?}");
    Ok(())
}

#[tokio::test]
async fn bounds_that_are_none_are_refused_by_name() -> Result<()> {
    let system = System::connect().await?;
    for (bounds, field) in [
        (json!({"hours": "9 to 5"}), "policy.hours"),
        (json!({"hours": "18:00-09:00"}), "policy.hours"),
        (json!({"days": "Someday"}), "policy.days"),
        (json!({"ends_at": after(-60)}), "policy.ends_at"),
        (json!({"starts_at": after(600), "ends_at": after(300)}), "policy.ends_at"),
        (json!({"calls_per_day": 0}), "policy.calls_per_day"),
        (json!({"calls_at_once": 0}), "policy.calls_at_once"),
        (json!({"weight": 11}), "policy.weight"),
    ] {
        let body = json!({"name": "x", "filter": {"status": "PENDING"}, "policy": policy(&bounds)});
        let answer = system.api.post("/api/campaigns/start", &body).await?;
        ensure!(answer.status == 422 && answer.problem_fields() == [field], "{bounds}: {answer:?}");
    }
    Ok(())
}
