//! Secrets that are changed while calls are going on, as the runbook has it: nothing is deployed, no webhook is turned
//! away, and dialing goes on.

use anyhow::{Context, Result, ensure};
use homework_e2e::leads::Character;
use homework_e2e::{System, eventually, processes};
use serde_json::{Value, json};

use crate::{ALWAYS, Outage};

#[tokio::test]
async fn a_rotated_key_is_read_after_the_old_one_was_refused() -> Result<()> {
    let rule = json!({"vendor": "openai", "key": "sk-sandbox", "kind": {"status": 401}, "times": ALWAYS});
    let outage = Outage::begin(rule, 3, Character::BooksFirstOffer).await?;
    outage.paused_for("openai").await?;
    ensure!(outage.steer("resume").await? == 409, "resumed with the old key");
    let aws = &outage.system.aws;
    aws.put_secret("openai", &json!({"api_key": "sk-sandbox-rotated"})).await?;
    ensure!(outage.steer("resume").await? == 200);
    // The functions that run have the old key, and are not stopped by one refusal more.
    eventually("the campaign has everybody's meeting and is completed", async || {
        let campaign = outage.campaign().await?;
        ensure!(campaign["status"] != "PAUSED", "{campaign}");
        outage.make_due().await?;
        Ok((campaign["status"] == "COMPLETED").then_some(()))
    })
    .await?;
    ensure!(outage.statuses().await?.iter().all(|status| status == "MEETING_SCHEDULED"));
    // Both keys are good from here on.
    outage.system.sandbox.clear_faults().await?;
    aws.put_secret("openai", &json!({"api_key": "sk-sandbox"})).await
}

/// Every webhook that Twilio sent to any of these calls: its place in the journal, the call's SID and our status.
async fn webhooks(system: &System) -> Result<Vec<(u64, String, u64)>> {
    let sent = system.sandbox.steps("webhook_sent", "").await?;
    let of = |entry: &Value| {
        let sid = entry["call_sid"].as_str().unwrap_or_default().to_owned();
        (entry["sequence"].as_u64().unwrap_or_default(), sid, entry["status"].as_u64().unwrap_or_default())
    };
    Ok(sent.iter().map(of).collect())
}

/// Waits until so many of the campaign's calls have been placed, and one of them is on the line.
async fn under_way(outage: &Outage, placed: usize) -> Result<()> {
    eventually("the campaign is talking", async || {
        let calls = outage.system.sandbox.calls().await?;
        let is_ours = |call: &&Value| outage.leads.iter().any(|lead| call["to"] == lead.phone);
        let ours: Vec<&Value> = calls.iter().filter(is_ours).collect();
        let is_talking = ours.iter().any(|call| call["state"] == "in-progress");
        Ok((ours.len() >= placed && is_talking).then_some(()))
    })
    .await
}

#[tokio::test]
async fn twilios_token_is_rotated_while_calls_are_running() -> Result<()> {
    // Long talks: the token changes in the middle of some.
    let slow = json!({"vendor": "openai", "kind": {"delay_ms": 600}, "times": ALWAYS});
    let outage = Outage::begin(slow, 12, Character::BooksFirstOffer).await?;
    let (sandbox, aws) = (&outage.system.sandbox, &outage.system.aws);
    let began = webhooks(&outage.system).await?.last().map_or(0, |(sequence, ..)| *sequence);
    let mut secret = aws.secret("twilio").await?;
    let text = |secret: &Value, field: &str| -> Result<String> {
        Ok(secret[field].as_str().context("not in the secret")?.to_owned())
    };
    let (account, old) = (text(&secret, "account_sid")?, text(&secret, "auth_token")?);
    under_way(&outage, 2).await?;

    let new = sandbox.auth_token("Secondary", &account, &old).await?;
    (secret["auth_token"], secret["previous_auth_token"]) = (json!(new), json!(old));
    aws.put_secret("twilio", &secret).await?;
    // Who starts now knows the new token before Twilio signs with it; the others know the old one.
    let endpoints = &outage.system.endpoints;
    ensure!(processes::kill(endpoints, &endpoints.functions["twilio-status"])? > 0, "nothing was running");
    under_way(&outage, 5).await?;

    ensure!(sandbox.auth_token("Promote", &account, &old).await? == new);
    let promoted = sandbox.requests("twilio", "AuthTokens/Promote").await?;
    let promoted =
        promoted.last().and_then(|request| request["sequence"].as_u64()).context("not promoted")?;
    ensure!(sandbox.auth_token("Secondary", &account, &old).await.is_err(), "the old token opens the API");

    eventually("the campaign is completed", async || {
        let campaign = outage.campaign().await?;
        ensure!(campaign["status"] != "PAUSED", "{campaign}");
        Ok((campaign["status"] == "COMPLETED").then_some(()))
    })
    .await?;
    let statuses = outage.statuses().await?;
    ensure!(statuses.iter().all(|status| status == "MEETING_SCHEDULED"), "{statuses:?}");
    for lead in &outage.leads {
        ensure!(sandbox.calls_to(&lead.phone).await?.len() == 1, "not one call to {}", lead.phone);
    }
    let sent: Vec<_> = webhooks(&outage.system).await?.into_iter().filter(|(at, ..)| *at > began).collect();
    let refused: Vec<_> = sent.iter().filter(|(.., status)| *status == 403).collect();
    ensure!(refused.is_empty(), "webhooks were turned away: {refused:?}");
    let (before, after): (Vec<_>, Vec<_>) = sent.iter().partition(|(at, ..)| *at < promoted);
    let through = after.iter().any(|(_, sid, _)| before.iter().any(|(_, earlier, _)| earlier == sid));
    ensure!(through, "nobody was on the line when the token changed");
    sandbox.clear_faults().await?;
    secret.as_object_mut().context("no secret")?.remove("previous_auth_token");
    aws.put_secret("twilio", &secret).await
}

/// As before it is filled in for the first time.
#[tokio::test]
async fn an_empty_secret_keeps_nothing_from_working_that_does_not_need_it() -> Result<()> {
    let outage =
        Outage::begin(json!({"vendor": "zoom", "kind": "drop", "times": 1}), 1, Character::Silent).await?;
    outage.finishes().await?;
    let System { api, aws, endpoints, .. } = &outage.system;
    let vendors = ["twilio", "google", "zoom", "openai", "elevenlabs"];
    let mut filled_in = Vec::new();
    for vendor in vendors {
        filled_in.push(aws.secret(vendor).await?);
        aws.put_secret(vendor, &json!({})).await?;
    }
    for function in ["calls", "leads", "meetings", "settings"] {
        processes::kill(endpoints, &endpoints.functions[function])?;
    }
    let call = &api.calls_of(&outage.campaign).await?[0];
    let call = format!("/api/calls/{}", call["id"].as_str().context("no id")?);
    let mut answers = Vec::new();
    for path in ["/api/calls", &call, "/api/meetings", "/api/settings/voice", "/api/settings/check"] {
        answers.push((path, api.get(path).await?));
    }
    let slots = api.get("/api/meetings/slots").await?;
    for (vendor, secret) in vendors.iter().zip(&filled_in) {
        aws.put_secret(vendor, secret).await?;
    }
    let failed: Vec<_> = answers.iter().filter(|(_, answer)| answer.status != 200).collect();
    ensure!(failed.is_empty(), "{failed:?}");
    let standing = answers.last().context("no check")?.1.body["vendors"].clone();
    let standing = standing.as_array().context("no vendors")?;
    ensure!(standing.iter().all(|vendor| vendor["status"] == "not_configured"), "{standing:?}");
    ensure!(slots.status == 503 && slots.is_problem(), "{slots:?}");
    // No process has kept that it was empty.
    let slots = api.get("/api/meetings/slots").await?;
    ensure!(slots.status == 200, "{slots:?}");
    api.get("/api/settings/check").await.map(drop)
}
