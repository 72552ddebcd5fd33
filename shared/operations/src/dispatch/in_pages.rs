//! What concerns all leads of a campaign and is done page by page, over several rounds if need be.

use homework_domain::breaker::VendorProbe;
use homework_domain::campaign::{Campaign, CampaignState};
use homework_domain::ids::CampaignId;
use homework_domain::lead::Lead;
use homework_domain::ports::Telephony;
use homework_domain::queue::{Dispatch, MessageQueue};
use homework_domain::{Error, Result};
use jiff::{SignedDuration, Timestamp};

use super::{Dispatcher, Round};

/// An index that lags may not list a lead yet that was queued just before its campaign was cancelled.
const INDEX_SETTLED_AFTER: SignedDuration = SignedDuration::from_secs(20);

impl<T: Telephony, Q: MessageQueue, P: VendorProbe> Dispatcher<T, Q, P> {
    /// Marks the leads of a campaign that was started by filter, and sets it going when all are marked.
    pub(super) async fn mark(
        &self,
        mut campaign: Campaign,
        round: &Round,
        deadline: Timestamp,
    ) -> Result<()> {
        let id = campaign.id;
        let marked = self.in_pages(id, deadline, async |now| {
            self.store.enqueue_leads(&mut campaign, now).await?;
            Ok(campaign.state != CampaignState::Starting)
        });
        match marked.await {
            // Another dispatcher is at it, or the campaign was cancelled.
            Err(Error::Stale(_)) | Ok(false) => return Ok(()),
            marked => _ = marked?,
        }
        tracing::info!(campaign_id = %id, leads = campaign.total_leads, "all leads marked");
        if round.halted.is_some() {
            // The next round pauses it.
            return self.go_on_soon(id).await;
        }
        self.go_on(campaign, round).await
    }

    /// Works out again when those may be called who were put off by the times that the campaign had before they were
    /// changed.
    pub(super) async fn replan(&self, mut campaign: Campaign, deadline: Timestamp) -> Result<Campaign> {
        if campaign.replan.is_none() {
            return Ok(campaign);
        }
        let (id, window) = (campaign.id, campaign.policy.window);
        let replanned = self.in_pages(id, deadline, async |now| {
            // Whoever has no such moment stays where the gate has put them.
            let next = |lead: &Lead| self.next_hour(lead, &window, now);
            self.store.replan_leads(&mut campaign, next, now).await?;
            // What is left to be looked at again later is looked at in the next round.
            Ok(campaign.replan.as_ref().is_none_or(|replan| replan.after.is_none()))
        });
        replanned.await?;
        Ok(campaign)
    }

    /// Gives back the leads that a campaign which ended early did not call.
    pub(super) async fn dequeue(&self, campaign: Campaign, deadline: Timestamp) -> Result<()> {
        let id = campaign.id;
        let given_back = self.in_pages(id, deadline, async |now| {
            if self.store.dequeue_some(&campaign, now).await? > 0 {
                return Ok(false);
            }
            if now.duration_since(campaign.updated_at) > INDEX_SETTLED_AFTER {
                self.store.change_campaign(id, |campaign| Ok(campaign.gave_back())).await?;
                tracing::info!(campaign_id = %id, "all leads given back");
            }
            Ok(true)
        });
        given_back.await.map(|_| ())
    }

    /// Does one page after the other, until one says that it was the last or this round has no time left: the next one
    /// begins at once then. Says whether all are done.
    async fn in_pages(
        &self,
        id: CampaignId,
        deadline: Timestamp,
        mut page: impl AsyncFnMut(Timestamp) -> Result<bool>,
    ) -> Result<bool> {
        let mut pace = self.store.pace_of_leads();
        loop {
            pace.turn().await;
            let now = self.clock.now();
            if now > deadline {
                self.go_on_soon(id).await?;
                return Ok(false);
            }
            if page(now).await? {
                return Ok(true);
            }
        }
    }

    async fn go_on_soon(&self, id: CampaignId) -> Result<()> {
        self.wake.send(&Dispatch { campaign_id: id }, 0).await
    }
}
