//! The table: reading, conditional writing and transactions, for the entity files beside this one.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_dynamodb::config;
use aws_sdk_dynamodb::types::AttributeValue;
use futures_util::future::try_join_all;
use homework_domain::audit::Retention;
use homework_domain::callable::CallableNumbers;
use homework_domain::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_dynamo::aws_sdk_dynamodb_1::to_item;

use crate::dynamo::Dynamo;
use crate::error::{TransactError, malformed};
use crate::keys::{Index, IndexEntry, Key, Keyed};
use crate::list_shards::{ListShards, merged};
#[cfg(any(test, feature = "memory"))]
use crate::memory::Memory;
use crate::operation::{Answer, Condition, Item, Part, Query, Write, key_item, text};
use crate::reading::from_item;

/// How often a write that met a transaction is tried again.
const CONTENTION_TRIES: u32 = 8;
const CONTENTION_PAUSE: Duration = Duration::from_millis(20);
const KEYS_PER_BATCH_GET: usize = 100;
const WRITES_PER_BATCH: usize = 25;

/// The table. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) table: Table,
    /// Which leads' numbers are taken in.
    pub(crate) callable: Arc<CallableNumbers>,
    /// How long it is kept what calls were decided by.
    pub(crate) evidence: Retention,
    /// How the lists of all leads and calls are spread.
    pub(crate) lists: ListShards,
}

/// Where the items are.
#[derive(Debug, Clone)]
pub(crate) enum Table {
    Dynamo(Dynamo),
    #[cfg(any(test, feature = "memory"))]
    Memory(Memory),
}

/// The operations, each by whoever keeps the items. Boxed, so that the futures of those who ask stay small.
macro_rules! asked {
    ($table:expr, $dynamo:ident => $by_dynamo:expr, $memory:ident => $by_memory:expr) => {
        match $table {
            Table::Dynamo($dynamo) => Box::pin($by_dynamo).await,
            #[cfg(any(test, feature = "memory"))]
            Table::Memory($memory) => Box::pin($by_memory).await,
        }
    };
}

impl Store {
    pub fn new(config: config::Builder, table: impl Into<String>) -> Self {
        Self::on(Table::Dynamo(Dynamo::new(config, table.into())))
    }

    fn on(table: Table) -> Self {
        Self {
            table,
            callable: Arc::default(),
            evidence: Retention::of_days(0),
            lists: ListShards::default(),
        }
    }

    /// A table in memory.
    #[cfg(any(test, feature = "memory"))]
    pub fn in_memory(memory: Memory) -> Self {
        Self::on(Table::Memory(memory))
    }

    #[cfg(test)]
    pub(crate) fn dynamo(&self) -> Option<&Dynamo> {
        match &self.table {
            Table::Dynamo(dynamo) => Some(dynamo),
            Table::Memory(_) => None,
        }
    }

    /// The same table, into which only leads with such numbers are taken.
    #[must_use]
    pub fn taking(self, callable: CallableNumbers) -> Self {
        Self { callable: Arc::new(callable), ..self }
    }

    /// The same table, in which what calls were decided by is kept for so long.
    #[must_use]
    pub fn keeping_evidence(self, evidence: Retention) -> Self {
        Self { evidence, ..self }
    }

    /// The same table, in which the lists of all leads and calls are spread so.
    #[must_use]
    pub fn spreading(self, lists: ListShards) -> Self {
        Self { lists, ..self }
    }

    /// The item at `key`, strongly consistent.
    pub(crate) async fn get<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>> {
        self.get_item(key).await?.map(read).transpose()
    }

    pub(crate) async fn get_item(&self, key: &Key) -> Result<Option<Item>> {
        asked!(&self.table, dynamo => dynamo.get(key), memory => memory.ask("get", || Ok(memory.get(key))))
    }

    /// The items at these keys that exist, strongly consistent, in no particular order.
    pub(crate) async fn get_items(&self, keys: &[Key]) -> Result<Vec<Item>> {
        let mut found = Vec::with_capacity(keys.len());
        for chunk in keys.chunks(KEYS_PER_BATCH_GET) {
            found.extend(
                asked!(&self.table, dynamo => dynamo.get_many(chunk), memory => memory.ask("batch get", || memory.get_many(chunk)))?,
            );
        }
        Ok(found)
    }

    /// One answer to a query.
    pub(crate) async fn query(&self, query: &Query) -> Result<Answer> {
        match self.lists.parts(query) {
            None => self.query_partition(query).await,
            Some(parts) => {
                let answers = parts.iter().map(|part| self.query_partition(part));
                Ok(merged(query, Box::pin(try_join_all(answers)).await?))
            }
        }
    }

    pub(crate) async fn query_partition(&self, query: &Query) -> Result<Answer> {
        asked!(&self.table, dynamo => dynamo.query(query), memory => memory.ask("query", || Ok(memory.query(query))))
    }

    /// What one answer to a query has, as entities.
    pub(crate) async fn query_once<T: DeserializeOwned>(&self, query: Query) -> Result<Vec<T>> {
        self.query(&query).await?.items.into_iter().map(read).collect()
    }

    /// Everything a query finds, in as many answers as it takes.
    pub(crate) async fn query_all(&self, mut query: Query) -> Result<Vec<Item>> {
        let mut items = Vec::new();
        loop {
            let answer = self.query(&query).await?;
            items.extend(answer.items);
            if answer.next.is_none() {
                return Ok(items);
            }
            query.start = answer.next;
        }
    }

    /// Items of the whole table, strongly consistent.
    pub(crate) async fn scan(&self, start: Option<Item>) -> Result<Answer> {
        asked!(&self.table, dynamo => dynamo.scan(start), memory => memory.ask("scan", || Ok(memory.scan(start.as_ref()))))
    }

    /// Everything in the partition `pk`, in order of `sk`, strongly consistent.
    pub(crate) async fn partition(&self, pk: &str) -> Result<Vec<Item>> {
        self.query_all(Query::table(pk)).await
    }

    /// Up to `limit` items of an index partition in ascending order, `sk` not beyond `until`.
    pub(crate) async fn index_until<T: DeserializeOwned>(
        &self,
        index: Index,
        pk: &str,
        until: Option<&str>,
        limit: i32,
    ) -> Result<Vec<T>> {
        let part = until.map_or(Part::All, |until| Part::UpTo(until.to_owned()));
        self.query_once(Query::index(index, pk).part(part).limit(limit)).await
    }

    /// Up to `limit` items of an index partition in ascending order, `sk` from `from` to `until`.
    pub(crate) async fn index_between<T: DeserializeOwned>(
        &self,
        index: Index,
        pk: &str,
        from: &str,
        until: &str,
        limit: i32,
    ) -> Result<Vec<T>> {
        let part = Part::Between(from.to_owned(), until.to_owned());
        self.query_once(Query::index(index, pk).part(part).limit(limit)).await
    }

    /// Up to `limit` items of an index partition in ascending order, `sk` beyond `after`.
    pub(crate) async fn index_after<T: DeserializeOwned>(
        &self,
        index: Index,
        pk: &str,
        after: &str,
        limit: i32,
    ) -> Result<Vec<T>> {
        self.query_once(Query::index(index, pk).part(Part::After(after.to_owned())).limit(limit)).await
    }

    /// All items of an index partition in ascending order.
    pub(crate) async fn index_all<T: DeserializeOwned>(&self, index: Index, pk: &str) -> Result<Vec<T>> {
        self.query_all(Query::index(index, pk)).await?.into_iter().map(read).collect()
    }

    /// All items of an index partition in ascending order, `sk` from the first text up to the second.
    pub(crate) async fn index_range<T: DeserializeOwned>(
        &self,
        index: Index,
        pk: &str,
        (from, to): (String, String),
    ) -> Result<Vec<T>> {
        let items = self.query_all(Query::index(index, pk).part(Part::Between(from, to))).await?;
        items.into_iter().map(read).collect()
    }

    /// One write; `false` where its condition does not hold. Where it merely met a transaction it is tried again.
    pub(crate) async fn write(&self, write: Write) -> Result<bool> {
        let write = self.lists.placed(write);
        let mut patience = Patience::default();
        loop {
            let held = asked!(
                &self.table,
                dynamo => dynamo.write(&write),
                memory => async { memory.ask("write", || memory.write(&write)).await.map_err(TransactError::Other) }
            );
            match held {
                Err(TransactError::Contention) if patience.lasts(&self.table).await => {}
                held => return held.map_err(|error| error.or_stale("overtaken")),
            }
        }
    }

    /// Puts and deletes without conditions, each for itself.
    pub(crate) async fn write_all(&self, writes: &[Write]) -> Result<()> {
        let writes = self.lists.all_placed(writes);
        for chunk in writes.chunks(WRITES_PER_BATCH) {
            asked!(&self.table, dynamo => dynamo.write_many(chunk), memory => memory.ask("batch write", || memory.write_many(chunk)))?;
        }
        Ok(())
    }

    /// All or nothing. Where it merely met another transaction it is tried again.
    pub(crate) async fn transact(&self, writes: Vec<Write>) -> Result<(), TransactError> {
        let writes: Vec<_> = writes.into_iter().map(|write| self.lists.placed(write)).collect();
        let mut patience = Patience::default();
        let token = format!("{:032x}", rand::random::<u128>());
        loop {
            let done = asked!(&self.table, dynamo => dynamo.transact(&writes, &token), memory => memory.ask_transaction(|| memory.transact(&writes)));
            match done {
                Err(TransactError::Contention) if patience.lasts(&self.table).await => {}
                done => return done,
            }
        }
    }
}

/// Waits longer each time, and says whether to try once more.
#[derive(Default)]
struct Patience {
    pauses: u32,
}

impl Patience {
    /// Those who have met wait differently long, so that they do not meet again.
    async fn lasts(&mut self, table: &Table) -> bool {
        self.pauses += 1;
        let lasts = self.pauses < CONTENTION_TRIES;
        if lasts {
            let share = match table {
                Table::Dynamo(_) => rand::random_range(0.5..1.5),
                // What happens in memory can be repeated.
                #[cfg(any(test, feature = "memory"))]
                Table::Memory(_) => 1.0,
            };
            tokio::time::sleep((CONTENTION_PAUSE * self.pauses).mul_f64(share)).await;
        }
        lasts
    }
}

/// A write of an entity that is not there yet.
pub(crate) fn put_new<T: Serialize + Keyed>(entity: &T) -> Result<Write> {
    Ok(Write::Put { item: entity_item(entity)?, condition: Condition::absent() })
}

pub(crate) fn read<T: DeserializeOwned>(item: Item) -> Result<T> {
    from_item(item).map_err(malformed)
}

/// An index entry as attributes to set.
pub(crate) fn entry_attributes(entry: IndexEntry) -> [(String, AttributeValue); 2] {
    [(entry.index.pk(), text(entry.pk)), (entry.index.sk(), text(entry.sk))]
}

/// An entity as it is stored: its fields, its key, its index entries and what it is.
pub(crate) fn entity_item<T: Serialize + Keyed>(entity: &T) -> Result<Item> {
    let mut item: Item = to_item(entity).map_err(Error::internal)?;
    item.extend(key_item(&entity.key()));
    item.insert("entity".into(), text(T::ENTITY));
    item.extend(entity.entries().into_iter().flat_map(entry_attributes));
    Ok(item)
}
