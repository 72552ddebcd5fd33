//! Partners, what their keys open, and taking leads off a partner that is deleted.

use std::collections::HashMap;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, TransactWriteItem};
use homework_domain::counters::Scope;
use homework_domain::ids::{LeadId, PartnerId};
use homework_domain::lead::Lead;
use homework_domain::page::{Order, Page, PageRequest};
use homework_domain::partner::{Access, KeyHash, Partner, minute_of};
use homework_domain::{Error, Result};
use jiff::{SignedDuration, Timestamp};
use serde_dynamo::aws_sdk_dynamodb_1::to_item;

use crate::error::{TransactError, unavailable};
use crate::keys::{self, Index, Key};
use crate::list::List;
use crate::table::{Condition, Expression, Item, Store, key_item, text};

const KEYS_PER_BATCH_GET: usize = 100;
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
        let operations = vec![self.put_new(partner)?, self.put_access(partner)?];
        self.transact(operations).await.map_err(|e| e.or_conflict("partner"))
    }

    /// Saves a partner over the state `read` it was read in. Where its key is another one now, the
    /// old one opens nothing from this moment on; a partner in deletion has no key at all.
    pub async fn save_partner(&self, partner: &mut Partner, read: &Partner) -> Result<()> {
        partner.version = read.version + 1;
        let mut operations = vec![self.put_over(partner, read.version)?];
        if partner.key_hash != read.key_hash || partner.deleting {
            operations.push(self.delete_if(&keys::access(&read.key_hash), Condition::always())?);
        }
        if !partner.deleting {
            operations.push(self.put_access(partner)?);
        }
        self.transact(operations).await.map_err(|e| e.or_conflict("the partner was changed meanwhile"))
    }

    fn put_access(&self, partner: &Partner) -> Result<TransactWriteItem> {
        let mut item: Item = to_item(partner.access()).map_err(Error::internal)?;
        item.extend(key_item(&keys::access(&partner.key_hash)));
        // A key's hash never belongs to two partners.
        let ours = Condition::that("attribute_not_exists(pk) OR partner_id = :partner")
            .value(":partner", text(partner.id.to_string()));
        self.put_item_if(item, ours)
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
            let leads = counted.remove(&key.pk).and_then(|item| item.get("leads")?.as_n().ok()?.parse().ok());
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
        let key = key_item(&keys::partner_requests(access.partner_id, minute));
        let request = self.client.update_item().table_name(&self.table).set_key(Some(key));
        let counted = request
            .update_expression("ADD requests :one SET expires_at = :expires")
            .condition_expression("attribute_not_exists(requests) OR requests < :limit")
            .expression_attribute_values(":one", AttributeValue::N("1".into()))
            .expression_attribute_values(":expires", AttributeValue::N(expires.to_string()))
            .expression_attribute_values(":limit", AttributeValue::N(access.rate_limit.to_string()))
            .send()
            .await;
        match counted {
            Ok(_) => Ok(()),
            Err(SdkError::ServiceError(e)) if is_refused(e.err()) => {
                Err(Error::TooManyRequests { retry_after_seconds })
            }
            Err(error) => Err(unavailable(error)),
        }
    }

    /// Takes leads off a partner in deletion, so many batches of a hundred; says whether none is left.
    /// The leads themselves stay.
    pub async fn empty_partner(&self, id: PartnerId, batches: u32) -> Result<bool> {
        for _ in 0..batches {
            let pk = keys::partner_leads(id);
            let leads: Vec<Lead> = self.index_until(Index::Gsi3, &pk, None, LEADS_PER_TRANSACTION).await?;
            if leads.is_empty() {
                return Ok(true);
            }
            let mut open: Vec<LeadId> = leads.iter().map(|lead| lead.id).collect();
            while !open.is_empty() {
                let updates = open.iter().map(|lead| self.take_off(*lead, id)).collect::<Result<_>>()?;
                match self.transact(updates).await {
                    Ok(()) => break,
                    // A lead that is gone, or is off already, though the index does not know it yet.
                    Err(TransactError::Conditions(reasons)) => {
                        let refused = |place: usize| reasons.get(place).is_some_and(Option::is_some);
                        let kept = open.iter().enumerate().filter(|(place, _)| !refused(*place));
                        open = kept.map(|(_, lead)| *lead).collect();
                    }
                    Err(error) => return Err(error.or_conflict("leads")),
                }
            }
        }
        Ok(false)
    }

    fn take_off(&self, lead: LeadId, partner: PartnerId) -> Result<TransactWriteItem> {
        let remove = ["partner_id".to_owned(), Index::Gsi3.pk(), Index::Gsi3.sk()];
        let update = Expression::build([], remove, [("version".to_owned(), 1)]);
        let ours = Condition::that("partner_id = :partner").value(":partner", text(partner.to_string()));
        self.update_if(&keys::lead(lead), update, ours)
    }

    /// A partner in deletion, by its id.
    pub async fn doomed_partner(&self, id: PartnerId) -> Result<Option<Partner>> {
        let partner: Option<Partner> = self.get(&keys::partner(id)).await?;
        Ok(partner.filter(|partner| partner.deleting))
    }

    /// Removes a partner in deletion for good.
    pub async fn remove_partner(&self, id: PartnerId) -> Result<()> {
        let doomed = Condition::that("attribute_not_exists(pk) OR deleting = :yes")
            .value(":yes", AttributeValue::Bool(true));
        let operations = vec![self.delete_if(&keys::partner(id), doomed)?];
        self.transact(operations).await.map_err(|e| e.or_conflict("the partner is not being deleted"))
    }

    /// The items at `keys` that exist, by their partition.
    pub(crate) async fn items_at(&self, keys: &[Key]) -> Result<HashMap<String, Item>> {
        let mut found = HashMap::new();
        for chunk in keys.chunks(KEYS_PER_BATCH_GET) {
            let mut wanted: Vec<Item> = chunk.iter().map(key_item).collect();
            // DynamoDB may leave some for another request.
            while !wanted.is_empty() {
                let keys = KeysAndAttributes::builder().set_keys(Some(wanted)).consistent_read(true).build();
                let request =
                    self.client.batch_get_item().request_items(&self.table, keys.map_err(Error::internal)?);
                let answer = request.send().await.map_err(unavailable)?;
                let items = answer.responses.unwrap_or_default().remove(&self.table).unwrap_or_default();
                found.extend(items.into_iter().filter_map(|item| {
                    let pk = item.get("pk")?.as_s().ok()?.clone();
                    Some((pk, item))
                }));
                let left = answer.unprocessed_keys.unwrap_or_default().remove(&self.table);
                wanted = left.map(|keys| keys.keys).unwrap_or_default();
            }
        }
        Ok(found)
    }
}

fn is_refused(error: &UpdateItemError) -> bool {
    matches!(error, UpdateItemError::ConditionalCheckFailedException(_))
}
