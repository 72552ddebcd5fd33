//! Calls go out one after the other, and long campaigns a window at a time.

use anyhow::{Context as _, Result, ensure};
use homework_e2e::leads::Character;
use homework_e2e::{System, eventually};
use serde_json::json;

#[tokio::test]
async fn consecutive_calls_are_a_stagger_apart() -> Result<()> {
    const STAGGER_MS: u64 = 2000;
    let system = System::connect().await?;
    let mut leads = Vec::new();
    for _ in 0..6 {
        leads.push(system.lead(Character::Busy).await?);
    }
    let ids: Vec<_> = leads.iter().map(|lead| lead.id.clone()).collect();
    system.api.start_campaign(&ids, 2.0).await?;
    let mut placed = Vec::new();
    for lead in &leads {
        system.api.settled(&lead.id).await?;
        let requests = system.sandbox.call_requests(&lead.phone).await?;
        ensure!(requests.len() == 1, "{} requests for one lead", requests.len());
        placed.extend(requests[0]["monotonic_ms"].as_u64());
    }
    placed.sort_unstable();
    // A busy machine makes a call late, never early: then the gap behind it is short. All together take their time.
    let (first, last) = (placed.first().copied(), placed.last().copied());
    let span = last.zip(first).map(|(last, first)| last - first).context("nobody was called")?;
    ensure!(span >= STAGGER_MS * 5 * 6 / 10, "six calls within {span} ms");
    Ok(())
}

#[tokio::test]
async fn four_hundred_leads_are_queued_without_a_delay_over_900_s() -> Result<()> {
    let system = System::connect().await?;
    let rows: String = (0..400)
        .map(|n| format!("Long {},+1218{},\n", homework_e2e::leads::in_letters(n), 2_000_000 + n * 100 + 10))
        .collect();
    let upload = system.api.upload(format!("name,phone,email\n{rows}").as_bytes()).await?;
    ensure!(upload.body["leads_created"] == 400, "{:?}", upload.body);
    let mut ids = Vec::new();
    let mut cursor = String::new();
    while ids.len() < 400 {
        let page = system.api.get(&format!("/api/leads?status=PENDING&page_size=100{cursor}")).await?.body;
        let leads = page["leads"].as_array().cloned().unwrap_or_default();
        let ours = leads.iter().filter(|lead| lead["name"].as_str().is_some_and(|n| n.starts_with("Long ")));
        ids.extend(ours.filter_map(|lead| lead["id"].as_str().map(str::to_owned)));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    ensure!(ids.len() == 400, "{} leads listed", ids.len());
    let campaign = system.api.start_campaign(&ids, 5.0).await?;
    // The first window is released at once; every message in it is delayed by less than SQS allows.
    let released = eventually("the first window is released", async || {
        let leads = system.aws.items_with_prefix("LEAD#").await?;
        let ours = leads.iter().filter(|lead| lead["campaign_id"]["S"] == campaign.as_str());
        let released = ours.filter(|lead| lead["release"]["N"] == "1").count();
        Ok((released > 10).then_some(released))
    })
    .await?;
    ensure!(released < 400, "everything was released at once");
    let longest = eventually("the dispatcher logs its release", async || {
        let lines = system.aws.log_lines(&system.endpoints.functions["dispatcher"], &campaign).await?;
        Ok(lines.iter().filter_map(|line| line["longest_delay_s"].as_i64()).max())
    })
    .await?;
    // Half an hour of calls that nobody waits for.
    let cancelled = system.api.post(&format!("/api/campaigns/{campaign}/cancel"), &json!({})).await?;
    ensure!(cancelled.status == 200, "{cancelled:?}");
    ensure!(longest <= 900, "a message was delayed by {longest} s");
    Ok(())
}
