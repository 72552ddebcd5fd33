//! What operators do to campaigns that run.

use std::sync::Arc;

use homework_domain::breaker::VendorProbe;
use homework_domain::campaign::{Campaign, CampaignState, PauseReason};
use homework_domain::clock::Clock;
use homework_domain::ids::CampaignId;
use homework_domain::queue::{Dispatch, MessageQueue};
use homework_domain::{Error, Result};
use homework_store::Store;

pub struct Campaigns<Q, P> {
    pub store: Store,
    /// The queue that wakes the dispatcher.
    pub dispatch: Q,
    pub vendors: P,
    pub clock: Arc<dyn Clock>,
}

impl<Q: MessageQueue, P: VendorProbe> Campaigns<Q, P> {
    /// Pauses or cancels a campaign, or sets it running again. Where a vendor had failed that calls need, it
    /// is asked first whether it works again.
    ///
    /// # Errors
    /// `Conflict` where the campaign's state does not allow it, or a vendor still fails.
    pub async fn request_transition(&self, id: CampaignId, next: CampaignState) -> Result<Campaign> {
        if next == CampaignState::Running {
            self.ask_failed_vendors().await?;
        }
        let now = self.clock.now();
        let campaign =
            self.store.change_campaign(id, |campaign| campaign.request_transition(next, now)).await?;
        self.wake_dispatcher(campaign.id).await;
        Ok(campaign)
    }

    /// Merely a nudge: without it the dispatcher finds the campaign at its next tick.
    pub async fn wake_dispatcher(&self, id: CampaignId) {
        if let Err(error) = self.dispatch.send(&Dispatch { campaign_id: id }, 0).await {
            tracing::warn!(campaign_id = %id, %error, "the dispatcher was not woken");
        }
    }

    async fn ask_failed_vendors(&self) -> Result<()> {
        let breakers = self.store.breakers().await?;
        for breaker in breakers.iter().filter(|breaker| PauseReason::of(breaker).is_some()) {
            let answer = Box::pin(self.vendors.probe(breaker.vendor)).await;
            let breaker = self.store.note_probe(breaker.vendor, &answer, self.clock.now()).await?;
            if let Some(reason) = breaker.in_words() {
                return Err(Error::Conflict(reason));
            }
        }
        Ok(())
    }
}
