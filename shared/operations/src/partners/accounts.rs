//! What operators do with partners, in the table and at the gateway, in an order that never leaves a
//! partner that is switched off with a key that opens anything, wherever it breaks off.

use std::sync::Arc;

use homework_domain::clock::Clock;
use homework_domain::ids::PartnerId;
use homework_domain::partner::{ApiKey, NewPartner, Partner, PartnerChange};
use homework_domain::queue::{MessageQueue, PartnerWork};
use homework_domain::{Error, Result};
use homework_store::Store;

/// Where partners' keys open the API, each within a plan that many share. Every step may be repeated.
pub trait PartnerGateway: Send + Sync {
    /// Makes this key; answers its id. The key opens nothing before it is [attached](Self::attach).
    fn create_key(&self, partner: &Partner, key: &ApiKey) -> impl Future<Output = Result<String>> + Send;

    /// Has the partner's key open the partners' routes, within the plan of its present limit.
    fn attach(&self, partner: &Partner) -> impl Future<Output = Result<()>> + Send;

    /// Has the partner's key open nothing.
    fn detach(&self, partner: &Partner) -> impl Future<Output = Result<()>> + Send;

    fn delete_key(&self, key: &str) -> impl Future<Output = Result<()>> + Send;
}

#[derive(Clone)]
pub struct Accounts<G, Q> {
    pub store: Store,
    pub gateway: G,
    /// The queue that wakes the partners' worker.
    pub work: Q,
    pub clock: Arc<dyn Clock>,
}

impl<G: PartnerGateway, Q: MessageQueue> Accounts<G, Q> {
    /// Makes a partner with this key, of which nothing but a hash is kept. What broke off is undone.
    pub async fn create(&self, new: NewPartner, key: &ApiKey) -> Result<Partner> {
        let mut partner = Partner::create(new, key, self.clock.now());
        self.store.create_partner(&partner).await?;
        match self.open_gateway(&mut partner, key).await {
            Ok(()) => Ok(partner),
            Err(error) => {
                if let Err(undo) = self.remove(partner.id).await {
                    tracing::warn!(partner_id = %partner.id, error = %undo, "half a partner stays behind");
                }
                Err(error)
            }
        }
    }

    async fn open_gateway(&self, partner: &mut Partner, key: &ApiKey) -> Result<()> {
        let read = partner.clone();
        partner.gateway_key_id = Some(self.gateway.create_key(partner, key).await?);
        self.store.save_partner(partner, &read).await?;
        self.gateway.attach(partner).await
    }

    /// Switching off begins at the gateway, switching on ends there. Repeating a change that broke off
    /// finishes it.
    pub async fn change(&self, id: PartnerId, change: PartnerChange) -> Result<Partner> {
        let read = self.store.partner(id).await?;
        let mut partner = read.clone();
        partner.change(change, self.clock.now())?;
        if !partner.is_active {
            self.gateway.detach(&partner).await?;
        }
        self.store.save_partner(&mut partner, &read).await?;
        if partner.is_active {
            self.gateway.attach(&partner).await?;
        }
        Ok(partner)
    }

    /// Gives the partner another key. The old one opens nothing as soon as the new one is on record.
    pub async fn regenerate(&self, id: PartnerId, key: &ApiKey) -> Result<()> {
        let read = self.store.partner(id).await?;
        let mut partner = read.clone();
        partner.key_hash = key.hash();
        partner.updated_at = self.clock.now();
        partner.gateway_key_id = Some(self.gateway.create_key(&partner, key).await?);
        if let Err(error) = self.store.save_partner(&mut partner, &read).await {
            // Nobody has seen the new key, and it is in no plan. Where it may be on record all the same, it stays.
            if let (Error::Stale(_), Some(unused)) = (&error, &partner.gateway_key_id) {
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
        Ok(())
    }

    /// Ends a partner: its key opens nothing from now on, its leads stay and are taken off it behind
    /// the scenes. Repeating a deletion that broke off finishes it.
    pub async fn remove(&self, id: PartnerId) -> Result<()> {
        let partner = match self.store.doomed_partner(id).await? {
            Some(doomed) => doomed,
            None => {
                let read = self.store.partner(id).await?;
                self.gateway.detach(&read).await?;
                let mut partner = read.clone();
                partner.is_active = false;
                partner.deleting = true;
                partner.updated_at = self.clock.now();
                self.store.save_partner(&mut partner, &read).await?;
                partner
            }
        };
        if let Some(key) = &partner.gateway_key_id {
            self.gateway.delete_key(key).await?;
        }
        self.work.send(&PartnerWork::Empty { partner_id: id, once_more: true }, 0).await
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Mutex;

    use homework_domain::partner::KEY_CHARS;

    use super::*;
    use crate::test_world::{Life, Process, World, wherever_cut};

    /// The keys that are there, and those of them that open the API.
    #[derive(Clone)]
    struct Gateway(Process, Arc<Mutex<[BTreeSet<String>; 2]>>);

    impl Gateway {
        async fn ask(&self, effect: impl FnOnce(&mut [BTreeSet<String>; 2])) -> Result<()> {
            self.0.ask(|| effect(&mut self.1.lock().unwrap())).await
        }
    }

    impl PartnerGateway for Gateway {
        async fn create_key(&self, _: &Partner, key: &ApiKey) -> Result<String> {
            let id = key.hash().to_string();
            self.ask(|keys| _ = keys[0].insert(id.clone())).await?;
            Ok(id)
        }

        async fn attach(&self, partner: &Partner) -> Result<()> {
            let id = partner.gateway_key_id.clone().unwrap_or_default();
            assert!(self.1.lock().unwrap()[0].contains(&id), "a key that is gone is attached");
            self.ask(|keys| _ = keys[1].insert(id)).await
        }

        async fn detach(&self, partner: &Partner) -> Result<()> {
            let id = partner.gateway_key_id.clone().unwrap_or_default();
            self.ask(|keys| _ = keys[1].remove(&id)).await
        }

        async fn delete_key(&self, key: &str) -> Result<()> {
            self.ask(|keys| keys.iter_mut().for_each(|keys| _ = keys.remove(key))).await
        }
    }

    fn key(digit: u8) -> ApiKey {
        ApiKey::parse(&digit.to_string().repeat(KEY_CHARS)).unwrap()
    }

    fn switched(is_active: bool) -> PartnerChange {
        PartnerChange::parse(None, Some(is_active), None).unwrap()
    }

    fn accounts(
        world: &Arc<World>,
        keys: &Arc<Mutex<[BTreeSet<String>; 2]>>,
        life: Life,
    ) -> Accounts<Gateway, Process> {
        let process = world.process(life);
        let gateway = Gateway(process.clone(), Arc::clone(keys));
        Accounts { store: process.store(), gateway, work: process, clock: world.clock() }
    }

    /// Whether a request with this key is let in: by the gateway, and by the table.
    async fn opens(world: &World, keys: &Mutex<[BTreeSet<String>; 2]>, key: &ApiKey) -> bool {
        let access = world.table().access(&key.hash()).await.unwrap();
        access.is_some_and(|access| access.is_active)
            && keys.lock().unwrap()[1].contains(&key.hash().to_string())
    }

    #[tokio::test(start_paused = true)]
    async fn what_broke_off_is_finished_by_asking_again_and_never_opens_too_much() {
        for what in ["off", "on", "another key", "removed"] {
            let cuts = wherever_cut(1, async |life| {
                let (world, keys) = (World::new(), Arc::default());
                let sound = accounts(&world, &keys, Life::Long);
                let id = sound.create(NewPartner::parse("CRM", None).unwrap(), &key(1)).await.unwrap().id;
                assert!(opens(&world, &keys, &key(1)).await);
                if what == "on" {
                    sound.change(id, switched(false)).await.unwrap();
                }
                let act = async |accounts: &Accounts<Gateway, Process>, new: u8| match what {
                    "another key" => accounts.regenerate(id, &key(new)).await,
                    "removed" => accounts.remove(id).await,
                    _ => accounts.change(id, switched(what == "on")).await.map(|_| ()),
                };
                let cut = accounts(&world, &keys, life);
                let done = act(&cut, 2).await;
                if done.is_ok() && !cut.work.is_dead() {
                    return false;
                }
                act(&sound, 3).await.unwrap();
                assert_eq!(opens(&world, &keys, &key(1)).await, what == "on", "{what}: {life:?}");
                assert_eq!(opens(&world, &keys, &key(3)).await, what == "another key");
                assert_eq!(!world.take_messages().is_empty(), what == "removed");
                true
            })
            .await;
            assert!(cuts > 3, "{what} is cut {cuts} times");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_partner_that_was_not_made_whole_leaves_no_key_that_opens_anything() {
        for requests in 1..6 {
            for takes_effect in [false, true] {
                let (world, keys) = (World::new(), Arc::default());
                let cut = accounts(&world, &keys, Life::Until(requests, takes_effect));
                let made = cut.create(NewPartner::parse("CRM", None).unwrap(), &key(1)).await;
                if made.is_ok() {
                    continue;
                }
                // The last step may have been done and its answer lost; nobody has seen the key.
                let partners: Vec<std::sync::Arc<Partner>> = world.memory.entities("PARTNER");
                for partner in partners {
                    accounts(&world, &keys, Life::Long).remove(partner.id).await.unwrap();
                }
                assert!(!opens(&world, &keys, &key(1)).await, "{requests}");
            }
        }
    }
}
