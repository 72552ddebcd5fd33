//! Releasing due leads to the dial queue, a window at a time: one round over all campaigns.

mod in_pages;
mod stopped;

use std::sync::Arc;

use homework_domain::breaker::{Breaker, VendorProbe};
use homework_domain::call_policy::CallWindow;
use homework_domain::calling_hours::CallingTimes;
use homework_domain::campaign::{Campaign, CampaignState, PauseReason};
use homework_domain::clock::Clock;
use homework_domain::counters::{Counter, Scope};
use homework_domain::lead::{Lead, LeadStatus};
use homework_domain::lines;
use homework_domain::pacing;
use homework_domain::ports::Telephony;
use homework_domain::queue::{DialLead, MessageQueue};
use homework_domain::{Error, Result};
use homework_store::{CallsOf, Halts, Store};
use jiff::{SignedDuration, Timestamp};

/// Of a campaign, more than a window ever holds, unless calls are to go out without any pause; of call-backs as many as
/// are read at a time.
const LEADS_PER_ROUND: i32 = 500;
/// So long before its moment a call-back is handed to the queue: the next round comes in a minute.
const CALL_BACKS_AHEAD: SignedDuration = SignedDuration::from_secs(90);
/// A start that has not finished by then broke off; the API answers within 29 s.
const START_BROKE_OFF_AFTER: SignedDuration = SignedDuration::from_mins(2);
/// Well within the function's 60 s; what is left is done in the next round, which begins at once.
const WORK_PER_ROUND: SignedDuration = SignedDuration::from_secs(35);
/// Before that the counters may not have caught up with what a campaign last did.
const SETTLED_AFTER: SignedDuration = SignedDuration::from_mins(5);

pub struct Dispatcher<T, Q, P> {
    pub store: Store,
    pub telephony: T,
    pub dial: Q,
    /// The queue that wakes the dispatcher.
    pub wake: Q,
    pub vendors: P,
    pub times: CallingTimes,
    /// How many calls may be on at once, over all campaigns; `None`: as many as there are.
    pub calls_at_once: Option<u32>,
    pub clock: Arc<dyn Clock>,
}

/// What all campaigns of a round go by.
#[derive(Default)]
struct Round {
    /// A vendor that calls need does not work.
    halted: Option<PauseReason>,
    /// An operator has stopped all calling.
    stopped: bool,
    /// How many calls may be begun over all campaigns; `None`: as many as there are.
    free_lines: Option<u32>,
    /// What the running campaigns weigh together.
    weights: u32,
}

/// The failures of a round, none of which holds back what comes after it.
#[derive(Default)]
struct Failures(Option<Error>);

impl Failures {
    fn note<T>(&mut self, done: Result<T>) -> Option<T> {
        match done {
            Ok(done) => Some(done),
            // Somebody else was at it: the next round sees what they left.
            Err(error @ Error::Stale(_)) => {
                tracing::info!(%error, "part of a round was overtaken");
                None
            }
            Err(error) => {
                tracing::error!(%error, "part of a round failed");
                self.0 = Some(error);
                None
            }
        }
    }
}

impl<T: Telephony, Q: MessageQueue, P: VendorProbe> Dispatcher<T, Q, P> {
    /// Asks vendors that failed whether they work again, ends calls where all calling is stopped, then looks at every
    /// campaign; one that fails does not hold back the others.
    pub async fn run(&self) -> Result<()> {
        let mut failures = Failures::default();
        let deadline = self.clock.now() + WORK_PER_ROUND;
        // Without knowing better the gate before each dial decides.
        let halts = failures.note(self.store.halts().await);
        if let Some(stop) = halts.as_ref().and_then(|halts| halts.stop.as_ref()) {
            failures.note(self.end_calls(stop, deadline).await);
        }
        let mut round = Round::default();
        if let Some(Halts { breakers, stop, .. }) = halts {
            let breakers = failures.note(self.probe_vendors(breakers).await);
            round.halted = breakers.and_then(|breakers| PauseReason::among(&breakers));
            round.stopped = stop.is_some();
        }
        if let Some(limit) = self.calls_at_once {
            let taken = failures.note(self.store.lines_taken(CallsOf::Account, self.clock.now()).await);
            let limit = lines::of_account(limit, false);
            round.free_lines = taken.map(|taken| lines::free_lines(&taken, limit));
        }
        // Before all other leads, and whatever their campaigns' line holds.
        failures.note(self.keep_call_backs(&round, deadline).await);
        for state in [CampaignState::Running, CampaignState::Paused, CampaignState::Starting] {
            let campaigns = failures.note(self.store.campaigns_in(state).await).unwrap_or_default();
            if state == CampaignState::Running {
                round.weights = campaigns.iter().map(|campaign| campaign.policy.weight()).sum();
            }
            for campaign in campaigns {
                failures.note(self.attend_to(campaign, &round, deadline).await);
            }
        }
        for campaign in failures.note(self.store.campaigns_giving_back().await).unwrap_or_default() {
            failures.note(self.dequeue(campaign, deadline).await);
        }
        failures.0.map_or(Ok(()), Err)
    }

    async fn attend_to(&self, campaign: Campaign, round: &Round, deadline: Timestamp) -> Result<()> {
        let now = self.clock.now();
        if campaign.clone().end(now) {
            self.store.change_campaign(campaign.id, |campaign| Ok(campaign.end(now))).await?;
            tracing::info!(campaign_id = %campaign.id, "campaign ended: its time is over");
            return Ok(());
        }
        match (campaign.state, &round.halted) {
            (CampaignState::Running, Some(reason)) => {
                self.store.change_campaign(campaign.id, |campaign| Ok(campaign.halt(reason, now))).await?;
                tracing::warn!(campaign_id = %campaign.id, code = reason.code, "campaign paused by the system");
                Ok(())
            }
            (CampaignState::Running, None) => {
                let campaign = self.replan(campaign, deadline).await?;
                self.go_on(campaign, round).await
            }
            (CampaignState::Paused, None) if campaign.pause_reason.is_some() => {
                let campaign =
                    self.store.change_campaign(campaign.id, |campaign| Ok(campaign.recover(now))).await?;
                tracing::info!(campaign_id = %campaign.id, "campaign resumed by the system");
                if campaign.state == CampaignState::Running {
                    self.go_on(campaign, round).await
                } else {
                    Ok(())
                }
            }
            (CampaignState::Paused, _) => self.complete_if_done(campaign, now).await,
            (CampaignState::Starting, _) if campaign.selection.is_some() => {
                self.mark(campaign, round, deadline).await
            }
            (CampaignState::Starting, _)
                if now.duration_since(campaign.created_at) > START_BROKE_OFF_AFTER =>
            {
                tracing::warn!(campaign_id = %campaign.id, "rolling back a start that broke off");
                self.store.roll_back_start(&campaign, now).await
            }
            _ => Ok(()),
        }
    }

    /// Hands out what is due, unless all calling is stopped or the campaign is still to begin: then the leads stay in
    /// line.
    async fn go_on(&self, campaign: Campaign, round: &Round) -> Result<()> {
        let now = self.clock.now();
        if round.stopped || campaign.policy.window.is_before_start(now) {
            return self.complete_if_done(campaign, now).await;
        }
        self.dispatch(campaign, round).await
    }

    /// The breakers, after asking those vendors again whose outage may have passed.
    async fn probe_vendors(&self, mut breakers: Vec<Breaker>) -> Result<Vec<Breaker>> {
        for breaker in &mut breakers {
            let now = self.clock.now();
            if !breaker.clone().begin_probe(now) {
                continue;
            }
            let (found, ours) = self.store.change_breaker(breaker.vendor, |b| b.begin_probe(now)).await?;
            *breaker = found;
            if ours {
                let answer = Box::pin(self.vendors.probe(breaker.vendor)).await;
                *breaker = self.store.note_probe(breaker.vendor, &answer, self.clock.now()).await?;
            }
        }
        Ok(breakers)
    }

    /// Releases those who are to be called at a moment that was agreed on, so that each is called at that moment.
    async fn keep_call_backs(&self, round: &Round, deadline: Timestamp) -> Result<()> {
        if round.stopped || round.halted.is_some() {
            return Ok(());
        }
        let mut last: Option<Lead> = None;
        loop {
            let now = self.clock.now();
            let due =
                self.store.due_call_backs(last.as_ref(), now + CALL_BACKS_AHEAD, LEADS_PER_ROUND).await?;
            let are_all = due.len() < LEADS_PER_ROUND as usize;
            last = due.last().cloned();
            let due = due.into_iter().filter_map(|lead| {
                let moment = lead.next_attempt_at?.max(now);
                Some((lead, moment))
            });
            self.release(due.collect(), now).await?;
            if are_all || self.clock.now() > deadline {
                return Ok(());
            }
        }
    }

    async fn dispatch(&self, mut campaign: Campaign, round: &Round) -> Result<()> {
        let now = self.clock.now();
        let due = self.store.due_leads(campaign.id, now, LEADS_PER_ROUND).await?;
        if due.is_empty() {
            return self.complete_if_done(campaign, now).await;
        }
        // Whose hour is still to come takes nobody's place: the dialer puts them off before they would need one.
        let (awake, asleep): (Vec<Lead>, Vec<Lead>) =
            due.into_iter().partition(|lead| self.is_soon_callable(lead, &campaign, now));
        let most = awake.len().min(self.lines_left(&campaign, round, now).await?);
        let plan = pacing::plan_window(most, campaign.stagger(), campaign.line_ends_at, now);
        if !plan.moments.is_empty() {
            // Taking this stretch of the line first keeps two dispatchers from handing out the same
            // moments: the second one's write is refused.
            campaign.hand_out(plan.line_ends_at, now)?;
            match self.store.save_campaign(&mut campaign).await {
                Err(Error::Stale(_)) => return Ok(()),
                saved => saved?,
            }
        }
        let asleep = asleep.into_iter().map(|lead| (lead, now));
        self.release(awake.into_iter().zip(plan.moments).chain(asleep).collect(), now).await
    }

    /// Whether it is an hour for a call to the lead by the end of the window, as far as its hours go.
    fn is_soon_callable(&self, lead: &Lead, campaign: &Campaign, now: Timestamp) -> bool {
        let next = self.next_hour(lead, &campaign.window_of(lead), now);
        next.is_some_and(|at| at <= now + pacing::WINDOW)
    }

    /// The next moment at which the lead may be called, as far as its hours go and within this window.
    fn next_hour(&self, lead: &Lead, window: &CallWindow, now: Timestamp) -> Option<Timestamp> {
        self.times.next_within(window, &lead.phone, &lead.time_zones, now).ok().flatten()
    }

    /// For how many more leads there are lines, besides those that were released and are still to come for theirs. Whoever
    /// finds none all the same waits in line again.
    async fn lines_left(&self, campaign: &Campaign, round: &Round, now: Timestamp) -> Result<usize> {
        let own = match campaign.policy.calls_at_once {
            Some(limit) => {
                let taken = self.store.lines_taken(CallsOf::Campaign(campaign.id), now).await?;
                Some(lines::free_lines(&taken, limit))
            }
            None => None,
        };
        let weight = campaign.policy.weight();
        let of_all =
            round.free_lines.map(|free| lines::share(free, weight, round.weights.saturating_sub(weight)));
        let Some(free) = own.into_iter().chain(of_all).min() else { return Ok(usize::MAX) };
        let coming = pacing::on_their_way(campaign.line_ends_at, campaign.stagger(), now);
        Ok(usize::try_from(free.saturating_sub(coming)).unwrap_or(usize::MAX))
    }

    /// Marks each lead as released, then queues it. A message that is never sent is made good:
    /// the release lapses and the lead becomes due again.
    async fn release(&self, due: Vec<(Lead, Timestamp)>, now: Timestamp) -> Result<()> {
        let mut messages = Vec::with_capacity(due.len());
        let mut failed = None;
        for (mut lead, moment) in due {
            // The index lags behind the table: a lead that has moved on since is skipped.
            let Some(campaign_id) = lead.campaign_id else { continue };
            let Ok(release) = lead.release(moment, now) else { continue };
            match self.store.save_lead(&mut lead).await {
                Ok(()) => {}
                Err(Error::Stale(_)) => continue,
                Err(error) => {
                    // This one is still due; those released so far must not wait for their messages.
                    tracing::error!(lead_id = %lead.id, %error, "a lead was not released");
                    failed = Some(error);
                    continue;
                }
            }
            let message = DialLead { campaign_id, lead_id: lead.id, release, not_before: moment };
            messages.push((message, pacing::delay_seconds(moment, now)));
        }
        if let Some((DialLead { campaign_id, .. }, _)) = messages.first() {
            let longest_delay_s = messages.iter().map(|(_, delay)| *delay).max();
            tracing::info!(%campaign_id, released = messages.len(), longest_delay_s, "leads released");
        }
        self.dial.send_all(&messages).await?;
        failed.map_or(Ok(()), Err)
    }

    /// Completes a campaign none of whose leads is queued or being called any more.
    ///
    /// The leads say so themselves: those in line by their entries in it, those being called by the calls
    /// under way. The index that lists both may lag behind by seconds, the counters by minutes, so both
    /// must agree, or the campaign must not have changed for minutes. Lists that are too long to be looked
    /// through leave it to the counters.
    async fn complete_if_done(&self, campaign: Campaign, now: Timestamp) -> Result<()> {
        let id = campaign.id;
        if self.store.has_leads_in_line(id).await? {
            return Ok(());
        }
        let listed = [self.store.has_calls_under_way(id).await?, self.store.has_call_backs(id).await?];
        // The line once more: a call that ends may put its lead back there.
        if listed.contains(&Some(true)) || self.store.has_leads_in_line(id).await? {
            return Ok(());
        }
        let counters = self.store.counters(&Scope::Campaign(id)).await?;
        let with = |status| counters.get(Counter::LeadsWith(status));
        let called_again = counters.get(Counter::RetriesDue) + counters.get(Counter::CallBacksDue);
        let busy = with(LeadStatus::Queued) + with(LeadStatus::Calling) + called_again;
        let caught_up = busy == 0 && counters.get(Counter::Leads) >= u64::from(campaign.total_leads);
        let is_settled = !listed.contains(&None) && now.duration_since(campaign.updated_at) > SETTLED_AFTER;
        if !caught_up && !is_settled {
            return Ok(());
        }
        // A campaign that was changed since it was read is looked at again in the next round.
        let mut campaign = campaign;
        if !campaign.complete(now) {
            return Ok(());
        }
        match self.store.save_campaign(&mut campaign).await {
            Ok(()) => tracing::info!(campaign_id = %id, "campaign completed"),
            Err(Error::Stale(_)) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
