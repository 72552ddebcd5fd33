//! Campaigns: listed, shown with their progress, paused, resumed, cancelled, started by filter.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use homework_e2e::leads::Character;
use homework_e2e::{System, eventually};
use serde_json::{Value, json};

async fn steer(system: &System, campaign: &str, action: &str) -> Result<Value> {
    let answer = system.api.post(&format!("/api/campaigns/{campaign}/{action}"), &json!({})).await?;
    ensure!(answer.status == 200, "{action}: {answer:?}");
    Ok(answer.body)
}

async fn show(system: &System, campaign: &str) -> Result<Value> {
    Ok(system.api.get(&format!("/api/campaigns/{campaign}")).await?.body)
}

#[tokio::test]
async fn a_paused_campaign_dials_nobody_and_goes_on_when_resumed() -> Result<()> {
    let system = System::connect().await?;
    let mut leads = Vec::new();
    for _ in 0..4 {
        leads.push(system.lead(Character::Busy).await?);
    }
    let ids: Vec<_> = leads.iter().map(|lead| lead.id.clone()).collect();
    let campaign = system.api.start_campaign(&ids, 4.0).await?;
    system.api.settled(&leads[0].id).await?;
    ensure!(steer(&system, &campaign, "pause").await?["status"] == "PAUSED", "not paused");
    ensure!(steer(&system, &campaign, "pause").await?["status"] == "PAUSED", "pausing twice");
    // A call that was already being placed may still go out.
    tokio::time::sleep(Duration::from_secs(4)).await;
    let placed = async || {
        let mut placed = 0;
        for lead in &leads {
            placed += system.sandbox.call_requests(&lead.phone).await?.len();
        }
        anyhow::Ok(placed)
    };
    let at_pause = placed().await?;
    ensure!(at_pause < 4, "the pause came too late to see anything");
    tokio::time::sleep(Duration::from_secs(12)).await;
    ensure!(placed().await? == at_pause, "somebody was called during the pause");
    ensure!(steer(&system, &campaign, "resume").await?["status"] == "RUNNING", "not resumed");
    for lead in &leads {
        system.api.settled(&lead.id).await?;
    }
    ensure!(placed().await? == 4, "{} calls for four leads", placed().await?);
    let shown = eventually("the campaign is complete", async || {
        let shown = show(&system, &campaign).await?;
        Ok((shown["status"] == "COMPLETED" && shown["progress"]["leads_done"] == 4).then_some(shown))
    })
    .await?;
    ensure!(shown["progress"]["calls"] == 4 && shown["progress"]["leads_left"] == 0, "{shown}");
    let again = system.api.post(&format!("/api/campaigns/{campaign}/resume"), &json!({})).await?;
    ensure!(again.status == 409 && again.is_problem(), "{again:?}");
    Ok(())
}

#[tokio::test]
async fn campaigns_are_listed_the_newest_first() -> Result<()> {
    let system = System::connect().await?;
    let mut started = Vec::new();
    for _ in 0..2 {
        let lead = system.lead(Character::Busy).await?;
        started.push(system.api.campaign_of_one(&lead.id).await?);
    }
    let mut listed = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = system.api.get(&format!("/api/campaigns?page_size=2{cursor}")).await?;
        ensure!(page.status == 200, "{page:?}");
        let ids = page.body["campaigns"].as_array().cloned().unwrap_or_default();
        listed.extend(ids.iter().filter_map(|c| c["id"].as_str().map(str::to_owned)));
        match page.body["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let place = |id: &String| listed.iter().position(|other| other == id);
    ensure!(place(&started[0]) > place(&started[1]) && place(&started[1]).is_some(), "{listed:?}");
    ensure!(listed.is_sorted_by(|a, b| a > b), "not the newest first");
    let bad = system.api.get("/api/campaigns?status=SLEEPING").await?;
    ensure!(bad.status == 422 && bad.problem_fields() == ["status"], "{bad:?}");
    Ok(())
}

/// Puts `count` PENDING leads of a partner into the table, one more that must not be called, and
/// says which partner it is.
async fn leads_of_a_partner(system: &System, count: usize) -> Result<String> {
    let model = system.lead(Character::Busy).await?;
    let item = system.aws.partition(&format!("LEAD#{}", model.id)).await?.pop().context("no lead")?;
    let partner = format!("01HP{}", &model.id[4..]);
    for n in 0..=count {
        let id = format!("01HQ{}{n:05}", &model.id[9..]);
        let status = if n == count { "DO_NOT_CALL" } else { "PENDING" };
        let mut item = item.clone();
        for (name, value) in [
            ("pk", format!("LEAD#{id}")),
            ("id", id.clone()),
            ("status", status.to_owned()),
            ("partner_id", partner.clone()),
            ("gsi1sk", id.clone()),
            ("gsi2pk", format!("LEADS#{status}")),
            ("gsi2sk", id.clone()),
            ("gsi3pk", format!("PARTNER#{partner}#LEADS")),
            ("gsi3sk", id.clone()),
        ] {
            item[name] = json!({"S": value});
        }
        system.aws.put_item(&item).await?;
    }
    Ok(partner)
}

#[tokio::test]
async fn a_campaign_started_by_filter_takes_all_it_may_and_a_cancelled_one_gives_them_back() -> Result<()> {
    const LEADS: usize = 230;
    let system = System::connect().await?;
    let partner = leads_of_a_partner(&system, LEADS).await?;
    let body = json!({"name": "By filter", "filter": {"partner_id": partner}, "stagger_seconds": 3600});
    let started = system.api.post("/api/campaigns/start", &body).await?;
    ensure!(started.status == 200, "{started:?}");
    let campaign = started.body["campaign_id"].as_str().unwrap_or_default().to_owned();
    eventually("all leads are marked", async || {
        let shown = show(&system, &campaign).await?;
        let left = shown["progress"]["leads_left"].as_u64().unwrap_or(0)
            + shown["progress"]["leads_done"].as_u64().unwrap_or(0);
        Ok((shown["status"] == "RUNNING" && shown["total_leads"] == LEADS && left == LEADS as u64)
            .then_some(()))
    })
    .await?;
    let shown = steer(&system, &campaign, "cancel").await?;
    ensure!(shown["status"] == "CANCELLED" && shown["filter"]["partner_id"] == partner, "{shown}");
    eventually("the leads are given back", async || {
        let counts = show(&system, &campaign).await?["progress"]["status_counts"].clone();
        Ok((counts["QUEUED"] == 0 && counts["PENDING"] == 0 && counts["CALLING"] == 0).then_some(()))
    })
    .await?;
    let leads = system.aws.items_with_prefix("LEAD#01HQ").await?;
    let ours: Vec<_> = leads.iter().filter(|lead| lead["partner_id"]["S"] == partner.as_str()).collect();
    let standing = |status: &str| ours.iter().filter(|lead| lead["status"]["S"] == status).count();
    ensure!(
        standing("DO_NOT_CALL") == 1 && standing("PENDING") >= LEADS - 1,
        "{} PENDING",
        standing("PENDING")
    );
    ensure!(
        ours.iter().all(|l| l["status"]["S"] != "PENDING" || l.get("campaign_id").is_none()),
        "a lead that was given back is still in the campaign"
    );
    Ok(())
}

#[tokio::test]
async fn a_filter_that_says_nothing_or_too_much_is_refused() -> Result<()> {
    let system = System::connect().await?;
    for (body, field) in [
        (json!({"name": "x"}), "lead_ids"),
        (json!({"name": "x", "filter": {}}), "filter"),
        (json!({"name": "x", "filter": {"status": "DO_NOT_CALL"}}), "filter.status"),
        (json!({"name": "x", "filter": {"partner_id": "nobody"}}), "filter.partner_id"),
        (json!({"name": "x", "filter": {"status": "PENDING"}, "lead_ids": []}), "filter"),
        (json!({"name": "x", "filter": {"status": "PENDING"}, "test": true}), "test"),
        (json!({"name": "", "filter": {"status": "PENDING"}}), "name"),
    ] {
        let answer = system.api.post("/api/campaigns/start", &body).await?;
        ensure!(answer.status == 422 && answer.problem_fields() == [field], "{body}: {answer:?}");
    }
    let unknown = system.api.post("/api/campaigns/01HZZZZZZZZZZZZZZZZZZZZZZZ/pause", &json!({})).await?;
    ensure!(unknown.status == 404 && unknown.is_problem(), "{unknown:?}");
    Ok(())
}
