//! Partners, what their keys open, what they sent and what they are told.

use homework_domain::ids::{DeliveryId, PartnerId};
use homework_domain::partner::{KeyHash, Partner};
use homework_domain::partner_webhook::Delivery;
use homework_domain::webhook_breaker::WebhookBreaker;

use super::{Index, IndexEntry, Key, Keyed, entry};

impl Keyed for Partner {
    const ENTITY: &'static str = "PARTNER";

    fn key(&self) -> Key {
        partner(self.id)
    }

    fn entries(&self) -> Vec<IndexEntry> {
        if self.deleting {
            return vec![];
        }
        let mut entries = vec![entry(Index::Gsi1, partners(), self.id)];
        if self.is_active {
            entries.push(entry(Index::Gsi2, active_partners(), self.id));
        }
        entries
    }
}

impl Keyed for Delivery {
    const ENTITY: &'static str = "DELIVERY";

    fn key(&self) -> Key {
        delivery(self.id)
    }

    fn entries(&self) -> Vec<IndexEntry> {
        vec![entry(Index::Gsi1, partner_deliveries(self.moved.partner_id), self.id)]
    }
}

impl Keyed for WebhookBreaker {
    const ENTITY: &'static str = "WEBHOOK_BREAKER";

    fn key(&self) -> Key {
        webhook_breaker(self.partner_id)
    }

    fn entries(&self) -> Vec<IndexEntry> {
        vec![]
    }
}

pub(crate) fn webhook_breaker(id: PartnerId) -> Key {
    Key::new(format!("PARTNER#{id}"), "WEBHOOK")
}

pub(crate) fn delivery(id: DeliveryId) -> Key {
    Key::new(format!("DELIVERY#{id}"), "DELIVERY")
}

pub(crate) fn partner_deliveries(id: PartnerId) -> String {
    format!("PARTNER#{id}#DELIVERIES")
}

pub(crate) fn partner(id: PartnerId) -> Key {
    Key::new(format!("PARTNER#{id}"), "PARTNER")
}

pub(crate) fn partners() -> String {
    "PARTNERS".into()
}

pub(crate) fn active_partners() -> String {
    "PARTNERS#ACTIVE".into()
}

pub(crate) fn partner_leads(id: PartnerId) -> String {
    format!("PARTNER#{id}#LEADS")
}

pub(crate) fn transfer(id: PartnerId, idempotency_key: &str) -> Key {
    Key::new(format!("PARTNER#{id}"), format!("TRANSFER#{idempotency_key}"))
}

pub(crate) fn access(hash: &KeyHash) -> Key {
    Key::new(format!("KEY#{hash}"), "KEY")
}
