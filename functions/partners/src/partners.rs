//! What operators do with partners, in the table and at the gateway, in an order that never leaves a
//! partner that is switched off with a key that opens anything, wherever it breaks off.

use homework_domain::clock::{Clock, SystemClock};
use homework_domain::ids::PartnerId;
use homework_domain::partner::{ApiKey, KEY_CHARS, NewPartner, Partner, PartnerChange};
use homework_domain::partner_webhook::Loopback;
use homework_domain::queue::{MessageQueue as _, PartnerWork};
use homework_domain::{Error, Result};
use homework_runtime::queue::Queue;
use homework_store::Store;
use rand::distr::{Alphanumeric, SampleString as _};

use crate::gateway::{Gateway, Stage};

#[derive(Clone)]
pub(crate) struct Partners {
    pub(crate) store: Store,
    pub(crate) gateway: Gateway,
    pub(crate) work: Queue,
    pub(crate) loopback: Loopback,
    pub(crate) clock: SystemClock,
}

impl Partners {
    /// Makes a partner; its key is in the answer and nowhere else. What broke off is undone.
    pub(crate) async fn create(&self, new: NewPartner, stage: &Stage) -> Result<(Partner, ApiKey)> {
        let key = new_key()?;
        let mut partner = Partner::create(new, &key, self.clock.now());
        self.store.create_partner(&partner).await?;
        match self.open_gateway(&mut partner, &key, stage).await {
            Ok(()) => Ok((partner, key)),
            Err(error) => {
                if let Err(undo) = self.remove(partner.id, stage).await {
                    tracing::warn!(partner_id = %partner.id, error = %undo, "half a partner stays behind");
                }
                Err(error)
            }
        }
    }

    async fn open_gateway(&self, partner: &mut Partner, key: &ApiKey, stage: &Stage) -> Result<()> {
        let read = partner.clone();
        self.gateway.provision(partner, key, stage).await?;
        self.store.save_partner(partner, &read).await?;
        self.gateway.attach(partner).await
    }

    /// Switching off begins at the gateway, switching on ends there. Repeating a change that broke off
    /// finishes it.
    pub(crate) async fn change(&self, id: PartnerId, change: PartnerChange) -> Result<Partner> {
        let read = self.store.partner(id).await?;
        let mut partner = read.clone();
        partner.change(change, self.clock.now())?;
        if !partner.is_active {
            self.gateway.detach(&partner).await?;
        }
        self.store.save_partner(&mut partner, &read).await?;
        self.gateway.set_rate(&partner).await?;
        if partner.is_active {
            self.gateway.attach(&partner).await?;
        }
        Ok(partner)
    }

    /// Gives the partner another key. The old one opens nothing as soon as the new one is on record.
    pub(crate) async fn regenerate(&self, id: PartnerId, stage: &Stage) -> Result<ApiKey> {
        let read = self.store.partner(id).await?;
        let mut partner = read.clone();
        let key = new_key()?;
        partner.key_hash = key.hash();
        partner.updated_at = self.clock.now();
        self.gateway.provision(&mut partner, &key, stage).await?;
        if let Err(error) = self.store.save_partner(&mut partner, &read).await {
            // Nobody has seen the new key, and it is in no plan.
            if let Some(unused) = &partner.gateway_key_id {
                self.gateway.delete_key(unused).await?;
            }
            return Err(error);
        }
        if let Some(old) = &read.gateway_key_id {
            self.gateway.delete_key(old).await?;
        }
        if partner.is_active {
            self.gateway.attach(&partner).await?;
        }
        Ok(key)
    }

    /// Ends a partner: its key opens nothing from now on, its leads stay and are taken off it behind
    /// the scenes. Repeating a deletion that broke off finishes it.
    pub(crate) async fn remove(&self, id: PartnerId, stage: &Stage) -> Result<()> {
        let doomed = self.store.doomed_partner(id).await?;
        if doomed.is_none() {
            let read = self.store.partner(id).await?;
            self.gateway.detach(&read).await?;
            let mut partner = read.clone();
            partner.is_active = false;
            partner.deleting = true;
            partner.updated_at = self.clock.now();
            self.store.save_partner(&mut partner, &read).await?;
            self.gateway.remove(&partner, stage).await?;
        } else if let Some(partner) = doomed {
            self.gateway.remove(&partner, stage).await?;
        }
        self.work.send(&PartnerWork::Empty { partner_id: id, once_more: true }, 0).await
    }
}

fn new_key() -> Result<ApiKey> {
    let text = Alphanumeric.sample_string(&mut rand::rng(), KEY_CHARS);
    ApiKey::parse(&text).ok_or_else(|| Error::internal("a key that is none"))
}
