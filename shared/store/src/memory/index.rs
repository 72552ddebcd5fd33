//! The indexes of the table in memory, which learn of changes later than the table.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Bound::{Excluded, Included, Unbounded};

use homework_domain::page::Order;

use super::Image;
use crate::keys::Index;
use crate::operation::{Answer, Item, Query};

/// One answer has at most so many bytes of items.
const PAGE_BYTES_MAX: usize = 1024 * 1024;

/// By index and its partition: sort key, and the item's own keys, which tell items with the same apart.
type Entries = BTreeMap<(String, String, String), Image>;

#[derive(Debug, Default)]
pub(super) struct Indexes {
    partitions: BTreeMap<(&'static str, String), Entries>,
    /// Changes that the indexes have not learnt of yet: the item before and after.
    pending: VecDeque<(Option<Image>, Option<Image>)>,
}

impl Indexes {
    pub(super) fn note(&mut self, old: Option<Image>, new: Option<Image>) {
        self.pending.push_back((old, new));
    }

    pub(super) fn lag(&self) -> bool {
        !self.pending.is_empty()
    }

    pub(super) fn catch_up(&mut self, changes: usize) {
        for _ in 0..changes.min(self.pending.len()) {
            let Some((old, new)) = self.pending.pop_front() else { return };
            for index in Index::ALL {
                if let Some((partition, entry)) = old.as_ref().and_then(|old| place(index, old))
                    && let Some(entries) = self.partitions.get_mut(&partition)
                {
                    entries.remove(&entry);
                }
                if let Some(new) = &new
                    && let Some((partition, entry)) = place(index, new)
                {
                    self.partitions.entry(partition).or_default().insert(entry, new.clone());
                }
            }
        }
    }

    pub(super) fn query(&self, index: Index, query: &Query) -> (Answer, usize) {
        let Some(entries) = self.partitions.get(&(index.name(), query.pk.clone())) else {
            return (Answer::default(), 0);
        };
        let entry = |sk| (sk, String::new(), String::new());
        let (from, to) = query.part.bounds();
        let start = query.start.as_ref().and_then(|start| Some(place(index, start)?.1));
        page(entries, (entry(from), to.map(entry)), start, query)
    }
}

type Entry = ((&'static str, String), (String, String, String));

/// Where an item stands in an index, if it has the index's keys.
pub(super) fn place(index: Index, item: &Item) -> Option<Entry> {
    let part = |name: &str| item.get(name)?.as_s().ok().cloned();
    let partition = (index.name(), part(&index.pk())?);
    Some((partition, (part(&index.sk())?, part("pk")?, part("sk")?)))
}

/// One page of what lies between two places, the second of them left out, and how many bytes its items have whole. The
/// page before it ended at `start`.
pub(super) fn page<K: Ord>(
    entries: &BTreeMap<K, Image>,
    (from, to): (K, Option<K>),
    start: Option<K>,
    query: &Query,
) -> (Answer, usize) {
    let (from, to) = match (&start, query.order) {
        (Some(start), Order::OldestFirst) => (start.max(&from), to.as_ref()),
        (Some(start), Order::NewestFirst) => (&from, Some(to.as_ref().map_or(start, |to| to.min(start)))),
        (None, _) => (&from, to.as_ref()),
    };
    let (mut answer, mut bytes, mut last) = (Answer::default(), 0, None);
    if to.is_some_and(|to| to <= from) {
        return (answer, bytes);
    }
    let entries = entries.range((Included(from), to.map_or(Unbounded, Excluded)));
    let mut entries = entries.filter(|(place, _)| start.as_ref() != Some(*place)).map(|(_, item)| item);
    let limit = query.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    while let Some(item) = match query.order {
        Order::OldestFirst => entries.next(),
        Order::NewestFirst => entries.next_back(),
    } {
        bytes += item.bytes();
        if bytes <= PAGE_BYTES_MAX {
            answer.items.push(projected(item, query));
            last = Some(item);
        }
        // At a limit DynamoDB stops without a look at whether more follows.
        if bytes > PAGE_BYTES_MAX || answer.items.len() >= limit {
            answer.next = last.map(|last| query.keys_of(last));
            break;
        }
    }
    (answer, bytes)
}

fn projected(item: &Item, query: &Query) -> Item {
    match query.only {
        None => item.clone(),
        Some(only) => {
            let wanted = only.iter().filter_map(|name| item.get_key_value(*name));
            wanted.map(|(name, value)| (name.clone(), value.clone())).collect()
        }
    }
}
