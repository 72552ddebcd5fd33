//! Leads left in the line of a campaign that is over are taken out of it: nothing else reaches them.

use std::collections::HashMap;

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
        let mut over: HashMap<CampaignId, bool> = HashMap::new();
        for lead in leads {
            let Some(id) = lead.campaign_id else { continue };
            let is_over = match over.get(&id) {
                Some(known) => *known,
                None => match self.store.campaign(id).await {
                    // A cancelled campaign gives its leads back by itself while it says so.
                    Ok(campaign) => campaign.state.is_over() && !campaign.gives_back,
                    Err(Error::NotFound { .. }) => true,
                    Err(error) => return Err(error),
                },
            };
            over.insert(id, is_over);
            if is_over {
                tracing::warn!(lead_id = %lead.id, campaign_id = %id, "giving back a lead whose campaign is over");
                self.store.dequeue_lead(lead, self.clock.now()).await?;
            }
        }
        let last = last.flatten();
        if last != after { self.store.set_cursor(CURSOR, last.as_deref()).await } else { Ok(()) }
    }
}
