//! The one way to read something, to work out a change of it, and to write it over what was read.

use std::fmt::Display;

use homework_domain::breaker::Breaker;
use homework_domain::call::Call;
use homework_domain::caller_number::CallerNumbers;
use homework_domain::calling_stop::CallingStop;
use homework_domain::campaign::Campaign;
use homework_domain::import::Import;
use homework_domain::lead::Lead;
use homework_domain::meeting::Meeting;
use homework_domain::national_list::NationalList;
use homework_domain::partner::Partner;
use homework_domain::partner_webhook::Delivery;
use homework_domain::webhook_breaker::WebhookBreaker;
use homework_domain::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::TransactError;
use crate::keys::{Key, Keyed};
use crate::operation::{Condition, Write, number};
use crate::table::{Store, entity_item, put_new};

/// How often a change that met another one is worked out again. What is contended so often is a sign of
/// something else.
pub(crate) const TRIES: u32 = 50;

/// An entity that remembers the version it was read at. It is written over that one or not at all.
pub(crate) trait Versioned: Keyed + Serialize {
    fn version(&mut self) -> &mut u64;

    /// The entity as it is once it has been written.
    #[must_use]
    fn written(mut self) -> Self
    where
        Self: Sized,
    {
        *self.version() += 1;
        self
    }
}

macro_rules! versioned {
    ($($entity:ty),+) => {
        $(impl Versioned for $entity {
            fn version(&mut self) -> &mut u64 {
                &mut self.version
            }
        })+
    };
}

versioned!(
    Breaker,
    Call,
    CallerNumbers,
    CallingStop,
    Campaign,
    Delivery,
    Import,
    Lead,
    Meeting,
    NationalList,
    Partner,
    WebhookBreaker
);

/// The attempts at a change. Each reads again, works the change out on what it finds, and ends with
/// [`Store::commit`].
pub(crate) struct Attempts {
    what: &'static str,
    left: u32,
}

impl Attempts {
    pub(crate) fn at(what: &'static str) -> Self {
        Self { what, left: TRIES }
    }

    pub(crate) fn begin(&mut self) -> Result<()> {
        let left = self.left.checked_sub(1);
        self.left =
            left.ok_or_else(|| Error::unavailable("DynamoDB", format!("the {} is contended", self.what)))?;
        Ok(())
    }
}

impl Store {
    /// Changes the entity at `key`, again as often as somebody else's write comes first. `change` says whether
    /// there is anything to write; its error refuses the change.
    pub(crate) async fn change<T: Versioned + DeserializeOwned>(
        &self,
        key: &Key,
        what: &'static str,
        id: impl Display,
        mut change: impl FnMut(&mut T) -> Result<bool>,
    ) -> Result<T> {
        let mut attempts = Attempts::at(what);
        loop {
            attempts.begin()?;
            let mut entity: T = self.get(key).await?.ok_or_else(|| Error::not_found(what, &id))?;
            if !change(&mut entity)? {
                return Ok(entity);
            }
            if self.write(put_over(&entity)?).await? {
                return Ok(entity.written());
            }
        }
    }

    /// Changes the entity at `key`, or `new` where there is none yet, again as often as somebody else's write comes
    /// first. `change` says whether there is anything to write, and the answer whether there was.
    pub(crate) async fn change_or_begin<T: Versioned + DeserializeOwned>(
        &self,
        key: &Key,
        what: &'static str,
        new: impl Fn() -> T,
        mut change: impl FnMut(&mut T) -> bool,
    ) -> Result<(T, bool)> {
        let mut attempts = Attempts::at(what);
        loop {
            attempts.begin()?;
            let stored: Option<T> = self.get(key).await?;
            let is_new = stored.is_none();
            let mut entity = stored.unwrap_or_else(&new);
            if !change(&mut entity) {
                return Ok((entity, false));
            }
            let put = if is_new { put_new(&entity)? } else { put_over(&entity)? };
            let entity = if is_new { entity } else { entity.written() };
            if self.commit(vec![put]).await? {
                return Ok((entity, true));
            }
        }
    }

    /// Writes an entity over the version it was read at; stale if it has moved on since.
    pub(crate) async fn save<T: Versioned>(&self, entity: &mut T) -> Result<()> {
        if !self.commit(vec![put_over(entity)?]).await? {
            let what = T::ENTITY.to_lowercase();
            return Err(Error::Stale(format!("the {what} was changed meanwhile")));
        }
        *entity.version() += 1;
        Ok(())
    }

    /// Writes all or nothing; `false` where somebody else came first, so that a condition does not hold. A
    /// transaction even for a single write: one that is sent again is not taken for somebody else's.
    pub(crate) async fn commit(&self, writes: Vec<Write>) -> Result<bool> {
        match self.transact(writes).await {
            Ok(()) => Ok(true),
            Err(TransactError::Conditions(_)) => Ok(false),
            Err(error) => Err(error.or_stale("overtaken")),
        }
    }
}

/// A write of an entity over the version it was read at.
pub(crate) fn put_over<T: Versioned>(entity: &T) -> Result<Write> {
    let mut item = entity_item(entity)?;
    let read = item.get("version").and_then(|version| version.as_n().ok()?.parse::<u64>().ok());
    let read = read.ok_or_else(|| Error::internal(format!("a {} without a version", T::ENTITY)))?;
    item.insert("version".into(), number(read + 1));
    Ok(Write::put(item, Condition::version(read)))
}

#[cfg(test)]
mod tests {
    use homework_domain::lead::{LeadStatus, NewLead};
    use jiff::Timestamp;

    use super::*;
    use crate::memory::Memory;

    fn now() -> Timestamp {
        "2026-11-23T10:00:00Z".parse().unwrap()
    }

    async fn store_with_lead() -> (Store, Lead) {
        let store = Store::in_memory(Memory::default());
        let lead = Lead::create(NewLead::parse("Ana", "+34912345601", None).unwrap(), now());
        assert_eq!(store.create_leads(std::slice::from_ref(&lead)).await.unwrap(), vec![]);
        (store, lead)
    }

    #[tokio::test]
    async fn a_change_that_was_overtaken_is_worked_out_on_what_the_other_left() {
        let (store, lead) = store_with_lead().await;
        let (mut attempts, mut seen) = (Attempts::at("lead"), Vec::new());
        let changed = loop {
            attempts.begin().unwrap();
            let mut ours = store.lead(lead.id).await.unwrap();
            seen.push((ours.version, ours.status));
            if seen.len() == 1 {
                let mut other = ours.clone();
                other.forbid(now());
                store.save_lead(&mut other).await.unwrap();
            }
            ours.faults = 7;
            if store.commit(vec![put_over(&ours).unwrap()]).await.unwrap() {
                break ours.written();
            }
        };
        assert_eq!(seen, [(1, LeadStatus::Pending), (2, LeadStatus::DoNotCall)]);
        assert_eq!((changed.version, changed.faults, changed.status), (3, 7, LeadStatus::DoNotCall));
        assert_eq!(store.lead(lead.id).await.unwrap(), changed);
    }

    #[tokio::test]
    async fn whoever_comes_second_is_told_and_does_not_take_up_the_others_version() {
        let (store, lead) = store_with_lead().await;
        let (mut first, mut second) = (lead.clone(), lead);
        store.save_lead(&mut first).await.unwrap();
        for _ in 0..2 {
            // Saving it again must not succeed because the version was counted up in vain.
            assert!(matches!(store.save_lead(&mut second).await, Err(Error::Stale(_))));
        }
        store.save_lead(&mut first).await.unwrap();
        assert_eq!((first.version, second.version), (3, 1));
    }

    #[tokio::test]
    async fn a_refusal_ends_it_and_nothing_to_say_writes_nothing() {
        let (store, lead) = store_with_lead().await;
        let (key, id) = (crate::keys::lead(lead.id), lead.id);
        let refused = store.change(&key, "lead", id, |_: &mut Lead| Err(Error::Conflict("no".into()))).await;
        assert!(matches!(refused, Err(Error::Conflict(_))));
        assert_eq!(store.change(&key, "lead", id, |_: &mut Lead| Ok(false)).await.unwrap().version, 1);
        let mut tries = 0;
        let contended = store.change(&key, "lead", id, |lead: &mut Lead| {
            tries += 1;
            // As if somebody else had always been there first.
            lead.version += 1;
            Ok(true)
        });
        assert!(matches!(contended.await, Err(Error::Unavailable { .. })));
        assert_eq!(tries, TRIES);
    }
}
