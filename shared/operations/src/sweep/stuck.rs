//! Leads left in the line of a campaign that is over are taken out of it: nothing else reaches them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use homework_domain::campaign::Campaign;
use homework_domain::ids::CampaignId;
use homework_domain::{Error, Result};

use super::Sweeper;

const LEADS_PER_ROUND: i32 = 500;
const CURSOR: &str = "queued_leads";

impl<T, C, V, F, Q> Sweeper<T, C, V, F, Q> {
    /// Looks at some of the QUEUED leads in each round, and at all of them in turn.
    pub(super) async fn rescue_stuck_leads(&self) -> Result<()> {
        let after = self.store.cursor(CURSOR).await?;
        let leads = self.store.queued_leads(after.as_deref(), LEADS_PER_ROUND).await?;
        let last = (leads.len() >= LEADS_PER_ROUND as usize).then(|| leads.last().map(|l| l.id.to_string()));
        let mut campaigns: HashMap<CampaignId, Option<Campaign>> = HashMap::new();
        for lead in leads {
            let Some(id) = lead.campaign_id else { continue };
            let campaign = match campaigns.entry(id) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => match self.store.campaign(id).await {
                    Ok(campaign) => new.insert(Some(campaign)),
                    Err(Error::NotFound { .. }) => new.insert(None),
                    Err(error) => return Err(error),
                },
            };
            // A cancelled campaign gives its leads back by itself while it says so.
            let is_left = |campaign: &Campaign| campaign.is_done_with(&lead) && !campaign.gives_back;
            if campaign.as_ref().is_none_or(is_left) {
                tracing::warn!(lead_id = %lead.id, campaign_id = %id, "giving back a lead whose campaign is over");
                self.store.dequeue_lead(lead, self.clock.now()).await?;
            }
        }
        let last = last.flatten();
        if last != after { self.store.set_cursor(CURSOR, last.as_deref()).await } else { Ok(()) }
    }
}
