//! A partner's transfers of leads, and the leads it sent.

use std::collections::{HashMap, HashSet};

use homework_domain::erasure::ErasedLead;
use homework_domain::ids::{LeadId, PartnerId};
use homework_domain::lead::Lead;
use homework_domain::phone::PhoneNumber;
use homework_domain::{Error, Result};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_dynamo::aws_sdk_dynamodb_1::to_item;

use crate::budget_store::{day_is_full, leads_given_back, leads_taken};
use crate::error::TransactError;
use crate::keys;
use crate::lead_store::Refusal;
use crate::operation::{Condition, Item, Write, key_item, number, text};
use crate::table::{Store, read};

/// How long a transfer is remembered under its idempotency key.
const REMEMBERED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// A transfer under an idempotency key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Transfer {
    /// A hash of the request: another request under the same key is a mistake.
    pub fingerprint: String,
    /// When it first came. The ids of its leads follow from this, however often it comes.
    pub started_at: Timestamp,
    /// When its leads were counted on the partner's day: once, however often it comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_at: Option<Timestamp>,
    /// Once it is through: which leads were refused and why, as JSON. The others were created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

impl Store {
    /// Notes that a transfer begins, unless it was noted before: then answers what is on record. Says whether it
    /// is new.
    pub async fn begin_transfer(
        &self,
        partner: PartnerId,
        idempotency_key: &str,
        fingerprint: &str,
        now: Timestamp,
    ) -> Result<(Transfer, bool)> {
        let fingerprint = fingerprint.to_owned();
        let transfer = Transfer { fingerprint, started_at: now, counted_at: None, refused: None };
        let item = transfer_item(partner, idempotency_key, &transfer)?;
        // The table forgets what expired in its own time.
        let free = Condition::absent().or(Condition::Below("expires_at", number(now.as_second())));
        if self.write(Write::put(item, free)).await? {
            return Ok((transfer, true));
        }
        Ok((self.transfer(partner, idempotency_key).await?, false))
    }

    async fn transfer(&self, partner: PartnerId, idempotency_key: &str) -> Result<Transfer> {
        let noted = self.get(&keys::transfer(partner, idempotency_key)).await?;
        noted.ok_or_else(|| Error::unavailable("DynamoDB", "the transfer has just expired"))
    }

    /// Counts a transfer's leads on the partner's day, unless they were counted before. Answers what is on record
    /// of the transfer then: somebody else may have come to its end meanwhile.
    ///
    /// # Errors
    /// `UsedUp` until midnight UTC where the day has no room for so many.
    pub async fn count_transfer(
        &self,
        partner: PartnerId,
        idempotency_key: &str,
        transfer: Transfer,
        leads: u64,
        per_day: u64,
        now: Timestamp,
    ) -> Result<Transfer> {
        if transfer.counted_at.is_some() || leads == 0 {
            return Ok(transfer);
        }
        let full = || day_is_full(leads, per_day, now);
        let taken = leads_taken(partner, leads, per_day, now)?.ok_or_else(full)?;
        let counted = Transfer { counted_at: Some(now), ..transfer };
        let open = Condition::Lacks("counted_at").and(Condition::Lacks("refused"));
        let noted = Write::put(transfer_item(partner, idempotency_key, &counted)?, open);
        match self.transact(vec![noted, taken]).await {
            Ok(()) => Ok(counted),
            Err(TransactError::Conditions(reasons)) if reasons.first().is_some_and(Option::is_some) => {
                self.transfer(partner, idempotency_key).await
            }
            Err(TransactError::Conditions(_)) => Err(full()),
            Err(error) => Err(error.or_stale("transfer")),
        }
    }

    /// Creates leads of a transfer that is not through; says for each refused one (by its place) why.
    ///
    /// # Errors
    /// `Stale` where it has been answered meanwhile: what was refused then must not be created.
    pub async fn create_transferred_leads(
        &self,
        partner: PartnerId,
        idempotency_key: &str,
        leads: &[Lead],
    ) -> Result<Vec<(usize, Refusal)>> {
        let open = Write::check(&keys::transfer(partner, idempotency_key), Condition::Lacks("refused"));
        self.create_leads_while(leads, Some(&open)).await
    }

    /// What is on record of a transfer that has been answered; `None` while it has not.
    pub async fn answered_transfer(
        &self,
        partner: PartnerId,
        idempotency_key: &str,
    ) -> Result<Option<Transfer>> {
        Ok(Some(self.transfer(partner, idempotency_key).await?).filter(|noted| noted.refused.is_some()))
    }

    /// Notes how a transfer ended, and returns the leads to the partner's day that were not taken in. The first to
    /// do so is right: answers what is on record.
    pub async fn finish_transfer(
        &self,
        partner: PartnerId,
        idempotency_key: &str,
        transfer: Transfer,
        not_taken_in: u64,
    ) -> Result<Transfer> {
        let item = transfer_item(partner, idempotency_key, &transfer)?;
        let mut writes = vec![Write::put(item, Condition::Lacks("refused"))];
        if let Some(counted_at) = transfer.counted_at.filter(|_| not_taken_in > 0) {
            writes.push(leads_given_back(partner, not_taken_in, counted_at)?);
        }
        if self.commit(writes).await? {
            return Ok(transfer);
        }
        self.transfer(partner, idempotency_key).await
    }

    /// Those of these leads that were deleted.
    pub async fn erased_leads(&self, ids: &[LeadId]) -> Result<HashSet<LeadId>> {
        let keys: Vec<_> = ids.iter().map(|id| keys::erased_lead(*id)).collect();
        let erased = self.get_items(&keys).await?.into_iter().map(read::<ErasedLead>);
        erased.map(|erased| Ok(erased?.id)).collect()
    }

    /// The leads that hold these numbers, each under every way to write its own.
    pub async fn leads_by_phone(&self, numbers: &[PhoneNumber]) -> Result<HashMap<PhoneNumber, Lead>> {
        let keys: Vec<_> =
            numbers.iter().flat_map(PhoneNumber::spellings).map(|number| keys::phone(&number)).collect();
        let items = self.items_at(&keys).await?;
        let ids = items.values().filter_map(|item| item.get("lead_id")?.as_s().ok()?.parse().ok());
        let ids: Vec<LeadId> = ids.collect();
        let leads = self.leads_by_id(&ids).await?;
        let spelled = leads
            .into_iter()
            .flat_map(|lead| lead.phone.spellings().into_iter().map(move |number| (number, lead.clone())));
        Ok(spelled.collect())
    }

    /// A lead of this partner; one of somebody else's is answered as one that does not exist.
    pub async fn partner_lead(&self, partner: PartnerId, id: LeadId) -> Result<Lead> {
        let lead: Option<Lead> = self.get(&keys::lead(id)).await?;
        lead.filter(|lead| lead.partner_id == Some(partner)).ok_or_else(|| Error::not_found("lead", id))
    }
}

fn transfer_item(partner: PartnerId, idempotency_key: &str, transfer: &Transfer) -> Result<Item> {
    let mut item: Item = to_item(transfer).map_err(Error::internal)?;
    item.extend(key_item(&keys::transfer(partner, idempotency_key)));
    item.insert("entity".into(), text("TRANSFER"));
    let expires = (transfer.started_at + REMEMBERED_FOR).as_second();
    item.insert("expires_at".into(), number(expires));
    Ok(item)
}

#[cfg(test)]
mod tests {
    use homework_domain::lead::NewLead;

    use super::*;
    use crate::Memory;

    /// The number that its twin refused has become free meanwhile.
    #[tokio::test]
    async fn whoever_works_at_an_answered_transfer_creates_nothing_more() {
        let store = Store::in_memory(Memory::default());
        let now: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
        let (partner, key) = (PartnerId::generate(now), "key");
        let (noted, _) = store.begin_transfer(partner, key, "same", now).await.unwrap();
        let lead = |phone| Lead::create(NewLead::parse("Ana", phone, None).unwrap(), now);
        let (early, late) = (lead("+12125550100"), lead("+12125550101"));
        let create = async |lead: &Lead| {
            store.create_transferred_leads(partner, key, std::slice::from_ref(lead)).await
        };
        assert_eq!(create(&early).await.unwrap(), vec![]);
        assert_eq!(store.answered_transfer(partner, key).await.unwrap(), None);
        let ended = Transfer { refused: Some("[]".into()), ..noted };
        store.finish_transfer(partner, key, ended.clone(), 0).await.unwrap();
        assert!(matches!(create(&late).await, Err(Error::Stale(_))));
        assert!(matches!(store.lead(late.id).await, Err(Error::NotFound { .. })));
        assert_eq!(store.answered_transfer(partner, key).await.unwrap(), Some(ended));
    }
}
