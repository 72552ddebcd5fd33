//! One round of the dispatcher.

use homework_domain::campaign::{Campaign, CampaignState};
use homework_domain::clock::{Clock, SystemClock};
use homework_domain::counters::Scope;
use homework_domain::lead::{Lead, LeadStatus};
use homework_domain::pacing;
use homework_domain::queue::{DialLead, Dispatch};
use homework_domain::{Error, Result};
use homework_runtime::queue::Queue;
use homework_store::Store;
use jiff::{SignedDuration, Timestamp};

/// More than a window ever holds, unless calls are to go out without any pause.
const LEADS_PER_ROUND: i32 = 500;
/// A start that has not finished by then broke off; the API answers within 29 s.
const START_BROKE_OFF_AFTER: SignedDuration = SignedDuration::from_mins(2);
/// Well within the function's 60 s; what is left is done in the next round, which begins at once.
const WORK_PER_ROUND: SignedDuration = SignedDuration::from_secs(35);
/// An index that lags may not list a lead yet that was queued just before its campaign was cancelled.
const INDEX_SETTLED_AFTER: SignedDuration = SignedDuration::from_secs(20);
/// Before that the counters may not have caught up with what a campaign last did.
const SETTLED_AFTER: SignedDuration = SignedDuration::from_mins(5);

pub(crate) struct Dispatcher {
    pub(crate) store: Store,
    pub(crate) dial: Queue,
    /// The queue that wakes this function.
    pub(crate) wake: Queue,
    pub(crate) clock: SystemClock,
}

impl Dispatcher {
    /// Looks at every campaign; one that fails does not hold back the others.
    pub(crate) async fn run(&self) -> Result<()> {
        let mut failed = None;
        let deadline = self.clock.now() + WORK_PER_ROUND;
        for campaign in self.store.campaigns_in(CampaignState::Running).await? {
            if let Err(error) = self.dispatch(campaign).await {
                tracing::error!(%error, "a campaign was not dispatched");
                failed = Some(error);
            }
        }
        for campaign in self.store.campaigns_in(CampaignState::Starting).await? {
            let now = self.clock.now();
            if campaign.selection.is_some() {
                self.mark(campaign, deadline).await?;
            } else if now.duration_since(campaign.created_at) > START_BROKE_OFF_AFTER {
                tracing::warn!(campaign_id = %campaign.id, "rolling back a start that broke off");
                self.store.roll_back_start(&campaign, now).await?;
            }
        }
        for campaign in self.store.campaigns_giving_back().await? {
            self.give_back(campaign, deadline).await?;
        }
        failed.map_or(Ok(()), Err)
    }

    /// Marks the leads of a campaign that was started by filter, as many as this round has time for,
    /// and sets it going when all are marked.
    async fn mark(&self, mut campaign: Campaign, deadline: Timestamp) -> Result<()> {
        while campaign.state == CampaignState::Starting {
            let now = self.clock.now();
            if now > deadline {
                return self.go_on_soon(&campaign).await;
            }
            match self.store.mark_leads(&mut campaign, now).await {
                // Another dispatcher is at it, or the campaign was cancelled.
                Err(Error::Conflict(_)) => return Ok(()),
                marked => marked?,
            }
        }
        tracing::info!(campaign_id = %campaign.id, leads = campaign.total_leads, "all leads marked");
        self.dispatch(campaign).await
    }

    /// Gives back the leads that a cancelled campaign did not call, as many as this round has time for.
    async fn give_back(&self, campaign: Campaign, deadline: Timestamp) -> Result<()> {
        loop {
            let now = self.clock.now();
            if now > deadline {
                return self.go_on_soon(&campaign).await;
            }
            if self.store.give_back_some(&campaign, now).await? > 0 {
                continue;
            }
            if now.duration_since(campaign.updated_at) > INDEX_SETTLED_AFTER {
                self.store
                    .change_campaign(campaign.id, |campaign| {
                        campaign.gives_back = false;
                        Ok(true)
                    })
                    .await?;
                tracing::info!(campaign_id = %campaign.id, "all leads given back");
            }
            return Ok(());
        }
    }

    async fn go_on_soon(&self, campaign: &Campaign) -> Result<()> {
        self.wake.send(&Dispatch { campaign_id: campaign.id }, 0).await
    }

    async fn dispatch(&self, mut campaign: Campaign) -> Result<()> {
        let now = self.clock.now();
        let due = self.store.due_leads(campaign.id, now, LEADS_PER_ROUND).await?;
        if due.is_empty() {
            return self.complete_if_done(campaign, now).await;
        }
        let plan = pacing::plan_window(due.len(), campaign.stagger(), campaign.line_ends_at, now);
        if plan.moments.is_empty() {
            return Ok(());
        }
        // Taking this stretch of the line first keeps two dispatchers from handing out the same
        // moments: the second one's write is refused.
        let version = campaign.version;
        campaign.line_ends_at = Some(plan.line_ends_at);
        campaign.updated_at = now;
        match self.store.save_campaign(&mut campaign, version).await {
            Err(Error::Conflict(_)) => return Ok(()),
            saved => saved?,
        }
        self.release(&campaign, due, &plan.moments, now).await
    }

    /// Marks each lead as released, then queues it. A message that is never sent is made good:
    /// the release lapses and the lead becomes due again.
    async fn release(
        &self,
        campaign: &Campaign,
        due: Vec<Lead>,
        moments: &[Timestamp],
        now: Timestamp,
    ) -> Result<()> {
        let mut messages = Vec::with_capacity(moments.len());
        for (mut lead, moment) in due.into_iter().zip(moments) {
            let read_version = lead.version;
            // The index lags behind the table: a lead that has moved on since is skipped.
            let Ok(release) = lead.release(*moment, now) else { continue };
            match self.store.save_lead(&mut lead, read_version).await {
                Err(Error::Conflict(_)) => continue,
                saved => saved?,
            }
            let message =
                DialLead { campaign_id: campaign.id, lead_id: lead.id, release, not_before: *moment };
            messages.push((message, pacing::delay_seconds(*moment, now)));
        }
        let longest_delay_s = messages.iter().map(|(_, delay)| *delay).max();
        tracing::info!(campaign_id = %campaign.id, released = messages.len(), longest_delay_s, "leads released");
        self.dial.send_all(&messages).await
    }

    /// Completes a campaign none of whose leads is queued or being called any more.
    async fn complete_if_done(&self, mut campaign: Campaign, now: Timestamp) -> Result<()> {
        let counters = self.store.counters(&Scope::Campaign(campaign.id)).await?;
        let count = |name: &str| counters.get(name).copied().unwrap_or(0);
        let busy: u64 = [LeadStatus::Queued, LeadStatus::Calling]
            .iter()
            .map(|s| count(&format!("lead_status#{s}")))
            .sum();
        let caught_up = count("leads") >= u64::from(campaign.total_leads)
            || now.duration_since(campaign.updated_at) > SETTLED_AFTER;
        if busy > 0 || !caught_up {
            return Ok(());
        }
        let version = campaign.version;
        campaign.state = CampaignState::Completed;
        campaign.updated_at = now;
        match self.store.save_campaign(&mut campaign, version).await {
            Ok(()) => tracing::info!(campaign_id = %campaign.id, "campaign completed"),
            Err(Error::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }
}
