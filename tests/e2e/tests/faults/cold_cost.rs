//! What the first answer of a cold function costs beyond a warm one, in CPU time of its process.
//! `cargo xtask bench cold` measures it on optimised functions.

#![cfg(target_os = "linux")]

use std::time::Duration;

use anyhow::{Result, ensure};
use homework_e2e::leads::Character;
use homework_e2e::{System, processes};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::opt_outs::{lasting_call, say};

const ROUNDS: usize = 15;
const WARM: u32 = 4;
const DEADLINE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(50);

/// What is asked of a function.
enum Question {
    /// `twilio-voice` hears a sentence that goes to the model; every turn has a number of its own.
    Turn { call: Value, next: usize },
    /// The API shows something.
    Show { path: String },
}

impl Question {
    /// Starts a process and gives it no work: it refuses.
    async fn refused(&self, system: &System) -> Result<()> {
        let (expected, deadline) = (self.refusal(), Instant::now() + DEADLINE);
        loop {
            let status = self.ask_for_a_refusal(system).await?;
            if status == expected {
                return Ok(());
            }
            // The first request after the kill may still be sent to the process that is gone.
            ensure!(status >= 500 && Instant::now() < deadline, "{status}, not {expected}");
            sleep(POLL).await;
        }
    }

    fn refusal(&self) -> u16 {
        match self {
            Self::Turn { .. } => 403,
            Self::Show { .. } => 404,
        }
    }

    async fn ask_for_a_refusal(&self, system: &System) -> Result<u16> {
        match self {
            Self::Turn { .. } => {
                let url = format!("{}api/webhooks/twilio/voice", system.endpoints.voice_url);
                Ok(system.sandbox.webhook(&url, json!({}), "missing").await?.0)
            }
            Self::Show { path } => {
                let kind = path.split('/').nth(2).unwrap_or_default();
                Ok(system.api.get(&format!("/api/{kind}/none")).await?.status)
            }
        }
    }

    async fn answered(&mut self, system: &System) -> Result<()> {
        match self {
            Self::Turn { call, next } => {
                *next += 1;
                say(system, call, *next, "What is it about?").await
            }
            Self::Show { path } => {
                let answer = system.api.get(path).await?;
                ensure!(answer.status == 200, "{answer:?}");
                Ok(())
            }
        }
    }
}

/// CPU time so far of the function's processes.
fn cpu(system: &System, function: &str) -> Result<Duration> {
    processes::cpu(&system.endpoints, function)
}

/// The median, in milliseconds.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
}

async fn measure(system: &System, function: &str, mut question: Question) -> Result<()> {
    let (mut starts, mut firsts, mut warms) = (Vec::new(), Vec::new(), Vec::new());
    question.answered(system).await?;
    for _ in 0..ROUNDS {
        ensure!(processes::kill(&system.endpoints, function)? > 0, "no process serves {function}");
        question.refused(system).await?;
        let started = cpu(system, function)?;
        question.answered(system).await?;
        let first = cpu(system, function)?;
        for _ in 0..WARM {
            question.answered(system).await?;
        }
        let warm = cpu(system, function)?;
        starts.push(started);
        firsts.push(first.saturating_sub(started));
        warms.push(warm.saturating_sub(first) / WARM);
    }
    println!(
        "{function:>12}: start {:6.2}, first answer {:6.2}, warm answer {:6.2} ms of CPU (medians of {ROUNDS})",
        median(starts),
        median(firsts),
        median(warms)
    );
    Ok(())
}

#[tokio::test]
#[ignore = "a measurement"]
async fn what_a_cold_answer_costs() -> Result<()> {
    let system = System::connect().await?;
    let (call, _) = lasting_call(&system, "en").await?;
    let lead = system.lead(Character::Busy).await?;
    let id = call["id"].as_str().unwrap_or_default();
    measure(&system, "leads", Question::Show { path: format!("/api/leads/{}", lead.id) }).await?;
    measure(&system, "calls", Question::Show { path: format!("/api/calls/{id}") }).await?;
    measure(&system, "twilio-voice", Question::Turn { call, next: 0 }).await
}
