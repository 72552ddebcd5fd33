//! Three days of two campaigns: who does not answer is called again, call-backs are kept to the minute, and neither
//! campaign calls more in a day than it may. The clock of everything is moved from one moment at which something is due
//! to the next; a program of its own, since all others would lose their place in time.

mod report;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use homework_e2e::leads::{Character, TestLead};
use homework_e2e::{System, eventually_within};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use report::Made;

const DAYS: i64 = 3;
/// Of the first campaign and of the second.
const CALLS_A_DAY: [usize; 2] = [5, 3];
const ATTEMPTS: usize = 3;
/// Who is called by the first campaign, and by the second.
const CAST: [&[Character]; 2] = [
    &[
        Character::ThirdCall,
        Character::ThirdCall,
        Character::NoAnswer,
        Character::Busy,
        Character::CallBackTomorrow,
        Character::CallBackSoon,
        Character::BooksFirstOffer,
        Character::NotInterested,
    ],
    &[
        Character::CallBackTomorrow,
        Character::ThirdCall,
        Character::Voicemail,
        Character::BooksFirstOffer,
        Character::AsksForAnotherTime,
    ],
];
/// So long before something is due the clock stops.
const AHEAD_OF: SignedDuration = SignedDuration::from_secs(3);
/// What is due is done by then, in the machine's own time, which looking leaves alone for a moment.
const PATIENCE: Duration = Duration::from_secs(300);
const BETWEEN_LOOKS: Duration = Duration::from_millis(600);

/// The system, and how far its clock has been moved.
struct Days {
    system: System,
    ahead: SignedDuration,
}

impl Days {
    async fn now(&self) -> Result<Timestamp> {
        self.system.sandbox.now().await
    }

    /// Goes on at this moment, or at once where it is past.
    async fn go_to(&mut self, moment: Timestamp) -> Result<()> {
        let step = moment.duration_since(self.now().await?);
        if step > SignedDuration::ZERO {
            self.ahead += SignedDuration::from_secs(step.as_secs());
            self.system.sandbox.run_ahead(self.ahead.as_secs()).await?;
        }
        Ok(())
    }

    /// Lets everything be done that is due, and says when the next thing is: whoever is released and not on the queue yet
    /// seems to wait for a later moment, so it has to look the same twice.
    async fn settle(&self, campaigns: &[String]) -> Result<Option<Timestamp>> {
        let System { aws, endpoints, api, .. } = &self.system;
        let (seen, before) = (RefCell::new(String::new()), Cell::new(None));
        let settled = eventually_within(PATIENCE, "what is due is done", async || {
            tokio::time::sleep(BETWEEN_LOOKS).await;
            let waiting = aws.waiting(&endpoints.queues["dial"]).await?;
            if waiting > 0 {
                before.set(None);
                seen.replace(format!("{waiting} messages are waiting"));
                return Ok(None);
            }
            let soon = self.now().await? + AHEAD_OF;
            let (mut is_calling, mut next) = (false, None::<Timestamp>);
            for campaign in campaigns {
                let page = api.get(&format!("/api/leads?campaign_id={campaign}&page_size=100")).await?.body;
                for lead in page["leads"].as_array().into_iter().flatten() {
                    is_calling |= lead["status"] == "CALLING";
                    next = moment(&lead["next_attempt_at"])?.into_iter().chain(next).min();
                }
            }
            seen.replace(format!("by {soon}: next {next:?}, somebody is called: {is_calling}"));
            if next.is_some_and(|next| next <= soon) {
                // It comes every minute by itself.
                aws.invoke(&endpoints.functions["dispatcher"], &json!({})).await?;
                return Ok(None);
            }
            if is_calling {
                return Ok(None);
            }
            Ok((before.replace(Some(next)) == Some(next)).then_some(next))
        });
        settled.await.with_context(|| seen.take())
    }

    /// Waits until both campaigns are completed: the last calls may not be counted yet.
    async fn are_over(&self, campaigns: &[String]) -> Result<()> {
        let System { aws, endpoints, api, .. } = &self.system;
        eventually_within(PATIENCE, "the campaigns are completed", async || {
            tokio::time::sleep(BETWEEN_LOOKS).await;
            aws.invoke(&endpoints.functions["dispatcher"], &json!({})).await?;
            for campaign in campaigns {
                let shown = api.get(&format!("/api/campaigns/{campaign}")).await?.body;
                if shown["status"] != "COMPLETED" {
                    return Ok(None);
                }
            }
            Ok(Some(()))
        })
        .await
    }
}

#[tokio::test]
async fn two_campaigns_work_their_lists_for_three_days() -> Result<()> {
    let mut days = Days { system: System::connect().await?, ahead: SignedDuration::ZERO };
    let midnight = days.now().await?.to_zoned_datetime(TimeZone::UTC).tomorrow()?.start_of_day()?.timestamp();
    let morning = midnight + SignedDuration::from_hours(14);
    days.go_to(morning).await?;

    let (mut leads, mut campaigns) = (Vec::new(), Vec::new());
    for (cast, most) in CAST.into_iter().zip(CALLS_A_DAY) {
        let mut ids = Vec::new();
        for character in cast {
            let lead = days.system.lead(*character).await?;
            ids.push(lead.id.clone());
            leads.push(lead);
        }
        let policy = json!({
            "attempts": ATTEMPTS,
            "calls_per_day": most,
            "voicemail_message": {},
            "retries": [
                {"after": "NO_ANSWER", "minutes": 180, "other_time_of_day": true},
                {"after": "BUSY", "minutes": 20, "other_time_of_day": false},
                {"after": "VOICEMAIL", "minutes": 240, "other_time_of_day": true},
            ],
        });
        campaigns.push(days.system.api.start_campaign_with(&ids, 1.0, policy).await?);
    }
    let end = morning + SignedDuration::from_hours(24 * DAYS);
    while let Some(next) = days.settle(&campaigns).await?.filter(|next| *next < end) {
        days.go_to(next - AHEAD_OF).await?;
    }
    let made = report::made(&days.system, &campaigns).await?;
    report::print(&made, &leads);

    keeps_call_backs(&made)?;
    keeps_to_the_days(&made)?;
    tries_again(&made, &leads)?;
    days.are_over(&campaigns).await
}

/// What was agreed on is called within the minute, and never before.
fn keeps_call_backs(made: &[Made]) -> Result<()> {
    let agreed: Vec<&Made> = made.iter().filter(|call| call.call_back_at.is_some()).collect();
    ensure!(agreed.len() == 3, "{} call-backs were agreed on", agreed.len());
    for call in agreed {
        let at = call.call_back_at.context("no moment")?;
        let next = made.iter().find(|next| next.lead == call.lead && next.started_at > call.started_at);
        let late = next.context("an agreed call was not made")?.started_at.duration_since(at);
        ensure!((0..60).contains(&late.as_secs()), "a call-back came {late:#} after its moment");
    }
    Ok(())
}

/// Call-backs apart, no campaign calls more often in a day than it may, and each is held back by that at least once.
fn keeps_to_the_days(made: &[Made]) -> Result<()> {
    for (campaign, most) in CALLS_A_DAY.into_iter().enumerate() {
        let mut by_day: BTreeMap<_, usize> = BTreeMap::new();
        for call in made.iter().filter(|call| call.campaign == campaign && !report::is_call_back(made, call))
        {
            *by_day.entry(call.started_at.to_zoned_datetime(TimeZone::UTC).date()).or_default() += 1;
        }
        ensure!(by_day.values().all(|calls| *calls <= most), "campaign {campaign}: {by_day:?} of {most}");
        ensure!(
            by_day.values().any(|calls| *calls == most),
            "campaign {campaign} is never held back: {by_day:?}"
        );
    }
    Ok(())
}

/// Who was not reached is called three times, hours apart where nobody answered; who answers the third time books.
fn tries_again(made: &[Made], leads: &[TestLead]) -> Result<()> {
    let mut third_calls = BTreeSet::new();
    for lead in leads {
        let calls: Vec<&Made> = made.iter().filter(|call| call.lead == lead.id).collect();
        let outcomes: Vec<&str> = calls.iter().map(|call| &*call.outcome).collect();
        ensure!(!calls.is_empty() && calls.len() <= ATTEMPTS, "{outcomes:?}");
        for pair in calls.windows(2).filter(|pair| pair[0].outcome == "NO_ANSWER") {
            let pause = pair[1].started_at.duration_since(pair[0].started_at);
            ensure!(pause >= SignedDuration::from_hours(3), "called again after {pause:#}");
        }
        match lead.phone.get(lead.phone.len() - 2..) {
            Some("21") => {
                ensure!(outcomes == ["NO_ANSWER", "NO_ANSWER", "MEETING_BOOKED"], "{outcomes:?}");
                third_calls.insert(&lead.id);
            }
            Some("09") => ensure!(outcomes == ["NO_ANSWER"; ATTEMPTS], "{outcomes:?}"),
            Some("10") => ensure!(outcomes == ["BUSY"; ATTEMPTS], "{outcomes:?}"),
            Some("11") => {
                ensure!(outcomes == ["VOICEMAIL"; ATTEMPTS], "{outcomes:?}");
                let messages: Vec<bool> = calls.iter().map(|call| call.message_left).collect();
                ensure!(messages == [true, false, false], "messages left: {messages:?}");
            }
            Some("22" | "24") => ensure!(outcomes == ["CALL_BACK", "MEETING_BOOKED"], "{outcomes:?}"),
            _ => ensure!(calls.len() == 1, "{outcomes:?}"),
        }
    }
    ensure!(third_calls.len() == 3, "{} booked at the third call", third_calls.len());
    Ok(())
}

/// A moment that the API tells.
fn moment(value: &Value) -> Result<Option<Timestamp>> {
    Ok(value.as_str().map(str::parse).transpose()?)
}
