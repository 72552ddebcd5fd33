//! The indexes of the table in memory, which learn of changes later than the table.

use std::collections::{BTreeMap, VecDeque};

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
        let entries = self.partitions.get(&(index.name(), query.pk.clone()));
        let entries = entries.into_iter().flatten();
        page(entries.map(|((sk, ..), item)| (sk.as_str(), item)).collect(), query)
    }
}

type Entry = ((&'static str, String), (String, String, String));

/// Where an item stands in an index, if it has the index's keys.
pub(super) fn place(index: Index, item: &Item) -> Option<Entry> {
    let part = |name: &str| item.get(name)?.as_s().ok().cloned();
    let partition = (index.name(), part(&index.pk())?);
    Some((partition, (part(&index.sk())?, part("pk")?, part("sk")?)))
}

/// One page of a partition, whose entries come in ascending order with their sort keys, and how many bytes its items
/// have whole.
pub(super) fn page(mut entries: Vec<(&str, &Image)>, query: &Query) -> (Answer, usize) {
    if query.order == Order::NewestFirst {
        entries.reverse();
    }
    let own_keys = |item: &Item| (item.get("pk").cloned(), item.get("sk").cloned());
    let from = query.start.as_ref().map_or(0, |start| {
        let place = entries.iter().position(|(_, item)| own_keys(item) == own_keys(start));
        place.map_or_else(|| beyond(&entries, query, start), |place| place + 1)
    });
    let limit = query.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    let mut answer = Answer::default();
    let (mut bytes, mut last) = (0, None);
    for (_, item) in entries.into_iter().skip(from).filter(|(sk, _)| query.part.holds(sk)) {
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

/// Where to go on after an item that is no longer there.
fn beyond(entries: &[(&str, &Image)], query: &Query, start: &Item) -> usize {
    let (_, sk_name) = query.key_names();
    let after = start.get(&sk_name).and_then(|sk| sk.as_s().ok()).map(String::as_str).unwrap_or_default();
    let is_before = |sk: &str| match query.order {
        Order::OldestFirst => sk <= after,
        Order::NewestFirst => sk >= after,
    };
    entries.iter().take_while(|(sk, _)| is_before(sk)).count()
}
