//! The figures of the analytics agree with one another.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use homework_e2e::{System, eventually};
use serde_json::Value;

/// The only day on which there were calls, where there is but one.
fn today_alone(series: &Value) -> Option<&Value> {
    let mut days = series["days"].as_array()?.iter().filter(|day| day["calls"] != 0);
    days.next().filter(|_| days.next().is_none())
}

/// Amounts by what they are of; those that are equally many come in any order.
fn counted(items: &Value, of: &str) -> BTreeMap<String, u64> {
    let items = items.as_array().into_iter().flatten();
    items.map(|i| (i[of].to_string(), i["count"].as_u64().unwrap_or_default())).collect()
}

/// Waits until they do: the last changes may not be counted yet.
pub(crate) async fn agree(system: &System) -> Result<()> {
    let sum = |items: &Value, field: &str| -> u64 {
        items.as_array().into_iter().flatten().filter_map(|item| item[field].as_u64()).sum()
    };
    for zone in ["UTC", "Asia/Kathmandu", "America/New_York"] {
        eventually("the figures agree", async || {
            let series = read(system, &format!("time-series?zone={zone}")).await?;
            let overview = read(system, "overview").await?;
            let calls = overview["total_calls"].as_u64().unwrap_or_default();
            let meetings = overview["total_meetings"].as_u64().unwrap_or_default();
            ensure!(series["days"].as_array().is_some_and(|days| days.len() == 30), "{series}");
            let voices = read(system, "voice-performance").await?;
            let languages = read(system, "language-distribution").await?;
            let days = format!("zone={zone}");
            let outcomes = read(system, "call-outcomes").await?;
            let outcomes_of_days = read(system, &format!("call-outcomes?{days}")).await?;
            let languages_of_days = read(system, &format!("language-distribution?{days}")).await?;
            let hours = read(system, &format!("hours?{days}")).await?;
            let attempts = read(system, "call-attempts").await?;
            let statuses = read(system, "lead-status-distribution").await?;
            let leads = overview["total_leads"].as_u64().unwrap_or_default();
            let agree = calls > 0
                && sum(&series["days"], "calls") == calls
                && sum(&series["days"], "meetings") == meetings
                && sum(&series["days"], "answered") <= calls
                && sum(&series["days"], "timed_calls") <= calls
                && sum(&series["days"], "leads") == leads
                && today_alone(&series)
                    .is_none_or(|today| today["avg_call_duration"] == overview["avg_call_duration"])
                && sum(&hours["hours"], "calls") == calls
                && sum(&hours["hours"], "answered") == sum(&series["days"], "answered")
                && sum(&attempts["attempts"], "calls") == calls
                && sum(&attempts["attempts"], "answered") == sum(&series["days"], "answered")
                && sum(&voices, "total_calls") == calls
                && sum(&languages["languages"], "count") == calls
                && counted(&languages["languages"], "language")
                    == counted(&languages_of_days["languages"], "language")
                && counted(&outcomes["outcomes"], "outcome")
                    == counted(&outcomes_of_days["outcomes"], "outcome")
                && sum(&statuses["statuses"], "count") == statuses["total"].as_u64().unwrap_or_default();
            Ok(agree.then_some(()))
        })
        .await?;
    }
    Ok(())
}

async fn read(system: &System, path: &str) -> Result<Value> {
    let answer = system.api.get(&format!("/api/analytics/{path}")).await?;
    ensure!(answer.status == 200, "{path}: {answer:?}");
    Ok(answer.body)
}
