//! Functions that are killed in the middle of dials, turns and bookings: callees notice next to nothing,
//! nothing is lost, and all of it is counted. A program of its own, since the functions of every other test would
//! die too.

#![cfg(target_os = "linux")]

mod figures;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use homework_domain::clock::{Clock as _, SystemClock};
use homework_e2e::leads::{Character, TestLead};
use homework_e2e::{System, eventually, processes};
use jiff::Timestamp;
use serde_json::{Value, json};

/// Who is called, in turn.
const CAST: [Character; 10] = [
    Character::BooksFirstOffer,
    Character::DoNotCall,
    Character::AsksForAnotherTime,
    Character::NotInterested,
    Character::BooksFirstOffer,
    Character::CallBack,
    Character::AsksQuestions,
    Character::DoNotCall,
    Character::MisspellsEmail,
    Character::NotInterested,
];
/// Vendors hold every request so long, so that it is killed in the middle: several looks, also on a busy machine.
const HELD_MS: u64 = 500;
/// After the last kill everything has settled by itself.
const SETTLES_WITHIN: Duration = Duration::from_secs(600);
const LOOK_EVERY: Duration = Duration::from_millis(25);
const FINAL: [&str; 5] = ["CONTACTED", "MEETING_SCHEDULED", "NOT_INTERESTED", "NO_ANSWER", "DO_NOT_CALL"];

/// In the middle of what a function is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    Dial,
    Turn,
    Booking,
}

impl Moment {
    /// Which moment a vendor's request that is still unanswered belongs to.
    fn of(request: &Value) -> Option<Self> {
        let path = request["path"].as_str().unwrap_or_default();
        if !request["status"].is_null() || request["method"] != "POST" {
            return None;
        }
        match request["vendor"].as_str() {
            Some("twilio") if path.ends_with("/Calls.json") => Some(Self::Dial),
            // A call that is written up has no tools to offer.
            Some("openai") if request["body"]["tools"].is_array() => Some(Self::Turn),
            Some("google") if path.ends_with("/events") => Some(Self::Booking),
            Some("zoom") if path.ends_with("/meetings") => Some(Self::Booking),
            _ => None,
        }
    }

    fn function(self) -> &'static str {
        if self == Self::Dial { "dialer" } else { "twilio-voice" }
    }

    /// One of so many is cut off: who is called again needs some peace.
    fn one_of(self) -> usize {
        match self {
            Self::Dial | Self::Booking => 4,
            Self::Turn => 12,
        }
    }
}

struct Campaign {
    system: System,
    leads: Vec<(Character, TestLead)>,
    /// UTC, to the second.
    begun: String,
}

impl Campaign {
    async fn begin(size: usize) -> Result<Self> {
        let system = System::connect().await?;
        system.sandbox.clear_faults().await?;
        hold_requests(&system).await?;
        let mut leads = Vec::with_capacity(size);
        for character in CAST.into_iter().cycle().take(size) {
            leads.push((character, system.lead(character).await?));
        }
        let ids: Vec<_> = leads.iter().map(|(_, lead)| lead.id.clone()).collect();
        let begun = SystemClock.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        system.api.start_campaign(&ids, 1.0).await?;
        Ok(Self { system, leads, begun })
    }

    /// Kills functions at as many moments; says how many of each kind there were.
    async fn kill(&self, kills: usize) -> Result<BTreeMap<Moment, usize>> {
        let mut done = BTreeMap::new();
        let mut met: BTreeMap<Moment, usize> = BTreeMap::new();
        let mut seen = 0;
        let started = Instant::now();
        while done.values().sum::<usize>() < kills {
            ensure!(started.elapsed() < SETTLES_WITHIN, "there were only {done:?} to be killed in");
            tokio::time::sleep(LOOK_EVERY).await;
            let requests = self.system.sandbox.requests_since(seen).await?;
            seen = requests.last().and_then(|last| last["sequence"].as_u64()).unwrap_or(seen);
            for request in &requests {
                let Some(moment) = Moment::of(request) else { continue };
                let count = met.entry(moment).or_default();
                *count += 1;
                let port = request["client_port"].as_u64().and_then(|port| u16::try_from(port).ok());
                // A request stays unanswered as well when its process is gone already.
                if count.is_multiple_of(moment.one_of())
                    && processes::kill_at_port(&self.system.endpoints, moment.function(), port.unwrap_or(0))?
                {
                    *done.entry(moment).or_default() += 1;
                }
            }
        }
        Ok(done)
    }

    /// Every lead is final, or due to be called at a time to come.
    async fn settles(&self) -> Result<BTreeMap<String, usize>> {
        let started = Instant::now();
        loop {
            let mut ends: BTreeMap<String, usize> = BTreeMap::new();
            let mut open = 0;
            for (_, lead) in &self.leads {
                let lead = self.system.api.lead(&lead.id).await?;
                let status = lead["status"].as_str().unwrap_or_default();
                open += usize::from(!FINAL.contains(&status) && !is_due_later(&lead));
                *ends.entry(status.to_owned()).or_default() += 1;
            }
            if open == 0 {
                return Ok(ends);
            }
            if started.elapsed() > SETTLES_WITHIN {
                bail!("{open} leads hang: {ends:?}");
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

fn is_due_later(lead: &Value) -> bool {
    let due = lead["next_attempt_at"].as_str().and_then(|at| at.parse::<Timestamp>().ok());
    lead["status"] == "QUEUED" && due.is_some_and(|due| due > SystemClock.now())
}

/// Has the vendors take their time: one half before they do anything, one half after.
async fn hold_requests(system: &System) -> Result<()> {
    let paths = [
        ("twilio", "/Calls.json"),
        ("openai", "/chat/completions"),
        ("google", "/events"),
        ("zoom", "/users/"),
    ];
    for (vendor, path) in paths {
        for _ in 0..50 {
            for after in [false, true] {
                let rule = json!({
                    "vendor": vendor, "method": "POST", "path_contains": path, "after_effect": after,
                    "kind": {"delay_ms": HELD_MS}, "times": 8,
                });
                system.sandbox.fault(rule).await?;
            }
        }
    }
    Ok(())
}

fn is_application_error(call: &Value) -> bool {
    call["conversation"].to_string().contains("an application error has occurred")
}

fn was_heard(call: &Value) -> bool {
    call["conversation"].as_array().is_some_and(|said| said.iter().any(|line| line["speaker"] == "callee"))
}

/// Two calls to one number never overlap, and opt-outs that were spoken hold.
async fn check_lead(
    campaign: &Campaign,
    character: Character,
    lead: &TestLead,
    calls: &[Value],
) -> Result<()> {
    let mut own: Vec<_> = calls.iter().filter(|call| call["to"] == lead.phone).collect();
    own.sort_by_key(|call| call["placed_at"].to_string());
    for pair in own.windows(2) {
        let over = pair[0]["ended_at"].as_str().context("a call never ended")?;
        ensure!(pair[1]["placed_at"].as_str().is_some_and(|next| next >= over), "phoned twice at a time");
    }
    let Campaign { system, .. } = campaign;
    let status = system.api.lead(&lead.id).await?["status"].clone();
    if matches!(character, Character::DoNotCall) && own.iter().any(|call| was_heard(call)) {
        ensure!(status == "DO_NOT_CALL", "an opt-out is lost: {status}");
        ensure!(!own.iter().rev().skip(1).any(|call| was_heard(call)), "phoned again after an opt-out");
    }
    Ok(())
}

/// The references that our bookings leave with a vendor, one for each.
fn references(bookings: &[Value]) -> Vec<String> {
    let reference = |booking: &Value| {
        let text = booking.to_string();
        text.split_once("Reference ").map(|(_, rest)| rest.chars().take(26).collect())
    };
    let mut all: Vec<String> = bookings.iter().filter_map(reference).collect();
    all.sort();
    all
}

/// Each lead with a meeting has one event in the calendar and one video meeting, and nobody else has any.
async fn meetings_agree(campaign: &Campaign) -> Result<()> {
    let Campaign { system, leads, .. } = campaign;
    eventually("calendar, video and leads agree", async || {
        let mut video = Vec::new();
        for (_, lead) in leads {
            let meetings = system.sandbox.zoom_meetings(&lead.name).await?;
            let is_booked = system.api.lead(&lead.id).await?["status"] == "MEETING_SCHEDULED";
            if meetings.len() != usize::from(is_booked) {
                return Ok(None);
            }
            video.extend(meetings);
        }
        let mut events = system.sandbox.events("Reference ").await?;
        events.retain(|event| event["created"].as_str().is_some_and(|at| at >= campaign.begun.as_str()));
        Ok((references(&events) == references(&video)).then_some(()))
    })
    .await
}

/// Calls so many leads and kills functions so often meanwhile.
async fn survives(size: usize, kills: usize) -> Result<()> {
    let campaign = Campaign::begin(size).await?;
    let killed = campaign.kill(kills).await?;
    campaign.system.sandbox.clear_faults().await?;
    let settling = Instant::now();
    let ends = campaign.settles().await?;
    let settled = settling.elapsed();
    let mut calls = campaign.system.sandbox.calls().await?;
    calls.retain(|call| campaign.leads.iter().any(|(_, lead)| call["to"] == lead.phone));
    let errors = calls.iter().filter(|call| is_application_error(call)).count();
    println!(
        "killed {killed:?}; {} calls to {size} leads, {errors} with an application error; {ends:?}, the last \
         {} s after the last kill",
        calls.len(),
        settled.as_secs()
    );
    ensure!(errors <= calls.len() / 50, "{errors} of {} callees heard an application error", calls.len());
    let mut problems = Vec::new();
    for (character, lead) in &campaign.leads {
        if let Err(problem) = check_lead(&campaign, *character, lead, &calls).await {
            problems.push(format!("{character:?} {}: {problem}", lead.id));
        }
    }
    ensure!(problems.is_empty(), "{}", problems.join("\n"));
    meetings_agree(&campaign).await?;
    figures::agree(&campaign.system).await
}

#[tokio::test]
async fn functions_that_die_lose_nobody() -> Result<()> {
    survives(30, 12).await
}

#[tokio::test]
#[ignore = "takes minutes"]
async fn a_hundred_kills_lose_none_of_two_hundred() -> Result<()> {
    survives(200, 100).await
}
