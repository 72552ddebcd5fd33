//! What operators are shown of the system as a whole.

use anyhow::{Context, Result, ensure};
use homework_e2e::{System, eventually};
use serde_json::{Value, json};

async fn queue(system: &System, name: &str) -> Result<Value> {
    let status = system.api.get("/api/status").await?;
    ensure!(status.status == 200, "{status:?}");
    let queues = status.body["queues"].as_array().context("no queues")?;
    Ok(queues.iter().find(|queue| queue["queue"] == name).context("no such queue")?.clone())
}

async fn alert(system: &System, id: &str) -> Result<Option<Value>> {
    let alerts = system.api.get("/api/settings/alerts").await?.body;
    let alerts = alerts["alerts"].as_array().context("no alerts")?;
    Ok(alerts.iter().find(|alert| alert["id"] == id).cloned())
}

#[tokio::test]
async fn work_that_was_given_up_is_shown_and_alerted_until_it_is_gone() -> Result<()> {
    let system = System::connect().await?;
    let dead_letters = &system.endpoints.queues["archive_dlq"];
    system.aws.send_message(dead_letters, &json!({"call_id": "lost"})).await?;
    let told = eventually("the dead letter is counted", async || {
        Ok(queue(&system, "archive").await?["attention"].as_str().map(str::to_owned))
    })
    .await?;
    let alert_id = "dead-letters:archive";
    let told_too = eventually("the dead letter is alerted", async || alert(&system, alert_id).await).await?;
    let words = format!(
        "{}. {}",
        told_too["title"].as_str().unwrap_or_default(),
        told_too["detail"].as_str().unwrap_or_default()
    );
    ensure!(told == words && told_too["link"] == "/status", "{told} {told_too}");

    system.aws.purge(dead_letters).await?;
    eventually("the dead letter is gone", async || {
        Ok((queue(&system, "archive").await?["dead_letters"] == 0).then_some(()))
    })
    .await?;
    eventually("nothing is alerted", async || Ok(alert(&system, alert_id).await?.is_none().then_some(())))
        .await
}

#[tokio::test]
async fn every_queue_and_ceiling_has_its_figures() -> Result<()> {
    let system = System::connect().await?;
    let status = eventually("every queue and Twilio have answered", async || {
        let status = system.api.get("/api/status").await?.body;
        let all = status["unknown_queues"] == json!([]) && status["charged_today"].is_number();
        Ok(all.then_some(status))
    })
    .await?;
    let calls = &status["calls"];
    for figure in ["active", "today", "max_per_day", "max_per_campaign"] {
        ensure!(calls[figure].is_u64(), "{figure}: {calls}");
    }
    let queues = status["queues"].as_array().context("no queues")?;
    ensure!(queues.len() == 7, "{queues:?}");
    for queue in queues {
        ensure!(queue["dead_letters"].is_u64(), "{queue}");
        let is_told = |figure| queue["messages"][figure].is_u64() != (queue["queue"] == "projector");
        ensure!(["waiting", "delayed", "in_progress"].into_iter().all(is_told), "{queue}");
    }
    Ok(())
}
