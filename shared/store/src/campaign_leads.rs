//! A campaign's hold on its leads: marking those that its filter names, giving back those that were
//! not called. Both go on in pages, from wherever the last round, finished or not, left them.

use std::collections::BTreeMap;

use homework_domain::campaign::{Campaign, CampaignState, LeadSelection};
use homework_domain::counters::{Counter, Scope};
use homework_domain::ids::CampaignId;
use homework_domain::lead::{Lead, LeadStatus, ListedLead};
use homework_domain::page::{Order, Page, PageRequest};
use homework_domain::{Error, Result};
use jiff::Timestamp;
use serde::Deserialize;

use crate::error::TransactError;
use crate::keys::{self, Index};
use crate::list::List;
use crate::operation::Query;
use crate::table::{Store, put_new, read};
use crate::versioned::{Versioned as _, put_over};

/// A page of leads and the campaign itself fill one transaction.
const LEADS_PER_PAGE: usize = 99;
const LEADS_PER_TRANSACTION: usize = 100;
const CAMPAIGNS_PER_QUERY: i32 = 100;
/// How much of a list of all campaigns is looked through for one of them: every campaign that waits does so every minute.
const LOOKED_THROUGH: i32 = 200;
/// Of so few an answer is not late.
const LEADS_COUNTED_MAX: u32 = 500;

impl Store {
    pub async fn create_campaign(&self, campaign: &Campaign) -> Result<()> {
        let created = put_new(campaign)?;
        self.transact(vec![created]).await.map_err(|e| e.or_conflict("the campaign exists already"))
    }

    /// Marks the next page of the leads that a STARTING campaign selects; with the last page the
    /// campaign is RUNNING.
    ///
    /// The leads, how many they are and how far the marking is change in one transaction, so a page
    /// is marked and counted once, whoever does it and however often.
    ///
    /// # Errors
    /// `Stale` when somebody else has changed the campaign since it was read.
    pub async fn enqueue_leads(&self, campaign: &mut Campaign, now: Timestamp) -> Result<()> {
        let Some(selection) = campaign.selection else {
            return Err(Error::internal("a campaign without a filter has no leads to mark"));
        };
        let page = self.selected_leads(selection, campaign).await?;
        let ends = page.len() < LEADS_PER_PAGE || page.iter().any(|l| l.created_at > campaign.created_at);
        let last = page.last().map(|lead| lead.id);
        let mut taken = Vec::with_capacity(page.len());
        for mut lead in page {
            if campaign.takes(&lead) && lead.enqueue(campaign.id, now).is_ok() {
                taken.push(lead);
            }
        }
        self.save_campaign_and_leads(campaign, taken, |campaign, taken| {
            campaign.mark(last, taken, now)?;
            if ends { campaign.run(now) } else { Ok(()) }
        })
        .await
    }

    /// Looks at the next page of those who wait in the line of a campaign whose times have changed, and has those come
    /// up sooner for whom `next_moment` gives a sooner moment.
    ///
    /// # Errors
    /// `Stale` when somebody else has changed the campaign since it was read.
    pub async fn replan_leads(
        &self,
        campaign: &mut Campaign,
        next_moment: impl Fn(&Lead) -> Option<Timestamp>,
        now: Timestamp,
    ) -> Result<()> {
        let Some(replan) = &campaign.replan else { return Ok(()) };
        let after = replan.after.clone().unwrap_or_else(|| keys::through(now));
        let line = keys::due_leads(campaign.id);
        let page: Vec<Lead> = self.index_after(Index::Gsi5, &line, &after, LEADS_PER_PAGE as i32).await?;
        let last =
            (page.len() == LEADS_PER_PAGE).then(|| page.last().and_then(keys::place_in_line)).flatten();
        let mut sooner = Vec::new();
        for mut lead in page {
            let moment = if lead.postponed { next_moment(&lead) } else { None };
            if moment.is_some_and(|moment| lead.bring_forward(moment, now)) {
                sooner.push(lead);
            }
        }
        self.save_campaign_and_leads(campaign, sooner, |campaign, _| {
            campaign.replanned(last.clone(), now);
            Ok(())
        })
        .await
    }

    /// Writes leads together with their campaign, changed for as many of them as are written: a lead that has moved on
    /// since the index listed it is not.
    async fn save_campaign_and_leads(
        &self,
        campaign: &mut Campaign,
        mut leads: Vec<Lead>,
        change: impl Fn(&mut Campaign, usize) -> Result<()>,
    ) -> Result<()> {
        loop {
            let mut changed = campaign.clone();
            change(&mut changed, leads.len())?;
            let mut operations = vec![put_over(&changed)?];
            for lead in &leads {
                operations.push(put_over(lead)?);
            }
            match self.transact(operations).await {
                Ok(()) => {
                    *campaign = changed.written();
                    return Ok(());
                }
                Err(TransactError::Conditions(reasons)) => {
                    if reasons.first().is_some_and(Option::is_some) {
                        return Err(Error::Stale("the campaign was changed meanwhile".into()));
                    }
                    leads = without_refused(leads, &reasons[1..])?;
                }
                Err(error) => return Err(error.or_stale("leads")),
            }
        }
    }

    async fn selected_leads(&self, selection: LeadSelection, campaign: &Campaign) -> Result<Vec<Lead>> {
        let (index, pk) = match selection {
            LeadSelection::Pending => (Index::Gsi2, keys::leads_with(LeadStatus::Pending)),
            LeadSelection::Called(status) => (Index::Gsi2, keys::leads_with(status)),
            LeadSelection::Partner(id) => (Index::Gsi3, keys::partner_leads(id)),
        };
        let after = campaign.marked_until.map_or_else(|| keys::FIRST.to_owned(), |id| id.to_string());
        self.index_after(index, &pk, &after, LEADS_PER_PAGE as i32).await
    }

    /// Campaigns that ended early and still hold leads, the oldest first.
    pub async fn campaigns_giving_back(&self) -> Result<Vec<Campaign>> {
        self.index_until(Index::Gsi5, &keys::campaigns_giving_back(), None, CAMPAIGNS_PER_QUERY).await
    }

    /// Gives back up to a hundred leads in a campaign's line, then those that were promised a call; says how many
    /// were found.
    pub async fn dequeue_some(&self, campaign: &Campaign, now: Timestamp) -> Result<usize> {
        let due = keys::due_leads(campaign.id);
        let mut leads: Vec<Lead> =
            self.index_until(Index::Gsi5, &due, None, LEADS_PER_TRANSACTION as i32).await?;
        // A campaign that came to its end keeps what was agreed on.
        if leads.is_empty() && campaign.state == CampaignState::Cancelled {
            leads = self.some_call_backs(campaign.id).await?;
        }
        let found = leads.len();
        self.dequeue(leads, now).await?;
        Ok(found)
    }

    /// Whether a campaign has leads in its line, due now or later.
    pub async fn has_leads_in_line(&self, id: CampaignId) -> Result<bool> {
        let next: Vec<Lead> = self.index_until(Index::Gsi5, &keys::due_leads(id), None, 1).await?;
        Ok(!next.is_empty())
    }

    /// Those who are to be called at a moment up to `until` that was agreed on, the earliest first, whatever
    /// campaign they are of, behind this one.
    pub async fn due_call_backs(
        &self,
        after: Option<&Lead>,
        until: Timestamp,
        limit: i32,
    ) -> Result<Vec<Lead>> {
        let after = after.and_then(keys::place_in_line).map(|place| keys::behind(&place));
        let (after, until) = (after.as_deref().unwrap_or(keys::FIRST), keys::through(until));
        self.index_between(Index::Gsi5, &keys::call_backs(), after, &until, limit).await
    }

    /// Those who are to be called at a moment that was agreed on, the earliest first.
    pub async fn list_call_backs(&self, page: &PageRequest) -> Result<Page<ListedLead>> {
        let list = List { index: Index::Gsi5, pk: keys::call_backs(), order: Order::OldestFirst };
        let total = self.counter(&Scope::All, Counter::CallBacksDue).await?;
        self.page(&list, page, total).await
    }

    /// Whether somebody of the campaign was promised a call; `None` where too many were to look through them all.
    pub async fn has_call_backs(&self, id: CampaignId) -> Result<Option<bool>> {
        self.names_campaign(&keys::call_backs(), id).await
    }

    /// Whether a call of the campaign's is under way; `None` where too many calls are to look through them all.
    pub async fn has_calls_under_way(&self, id: CampaignId) -> Result<Option<bool>> {
        self.names_campaign(&keys::active_calls(), id).await
    }

    /// Whether the head of a list of leads or calls names the campaign; `None` where it does not, and the list goes on.
    async fn names_campaign(&self, pk: &str, id: CampaignId) -> Result<Option<bool>> {
        #[derive(Deserialize)]
        struct OfCampaign {
            campaign_id: Option<CampaignId>,
        }

        let query = Query::index(Index::Gsi5, pk).only_for::<OfCampaign>().limit(LOOKED_THROUGH);
        let answer = self.query(&query).await?;
        for entry in answer.items {
            if read::<OfCampaign>(entry)?.campaign_id == Some(id) {
                return Ok(Some(true));
            }
        }
        Ok(answer.next.is_none().then_some(false))
    }

    /// Leads of the campaign that were promised a call, some of them if there are any.
    async fn some_call_backs(&self, id: CampaignId) -> Result<Vec<Lead>> {
        let mut query = Query::index(Index::Gsi5, keys::call_backs());
        loop {
            let answer = self.query(&query).await?;
            let mut leads = answer.items.into_iter().map(read).collect::<Result<Vec<Lead>>>()?;
            leads.retain(|lead| lead.campaign_id == Some(id));
            if !leads.is_empty() || answer.next.is_none() {
                return Ok(leads);
            }
            query.start = answer.next;
        }
    }

    /// Leads by status, as they stand, of a campaign that has few enough to count; `None` for a larger
    /// one, which is what the counters are for.
    pub async fn count_leads_by_status(
        &self,
        campaign: &Campaign,
    ) -> Result<Option<BTreeMap<LeadStatus, u64>>> {
        if campaign.total_leads > LEADS_COUNTED_MAX {
            return Ok(None);
        }
        #[derive(Deserialize)]
        struct Standing {
            status: LeadStatus,
        }

        let leads = Query::index(Index::Gsi4, keys::campaign_leads(campaign.id)).only_for::<Standing>();
        let mut counts = BTreeMap::new();
        for lead in self.query_all(leads).await? {
            *counts.entry(read::<Standing>(lead)?.status).or_default() += 1;
        }
        Ok(Some(counts))
    }

    /// QUEUED leads behind the place `after`, in the order of their ids.
    pub async fn queued_leads(&self, after: Option<&str>, limit: i32) -> Result<Vec<Lead>> {
        let after = after.unwrap_or(keys::FIRST);
        self.index_after(Index::Gsi2, &keys::leads_with(LeadStatus::Queued), after, limit).await
    }

    /// Gives a QUEUED lead back whose campaign is over.
    pub async fn dequeue_lead(&self, lead: Lead, now: Timestamp) -> Result<()> {
        self.dequeue(vec![lead], now).await
    }

    /// Makes queued leads PENDING again. A lead that moved on meanwhile is left alone.
    pub(crate) async fn dequeue(&self, leads: Vec<Lead>, now: Timestamp) -> Result<()> {
        for chunk in leads.chunks(LEADS_PER_TRANSACTION) {
            let mut returned = Vec::with_capacity(chunk.len());
            for lead in chunk {
                let mut lead = lead.clone();
                if lead.dequeue(now).is_ok() {
                    returned.push(lead);
                }
            }
            while !returned.is_empty() {
                let operations = returned.iter().map(put_over).collect::<Result<_>>()?;
                match self.transact(operations).await {
                    Ok(()) => break,
                    Err(TransactError::Conditions(reasons)) => {
                        returned = without_refused(returned, &reasons)?;
                    }
                    Err(error) => return Err(error.or_stale("leads")),
                }
            }
        }
        Ok(())
    }
}

/// The leads of a refused transaction that were not the reason.
fn without_refused<R>(leads: Vec<Lead>, reasons: &[Option<R>]) -> Result<Vec<Lead>> {
    let before = leads.len();
    let refused = |place: usize| reasons.get(place).is_some_and(Option::is_some);
    let rest: Vec<Lead> =
        leads.into_iter().enumerate().filter(|(i, _)| !refused(*i)).map(|(_, lead)| lead).collect();
    if rest.len() == before {
        return Err(Error::internal("a refused transaction named no refused lead"));
    }
    Ok(rest)
}

#[cfg(test)]
mod tests;
