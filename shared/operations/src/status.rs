//! How the system does: what operators are shown of vendors, campaigns, queues and the day's ceilings.
//!
//! Looking changes nothing and costs little: the table and the queues are asked, and once in a while Twilio.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use homework_domain::alert::Alert;
use homework_domain::backlog::{Backlog, Depth, QueueDepths, Side, WorkQueue};
use homework_domain::breaker::Breaker;
use homework_domain::call_price::Charges;
use homework_domain::calling_stop::CallingStop;
use homework_domain::campaign::{Campaign, CampaignState};
use homework_domain::clock::Clock;
use homework_domain::counters::{Counter, Scope};
use homework_domain::gate;
use homework_domain::{Error, Result};
use homework_store::{Halts, Store};
use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use crate::dial::CallsPerDay;
use crate::model_notice::{self, ModelCatalog};

/// For asking about all queues. Those that have not answered by then are unknown.
const PATIENCE: Duration = Duration::from_secs(3);
/// So long what the queues answered is shown again to whoever looks at them.
const FRESH: SignedDuration = SignedDuration::from_secs(8);
/// So long it is good enough for alerts, which every open page asks for all the time.
const FRESH_FOR_ALERTS: SignedDuration = SignedDuration::from_secs(60);

/// For asking Twilio what it charged.
const PATIENCE_FOR_CHARGES: Duration = Duration::from_secs(2);
/// So long its answer is shown again.
const FRESH_CHARGES: SignedDuration = SignedDuration::from_mins(2);
/// And so long that it gave none.
const SILENT_FOR: SignedDuration = SignedDuration::from_secs(20);

/// Looks at the system. What the queues answered is remembered, so that many who look cost no more than one.
pub struct Watch<Q> {
    pub store: Store,
    pub queues: Q,
    pub calls_per_day: CallsPerDay,
    pub clock: Arc<dyn Clock>,
    pub seen: Mutex<Option<(Timestamp, Vec<Backlog>)>>,
    pub charged: Mutex<Option<(Timestamp, Option<f64>)>>,
}

/// How the system does.
#[derive(Debug)]
pub struct Status {
    pub at: Timestamp,
    pub breakers: Vec<Breaker>,
    /// The emergency stop, while it is on.
    pub stop: Option<CallingStop>,
    /// Those that the system paused, each with its reason.
    pub paused: Vec<Campaign>,
    /// One for each of [`WorkQueue::ALL`].
    pub backlogs: Vec<Backlog>,
    /// Calls that are not over.
    pub active_calls: u64,
    /// Calls begun on the present day (UTC).
    pub calls_today: u64,
    pub ceilings: CallsPerDay,
    pub day_ends_at: Timestamp,
    /// Running campaigns that have begun as many calls today as one may.
    pub at_ceiling: Vec<Campaign>,
    /// What Twilio charged on the present day (UTC), in US dollars; `None` while it does not tell.
    pub charged_today: Option<f64>,
}

impl<Q: QueueDepths> Watch<Q> {
    /// Takes five requests to the table and one more while campaigns run, and thirteen to the queues, but
    /// those once in eight seconds at most, and one to Twilio in two minutes.
    pub async fn status(&self, charges: &impl Charges) -> Result<Status> {
        let (at, store) = (self.clock.now(), &self.store);
        let (halts, paused, running, counters, calls_today, backlogs, charged_today) = tokio::join!(
            store.halts(),
            store.campaigns_in(CampaignState::Paused),
            store.campaigns_in(CampaignState::Running),
            store.counters(&Scope::All),
            store.calls_of_day(at),
            self.backlogs_since(at - FRESH),
            self.charged_today(charges, at),
        );
        let mut paused = paused?;
        paused.retain(|campaign| campaign.pause_reason.is_some());
        let at_ceiling = store.campaigns_at_ceiling(running?, self.calls_per_day.campaign, at).await?;
        let Halts { breakers, stop, .. } = halts?;
        Ok(Status {
            at,
            breakers,
            stop,
            paused,
            backlogs,
            active_calls: counters?.get(Counter::ActiveCalls),
            calls_today: calls_today?,
            ceilings: self.calls_per_day,
            day_ends_at: gate::day_ends_at(at),
            at_ceiling,
            charged_today,
        })
    }

    /// What an operator should know now, the gravest first. Takes five requests to the table, thirteen to the queues
    /// once in a minute and one to the model's vendor once a day.
    pub async fn alerts(&self, models: &impl ModelCatalog) -> Result<Vec<Alert>> {
        let (now, store) = (self.clock.now(), &self.store);
        let halts = store.halts().await?;
        let mut alerts: Vec<Alert> = halts.breakers.iter().filter_map(Alert::of_breaker).collect();
        alerts.extend(halts.lists.iter().filter_map(|list| Alert::of_national_list(list, now)));
        let paused = store.campaigns_in(CampaignState::Paused).await?;
        alerts.extend(paused.iter().filter_map(Alert::of_campaign));
        let callers = store.caller_numbers().await?;
        alerts.extend(callers.numbers.iter().filter_map(Alert::of_caller_number));
        let most = self.calls_per_day.account;
        alerts.extend((store.calls_of_day(now).await? >= most).then(|| Alert::of_ceiling(most, now)));
        let backlogs = self.backlogs_since(now - FRESH_FOR_ALERTS).await;
        alerts.extend(backlogs.iter().filter_map(|backlog| Alert::of_backlog(backlog, now)));
        // No notice is no reason to keep the other alerts back.
        let notice = model_notice::current(store, models, now).await.ok().flatten();
        alerts.extend(notice.and_then(|notice| Alert::of_model(&notice, now)));
        alerts.sort_by_key(|alert| alert.severity);
        Ok(alerts)
    }

    async fn backlogs_since(&self, since: Timestamp) -> Vec<Backlog> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, backlogs)) = seen.filter(|(at, _)| *at >= since) {
            return backlogs;
        }
        let at = self.clock.now();
        // Two connections, each used for one queue after the other.
        let (work, dead) = tokio::join!(self.depths(Side::Work), self.depths(Side::DeadLetters));
        let backlogs: Vec<_> = std::iter::zip(WorkQueue::ALL, std::iter::zip(work, dead))
            .map(|(queue, (work, dead))| Backlog { queue, work, dead_letters: dead.map(Depth::all) })
            .collect();
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some((at, backlogs.clone()));
        backlogs
    }

    async fn charged_today(&self, charges: &impl Charges, now: Timestamp) -> Option<f64> {
        let seen = *self.charged.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, charged)) = seen {
            let fresh = if charged.is_some() { FRESH_CHARGES } else { SILENT_FOR };
            if now.duration_since(at) < fresh {
                return charged;
            }
        }
        let late = |_| Err(Error::unavailable("Twilio", "it did not tell in time"));
        let asked = tokio::time::timeout(PATIENCE_FOR_CHARGES, charges.charged_today()).await;
        let charged = asked.unwrap_or_else(late).inspect_err(|error| {
            tracing::warn!(%error, "nobody knows what was charged today");
        });
        let charged = charged.ok();
        *self.charged.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, charged));
        charged
    }

    async fn depths(&self, side: Side) -> Vec<Option<Depth>> {
        let until = Instant::now() + PATIENCE;
        let mut depths = Vec::with_capacity(WorkQueue::ALL.len());
        for queue in WorkQueue::ALL {
            depths.push(if queue.has(side) { self.depth(queue, side, until).await } else { None });
        }
        depths
    }

    async fn depth(&self, queue: WorkQueue, side: Side, until: Instant) -> Option<Depth> {
        let answer = tokio::time::timeout_at(until, self.queues.depth(queue, side)).await;
        match answer {
            Ok(Ok(depth)) => return Some(depth),
            Ok(Err(error)) => tracing::warn!(queue = queue.as_str(), ?side, %error, "a queue was not asked"),
            Err(_) => tracing::warn!(queue = queue.as_str(), ?side, "a queue did not answer in time"),
        }
        None
    }
}

#[cfg(test)]
mod tests;
