//! Counters: read by whoever shows totals, written by the projector alone.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use homework_domain::counters::{Counter, Counts, Deltas, Name, Scope};
use homework_domain::{Error, Result};
use jiff::{SignedDuration, Timestamp};

use crate::error::TransactError;
use crate::keys;
use crate::operation::{Condition, Item, Update, Write, key_item, number, text};
use crate::stream::Change;
use crate::table::Store;

/// The stream keeps its records for a day; an event is remembered for twice as long.
const REMEMBERED_FOR: SignedDuration = SignedDuration::from_hours(48);
const OPERATIONS_PER_TRANSACTION: usize = 100;
const CHANGES_PER_TRANSACTION: usize = 40;

impl Store {
    /// All counters of a scope.
    pub async fn counters(&self, scope: &Scope) -> Result<Counts> {
        let item = self.get_item(&keys::counters(scope)).await?.unwrap_or_default();
        Ok(counters_of(&item))
    }

    /// One counter; zero if it was never moved.
    pub async fn counter(&self, scope: &Scope, counter: Counter) -> Result<u64> {
        Ok(self.counters(scope).await?.get(counter))
    }

    /// Counts changes, each exactly once however often the stream delivers it: counters and the
    /// memory of the counted events move in one transaction.
    pub async fn count(&self, changes: &[Change], now: Timestamp) -> Result<()> {
        let mut rest = changes;
        while !rest.is_empty() {
            let mut size = rest.len().min(CHANGES_PER_TRANSACTION);
            while size > 1 && operations_needed(&rest[..size]) > OPERATIONS_PER_TRANSACTION {
                size /= 2;
            }
            let (chunk, later) = rest.split_at(size);
            self.count_chunk(chunk.iter().collect(), now).await?;
            rest = later;
        }
        Ok(())
    }

    async fn count_chunk(&self, mut changes: Vec<&Change>, now: Timestamp) -> Result<()> {
        while !changes.is_empty() {
            match self.transact(self.count_operations(&changes, now)).await {
                Ok(()) => return Ok(()),
                Err(TransactError::Conditions(reasons)) => {
                    let before = changes.len();
                    let counted = |place: usize| reasons.get(place).is_some_and(Option::is_some);
                    changes = changes
                        .into_iter()
                        .enumerate()
                        .filter(|(i, _)| !counted(*i))
                        .map(|(_, c)| c)
                        .collect();
                    if changes.len() == before {
                        return Err(Error::internal("a refused transaction named no counted event"));
                    }
                }
                Err(error) => return Err(error.or_stale("counters")),
            }
        }
        Ok(())
    }

    fn count_operations(&self, changes: &[&Change], now: Timestamp) -> Vec<Write> {
        let mut operations = Vec::new();
        let mut sum = Deltas::default();
        for change in changes {
            let mut event = key_item(&keys::counted_event(&change.event_id));
            event.insert("entity".into(), text("EVENT"));
            let expires = now + REMEMBERED_FOR;
            event.insert("expires_at".into(), number(expires.as_second()));
            operations.push(Write::put(event, Condition::absent()));
            sum.merge(change.deltas.clone());
        }
        for (scope, counters) in sum.0 {
            let update = Update::default().add(named(counters));
            operations.push(Write::update(&keys::counters(&scope), update, Condition::Always));
        }
        operations
    }
}

/// The counters in an item: whatever is a number.
pub(crate) fn counters_of(item: &Item) -> Counts {
    let number = |value: &AttributeValue| value.as_n().ok()?.parse::<i64>().ok();
    let counters = item
        .iter()
        .filter_map(|(name, value)| Some((Name::stored(name), number(value)?.max(0).unsigned_abs())));
    counters.collect()
}

/// Amounts by the attributes they are added to.
pub(crate) fn named(amounts: BTreeMap<Name, i64>) -> impl Iterator<Item = (String, i64)> {
    amounts.into_iter().map(|(name, amount)| (name.into(), amount))
}

fn operations_needed(changes: &[Change]) -> usize {
    let scopes: std::collections::BTreeSet<_> = changes.iter().flat_map(|c| c.deltas.0.keys()).collect();
    changes.len() + scopes.len()
}
