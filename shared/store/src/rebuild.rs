//! Counting everything again, to repair counters that went wrong: a record of the stream that could not
//! be counted, or a way of counting that has changed.
//!
//! What the counters should say is the sum over all entities; what is written is the *difference* from
//! what they say, as an addition. Additions commute with those of the projector, so no change that is
//! counted meanwhile is lost, and a rebuild that dies half-way has repaired some scopes and left the
//! others as they were: the next one finds what is still missing.
//!
//! The difference is only known of a system that is quiet for as long as it takes to look: every change
//! has been counted, and none comes. Both are checked, and otherwise nothing is written:
//!
//! - Canaries are put all over the table. A shard of the stream is worked off in order, so once the last
//!   canary has been counted, so has whatever was changed before.
//! - The table is read before and twice after that. If all entities are the same each time, and the
//!   counters the last two times, nothing has moved in between.
//!
//! A switch to a second generation of counters would work under load, at the price of another read for
//! every list and of a projector that counts twice. Quiet is had for less: pause the campaigns.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use homework_domain::counters::{Counter, Deltas, Name, Scope};
use homework_domain::{Error, Result};
use jiff::{SignedDuration, Timestamp};

use crate::counter_store::named;
use crate::keys::{self, Key};
use crate::operation::{Condition, Item, Update, Write, key_item, number, text};
use crate::stream::{CANARY, Change, REBUILD};
use crate::table::Store;

/// With so many, a shard among twenty is missed once in half a million times.
const CANARIES: usize = 256;
const CANARIES_LIVE: SignedDuration = SignedDuration::from_hours(1);
const SCOPES_PER_TRANSACTION: usize = 100;
const POLL: Duration = Duration::from_millis(500);

/// What a look at the whole table found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recount {
    /// How many entities count.
    pub entities: u64,
    /// The same for the same entities in the same state, in whatever order they were read.
    fingerprint: u64,
    /// What the counters should say.
    counted: Deltas,
    /// What they say.
    stored: Deltas,
}

impl Recount {
    /// What must be added to the counters.
    pub fn corrections(&self) -> Deltas {
        let mut corrections = self.counted.clone();
        for (scope, counters) in &self.stored.0 {
            for (name, amount) in counters {
                corrections.add(scope.clone(), name.clone(), -amount);
            }
        }
        // Merging drops what has become zero.
        corrections.merge(Deltas::default());
        corrections
    }

    fn add(&mut self, item: Item) -> Result<()> {
        if let Some(scope) = keys::scope_of(&item) {
            for (name, value) in &item {
                if let Some(amount) = value.as_n().ok().and_then(|n| n.parse().ok()) {
                    self.stored.add(scope.clone(), Name::stored(name), amount);
                }
            }
            return Ok(());
        }
        let version = item.get("version").cloned();
        let key = (item.get("pk").cloned(), item.get("sk").cloned());
        if let Some(change) = Change::read("", &serde_dynamo::Item::default(), &item.into())? {
            if change.deltas.0.keys().any(|scope| matches!(scope, Scope::Canary(_))) {
                return Ok(());
            }
            let mut hasher = DefaultHasher::new();
            format!("{key:?} {version:?} {:?}", change.deltas).hash(&mut hasher);
            self.fingerprint = self.fingerprint.wrapping_add(hasher.finish());
            self.entities += 1;
            self.counted.merge(change.deltas);
        }
        Ok(())
    }
}

impl Store {
    /// Looks whether the counters say what they should, and waits up to `patience` for the projector.
    ///
    /// # Errors
    /// `Conflict` where the system is not quiet; the look may be repeated.
    pub async fn recount(&self, patience: Duration, now: Timestamp) -> Result<Recount> {
        let before = self.look().await?;
        let canaries = Canaries::new(now);
        self.write_all(&canaries.puts()).await?;
        let seen = self.wait_for(&canaries, patience).await;
        self.write_all(&canaries.deletes()).await?;
        seen?;
        let after = self.look().await?;
        let again = self.look().await?;
        let at_rest = before.fingerprint == after.fingerprint && after == again;
        let restless = "the table changes: pause the campaigns and wait until their calls are over";
        if at_rest { Ok(again) } else { Err(Error::Conflict(restless.into())) }
    }

    /// Writes corrections, as many scopes at a time as a transaction takes.
    pub async fn correct_counters(&self, corrections: &Deltas) -> Result<()> {
        let scopes: Vec<_> = corrections.0.iter().collect();
        for chunk in scopes.chunks(SCOPES_PER_TRANSACTION) {
            let add = |(scope, counters): &(&Scope, &std::collections::BTreeMap<Name, i64>)| {
                let update = Update::default().add(named((*counters).clone()));
                Write::update(&keys::counters(scope), update, Condition::Always)
            };
            let operations = chunk.iter().map(add).collect();
            self.transact(operations).await.map_err(|e| e.or_stale("counters"))?;
        }
        Ok(())
    }

    /// Reads the whole table, strongly consistent.
    async fn look(&self) -> Result<Recount> {
        let mut found = Recount::default();
        let mut start = None;
        loop {
            let answer = self.scan(start).await?;
            for item in answer.items {
                found.add(item)?;
            }
            start = answer.next;
            if start.is_none() {
                found.stored.merge(Deltas::default());
                return Ok(found);
            }
        }
    }

    async fn wait_for(&self, canaries: &Canaries, patience: Duration) -> Result<()> {
        let mut waited = Duration::ZERO;
        while self.counter(&canaries.scope(), Counter::CanariesSeen).await? < CANARIES as u64 {
            if waited > patience {
                let late = "the projector does not keep up with the table's stream: see its log and its dead letters";
                return Err(Error::Conflict(late.into()));
            }
            tokio::time::sleep(POLL).await;
            waited += POLL;
        }
        Ok(())
    }
}

/// Items that mean nothing, and are counted.
struct Canaries {
    rebuild: String,
    expires: i64,
}

impl Canaries {
    fn new(now: Timestamp) -> Self {
        Self { rebuild: now.as_nanosecond().to_string(), expires: (now + CANARIES_LIVE).as_second() }
    }

    fn scope(&self) -> Scope {
        Scope::Canary(self.rebuild.clone())
    }

    fn keys(&self) -> impl Iterator<Item = Key> {
        (0..CANARIES).map(|number| keys::canary(&self.rebuild, number))
    }

    fn puts(&self) -> Vec<Write> {
        let put = |key: Key| {
            let mut item = key_item(&key);
            item.insert("entity".into(), text(CANARY));
            item.insert(REBUILD.into(), text(&*self.rebuild));
            item.insert("expires_at".into(), number(self.expires));
            Write::put(item, Condition::Always)
        };
        self.keys().map(put).collect()
    }

    /// The canaries, and what was counted of them.
    fn deletes(&self) -> Vec<Write> {
        let keys = self.keys().chain([keys::counters(&self.scope())]);
        keys.map(|key| Write::delete(&key, Condition::Always)).collect()
    }
}

#[cfg(test)]
mod tests {
    use homework_domain::lead::{Lead, NewLead};

    use super::*;
    use crate::table::entity_item;

    fn leads() -> [Item; 2] {
        let now = "2026-11-23T10:00:00Z".parse().unwrap();
        let new = || NewLead::parse("Ana", "+34912345601", None).unwrap();
        [(); 2].map(|()| entity_item(&Lead::create(new(), now)).unwrap())
    }

    fn counters(scope: &Scope, name: &str, amount: i64) -> Item {
        let mut item = key_item(&keys::counters(scope));
        item.insert(name.into(), number(amount));
        item
    }

    fn look(items: impl IntoIterator<Item = Item>) -> Recount {
        let mut recount = Recount::default();
        items.into_iter().for_each(|item| recount.add(item).unwrap());
        recount
    }

    #[test]
    fn what_is_missing_is_added_and_what_is_too_much_taken_away() {
        let [one, two] = leads();
        let hour = Scope::Hour("2026-11-23T10".into());
        let stored = [counters(&Scope::All, "leads", 5), counters(&hour, "calls@15", 1)];
        let corrections = look([one, two].into_iter().chain(stored)).corrections();
        assert_eq!(corrections.0[&Scope::All]["leads"], -3);
        assert_eq!(corrections.0[&Scope::All]["lead_status#PENDING"], 2);
        assert_eq!(corrections.0[&hour]["calls@15"], -1);
    }

    /// A rebuild that died after the first transaction left the rest to the next one.
    #[test]
    fn what_was_put_right_already_is_not_put_right_again() {
        let [one, _] = leads();
        let half = [counters(&Scope::All, "leads", 1)];
        let corrections = look([one].into_iter().chain(half)).corrections();
        assert!(!corrections.0[&Scope::All].contains_key("leads"));
        assert_eq!(corrections.0[&Scope::All]["lead_status#PENDING"], 1);
    }

    #[test]
    fn the_order_of_reading_does_not_matter_and_every_change_does() {
        let [one, two] = leads();
        let mut changed = two.clone();
        changed.insert("version".into(), number(2));
        let first = look([one.clone(), two.clone()]);
        assert_eq!(first, look([two, one.clone()]));
        assert_ne!(first.fingerprint, look([one, changed]).fingerprint);
    }
}
