//! The emergency stop, on a system that is calling.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use homework_e2e::leads::{Character, TestLead};
use homework_e2e::{System, eventually};
use serde_json::{Value, json};

use super::ONE_AT_A_TIME;

const LEADS: usize = 24;
/// So many calls ring when somebody has enough.
const RINGING: usize = 6;

async fn stop_in_force(system: &System) -> Result<Value> {
    Ok(system.api.get("/api/calling").await?.body["stop"].clone())
}

async fn resume(system: &System) -> Result<()> {
    let stop = stop_in_force(system).await?;
    let body = json!({"stopped_at": stop["stopped_at"], "reason": "The list is corrected"});
    let resumed = system.api.post("/api/calling/resume", &body).await?;
    ensure!(resumed.status == 200 && resumed.body["stop"].is_null(), "{resumed:?}");
    Ok(())
}

/// What the simulated Twilio has of calls to these leads.
async fn calls_to(system: &System, leads: &[TestLead]) -> Result<Vec<Value>> {
    let mut calls = system.sandbox.calls().await?;
    calls.retain(|call| leads.iter().any(|lead| call["to"] == *lead.phone));
    Ok(calls)
}

fn in_state(calls: &[Value], states: &[&str]) -> usize {
    calls.iter().filter(|call| call["state"].as_str().is_some_and(|state| states.contains(&state))).count()
}

/// Everything that waited to be dialled has been looked at.
async fn nothing_is_left_to_dial(system: &System) -> Result<()> {
    eventually("the dial queue is empty", async || {
        let status = system.api.get("/api/status").await?.body;
        let queues = status["queues"].as_array().context("no queues")?;
        let dial = queues.iter().find(|queue| queue["queue"] == "dial").context("no dial queue")?;
        let left = ["waiting", "delayed", "in_progress"].map(|part| dial["messages"][part].as_u64());
        Ok((left == [Some(0); 3]).then_some(()))
    })
    .await
}

async fn wake_dispatcher(system: &System) -> Result<()> {
    let function = &system.endpoints.functions["dispatcher"];
    system.aws.invoke(function, &json!({})).await.map(|_| ())
}

#[tokio::test]
async fn after_the_emergency_stop_is_answered_twilio_is_asked_for_no_call() -> Result<()> {
    let _turn = ONE_AT_A_TIME.lock().await;
    let system = System::connect().await?;
    system.sandbox.clear_faults().await?;
    let mut leads = Vec::new();
    for _ in 0..LEADS {
        leads.push(system.lead(Character::RingsOn).await?);
    }
    let mut campaigns = Vec::new();
    for half in leads.chunks(LEADS / 2) {
        let ids: Vec<_> = half.iter().map(|lead| lead.id.clone()).collect();
        campaigns.push(system.api.start_campaign(&ids, 0.4).await?);
    }
    eventually("some phones ring", async || {
        Ok((in_state(&calls_to(&system, &leads).await?, &["ringing"]) >= RINGING).then_some(()))
    })
    .await?;

    let clicked = Instant::now();
    let body = json!({"reason": "The list has the wrong numbers", "end_conversations": false});
    let stopped = system.api.post("/api/calling/stop", &body).await?;
    #[expect(
        clippy::disallowed_methods,
        reason = "what was placed is told by the sandbox's clock, which is the system's"
    )]
    let answered = jiff::Timestamp::now();
    let took = clicked.elapsed();
    ensure!(stopped.status == 200 && stopped.body["stop"]["reason"] == body["reason"], "{stopped:?}");
    let clicked = answered - jiff::SignedDuration::try_from(took)?;

    nothing_is_left_to_dial(&system).await?;
    let calls = eventually("nobody's phone rings any more", async || {
        let calls = calls_to(&system, &leads).await?;
        Ok((in_state(&calls, &["queued", "ringing"]) == 0).then_some(calls))
    })
    .await?;
    wake_dispatcher(&system).await?;
    let placed: Vec<jiff::Timestamp> = calls
        .iter()
        .map(|call| Ok(call["placed_at"].as_str().context("not placed")?.parse()?))
        .collect::<Result<_>>()?;
    let last = placed.iter().max().context("nobody was called")?;
    println!(
        "{} calls; the last was placed {:.3} s after the click, which was answered after {:.3} s; {} were cancelled",
        calls.len(),
        last.duration_since(clicked).as_secs_f64(),
        took.as_secs_f64(),
        in_state(&calls, &["canceled"]),
    );
    ensure!(placed.iter().all(|at| *at <= answered), "a call was placed at {last}, after {answered}");
    ensure!(in_state(&calls, &["canceled"]) >= RINGING.min(calls.len()), "{calls:#?}");
    ensure!(calls.len() < LEADS, "everybody was called before the stop");
    is_spent_on_nobody(&system, &leads, &campaigns).await?;
    goes_on(&system, &leads).await
}

/// Every lead waits in line, and pages that show the status say why.
async fn is_spent_on_nobody(system: &System, leads: &[TestLead], campaigns: &[String]) -> Result<()> {
    eventually("every lead is back in line", async || {
        for lead in leads {
            let status = system.api.lead(&lead.id).await?["status"].clone();
            ensure!(status == "QUEUED" || status == "CALLING", "a lead is {status}");
            if status != "QUEUED" {
                return Ok(None);
            }
        }
        Ok(Some(()))
    })
    .await?;
    for campaign in campaigns {
        let campaign = system.api.get(&format!("/api/campaigns/{campaign}")).await?.body;
        ensure!(campaign["status"] == "RUNNING", "{campaign}");
    }
    let status = system.api.get("/api/status").await?.body;
    ensure!(status["calling_stop"] == stop_in_force(system).await?, "{status}");
    ensure!(!status["calling_stop"].is_null(), "{status}");
    Ok(())
}

/// Campaigns call by themselves once the stop is lifted, those who were cancelled too.
async fn goes_on(system: &System, leads: &[TestLead]) -> Result<()> {
    let before = calls_to(system, leads).await?.len();
    resume(system).await?;
    eventually("everybody is called", async || {
        wake_dispatcher(system).await?;
        let calls = calls_to(system, leads).await?;
        let called = |lead: &&TestLead| {
            let of_lead = calls.iter().filter(|call| call["to"] == *lead.phone);
            of_lead.into_iter().any(|call| call["state"] != "canceled")
        };
        Ok((leads.iter().filter(called).count() == leads.len() && calls.len() > before).then_some(()))
    })
    .await
}

#[tokio::test]
async fn a_conversation_is_ended_only_where_that_is_asked_for() -> Result<()> {
    let _turn = ONE_AT_A_TIME.lock().await;
    let system = System::connect().await?;
    system.sandbox.clear_faults().await?;
    // The model thinks for so long that the conversation goes on.
    let thinking = json!({"vendor": "openai", "kind": {"delay_ms": 4000}, "times": super::ALWAYS});
    system.sandbox.fault(thinking).await?;
    let lead = system.lead(Character::AsksQuestions).await?;
    let campaign = system.api.campaign_of_one(&lead.id).await?;
    let state = async || {
        let call = calls_to(&system, std::slice::from_ref(&lead)).await?.into_iter().next();
        Ok::<_, anyhow::Error>(call.map(|call| call["state"].clone()).unwrap_or_default())
    };
    eventually("somebody talks", async || Ok((state().await? == "in-progress").then_some(()))).await?;
    let stop = async |end_conversations: bool| {
        let body = json!({"end_conversations": end_conversations});
        let stopped = system.api.post("/api/calling/stop", &body).await?;
        ensure!(stopped.status == 200, "{stopped:?}");
        wake_dispatcher(&system).await
    };
    stop(false).await?;
    ensure!(state().await? == "in-progress", "a conversation was ended that was to finish");
    stop(true).await?;
    eventually("the line is hung up", async || Ok((state().await? == "completed").then_some(()))).await?;
    system.sandbox.clear_faults().await?;
    let ended = eventually("the call is over", async || {
        let call = system.api.calls_of(&campaign).await?.into_iter().next().context("no call")?;
        Ok((call["state"] == "ENDED").then_some(call))
    })
    .await?;
    ensure!(ended["failure"] == "all calling was stopped", "{ended}");
    ensure!(system.api.lead(&lead.id).await?["status"] == "QUEUED");
    resume(&system).await?;
    let cancelled = system.api.post(&format!("/api/campaigns/{campaign}/cancel"), &json!({})).await?;
    ensure!(cancelled.status == 200, "{cancelled:?}");
    Ok(())
}

#[tokio::test]
async fn operators_stop_calling_and_only_admins_let_it_go_on() -> Result<()> {
    let _turn = ONE_AT_A_TIME.lock().await;
    let system = System::connect().await?;
    let (viewer, operator) = (system.api_as(&["viewer"]).await?, system.api_as(&["operator"]).await?);
    let stop = json!({"reason": "A trial", "end_conversations": false});
    ensure!(viewer.post("/api/calling/stop", &stop).await?.status == 403);
    ensure!(viewer.get("/api/calling").await?.body["stop"].is_null());
    let stopped = operator.post("/api/calling/stop", &stop).await?;
    ensure!(stopped.status == 200, "{stopped:?}");
    let by = stopped.body["stop"]["stopped_by"].as_str().context("nobody did it")?;
    ensure!(by.ends_with("@homework.example"), "{by}");
    let with = |stopped_at: &Value, reason: &str| json!({"stopped_at": stopped_at, "reason": reason});
    let at = &viewer.get("/api/calling").await?.body["stop"]["stopped_at"];
    ensure!(operator.post("/api/calling/resume", &with(at, "It is over")).await?.status == 403);
    ensure!(system.api.post("/api/calling/resume", &with(at, "  ")).await?.status == 422);
    let another = json!("2026-01-01T00:00:00Z");
    ensure!(system.api.post("/api/calling/resume", &with(&another, "It is over")).await?.status == 409);
    ensure!(!stop_in_force(&system).await?.is_null());
    for _ in 0..2 {
        ensure!(system.api.post("/api/calling/resume", &with(at, "It is over")).await?.status == 200);
    }
    let told = eventually("both are in the audit trail", async || {
        let trail = system.api.get("/api/audit?page_size=50").await?.body;
        let entries = trail["entries"].as_array().context("no trail")?;
        let done = |operation: &str| {
            let of = |entry: &&Value| entry["operation"] == operation && entry["outcome"] == "DONE";
            entries.iter().find(of).map(|entry| entry["reason"].clone())
        };
        Ok(done("stop_calling").zip(done("resume_calling")))
    })
    .await?;
    ensure!(told == (json!("A trial"), json!("It is over")), "{told:?}");
    Ok(())
}
