//! The vendors' breakers, and the campaigns that an open one stops.

use homework_domain::Result;
use homework_domain::breaker::{Breaker, Fault, FaultKind, Step, Vendor};
use homework_domain::campaign::{CampaignState, PauseReason};
use homework_domain::metric;
use jiff::Timestamp;

use crate::keys::{self, IndexEntry, Key, Keyed};
use crate::table::Store;

impl Keyed for Breaker {
    const ENTITY: &'static str = "BREAKER";

    fn key(&self) -> Key {
        keys::breaker(self.vendor)
    }

    fn entries(&self) -> Vec<IndexEntry> {
        vec![]
    }
}

impl Store {
    /// The breakers of all vendors, strongly consistent, in one query.
    pub async fn breakers(&self) -> Result<Vec<Breaker>> {
        Ok(self.halts().await?.breakers)
    }

    /// Changes a breaker, working the change out again on what a concurrent writer left. `change` says
    /// whether there is anything to write.
    pub async fn change_breaker(
        &self,
        vendor: Vendor,
        change: impl FnMut(&mut Breaker) -> bool,
    ) -> Result<(Breaker, bool)> {
        let closed = || Breaker::closed(vendor);
        self.change_or_begin(&keys::breaker(vendor), "breaker", closed, change).await
    }

    /// Notes a vendor's fault. Where it opens the breaker of a vendor that calls need, all running
    /// campaigns are paused; a process that dies in between leaves that to the dispatcher.
    pub async fn note_fault(&self, vendor: Vendor, fault: &Fault, now: Timestamp) -> Result<Breaker> {
        tracing::info!(target: metric::TARGET, vendor = vendor.as_str(), vendor_faults = 1_u64);
        let mut step = Step::Nothing;
        let (breaker, _) = self
            .change_breaker(vendor, |breaker| {
                step = breaker.fault(fault, now);
                step != Step::Nothing
            })
            .await?;
        if step == Step::Opened {
            tracing::error!(vendor = vendor.as_str(), code = fault.code, kind = ?fault.kind, "a vendor's breaker is open");
            if let Some(reason) = PauseReason::of(&breaker) {
                self.halt_campaigns(&reason, now).await?;
            }
        }
        Ok(breaker)
    }

    /// Notes that a vendor works. Costs a request, so it is only for those who know of faults.
    pub async fn note_success(&self, vendor: Vendor) -> Result<()> {
        self.change_breaker(vendor, Breaker::success).await.map(|_| ())
    }

    /// Notes what asking a vendor came to whose breaker is open.
    pub async fn note_probe(&self, vendor: Vendor, answer: &Result<()>, now: Timestamp) -> Result<Breaker> {
        let fault = match answer {
            Ok(()) => None,
            // Whatever else is wrong with the answer, the vendor does not work.
            Err(error) => Some(
                Fault::of(error)
                    .map_or_else(|| Fault::new(FaultKind::Passing, error.to_string()), |(_, fault)| fault),
            ),
        };
        let (breaker, _) = self
            .change_breaker(vendor, |breaker| breaker.probed(fault.as_ref().map_or(Ok(()), Err), now))
            .await?;
        tracing::info!(vendor = vendor.as_str(), works = fault.is_none(), "vendor probed");
        Ok(breaker)
    }

    /// Pauses every running campaign for a reason of the system's. Says how many it paused.
    pub async fn halt_campaigns(&self, reason: &PauseReason, now: Timestamp) -> Result<u32> {
        let mut halted = 0;
        for campaign in self.campaigns_in(CampaignState::Running).await? {
            let campaign =
                self.change_campaign(campaign.id, |campaign| Ok(campaign.halt(reason, now))).await?;
            if campaign.pause_reason.is_some() {
                halted += 1;
                tracing::warn!(campaign_id = %campaign.id, code = reason.code, "campaign paused by the system");
            }
        }
        if halted > 0 {
            tracing::info!(target: metric::TARGET, campaigns_paused_by_the_system = halted);
        }
        Ok(halted)
    }
}
