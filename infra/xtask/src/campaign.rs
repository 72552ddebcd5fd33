//! A campaign from the CSV file to the last call, followed through the API.

mod live;
pub(crate) mod row;
pub(crate) mod summary;

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::time::{Instant, sleep};

use crate::paths::Paths;
use crate::system::api::{Api, Call, Lead};
use live::Live;
use row::{Row, Stage};

const POLL: Duration = Duration::from_millis(700);
const WRITE_UP_DEADLINE: Duration = Duration::from_secs(90);

/// Two leads of the sample come round: one answers the third call, one wants to be called in two minutes.
const DEMO_ATTEMPTS: u32 = 3;
/// A campaign in which nothing moves for so long, beyond its stagger, is given up on: calls back are minutes away.
const STALLED_AFTER: Duration = Duration::from_secs(300);

/// What is wrong with a campaign that has ended; nothing, if all went well.
pub(crate) type Complaints = Vec<String>;

/// Uploads the leads, calls them all and shows it. Returns what did not come to its end.
pub(crate) async fn run(api: &mut Api, file: &Path, paths: &Paths, stagger: u32) -> Result<Complaints> {
    let leads = load(api, file, paths).await?;
    summary::print_leads(&leads);
    let campaign = api.start_campaign("Demonstration", &leads, stagger, DEMO_ATTEMPTS).await?;
    println!("\nCalling {} leads, one every {stagger} s", leads.len());

    let rows = follow(api, &campaign, leads.len(), stagger).await?;
    let mut complaints: Complaints = rows
        .iter()
        .filter(|row| row.stage() != Stage::Over)
        .map(|row| format!("{} ({}) is still {}", row.lead.name, row.lead.phone, row.lead.status))
        .collect();
    complaints.extend(missing_write_ups(api, &rows).await?);

    let mut meetings = api.meetings().await?;
    meetings.sort_by(|a, b| a.scheduled_time.cmp(&b.scheduled_time));
    summary::print_outcomes(&rows);
    summary::print_meetings(&rows, &meetings);
    let counts = api.campaign_status(&campaign).await?;
    let counts = counts.iter().filter(|(_, n)| **n > 0);
    let counts: Vec<String> = counts.map(|(status, n)| format!("{status} {n}")).collect();
    println!("Campaign {campaign}: {}", counts.join(", "));
    Ok(complaints)
}

/// Uploads the file and returns the leads that wait to be called.
async fn load(api: &mut Api, file: &Path, paths: &Paths) -> Result<Vec<Lead>> {
    let csv = tokio::fs::read(file).await.with_context(|| format!("cannot read {}", file.display()))?;
    let upload = api.upload(&csv).await?;
    let file = paths.shown(file);
    for error in &upload.errors {
        println!("  {file}, row {}: {}", error.row, error.message);
    }
    println!("{} leads uploaded from {file}", upload.leads_created);
    let mut leads = api.leads("status=PENDING").await?;
    if leads.is_empty() {
        bail!("{file} holds no lead that could be called");
    }
    // In the file's order, which reads better than the list's.
    let text = String::from_utf8_lossy(&csv);
    leads.sort_by_key(|lead| text.find(&lead.phone));
    Ok(leads)
}

/// Shows the campaign until every lead has come to its end, or nothing moves any more.
async fn follow(api: &mut Api, campaign: &str, leads: usize, stagger: u32) -> Result<Vec<Row>> {
    let mut live = Live::new(leads);
    let patience = STALLED_AFTER + 3 * Duration::from_secs(stagger.into());
    let mut last_change = Instant::now();
    loop {
        let rows = rows(api, campaign).await?;
        let stopped = api.calling_stop().await?;
        let paused = api.pause_reason(campaign).await?.map(|reason| format!("paused: {reason}"));
        let paused = live.show_pause(stopped.or(paused));
        if live.show(&rows) || paused {
            last_change = Instant::now();
        }
        if rows.len() == leads && rows.iter().all(|row| row.stage() == Stage::Over) {
            live.finish();
            return Ok(rows);
        }
        if last_change.elapsed() > patience {
            live.finish();
            println!("Nothing has moved for {} s", patience.as_secs());
            return Ok(rows);
        }
        sleep(POLL).await;
    }
}

/// Every lead of the campaign with its latest call, as of now.
pub(crate) async fn rows(api: &mut Api, campaign: &str) -> Result<Vec<Row>> {
    let leads = api.leads(&format!("campaign_id={campaign}")).await?;
    let mut calls: HashMap<String, Call> = HashMap::new();
    for call in api.calls(&format!("campaign_id={campaign}")).await? {
        // Ids are in the order of time.
        let newer = calls.get(&call.lead_id).is_none_or(|known| known.id < call.id);
        if newer {
            calls.insert(call.lead_id.clone(), call);
        }
    }
    Ok(leads.into_iter().map(|lead| Row { call: calls.remove(&lead.id), lead }).collect())
}

/// Waits for the transcript and summary of every answered call; names those that never came.
async fn missing_write_ups(api: &mut Api, rows: &[Row]) -> Result<Complaints> {
    let mut missing: Vec<(&Row, &str)> = rows
        .iter()
        .filter_map(|row| {
            row.call.as_ref().filter(|call| call.answered_at.is_some()).map(|call| (row, &*call.id))
        })
        .collect();
    let deadline = Instant::now() + WRITE_UP_DEADLINE;
    loop {
        let mut without = Vec::new();
        for (row, id) in missing {
            let call = api.call(id).await?;
            if call.transcript.is_none() || call.summary.is_none() {
                without.push((row, id));
            }
        }
        missing = without;
        if missing.is_empty() || Instant::now() > deadline {
            return Ok(missing
                .iter()
                .map(|(row, id)| {
                    format!("the call to {} ({id}) has no transcript and summary", row.lead.name)
                })
                .collect());
        }
        sleep(POLL).await;
    }
}
