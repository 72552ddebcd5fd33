//! Lists of everything, spread over several partitions of an index: a partition takes a thousand writes a second,
//! and every lead and every call that changes is written into the partitions of its lists.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-sharding.html>
//!
//! Only this file knows of it: whoever writes and reads names the list.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::str::FromStr;

use aws_sdk_dynamodb::types::AttributeValue;
use homework_domain::page::Order;

use crate::keys::{self, Index};
use crate::operation::{Answer, Item, Query, Write, text};

/// With more of them a page would take too many requests.
const SHARDS_MAX: u32 = 16;

/// Over how many partitions each list of all leads or calls is spread: [`ListShards::default`] is one.
///
/// Who reads looks into `read` of them and who writes uses the first `written`, so that a number is raised without
/// loss: first `read`, and once everybody reads them all, `written`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListShards {
    read: u32,
    written: u32,
}

impl Default for ListShards {
    fn default() -> Self {
        Self { read: 1, written: 1 }
    }
}

impl FromStr for ListShards {
    type Err = String;

    /// `read/written`, such as `4/1`.
    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text
            .split_once('/')
            .and_then(|(read, written)| Self::new(read.parse().ok()?, written.parse().ok()?));
        numbers.ok_or_else(|| {
            format!("is not two numbers from 1 to {SHARDS_MAX}, read/written, the first no smaller than the second")
        })
    }
}

impl ListShards {
    /// `None` where not all that is written would be read, or there would be too many.
    pub fn new(read: u32, written: u32) -> Option<Self> {
        (1 <= written && written <= read && read <= SHARDS_MAX).then_some(Self { read, written })
    }

    /// For a tool that is not told how the table's lists are spread: it finds everything.
    pub fn reading_all() -> Self {
        Self { read: SHARDS_MAX, written: 1 }
    }

    /// Whether more can be written to a list of everything than one partition takes.
    pub(crate) fn spread_writes(self) -> bool {
        self.written > 1
    }

    /// The write with its item's entries in the shards that the item belongs to.
    pub(crate) fn placed(self, mut write: Write) -> Write {
        if !self.spread_writes() {
            return write;
        }
        let lists = Index::ALL.map(Index::pk);
        match &mut write {
            Write::Put { item, .. } => {
                let pk = item.get("pk").and_then(|pk| pk.as_s().ok()).map_or("", String::as_str);
                let shard = self.shard_of(pk);
                for list in lists {
                    item.entry(list).and_modify(|value| place(value, shard));
                }
            }
            Write::Update { key, update, .. } => {
                let shard = self.shard_of(&key.pk);
                for (name, value) in update.set.iter_mut().chain(&mut update.set_once) {
                    if lists.contains(name) {
                        place(value, shard);
                    }
                }
            }
            Write::Delete { .. } | Write::Check { .. } => {}
        }
        write
    }

    pub(crate) fn all_placed(self, writes: &[Write]) -> Cow<'_, [Write]> {
        if !self.spread_writes() {
            return Cow::Borrowed(writes);
        }
        writes.iter().cloned().map(|write| self.placed(write)).collect()
    }

    /// The queries that together find what `query` asks for, where its list is spread.
    pub(crate) fn parts(self, query: &Query) -> Option<Vec<Query>> {
        let index = query.index?;
        if self.read == 1 || !keys::is_of_all(&query.pk) {
            return None;
        }
        let part = |shard| {
            let pk = keys::list_shard(&query.pk, shard);
            let mut start = query.start.clone();
            // A start has to lie in the partition that is asked, and need not be there.
            if let Some(start) = &mut start {
                start.insert(index.pk(), text(&*pk));
            }
            // Whole items, since those that are kept are told apart and gone on from by their keys.
            Query { pk, start, only: None, ..query.clone() }
        };
        Some((0..self.read).map(part).collect())
    }

    /// By FNV-1a, which is the same for every release: an item stays where it is.
    fn shard_of(self, pk: &str) -> u32 {
        let hash =
            pk.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        hash % self.written
    }
}

/// Has an attribute that names a list name its shard instead.
fn place(value: &mut AttributeValue, shard: u32) {
    if let AttributeValue::S(list) = value
        && keys::is_of_all(list)
    {
        *list = keys::list_shard(list, shard);
    }
}

/// One answer to `query` out of those to its parts.
pub(crate) fn merged(query: &Query, answers: Vec<Answer>) -> Answer {
    let (_, sk) = query.key_names();
    let key = |item: &Item| item.get(&sk).and_then(|sk| sk.as_s().ok()).cloned().unwrap_or_default();
    let order = |a: &String, b: &String| match query.order {
        Order::OldestFirst => a.cmp(b),
        Order::NewestFirst => b.cmp(a),
    };
    // What an answer that was cut short has behind its end is not known: there the whole ends.
    let end = answers.iter().filter_map(|answer| answer.next.as_ref()).map(key).min_by(order);
    let mut items: Vec<(String, Item)> =
        answers.into_iter().flat_map(|answer| answer.items).map(|item| (key(&item), item)).collect();
    items.sort_by(|(a, _), (b, _)| order(a, b));
    // One that moves to another shard just now may be in both.
    items.dedup_by(|(_, a), (_, b)| a.get("pk") == b.get("pk") && a.get("sk") == b.get("sk"));
    let limit = query.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    let beyond = |key: &String| end.as_ref().is_some_and(|end| order(key, end) == Ordering::Greater);
    let kept = items.iter().take(limit).take_while(|(key, _)| !beyond(key)).count();
    let is_all = end.is_none() && kept == items.len();
    items.truncate(kept);
    let items: Vec<Item> = items.into_iter().map(|(_, item)| item).collect();
    let next = items.last().filter(|_| !is_all).map(|last| query.keys_of(last));
    Answer { items, next }
}

#[cfg(test)]
mod tests;
