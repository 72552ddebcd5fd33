//! The analytics: shaped as the original's, and telling what happened.

use anyhow::{Context, Result, ensure};
use homework_e2e::leads::Character;
use homework_e2e::{System, eventually};
use serde_json::{Value, json};

/// Each endpoint with an answer of the original's; those from `time-series` on are ours.
fn documented() -> [(&'static str, Value); 11] {
    [
        (
            "overview",
            json!({"total_leads": 235, "total_calls": 180, "total_meetings": 45, "active_calls": 3,
                "conversion_rate": 25.0, "avg_call_duration": 125.5}),
        ),
        ("call-outcomes", json!({"outcomes": [{"outcome": "INTERESTED", "count": 80}]})),
        ("language-distribution", json!({"languages": [{"language": "en", "count": 150}]})),
        (
            "lead-status-distribution",
            json!({"statuses": [{"status": "PENDING", "count": 100, "percentage": 42.5}], "total": 235}),
        ),
        (
            "recent-activity?limit=10",
            json!({"activities": [{"type": "call", "id": "01JD00000000000000000000ZZ", "title": "Call Completed", "status": "success",
                "description": "John Doe - Interested", "time": "2025-01-05T10:30:00Z"}]}),
        ),
        (
            "active-campaigns",
            json!({"campaigns": [{"name": "January Campaign", "is_active": true, "queued": 10, "calling": 3,
                "completed": 30, "total": 43, "progress": 69.8}]}),
        ),
        (
            "voice-performance",
            json!([{"voice_id": "21m00Tcm4TlvDq8ikWAM", "voice_name": "Rachel", "total_calls": 50,
                "meetings_booked": 15, "conversion_rate": 30.0, "avg_duration": 135.5}]),
        ),
        (
            "time-series?zone=Asia/Kathmandu",
            json!({"zone": "Asia/Kathmandu", "from": "2026-11-01", "to": "2026-11-30",
                "days": [{"date": "2026-11-01", "calls": 1, "answered": 1, "timed_calls": 1, "avg_call_duration": 74.5,
                    "meetings": 1, "conversion_rate": 100.0, "leads": 1}]}),
        ),
        (
            "hours?zone=Asia/Kathmandu",
            json!({"zone": "Asia/Kathmandu", "from": "2026-11-01", "to": "2026-11-30",
                "hours": [{"hour": 0, "calls": 1, "answered": 1, "meetings": 1}]}),
        ),
        ("call-attempts", json!({"attempts": [{"attempt": 1, "calls": 1, "answered": 1, "booked": 1}]})),
        ("call-failures", json!({"failures": [{"reason": "NUMBER_REFUSED", "count": 1}]})),
    ]
}

/// Every documented field is there with its type; a list has at least one entry.
fn check_shape(path: &str, documented: &Value, answer: &Value) -> Result<()> {
    match documented {
        Value::Object(fields) => {
            for (name, field) in fields {
                check_shape(&format!("{path}.{name}"), field, &answer[name])?;
            }
        }
        Value::Array(items) => {
            let answered = answer.as_array().with_context(|| format!("{path} is no list: {answer}"))?;
            ensure!(!answered.is_empty(), "{path} is empty");
            for item in answered {
                check_shape(&format!("{path}[]"), &items[0], item)?;
            }
        }
        Value::Number(n) if n.is_f64() => ensure!(answer.is_f64(), "{path} is {answer}"),
        Value::Number(_) => ensure!(answer.is_u64(), "{path} is {answer}"),
        Value::String(_) => ensure!(answer.is_string(), "{path} is {answer}"),
        _ => ensure!(answer.is_boolean(), "{path} is {answer}"),
    }
    Ok(())
}

async fn analytics(system: &System, path: &str) -> Result<Value> {
    let answer = system.api.get(&format!("/api/analytics/{path}")).await?;
    ensure!(answer.status == 200, "{path}: {answer:?}");
    Ok(answer.body)
}

#[tokio::test]
async fn every_answer_is_shaped_as_documented_and_tells_what_happened() -> Result<()> {
    let system = System::connect().await?;
    let books = system.lead(Character::BooksFirstOffer).await?;
    let campaign = system.api.campaign_of_one(&books.id).await?;
    system.api.finished_call(&campaign).await?;
    // Runs for a while: an hour lies between its calls.
    let mut waiting = Vec::new();
    for _ in 0..3 {
        waiting.push(system.lead(Character::Busy).await?.id);
    }
    let long = system.api.start_campaign(&waiting, 3600.0).await?;
    system.api.settled(&waiting[0]).await?;

    let refused = system.lead(Character::Refused).await?;
    system.api.campaign_of_one(&refused.id).await?;
    system.api.settled(&refused.id).await?;

    let call = format!("{} - Meeting Booked", books.name);
    let meeting = format!("{} on ", books.name);
    let activities = eventually("the call and its meeting are in the feed", async || {
        let feed = analytics(&system, "recent-activity?limit=100").await?["activities"].clone();
        let feed = feed.as_array().cloned().unwrap_or_default();
        let has = |kind: &str, text: &str| {
            let found = |a: &&Value| a["description"].as_str().is_some_and(|d| d.starts_with(text));
            feed.iter().filter(|a| a["type"] == kind).find(found).is_some()
        };
        Ok((has("call", &call) && has("meeting", &meeting)).then_some(feed))
    })
    .await?;
    let times: Vec<_> = activities.iter().map(|a| a["time"].as_str().unwrap_or_default()).collect();
    ensure!(times.is_sorted_by(|a, b| a[..19] >= b[..19]), "{times:?}");
    let two = analytics(&system, "recent-activity?limit=2").await?;
    ensure!(two["activities"].as_array().is_some_and(|a| a.len() == 2), "{two}");

    eventually("the running campaign shows its progress", async || {
        let campaigns = analytics(&system, "active-campaigns").await?["campaigns"].clone();
        let campaigns = campaigns.as_array().cloned().unwrap_or_default();
        let ours = campaigns.into_iter().find(|c| c["campaign_id"] == long.as_str());
        Ok(ours.filter(|c| {
            c["queued"] == 2
                && c["calling"] == 0
                && c["completed"] == 1
                && c["total"] == 3
                && c["progress"] == 33.3
        }))
    })
    .await?;

    eventually("the refused call is counted by why", async || {
        let failures = analytics(&system, "call-failures").await?["failures"].clone();
        let refused = |failure: &Value| failure["reason"] == "NUMBER_REFUSED";
        Ok(failures.as_array().is_some_and(|all| all.iter().any(refused)).then_some(()))
    })
    .await?;

    for (path, documented) in documented() {
        check_shape(path, &documented, &analytics(&system, path).await?)?;
    }
    Ok(())
}

#[tokio::test]
async fn days_without_calls_have_no_outcomes_and_no_languages() -> Result<()> {
    let system = System::connect().await?;
    let days = "from=2020-02-01&to=2020-02-29&zone=Europe/Madrid";
    let outcomes = analytics(&system, &format!("call-outcomes?{days}")).await?;
    ensure!(outcomes == json!({"outcomes": []}), "{outcomes}");
    let languages = analytics(&system, &format!("language-distribution?{days}")).await?;
    ensure!(languages == json!({"languages": []}), "{languages}");
    Ok(())
}

#[tokio::test]
async fn nonsense_is_refused_by_name() -> Result<()> {
    let system = System::connect().await?;
    for (query, field) in [
        ("recent-activity?limit=0", "limit"),
        ("recent-activity?limit=101", "limit"),
        ("recent-activity?limit=ten", "limit"),
        ("time-series?from=2026-11-22&to=2026-11-21", "from"),
        ("time-series?from=2024-11-22&to=2026-11-21", "from"),
        ("time-series?to=tomorrow", "to"),
        ("time-series?zone=Mars/Base", "zone"),
        ("time-series?zone=", "zone"),
        ("call-outcomes?from=2026-11-22&to=2026-11-21", "from"),
        ("call-outcomes?to=tomorrow", "to"),
        ("language-distribution?zone=Mars/Base", "zone"),
    ] {
        let answer = system.api.get(&format!("/api/analytics/{query}")).await?;
        ensure!(answer.status == 422 && answer.is_problem(), "{query}: {answer:?}");
        ensure!(answer.problem_fields() == [field], "{query}: {answer:?}");
    }
    let unsigned = system.api.anonymous(reqwest::Method::GET, "/api/analytics/overview").send().await?;
    ensure!(unsigned.status() == 401, "{}", unsigned.status());
    Ok(())
}

#[tokio::test]
async fn a_test_is_in_the_lists_and_counted_apart() -> Result<()> {
    let system = System::connect().await?;
    let books = system.lead(Character::BooksFirstOffer).await?;
    let start = json!({"name": "Test call", "lead_ids": [books.id], "test": true});
    let started = system.api.post("/api/campaigns/start", &start).await?;
    ensure!(started.status == 200, "{started:?}");
    let campaign = started.body["campaign_id"].as_str().context("no campaign")?.to_owned();
    let shown = system.api.get(&format!("/api/campaigns/{campaign}")).await?;
    let call = system.api.finished_call(&campaign).await?;
    ensure!(shown.body["test"] == true && call["test"] == true, "{shown:?} {call}");
    // No other test of this system makes such calls.
    eventually("the call and its meeting are counted apart", async || {
        let counters = system.aws.partition("COUNTERS#TESTS").await?;
        let amount = |name: &str| counters.first().map(|all| all[name]["N"].clone());
        let counted = ["calls", "booked_calls", "meetings"].map(amount);
        Ok((counted == [Some(json!("1")), Some(json!("1")), Some(json!("1"))]).then_some(()))
    })
    .await
}
