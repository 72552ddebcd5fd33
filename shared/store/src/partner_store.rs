//! Partners, what their keys open, and taking leads off a partner that is deleted.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use homework_domain::counters::{Counter, Scope};
use homework_domain::ids::{LeadId, PartnerId};
use homework_domain::lead::Lead;
use homework_domain::page::{Order, Page, PageRequest};
use homework_domain::partner::{Access, KeyHash, Partner, minute_of};
use homework_domain::{Error, Result};
use jiff::{SignedDuration, Timestamp};
use serde_dynamo::aws_sdk_dynamodb_1::to_item;

use crate::blind;
use crate::counter_store::counters_of;
use crate::error::TransactError;
use crate::keys::{self, Index, Key};
use crate::list::List;
use crate::operation::{Condition, Item, Write, key_item, text};
use crate::table::{Store, put_new};
use crate::versioned::{Versioned as _, put_over};

const LEADS_PER_TRANSACTION: i32 = 100;
/// A minute's count is of no use once the minute is over.
const REQUESTS_KEPT_FOR: SignedDuration = SignedDuration::from_mins(10);

impl Store {
    pub async fn partner(&self, id: PartnerId) -> Result<Partner> {
        let partner: Option<Partner> = self.get(&keys::partner(id)).await?;
        partner.filter(|p| !p.deleting).ok_or_else(|| Error::not_found("partner", id))
    }

    /// Saves a new partner together with what its key opens.
    pub async fn create_partner(&self, partner: &Partner) -> Result<()> {
        let operations = vec![put_new(partner)?, self.put_access(partner)?];
        self.transact(operations).await.map_err(|e| e.or_conflict("the partner exists already"))
    }

    /// Saves a partner over the state `read` it was read in. Where its key is another one now, the
    /// old one opens nothing from this moment on; a partner in deletion has no key at all.
    pub async fn save_partner(&self, partner: &mut Partner, read: &Partner) -> Result<()> {
        let mut operations = vec![put_over(partner)?];
        if partner.key_hash != read.key_hash || partner.deleting {
            operations.push(Write::delete(&keys::access(&read.key_hash), Condition::Always));
        }
        if !partner.deleting {
            operations.push(self.put_access(partner)?);
        }
        self.transact(operations).await.map_err(|e| e.or_stale("the partner was changed meanwhile"))?;
        *partner.version() += 1;
        Ok(())
    }

    fn put_access(&self, partner: &Partner) -> Result<Write> {
        let mut item: Item = to_item(partner.access()).map_err(Error::internal)?;
        item.extend(key_item(&keys::access(&partner.key_hash)));
        // A key's hash never belongs to two partners.
        let ours = Condition::absent().or(Condition::Is("partner_id", text(partner.id.to_string())));
        Ok(Write::put(item, ours))
    }

    /// The partners, the newest first, each with the number of its leads.
    pub async fn list_partners(&self, active_only: bool, page: &PageRequest) -> Result<Page<(Partner, u64)>> {
        let (index, pk) = match active_only {
            true => (Index::Gsi2, keys::active_partners()),
            false => (Index::Gsi1, keys::partners()),
        };
        let page: Page<Partner> = self.page(&List { index, pk, order: Order::NewestFirst }, page, 0).await?;
        let counters: Vec<Key> = page.items.iter().map(|p| keys::counters(&Scope::Partner(p.id))).collect();
        let mut counted = self.items_at(&counters).await?;
        let items = page.items.into_iter().zip(counters).map(|(partner, key)| {
            let leads = counted.remove(&key.pk).map(|item| counters_of(&item).get(Counter::Leads));
            (partner, leads.unwrap_or(0))
        });
        Ok(Page {
            items: items.collect(),
            total: 0,
            page: page.page,
            page_size: page.page_size,
            next_cursor: page.next_cursor,
        })
    }

    /// What the key with this hash opens: one read.
    pub async fn access(&self, hash: &KeyHash) -> Result<Option<Access>> {
        let access: Option<Access> = self.get(&keys::access(hash)).await?;
        Ok(access.filter(|access| access.key_hash == *hash))
    }

    /// Counts one request of a partner in the present minute, and refuses the one beyond its limit:
    /// one conditional write, whoever else is asking at the same time.
    pub async fn take_request(&self, access: &Access, now: Timestamp) -> Result<()> {
        let (minute, retry_after_seconds) = minute_of(now);
        let expires = (now + REQUESTS_KEPT_FOR).as_second();
        let key = keys::partner_requests(access.partner_id, minute);
        if self.count_below(&key, "requests", 1, access.rate_limit.into(), expires).await? {
            Ok(())
        } else {
            Err(Error::TooManyRequests { retry_after_seconds })
        }
    }

    /// Takes leads off a partner in deletion, so many batches of a hundred; says whether none is left.
    /// The leads themselves stay.
    pub async fn detach_leads(&self, id: PartnerId, batches: u32) -> Result<bool> {
        for _ in 0..batches {
            let pk = keys::partner_leads(id);
            let leads: Vec<Lead> = self.index_until(Index::Gsi3, &pk, None, LEADS_PER_TRANSACTION).await?;
            if leads.is_empty() {
                return Ok(true);
            }
            let mut open: Vec<LeadId> = leads.iter().map(|lead| lead.id).collect();
            while !open.is_empty() {
                let updates = open.iter().map(|lead| blind::take_lead_off(*lead, id)).collect();
                match self.transact(updates).await {
                    Ok(()) => break,
                    // A lead that is gone, or is off already, though the index does not know it yet.
                    Err(TransactError::Conditions(reasons)) => {
                        let refused = |place: usize| reasons.get(place).is_some_and(Option::is_some);
                        let kept = open.iter().enumerate().filter(|(place, _)| !refused(*place));
                        open = kept.map(|(_, lead)| *lead).collect();
                    }
                    Err(error) => return Err(error.or_stale("leads")),
                }
            }
        }
        Ok(false)
    }

    /// A partner in deletion, by its id.
    pub async fn doomed_partner(&self, id: PartnerId) -> Result<Option<Partner>> {
        let partner: Option<Partner> = self.get(&keys::partner(id)).await?;
        Ok(partner.filter(|partner| partner.deleting))
    }

    /// Removes a partner in deletion for good.
    pub async fn remove_partner(&self, id: PartnerId) -> Result<()> {
        let doomed = Condition::absent().or(Condition::Is("deleting", AttributeValue::Bool(true)));
        let breaker = Write::delete(&keys::webhook_breaker(id), Condition::Always);
        let operations = vec![Write::delete(&keys::partner(id), doomed), breaker];
        self.transact(operations).await.map_err(|e| e.or_conflict("the partner is not being deleted"))
    }

    /// The items at `keys` that exist, by their partition.
    pub(crate) async fn items_at(&self, keys: &[Key]) -> Result<HashMap<String, Item>> {
        let items = self.get_items(keys).await?.into_iter();
        Ok(items.filter_map(|item| Some((item.get("pk")?.as_s().ok()?.clone(), item))).collect())
    }
}
