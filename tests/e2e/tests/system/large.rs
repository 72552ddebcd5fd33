//! Very many leads: taken in from one file, queued by one campaign, given back.
//!
//! This keeps the local AWS so busy that other tests would run out of patience: `cargo xtask test` runs
//! the first by itself, after them; `cargo xtask test -- large::` runs both, one after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use homework_e2e::{System, processes};
use serde_json::{Value, json};

use crate::imports::{check, list, progress, send};

const ROWS: u64 = 100_000;
/// As many show that an import is cut and goes on, in a third of the time.
const FEWER_ROWS: u64 = 30_000;
const PATIENCE: Duration = Duration::from_secs(1800);
const POLL: Duration = Duration::from_secs(2);
/// What the importer may ever have needed, however long the file.
const MEMORY_KB: u64 = 100 * 1024;

/// Asks until there is an answer.
async fn in_time<T>(what: &str, mut ask: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        if let Some(found) = ask().await? {
            println!("{what}: {:.0} s", started.elapsed().as_secs_f64());
            return Ok(found);
        }
        tokio::time::sleep(POLL).await;
    }
    bail!("{what}: not in {PATIENCE:?}")
}

#[tokio::test]
#[ignore = "wants the system to itself: `cargo xtask test` runs it after the other tests"]
async fn thirty_thousand_rows_are_taken_in_though_the_importer_is_killed() -> Result<()> {
    taken_in_though_the_importer_is_killed(&System::connect().await?, 717, FEWER_ROWS).await
}

#[tokio::test]
#[ignore = "takes many minutes: `cargo xtask test -- large::` runs it"]
async fn all_of_them_are_queued_once_and_given_back() -> Result<()> {
    let system = System::connect().await?;
    if (leads(&system, "gsi2", "LEADS#PENDING").await?.len() as u64) < ROWS / 2 {
        taken_in_though_the_importer_is_killed(&system, 718, ROWS).await?;
    }
    queued_once_and_given_back(&system).await
}

async fn taken_in_though_the_importer_is_killed(system: &System, area_code: u32, rows: u64) -> Result<()> {
    let list = list(area_code, rows);
    let id = send(system, &list.text).await?;
    let (mut percents, mut killed) = (BTreeSet::new(), false);
    let shown = in_time("all rows are in", async || {
        let shown = progress(system, &id).await?;
        percents.extend(shown["percent"].as_u64());
        if !killed && shown["rows_done"].as_u64() > Some(rows / 3) {
            ensure!(processes::kill(&system.endpoints, "importer")? > 0, "there was no importer to kill");
            killed = true;
            // SQS would deliver the message again when its time is over; twice does no harm either.
            for _ in 0..2 {
                let again = json!({"import_id": id});
                system.aws.send_message(&system.endpoints.queues["import"], &again).await?;
            }
        }
        Ok(matches!(shown["status"].as_str(), Some("COMPLETED" | "FAILED")).then_some(shown))
    })
    .await?;
    ensure!(killed, "it was over before it could be killed");
    check(&shown, &list, rows).await?;
    ensure!(percents.len() > 5, "progress seen: {percents:?}");
    let leads = system.aws.index_partition("gsi1", "LEADS").await?;
    let area = format!("+1{area_code}");
    let ours = leads.iter().filter(|l| l["phone"]["S"].as_str().is_some_and(|p| p.starts_with(&area)));
    let ours = ours.count() as u64;
    ensure!(ours == list.good, "{ours} leads of {} in all, not {}", leads.len(), list.good);
    let rounds = system.aws.log_lines(&system.endpoints.functions["importer"], "peak_memory_kb").await?;
    let peak = rounds.iter().filter_map(|line| line["peak_memory_kb"].as_u64()).max();
    ensure!(peak < Some(MEMORY_KB), "{peak:?} kB");
    println!("the importer needed at most {} kB", peak.unwrap_or_default());
    Ok(())
}

/// Status and version of leads by their keys.
type Leads = BTreeMap<String, (String, u64)>;

async fn leads(system: &System, index: &str, partition: &str) -> Result<Leads> {
    let items = system.aws.index_partition(index, partition).await?;
    let read = |item: &Value| {
        let text = |name: &str| item[name]["S"].as_str().map(str::to_owned);
        let version = item["version"]["N"].as_str()?.parse().ok()?;
        Some((text("pk")?, (text("status")?, version)))
    };
    items.iter().map(|item| read(item).with_context(|| format!("{item}"))).collect()
}

async fn queued_once_and_given_back(system: &System) -> Result<()> {
    let before = leads(system, "gsi2", "LEADS#PENDING").await?;
    ensure!(before.len() as u64 > ROWS / 2, "{} leads wait", before.len());
    // One lead an hour: the others stay in line while we look.
    let body = json!({"name": "Large", "filter": {"status": "PENDING"}, "stagger_seconds": 3600});
    let asked = Instant::now();
    let started = system.api.post("/api/campaigns/start", &body).await?;
    ensure!(started.status == 200, "{started:?}");
    println!("the start was answered in {:.1} s", asked.elapsed().as_secs_f64());
    let campaign = started.body["campaign_id"].as_str().context("no campaign")?.to_owned();
    let show =
        async || Ok::<_, anyhow::Error>(system.api.get(&format!("/api/campaigns/{campaign}")).await?.body);
    let shown = in_time("all are queued", async || {
        let shown = show().await?;
        Ok((shown["status"] == "RUNNING").then_some(shown))
    })
    .await?;
    ensure!(shown["total_leads"] == before.len(), "{shown}");
    let queued = leads(system, "gsi4", &format!("CAMPAIGN#{campaign}#LEADS")).await?;
    ensure!(queued.keys().eq(before.keys()), "{} leads of {}", queued.len(), before.len());
    // A released lead is written once more, and one that is called leaves the line.
    let moved: BTreeSet<&String> =
        queued.iter().filter(|(pk, (_, version))| *version != before[*pk].1 + 1).map(|(pk, _)| pk).collect();
    ensure!(moved.len() <= 3, "written more than once: {moved:?}");
    ensure!(queued.iter().all(|(pk, (status, _))| status == "QUEUED" || moved.contains(pk)));

    let cancelled = system.api.post(&format!("/api/campaigns/{campaign}/cancel"), &json!({})).await?;
    ensure!(cancelled.status == 200, "{cancelled:?}");
    let after = in_time("all are given back", async || {
        let left = system.aws.index_partition("gsi5", &format!("CAMPAIGN#{campaign}#DUE")).await?;
        Ok(if left.is_empty() { Some(leads(system, "gsi2", "LEADS#PENDING").await?) } else { None })
    })
    .await?;
    for (pk, (_, version)) in &before {
        let given_back = after.get(pk).is_some_and(|(_, now)| *now == version + 2);
        ensure!(given_back || moved.contains(pk), "{pk} was {version}, is {:?}", after.get(pk));
    }
    Ok(())
}
