//! What operators do with campaigns: start, pause, resume, cancel.

use std::sync::Arc;

use homework_domain::breaker::VendorProbe;
use homework_domain::campaign::{Campaign, CampaignState, LeadSelection, NewCampaign, PauseReason};
use homework_domain::clock::Clock;
use homework_domain::ids::CampaignId;
use homework_domain::queue::{Dispatch, MessageQueue};
use homework_domain::{Error, Result};
use homework_store::Store;

/// The seconds between two calls of a campaign.
#[derive(Debug, Clone, Copy)]
pub struct StaggerSeconds {
    /// Where none are named.
    pub default: f64,
    pub minimum: f64,
}

/// Whom a new campaign calls.
#[derive(Debug)]
pub enum Called<'a> {
    /// All of which must be PENDING.
    Leads(&'a [String]),
    /// Those PENDING leads that it finds, which are marked behind the scenes.
    Selection(LeadSelection),
}

pub struct Campaigns<Q, P> {
    pub store: Store,
    pub stagger: StaggerSeconds,
    /// The queue that wakes the dispatcher.
    pub dispatch: Q,
    pub vendors: P,
    pub clock: Arc<dyn Clock>,
}

impl<Q: MessageQueue, P: VendorProbe> Campaigns<Q, P> {
    /// # Errors
    /// `Conflict` where a lead is not PENDING.
    pub async fn start(
        &self,
        name: &str,
        called: Called<'_>,
        stagger_seconds: Option<f64>,
    ) -> Result<Campaign> {
        let StaggerSeconds { default, minimum } = self.stagger;
        let stagger = stagger_seconds.unwrap_or(default);
        if stagger < minimum {
            return Err(Error::invalid("stagger_seconds", format!("must be at least {minimum}")));
        }
        let now = self.clock.now();
        let campaign = match called {
            Called::Leads(ids) => {
                self.store.start_campaign(&NewCampaign::parse(name, ids, stagger)?, now).await?
            }
            Called::Selection(selection) => {
                let campaign = Campaign::create_by_selection(name, selection, stagger, now)?;
                self.store.create_campaign(&campaign).await?;
                campaign
            }
        };
        self.wake_dispatcher(campaign.id).await;
        Ok(campaign)
    }

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
    async fn wake_dispatcher(&self, id: CampaignId) {
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
