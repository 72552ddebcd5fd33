//! What operators do with campaigns: look ahead, start, pause, resume, cancel.

mod costs;
mod forecast;

use std::sync::Arc;

use homework_domain::breaker::VendorProbe;
use homework_domain::call_policy::CallPolicy;
use homework_domain::call_price::CallFeatures;
use homework_domain::callable::CallableNumbers;
use homework_domain::calling_hours::CallingTimes;
use homework_domain::campaign::{
    Campaign, CampaignChange, CampaignState, LeadSelection, NewCampaign, PauseReason, TESTS_CALL_ONE,
};
use homework_domain::clock::Clock;
use homework_domain::forecast::Limits;
use homework_domain::ids::CampaignId;
use homework_domain::queue::{Dispatch, MessageQueue};
use homework_domain::{Error, Result};
use homework_store::Store;
use jiff::Timestamp;

pub use self::costs::KnownPrices;
pub use self::forecast::Outlook;

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
    /// By their ids. All must be PENDING, unless those that were called before are to be called `again`.
    Leads { ids: &'a [String], again: bool },
    /// Those that it finds, which are marked behind the scenes.
    Selection(LeadSelection),
}

/// What starts a campaign; what is left out is as usual.
#[derive(Debug)]
pub struct Start<'a> {
    pub name: &'a str,
    pub called: Called<'a>,
    pub stagger_seconds: Option<f64>,
    pub policy: Option<CallPolicy>,
    /// It tries something out, and is left out of the analytics.
    pub is_test: bool,
}

/// A campaign as it is to be started.
enum Plan {
    Leads(NewCampaign),
    Selection(Box<Campaign>, LeadSelection),
}

pub struct Campaigns<Q, P> {
    pub store: Store,
    pub stagger: StaggerSeconds,
    /// When who may be phoned, and how much, as the dialer knows it.
    pub times: CallingTimes,
    pub callable: CallableNumbers,
    pub limits: Limits,
    /// What its calls cost.
    pub features: CallFeatures,
    pub prices: KnownPrices,
    /// The queue that wakes the dispatcher.
    pub dispatch: Q,
    pub vendors: P,
    pub clock: Arc<dyn Clock>,
}

impl<Q: MessageQueue, P: VendorProbe> Campaigns<Q, P> {
    /// # Errors
    /// `Invalid` where a lead may not be called, or anything else is wrong.
    pub async fn start(&self, start: Start<'_>) -> Result<Campaign> {
        let now = self.clock.now();
        let campaign = match self.plan(start, now)? {
            Plan::Leads(new) => self.store.start_campaign(&new, now).await?,
            Plan::Selection(campaign, _) => {
                self.store.create_campaign(&campaign).await?;
                *campaign
            }
        };
        self.wake_dispatcher(campaign.id).await;
        Ok(campaign)
    }

    /// Checks what a campaign is to be started with, and fills in what is as usual.
    fn plan(&self, start: Start<'_>, now: Timestamp) -> Result<Plan> {
        let stagger = start.stagger_seconds.unwrap_or(self.stagger.default);
        self.check_stagger(stagger)?;
        let policy = start.policy.unwrap_or_else(CallPolicy::usual).checked(now)?;
        Ok(match start.called {
            Called::Leads { ids, again } => {
                let new = NewCampaign::parse(start.name, ids, stagger)?;
                let new = if start.is_test { new.as_test()? } else { new };
                Plan::Leads(NewCampaign { policy, call_again: again, ..new })
            }
            Called::Selection(_) if start.is_test => return Err(Error::invalid("test", TESTS_CALL_ONE)),
            Called::Selection(selection) => {
                let campaign = Campaign::create_by_selection(start.name, selection, stagger, now)?;
                Plan::Selection(Box::new(Campaign { policy, ..campaign }), selection)
            }
        })
    }

    /// Changes a campaign that is not over.
    ///
    /// # Errors
    /// `Conflict` for one that is over, `Invalid` for a wrong value.
    pub async fn edit(&self, id: CampaignId, change: &CampaignChange) -> Result<Campaign> {
        if let Some(stagger) = change.stagger_seconds {
            self.check_stagger(stagger)?;
        }
        let now = self.clock.now();
        let campaign = self.store.change_campaign(id, |campaign| campaign.edit(change, now)).await?;
        // It may begin sooner than it was to.
        self.wake_dispatcher(id).await;
        Ok(campaign)
    }

    fn check_stagger(&self, seconds: f64) -> Result<()> {
        let minimum = self.stagger.minimum;
        if seconds < minimum {
            return Err(Error::invalid("stagger_seconds", format!("must be at least {minimum}")));
        }
        Ok(())
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
