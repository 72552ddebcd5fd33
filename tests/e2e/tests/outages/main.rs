//! Vendors that fail as a whole: campaigns stop and say why, no lead is lost, and they go on afterwards.
//! These tests are a program of their own and take turns: an open breaker stops every campaign.

mod emergency_stop;
mod rotations;

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use homework_domain::clock::{Clock as _, SystemClock};
use homework_e2e::leads::{Character, TestLead};
use homework_e2e::{System, eventually};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use tokio::sync::{Mutex, MutexGuard};

static ONE_AT_A_TIME: LazyLock<Mutex<()>> = LazyLock::new(Mutex::default);
/// More than any test asks for.
const ALWAYS: u32 = 100_000;

/// A campaign of leads who all say the same.
struct Outage {
    system: System,
    leads: Vec<TestLead>,
    campaign: String,
    _turn: MutexGuard<'static, ()>,
}

impl Outage {
    async fn begin(rule: Value, leads: usize, character: Character) -> Result<Self> {
        let turn = ONE_AT_A_TIME.lock().await;
        let system = System::connect().await?;
        system.sandbox.clear_faults().await?;
        // Closes what an earlier test left open.
        system.api.get("/api/settings/check").await?;
        system.sandbox.fault(rule).await?;
        let mut all = Vec::with_capacity(leads);
        for _ in 0..leads {
            all.push(system.lead(character).await?);
        }
        let ids: Vec<_> = all.iter().map(|lead| lead.id.clone()).collect();
        let campaign = system.api.start_campaign(&ids, 0.5).await?;
        Ok(Self { system, leads: all, campaign, _turn: turn })
    }

    async fn campaign(&self) -> Result<Value> {
        Ok(self.system.api.get(&format!("/api/campaigns/{}", self.campaign)).await?.body)
    }

    async fn steer(&self, how: &str) -> Result<u16> {
        let path = format!("/api/campaigns/{}/{how}", self.campaign);
        Ok(self.system.api.post(&path, &json!({})).await?.status)
    }

    async fn paused_for(&self, vendor: &str) -> Result<Value> {
        eventually("the campaign is paused", async || {
            let campaign = self.campaign().await?;
            Ok((campaign["status"] == "PAUSED" && campaign["pause_reason"]["vendor"] == vendor)
                .then(|| campaign["pause_reason"].clone()))
        })
        .await
    }

    /// API, readiness, alerts and status all say which vendor it is.
    async fn is_told(&self, vendor: &str) -> Result<()> {
        let readiness = self.system.api.get("/readiness").await?.body;
        ensure!(readiness["status"] == "degraded", "{readiness}");
        ensure!(readiness["failing_vendors"] == json!([vendor]), "{readiness}");
        let alerts = self.system.api.get("/api/settings/alerts").await?.body;
        let alerts = alerts["alerts"].as_array().context("no alerts")?;
        ensure!(alerts.iter().any(|alert| alert["id"] == format!("vendor:{vendor}")), "{alerts:?}");
        ensure!(
            alerts.iter().any(|alert| alert["id"] == format!("campaign:{}", self.campaign)),
            "{alerts:?}"
        );
        let status = self.system.api.get("/api/status").await?.body;
        let open = status["vendors"].as_array().context("no vendors")?;
        let open: Vec<_> = open.iter().filter(|known| known["breaker"] == "OPEN").collect();
        ensure!(open.len() == 1 && open[0]["vendor"] == vendor && open[0]["since"].is_string(), "{status}");
        let paused = status["paused_campaigns"].as_array().context("no campaigns")?;
        ensure!(paused.iter().any(|campaign| campaign["id"] == self.campaign), "{status}");
        Ok(())
    }

    async fn requests(&self) -> Result<usize> {
        let mut requests = 0;
        for lead in &self.leads {
            requests += self.system.sandbox.call_requests(&lead.phone).await?.len();
        }
        Ok(requests)
    }

    async fn statuses(&self) -> Result<Vec<String>> {
        let mut statuses = Vec::new();
        for lead in &self.leads {
            let lead = self.system.api.lead(&lead.id).await?;
            statuses.push(lead["status"].as_str().unwrap_or_default().to_owned());
        }
        Ok(statuses)
    }

    /// Has the dispatcher work now, as it would within a minute.
    async fn wake(&self) -> Result<()> {
        let function = &self.system.endpoints.functions["dispatcher"];
        self.system.aws.invoke(function, &json!({})).await.map(|_| ())
    }

    /// Whoever waits in line is due now, whatever came to nothing before.
    async fn make_due(&self) -> Result<()> {
        for lead in &self.leads {
            if self.system.api.lead(&lead.id).await?["status"] == "QUEUED" {
                let key = format!("LEAD#{}", lead.id);
                let now = "2020-01-01T00:00:00.000Z";
                self.system.aws.set_attribute(&key, "LEAD", "next_attempt_at", now).await?;
                self.system.aws.set_attribute(&key, "LEAD", "gsi5sk", &format!("{now}#x")).await?;
            }
        }
        self.wake().await
    }

    /// Everybody is spoken with in the end, without the pauses after calls that came to nothing.
    async fn books_with_everybody(&self) -> Result<()> {
        eventually("everybody has a meeting", async || {
            let statuses = self.statuses().await?;
            ensure!(statuses.iter().all(|s| s != "NOT_INTERESTED" && s != "FAILED"), "{statuses:?}");
            self.make_due().await?;
            Ok(statuses.iter().all(|status| status == "MEETING_SCHEDULED").then_some(()))
        })
        .await
    }

    /// Every lead is called once the vendor works again.
    async fn finishes(&self) -> Result<()> {
        eventually("the campaign runs again and is completed", async || {
            self.wake().await?;
            Ok((self.campaign().await?["status"] == "COMPLETED").then_some(()))
        })
        .await?;
        for status in self.statuses().await? {
            ensure!(!["FAILED", "QUEUED", "CALLING"].contains(&&*status), "a lead is lost: {status}");
        }
        let readiness = self.system.api.get("/readiness").await?.body;
        ensure!(readiness["status"] == "ready", "{readiness}");
        Ok(())
    }
}

fn placing(kind: Value) -> Value {
    json!({"vendor": "twilio", "method": "POST", "path_contains": "/Calls.json", "kind": kind, "times": ALWAYS})
}

/// Twilio refuses our password, everywhere.
async fn refused_password(leads: usize) -> Result<()> {
    let rule = json!({"vendor": "twilio", "kind": {"status": 401}, "times": ALWAYS});
    let outage = Outage::begin(rule, leads, Character::NotInterested).await?;
    let reason = outage.paused_for("twilio").await?;
    ensure!(reason["automatic"] == false && reason["code"].to_string().contains("401"), "{reason}");
    outage.is_told("twilio").await?;
    let requests = outage.requests().await?;
    ensure!((1..=5).contains(&requests), "{requests} attempts");
    ensure!(outage.steer("resume").await? == 409, "resumed while Twilio refuses");
    ensure!(outage.statuses().await?.iter().all(|status| status == "QUEUED" || status == "CALLING"));
    outage.system.sandbox.clear_faults().await?;
    ensure!(outage.steer("resume").await? == 200);
    outage.finishes().await
}

#[tokio::test]
async fn a_refused_password_stops_the_campaign_and_loses_nobody() -> Result<()> {
    refused_password(8).await
}

#[tokio::test]
#[ignore = "takes minutes"]
async fn a_refused_password_loses_none_of_fifty() -> Result<()> {
    refused_password(50).await
}

#[tokio::test]
async fn an_outage_of_twilio_is_waited_out() -> Result<()> {
    let outage = Outage::begin(placing(json!({"status": 503})), 6, Character::NotInterested).await?;
    let reason = outage.paused_for("twilio").await?;
    ensure!(reason["automatic"] == true, "{reason}");
    outage.is_told("twilio").await?;
    outage.system.sandbox.clear_faults().await?;
    outage.finishes().await
}

/// A fault that lasts by the clock, longer than it takes for the campaign to stop.
async fn waited_out(fault: Value, lasts: Duration) -> Result<()> {
    let started = Instant::now();
    let outage = Outage::begin(placing(fault), 40, Character::NotInterested).await?;
    outage.paused_for("twilio").await?;
    tokio::time::sleep(lasts.saturating_sub(started.elapsed())).await;
    ensure!(outage.statuses().await?.iter().all(|status| status == "QUEUED" || status == "CALLING"));
    let requests = outage.requests().await?;
    outage.system.sandbox.clear_faults().await?;
    outage.finishes().await?;
    println!("{requests} requests within {} s, all 40 leads called afterwards", lasts.as_secs());
    Ok(())
}

#[tokio::test]
#[ignore = "takes minutes"]
async fn two_minutes_without_twilio_lose_none_of_forty() -> Result<()> {
    waited_out(json!({"status": 503}), Duration::from_secs(120)).await
}

#[tokio::test]
#[ignore = "takes minutes"]
async fn half_a_minute_of_too_many_requests_loses_none_of_forty() -> Result<()> {
    waited_out(json!({"status": 429}), Duration::from_secs(30)).await
}

#[tokio::test]
async fn too_many_requests_lose_nobody() -> Result<()> {
    let rule = placing(json!({"status": 429, "retry_after": 5}));
    let outage = Outage::begin(rule, 6, Character::NotInterested).await?;
    outage.paused_for("twilio").await?;
    outage.system.sandbox.clear_faults().await?;
    outage.finishes().await
}

#[tokio::test]
async fn a_model_that_is_down_judges_nobody() -> Result<()> {
    let rule = json!({"vendor": "openai", "kind": {"status": 500}, "times": ALWAYS});
    let outage = Outage::begin(rule, 8, Character::BooksFirstOffer).await?;
    outage.paused_for("openai").await?;
    outage.is_told("openai").await?;
    outage.system.sandbox.clear_faults().await?;
    ensure!(outage.steer("resume").await? == 200);
    outage.books_with_everybody().await?;
    outage.finishes().await
}

#[tokio::test]
async fn a_revoked_grant_of_the_calendar_stops_the_campaign() -> Result<()> {
    let rule = json!({"vendor": "google", "kind": {"status": 401}, "times": ALWAYS});
    let outage = Outage::begin(rule, 8, Character::BooksFirstOffer).await?;
    let reason = outage.paused_for("google").await?;
    ensure!(reason["automatic"] == false, "{reason}");
    ensure!(outage.steer("resume").await? == 409, "resumed while Google refuses");
    outage.system.sandbox.clear_faults().await?;
    ensure!(outage.steer("resume").await? == 200);
    eventually("the campaign is completed", async || {
        outage.wake().await?;
        Ok((outage.campaign().await?["status"] == "COMPLETED").then_some(()))
    })
    .await?;
    ensure!(outage.statuses().await?.iter().all(|status| status != "FAILED"));
    Ok(())
}

/// Our account may not call there: it takes a person, and no lead is given up for it.
#[tokio::test]
async fn a_country_that_the_account_may_not_call_stops_the_campaign() -> Result<()> {
    let rule = placing(json!({"status": 400, "code": "21215"}));
    let outage = Outage::begin(rule, 4, Character::NotInterested).await?;
    let reason = outage.paused_for("twilio").await?;
    ensure!(reason["automatic"] == false && reason["code"].to_string().contains("21215"), "{reason}");
    let (mut aside, mut waiting) = (0, 0);
    for lead in &outage.leads {
        let lead = outage.system.api.lead(&lead.id).await?;
        match lead["status"].as_str() {
            Some("PENDING") if lead["attention"].to_string().contains("country") => aside += 1,
            Some("QUEUED" | "CALLING") => waiting += 1,
            _ => anyhow::bail!("{lead}"),
        }
    }
    ensure!(aside >= 1 && waiting >= 1, "{aside} set aside, {waiting} in line");
    outage.system.sandbox.clear_faults().await?;
    ensure!(outage.steer("resume").await? == 200);
    outage.finishes().await
}

/// By a code that nobody knows, which may be about the number or about us.
#[tokio::test]
async fn a_lead_whose_call_is_declined_again_and_again_is_set_aside() -> Result<()> {
    let rule = placing(json!({"status": 400, "code": "99999"}));
    let outage = Outage::begin(rule, 1, Character::NotInterested).await?;
    let lead = eventually("the lead is set aside", async || {
        let lead = outage.system.api.lead(&outage.leads[0].id).await?;
        Ok((lead["status"] == "PENDING").then_some(lead))
    })
    .await?;
    ensure!(lead["attention"].to_string().contains("99999"), "{lead}");
    ensure!(outage.requests().await? == 4, "{} requests", outage.requests().await?);
    ensure!(outage.campaign().await?["status"] != "PAUSED", "one number is no outage");
    outage.system.sandbox.clear_faults().await?;
    outage.finishes().await
}

/// One lead, whose call Twilio has us ask for again in 15 s.
async fn call_that_waits() -> Result<Outage> {
    let rule = json!({
        "vendor": "twilio", "method": "POST", "path_contains": "/Calls.json",
        "kind": {"status": 429, "retry_after": 15}, "times": 1,
    });
    let outage = Outage::begin(rule, 1, Character::NotInterested).await?;
    eventually("the call waits", async || Ok((outage.requests().await? == 1).then_some(()))).await?;
    Ok(outage)
}

/// The call that waited is over, without having been asked for again.
async fn is_undone(outage: &Outage, lead_becomes: &str) -> Result<()> {
    eventually("the claim is undone", async || {
        let calls = outage.system.api.calls_of(&outage.campaign).await?;
        let undone = calls.iter().all(|call| call["state"] == "ENDED");
        Ok((undone && outage.statuses().await? == [lead_becomes]).then_some(()))
    })
    .await?;
    ensure!(outage.requests().await? == 1, "dialled");
    outage.steer("cancel").await?;
    Ok(())
}

async fn steered_while_waiting(how: &str, lead_becomes: &str) -> Result<()> {
    let outage = call_that_waits().await?;
    ensure!(outage.steer(how).await? == 200);
    is_undone(&outage, lead_becomes).await
}

/// An hour of the day that it is not now anywhere in the United States.
fn another_hour() -> &'static str {
    let hour = i32::from(SystemClock.now().to_zoned_datetime(TimeZone::UTC).hour());
    // Clocks there are four to ten hours behind UTC.
    let is_there = |wanted: i32| (4..=10).any(|behind| (hour - behind).rem_euclid(24) == wanted);
    if is_there(2) { "14:00-15:00" } else { "02:00-03:00" }
}

#[tokio::test]
async fn what_waits_is_not_dialled_when_calling_hours_end() -> Result<()> {
    let outage = call_that_waits().await?;
    let System { aws, endpoints, .. } = &outage.system;
    let dialer = &endpoints.functions["dialer"];
    let hours = aws.set_variable(dialer, "CALLING_HOURS", another_hour()).await?;
    let undone = is_undone(&outage, "QUEUED").await;
    aws.set_variable(dialer, "CALLING_HOURS", &hours).await?;
    undone
}

#[tokio::test]
async fn a_paused_campaign_does_not_dial_what_waits() -> Result<()> {
    steered_while_waiting("pause", "QUEUED").await
}

#[tokio::test]
async fn a_cancelled_campaign_does_not_dial_what_waits() -> Result<()> {
    steered_while_waiting("cancel", "PENDING").await
}

#[tokio::test]
async fn an_unclear_answer_is_looked_up_before_anybody_calls_again() -> Result<()> {
    let rule = json!({
        "vendor": "twilio", "method": "POST", "path_contains": "/Calls.json", "kind": {"status": 500}, "times": 1,
    });
    let outage = Outage::begin(rule, 1, Character::NotInterested).await?;
    eventually("the lead is back in line", async || {
        let calls = outage.system.api.calls_of(&outage.campaign).await?;
        Ok(calls.iter().any(|call| call["state"] == "ENDED").then_some(()))
    })
    .await?;
    outage.finishes().await?;
    ensure!(outage.system.sandbox.calls_to(&outage.leads[0].phone).await?.len() == 1);
    Ok(())
}
