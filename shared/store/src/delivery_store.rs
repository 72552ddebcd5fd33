//! The log of what partners are told, and what the table's stream has to tell them.

use homework_domain::ids::PartnerId;
use homework_domain::lead::Lead;
use homework_domain::page::{Order, Page, PageRequest};
use homework_domain::partner_webhook::{Delivery, LeadStatusChanged};
use homework_domain::webhook_breaker::{Admission, WebhookBreaker};
use homework_domain::{Error, Result};
use jiff::Timestamp;
use serde_dynamo::{AttributeValue, Item, from_item};
use sha2::{Digest, Sha256};

use crate::error::{TransactError, malformed};
use crate::keys::{self, Index, Keyed};
use crate::list::List;
use crate::table::{Store, put_new};

impl Store {
    /// Puts the event's delivery into the log, or finds it there.
    pub async fn begin_delivery(&self, moved: LeadStatusChanged) -> Result<Delivery> {
        let hash = Sha256::digest(moved.event_id.as_bytes());
        let delivery = Delivery::of(moved, std::array::from_fn(|place| hash[place]));
        match self.transact(vec![put_new(&delivery)?]).await {
            Ok(()) => Ok(delivery),
            Err(TransactError::Conditions(_)) => {
                let logged = self.get(&keys::delivery(delivery.id)).await?;
                logged.ok_or_else(|| Error::not_found("delivery", delivery.id))
            }
            Err(error) => Err(error.or_stale("delivery")),
        }
    }

    pub async fn save_delivery(&self, delivery: &mut Delivery) -> Result<()> {
        self.save(delivery).await
    }

    /// What an event of the partner may do now: a probe is the asker's alone.
    pub async fn admit_delivery(&self, partner: PartnerId, now: Timestamp) -> Result<Admission> {
        let mut admission = Admission::Try;
        let admit = |breaker: &mut WebhookBreaker| {
            admission = breaker.admit(now);
            admission == Admission::Probe
        };
        self.change_webhook_breaker(partner, admit).await?;
        Ok(admission)
    }

    /// Changes the breaker of a partner's webhook. `change` says whether there is anything to write.
    pub async fn change_webhook_breaker(
        &self,
        partner: PartnerId,
        change: impl FnMut(&mut WebhookBreaker) -> bool,
    ) -> Result<()> {
        let closed = || WebhookBreaker::closed(partner);
        self.change_or_begin(&keys::webhook_breaker(partner), "webhook's breaker", closed, change).await?;
        Ok(())
    }

    /// What the partner was told, the newest first.
    pub async fn list_deliveries(&self, partner: PartnerId, page: &PageRequest) -> Result<Page<Delivery>> {
        let list =
            List { index: Index::Gsi1, pk: keys::partner_deliveries(partner), order: Order::NewestFirst };
        self.page(&list, page, 0).await
    }
}

/// What an event of the table's stream has to tell a partner: one of its leads changed its status.
pub fn lead_status_changed(event_id: &str, old: &Item, new: &Item) -> Result<Option<LeadStatusChanged>> {
    let is_lead = |image: &Item| image.get("entity") == Some(&AttributeValue::S(Lead::ENTITY.into()));
    // Most changes are ended with here, unread.
    if !is_lead(old) || !is_lead(new) || old.get("status") == new.get("status") {
        return Ok(None);
    }
    let read = |image: &Item| from_item::<_, Lead>(image.clone()).map_err(malformed);
    let (old, new) = (read(old)?, read(new)?);
    Ok(new.partner_id.map(|partner_id| LeadStatusChanged {
        event_id: event_id.to_owned(),
        partner_id,
        lead_id: new.id,
        status: new.status,
        previous_status: old.status,
        at: new.updated_at,
    }))
}
