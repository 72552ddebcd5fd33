//! What holds of the whole table once everything is over. These tests are a program of their own, which
//! cargo runs after the tests of the system: whatever those did, with all their duplicates and faults,
//! is in the table that is looked at here.

use std::process::{Command, Output};

use anyhow::{Context, Result, bail, ensure};
use homework_e2e::leads::Character;
use homework_e2e::{System, eventually};
use serde_json::{Value, json};

/// The system was not quiet: try again.
const NOT_QUIET: i32 = 75;
const SUCCESS: i32 = 0;
const WRONG: i32 = 1;

/// Runs `homework-rebuild-counters` on the table until the system is quiet enough for it to tell.
async fn rebuild(system: &System, check: bool) -> Result<(i32, Value)> {
    eventually("the system is quiet and its counters have been compared", async || {
        let output = run(system, check)?;
        let code = output.status.code().context("killed")?;
        if code == NOT_QUIET {
            return Ok(None);
        }
        let said = String::from_utf8_lossy(&output.stdout);
        let report = serde_json::from_str(&said).with_context(|| format!("{output:?}"))?;
        Ok(Some((code, report)))
    })
    .await
}

fn run(system: &System, check: bool) -> Result<Output> {
    let program = std::env::current_exe()?
        .ancestors()
        .map(|folder| folder.join("homework-rebuild-counters"))
        .find(|program| program.is_file())
        .context("homework-rebuild-counters is not built")?;
    let mut command = Command::new(program);
    command
        .args(["--table", &system.endpoints.table_name])
        .args(check.then_some("--check"))
        .env("AWS_ENDPOINT_URL", &system.endpoints.aws_endpoint)
        .env("AWS_REGION", &system.endpoints.region)
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test");
    Ok(command.output()?)
}

/// Calls with duplicate webhooks, refusals by Twilio and a slow model.
async fn a_campaign_with_duplicates_and_faults(system: &System) -> Result<()> {
    let mut leads = Vec::new();
    for character in
        [Character::BooksFirstOffer, Character::NotInterested, Character::Refused, Character::Busy]
    {
        let lead = system.lead(character).await?;
        let twice =
            json!({"vendor": "twilio-webhook", "to_contains": lead.phone, "kind": "duplicate", "times": 100});
        system.sandbox.fault(twice).await?;
        leads.push(lead.id);
    }
    let campaign = system.api.start_campaign(&leads, 1.0).await?;
    for lead in &leads {
        system.api.settled(lead).await?;
    }
    eventually("every call is written up", async || {
        let calls = system.api.calls_of(&campaign).await?;
        let over = |call: &&Value| {
            call["state"] == "ENDED" && (call["answered_at"].is_null() || !call["summary"].is_null())
        };
        Ok((calls.len() == leads.len() && calls.iter().all(|call| over(&call))).then_some(()))
    })
    .await
}

#[tokio::test]
async fn rebuilt_counters_are_the_live_ones() -> Result<()> {
    let system = System::connect().await?;
    a_campaign_with_duplicates_and_faults(&system).await?;

    let (code, report) = rebuild(&system, true).await?;
    ensure!(code == SUCCESS, "the live counters are wrong: {report:#}");
    ensure!(report["entities"].as_u64().is_some_and(|n| n >= 8), "{report}");

    // Counters that went wrong are found, and put right by what they are off by.
    let leads = overview(&system).await?["total_leads"].clone();
    let right = leads.as_i64().context("no total")?;
    system.aws.set_number("COUNTERS#ALL", "COUNTERS", "leads", right + 7).await?;
    system.aws.set_number("COUNTERS#ALL", "COUNTERS", "lead_status#NO_SUCH", 3).await?;
    let expected = json!({"ALL": {"leads": -7, "lead_status#NO_SUCH": -3}});
    let (code, report) = rebuild(&system, true).await?;
    ensure!(code == WRONG && report["corrections"] == expected, "{code} {report}");
    ensure!(overview(&system).await?["total_leads"] == right + 7, "--check wrote something");
    let (code, report) = rebuild(&system, false).await?;
    ensure!(code == SUCCESS && report["corrections"] == expected, "{code} {report}");
    ensure!(overview(&system).await?["total_leads"] == leads, "not put right");
    let (code, report) = rebuild(&system, true).await?;
    ensure!(code == SUCCESS && report["corrections"] == json!({}), "{code} {report}");
    ensure!(system.aws.items_with_prefix("CANARY#").await?.is_empty(), "canaries are left over");
    Ok(())
}

async fn overview(system: &System) -> Result<Value> {
    let answer = system.api.get("/api/analytics/overview").await?;
    if answer.status != 200 {
        bail!("{answer:?}");
    }
    Ok(answer.body)
}
