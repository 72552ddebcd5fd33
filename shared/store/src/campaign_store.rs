//! Campaigns: starting one with all its leads or none, and the line its calls stand in.

use homework_domain::campaign::{Campaign, CampaignState, NewCampaign};
use homework_domain::error::FieldError;
use homework_domain::ids::{CampaignId, LeadId};
use homework_domain::lead::{Lead, LeadStatus};
use homework_domain::pacing::{self, Place};
use homework_domain::{Error, Result};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::keys::{self, Index};
use crate::line_store::CallsOf;
use crate::operation::{Condition, Write, key_item, number, text};
use crate::table::{Store, put_new};
use crate::versioned::{Attempts, put_over};

const LEADS_PER_TRANSACTION: usize = 100;
/// How many leads an answer names when a campaign cannot start.
const NAMED_IN_ERROR: usize = 20;

/// The line a campaign's calls stand in: the dispatcher moves one end, the dialers the other.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Line {
    /// The earliest moment for the next dialer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next_call_at: Option<Timestamp>,
    version: u64,
}

impl Store {
    pub async fn campaign(&self, id: CampaignId) -> Result<Campaign> {
        self.get(&keys::campaign(id)).await?.ok_or_else(|| Error::not_found("campaign", id))
    }

    /// Campaigns in a state, the oldest first.
    pub async fn campaigns_in(&self, state: CampaignState) -> Result<Vec<Campaign>> {
        self.index_all(Index::Gsi2, &keys::campaigns_in(state)).await
    }

    /// Stale if the campaign has changed since it was read.
    pub async fn save_campaign(&self, campaign: &mut Campaign) -> Result<()> {
        self.save(campaign).await
    }

    /// Queues all the leads and sets the campaign running, or changes nothing.
    ///
    /// The campaign is STARTING until every lead is marked, and a STARTING campaign is never dialled;
    /// leads already marked are returned to PENDING if a later one cannot be.
    pub async fn start_campaign(&self, new: &NewCampaign, now: Timestamp) -> Result<Campaign> {
        let mut leads = self.startable_leads(&new.lead_ids, new.call_again).await?;
        let mut campaign = Campaign::create(new, now);
        let created = put_new(&campaign)?;
        self.transact(vec![created]).await.map_err(|e| e.or_conflict("the campaign exists already"))?;
        for lead in &mut leads {
            lead.enqueue(campaign.id, now)?;
        }
        let mut pace = self.pace_of_leads();
        for chunk in leads.chunks(LEADS_PER_TRANSACTION) {
            pace.turn().await;
            let operations = chunk.iter().map(put_over).collect::<Result<_>>()?;
            if let Err(error) = self.transact(operations).await {
                // Where only the answer was lost, this chunk is in line as well.
                let ids: Vec<_> = leads.iter().map(|lead| lead.id).collect();
                let mut in_line = self.leads_by_id(&ids).await?;
                in_line.retain(|lead| lead.campaign_id == Some(campaign.id));
                self.dequeue(in_line, now).await?;
                self.abandon(&campaign).await?;
                return Err(error.or_stale("a lead was changed while the campaign started: try again"));
            }
        }
        campaign.run(now)?;
        self.save_campaign(&mut campaign).await?;
        Ok(campaign)
    }

    /// Undoes a start that broke off: gives its leads back and removes the campaign.
    pub async fn roll_back_start(&self, campaign: &Campaign, now: Timestamp) -> Result<()> {
        loop {
            let leads: Vec<Lead> =
                self.index_until(Index::Gsi5, &keys::due_leads(campaign.id), None, 100).await?;
            if leads.is_empty() {
                return self.abandon(campaign).await;
            }
            self.dequeue(leads, now).await?;
        }
    }

    /// Changes a campaign, working the change out again on what a concurrent writer left.
    ///
    /// `change` says whether there is anything to write; its error ends the attempt.
    pub async fn change_campaign(
        &self,
        id: CampaignId,
        change: impl FnMut(&mut Campaign) -> Result<bool>,
    ) -> Result<Campaign> {
        self.change(&keys::campaign(id), "campaign", id, change).await
    }

    async fn startable_leads(&self, ids: &[LeadId], again: bool) -> Result<Vec<Lead>> {
        let leads = self.leads_by_id(ids).await?;
        let mut by_id: std::collections::HashMap<LeadId, Lead> =
            leads.into_iter().map(|l| (l.id, l)).collect();
        let mut errors = Vec::new();
        let mut startable = Vec::with_capacity(ids.len());
        for (index, id) in ids.iter().enumerate() {
            let problem = match by_id.remove(id) {
                None => format!("lead {id} does not exist"),
                Some(lead) if !again && lead.status != LeadStatus::Pending => {
                    format!("lead {id} is {}, not PENDING", lead.status)
                }
                Some(lead) if !lead.status.may_become(LeadStatus::Queued) => {
                    format!("lead {id} is {} and is not called again", lead.status)
                }
                Some(lead) if let Some(why) = lead.cannot_be_queued() => format!("lead {id} {why}"),
                Some(lead) => {
                    startable.push(lead);
                    continue;
                }
            };
            errors.push(FieldError::new(format!("lead_ids[{index}]"), problem));
        }
        errors.truncate(NAMED_IN_ERROR);
        if errors.is_empty() { Ok(startable) } else { Err(Error::Invalid(errors)) }
    }

    async fn abandon(&self, campaign: &Campaign) -> Result<()> {
        let delete = Write::delete(&keys::campaign(campaign.id), Condition::version(campaign.version));
        self.transact(vec![delete]).await.map_err(|e| e.or_stale("the campaign was changed meanwhile"))
    }

    /// Takes the next place in the line of calls; two dialers never get the same.
    ///
    /// A place further away than [`pacing::LONGEST_WAIT`] is only told, not taken.
    pub async fn reserve_dial_slot(
        &self,
        of: CallsOf,
        stagger: SignedDuration,
        not_before: Timestamp,
        now: Timestamp,
    ) -> Result<Place> {
        let key = keys::pace(of);
        let mut attempts = Attempts::at("line of calls");
        loop {
            attempts.begin()?;
            let line: Option<Line> = self.get(&key).await?;
            let read = line.as_ref().map(|l| l.version);
            let place =
                pacing::reserve_dial_slot(line.and_then(|l| l.next_call_at), not_before, stagger, now);
            if place.dial_at.duration_since(now) > pacing::LONGEST_WAIT {
                return Ok(place);
            }
            let mut item = key_item(&key);
            item.insert("next_call_at".into(), text(place.next_at.to_string()));
            item.insert("version".into(), number(read.unwrap_or(0) + 1));
            let unmoved = read.map_or_else(Condition::absent, Condition::version);
            if self.commit(vec![Write::put(item, unmoved)]).await? {
                return Ok(place);
            }
        }
    }
}
