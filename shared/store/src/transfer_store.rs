//! A partner's transfers of leads, and the leads it sent.

use std::collections::HashMap;

use homework_domain::ids::{LeadId, PartnerId};
use homework_domain::lead::Lead;
use homework_domain::phone::PhoneNumber;
use homework_domain::{Error, Result};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_dynamo::aws_sdk_dynamodb_1::to_item;

use crate::keys;
use crate::operation::{Condition, Item, Write, key_item, number, text};
use crate::table::Store;

/// How long a transfer is remembered under its idempotency key.
const REMEMBERED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// A transfer under an idempotency key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Transfer {
    /// A hash of the request: another request under the same key is a mistake.
    pub fingerprint: String,
    /// When it first came. The ids of its leads follow from this, however often it comes.
    pub started_at: Timestamp,
    /// Once it is through: which leads were refused and why, as JSON. The others were created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

impl Store {
    /// Notes that a transfer begins, unless it was noted before: then answers what is on record.
    pub async fn begin_transfer(
        &self,
        partner: PartnerId,
        idempotency_key: &str,
        fingerprint: &str,
        now: Timestamp,
    ) -> Result<Transfer> {
        let transfer = Transfer { fingerprint: fingerprint.to_owned(), started_at: now, refused: None };
        let item = transfer_item(partner, idempotency_key, &transfer)?;
        // The table forgets what expired in its own time.
        let free = Condition::absent().or(Condition::Below("expires_at", number(now.as_second())));
        if self.write(Write::put(item, free)).await? {
            return Ok(transfer);
        }
        let noted = self.get(&keys::transfer(partner, idempotency_key)).await?;
        noted.ok_or_else(|| Error::unavailable("DynamoDB", "the transfer has just expired"))
    }

    /// Notes how a transfer ended; the first to do so is right.
    pub async fn finish_transfer(
        &self,
        partner: PartnerId,
        idempotency_key: &str,
        transfer: &Transfer,
    ) -> Result<()> {
        let item = transfer_item(partner, idempotency_key, transfer)?;
        self.write(Write::put(item, Condition::Lacks("refused"))).await.map(|_| ())
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
