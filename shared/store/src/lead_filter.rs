//! Which leads are asked for: a list, and what the leads in it must have besides.

use homework_domain::Result;
use homework_domain::ids::{CampaignId, PartnerId};
use homework_domain::lead::{Lead, LeadStatus, ListedLead};
use homework_domain::page::{Order, Page, PageRequest};

use crate::lead_store::LeadFilter;
use crate::table::Store;

/// So many leads are looked at for one page at most.
const LOOKED_AT_MAX: u32 = 2_000;
const BATCH: u32 = 100;

/// What leads must have; nothing is asked of what is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeadConditions {
    pub status: Option<LeadStatus>,
    pub campaign: Option<CampaignId>,
    pub partner: Option<PartnerId>,
}

impl LeadConditions {
    pub fn hold(&self, lead: &Lead) -> bool {
        self.allow(lead.status, lead.campaign_id, lead.partner_id)
    }

    fn allow(&self, is: LeadStatus, of: Option<CampaignId>, by: Option<PartnerId>) -> bool {
        self.status.is_none_or(|status| is == status)
            && self.campaign.is_none_or(|id| of == Some(id))
            && self.partner.is_none_or(|id| by == Some(id))
    }

    /// The list that is likely the shortest, and what is left to ask of the leads in it.
    pub fn list(self) -> (LeadFilter, Self) {
        let Self { status, campaign, partner } = self;
        match (status, campaign, partner) {
            (_, Some(id), _) => (LeadFilter::Campaign(id), Self { campaign: None, ..self }),
            (_, None, Some(id)) => (LeadFilter::Partner(id), Self { partner: None, ..self }),
            (Some(status), None, None) => (LeadFilter::Status(status), Self::default()),
            (None, None, None) => (LeadFilter::All, Self::default()),
        }
    }
}

impl Store {
    /// Leads that have all that is asked. Where several things are asked at once nothing counts them:
    /// `total` then counts no further than the page after this one, and where few of many leads fit, a page
    /// may have fewer leads than it could and yet a next one.
    pub async fn list_leads_with(
        &self,
        conditions: LeadConditions,
        order: Order,
        page: &PageRequest,
    ) -> Result<Page<ListedLead>> {
        let (list, rest) = conditions.list();
        if rest == LeadConditions::default() {
            return self.list_leads(&list, order, page).await;
        }
        let skip = if page.cursor.is_some() { 0 } else { page.skip() as usize };
        let wanted = skip + page.page_size as usize;
        let mut found = Vec::new();
        let mut cursor = page.cursor.clone();
        let mut looked_at = 0;
        while found.len() < wanted {
            // No more at a time than can still be shown: the cursor is behind the last that was looked at.
            let left = u32::try_from(wanted - found.len()).unwrap_or(BATCH);
            let batch = PageRequest { page: 1, page_size: left.min(BATCH), cursor: cursor.take() };
            let read = self.list_leads(&list, order, &batch).await?;
            looked_at += batch.page_size;
            let fits = |lead: &ListedLead| rest.allow(lead.status, lead.campaign_id, lead.partner_id);
            found.extend(read.items.into_iter().filter(fits));
            cursor = read.next_cursor;
            if cursor.is_none() || looked_at >= LOOKED_AT_MAX.max(page.skip() + page.page_size) {
                break;
            }
        }
        let items: Vec<_> = found.into_iter().skip(skip).collect();
        let before = u64::from(if page.cursor.is_some() { 0 } else { page.skip() });
        let total = before + items.len() as u64 + u64::from(cursor.is_some());
        Ok(Page { items, total, page: page.page, page_size: page.page_size, next_cursor: cursor })
    }
}
