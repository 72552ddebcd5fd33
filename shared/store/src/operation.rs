//! What the table can be asked to do, as plain data: `dynamo.rs` asks DynamoDB, `memory.rs` does it itself.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use homework_domain::ids::LeadId;
use homework_domain::page::Order;

use crate::keys::{Index, Key};

pub(crate) type Item = HashMap<String, AttributeValue>;

/// Items of one partition, of the table or of an index.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    /// `None`: the table itself.
    pub(crate) index: Option<Index>,
    pub(crate) pk: String,
    pub(crate) part: Part,
    pub(crate) order: Order,
    /// One answer has at most so many, and at most as many as fit into a megabyte.
    pub(crate) limit: Option<i32>,
    /// Goes on after the item with these keys.
    pub(crate) start: Option<Item>,
    /// Of the table only: an index always lags behind.
    pub(crate) consistent: bool,
    /// Only these attributes of each item; `None`: all. What is left out costs the table as much, and its
    /// reader nothing.
    pub(crate) only: Option<&'static [&'static str]>,
}

impl Query {
    /// All of an index's partition, the oldest first.
    pub(crate) fn index(index: Index, pk: impl Into<String>) -> Self {
        Self { index: Some(index), consistent: false, ..Self::table(pk) }
    }

    /// All of a partition of the table, strongly consistent.
    pub(crate) fn table(pk: impl Into<String>) -> Self {
        Self {
            index: None,
            pk: pk.into(),
            part: Part::All,
            order: Order::OldestFirst,
            limit: None,
            start: None,
            consistent: true,
            only: None,
        }
    }

    pub(crate) fn part(self, part: Part) -> Self {
        Self { part, ..self }
    }

    pub(crate) fn limit(self, limit: i32) -> Self {
        Self { limit: Some(limit), ..self }
    }

    pub(crate) fn newest_first(self) -> Self {
        Self { order: Order::NewestFirst, ..self }
    }

    /// The names of the keys it goes by.
    pub(crate) fn key_names(&self) -> (String, String) {
        self.index.map_or_else(|| ("pk".to_owned(), "sk".to_owned()), |index| (index.pk(), index.sk()))
    }

    /// From where it goes on after this item, which is whole.
    pub(crate) fn keys_of(&self, item: &Item) -> Item {
        let (pk, sk) = self.key_names();
        let names = [pk.as_str(), sk.as_str(), "pk", "sk"];
        names.iter().filter_map(|name| Some(((*name).to_owned(), item.get(*name)?.clone()))).collect()
    }
}

/// Which items of a partition, by their sort key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    All,
    /// Those that begin so.
    Prefix(String),
    /// Those from the first text on, up to and including the second.
    Between(String, String),
    /// Those up to and including this one.
    UpTo(String),
    /// Those beyond this one.
    After(String),
}

impl Part {
    pub(crate) fn holds(&self, sk: &str) -> bool {
        let (from, to) = self.bounds();
        *from <= *sk && to.is_none_or(|to| *sk < *to)
    }

    /// The sort keys from the first text on, and up to the second, which is left out; `None`: all behind the first.
    pub(crate) fn bounds(&self) -> (String, Option<String>) {
        // No key comes between a text and the same with this behind it.
        let beyond = |text: &str| format!("{text}\0");
        match self {
            Self::All => (String::new(), None),
            // No key has this character.
            Self::Prefix(prefix) => (prefix.clone(), Some(format!("{prefix}{}", char::MAX))),
            Self::Between(from, to) => (from.clone(), Some(beyond(to))),
            Self::UpTo(last) => (String::new(), Some(beyond(last))),
            Self::After(last) => (beyond(last), None),
        }
    }
}

/// What a query or a scan found.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) items: Vec<Item>,
    /// Where to go on; `None`: that was all.
    pub(crate) next: Option<Item>,
}

/// One write, alone or as part of a transaction.
#[derive(Debug, Clone)]
pub(crate) enum Write {
    Put {
        item: Item,
        condition: Condition,
    },
    Update {
        key: Key,
        update: Update,
        condition: Condition,
    },
    Delete {
        key: Key,
        condition: Condition,
    },
    /// Writes nothing, and holds the transaction to a condition.
    Check {
        key: Key,
        condition: Condition,
    },
}

impl Write {
    pub(crate) fn put(item: Item, condition: Condition) -> Self {
        Self::Put { item, condition }
    }

    pub(crate) fn update(key: &Key, update: Update, condition: Condition) -> Self {
        Self::Update { key: key.clone(), update, condition }
    }

    pub(crate) fn delete(key: &Key, condition: Condition) -> Self {
        Self::Delete { key: key.clone(), condition }
    }

    pub(crate) fn check(key: &Key, condition: Condition) -> Self {
        Self::Check { key: key.clone(), condition }
    }
}

/// What must hold of the item as it stands for a write to happen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Condition {
    Always,
    /// The attribute is there.
    Has(&'static str),
    /// The attribute is not there; of `pk`: there is no such item.
    Lacks(&'static str),
    Is(&'static str, AttributeValue),
    /// Holds as well where the attribute is not there.
    IsNot(&'static str, AttributeValue),
    Below(&'static str, AttributeValue),
    Both(Box<[Condition; 2]>),
    Either(Box<[Condition; 2]>),
}

impl Condition {
    /// There is no such item.
    pub(crate) fn absent() -> Self {
        Self::Lacks("pk")
    }

    /// There is such an item.
    pub(crate) fn present() -> Self {
        Self::Has("pk")
    }

    pub(crate) fn version(version: u64) -> Self {
        Self::Is("version", AttributeValue::N(version.to_string()))
    }

    /// The item belongs to this lead.
    pub(crate) fn of_lead(id: LeadId) -> Self {
        Self::Is("lead_id", text(id.to_string()))
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self::Both(Box::new([self, other]))
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self::Either(Box::new([self, other]))
    }
}

/// What an update does to an item, which it makes if there is none.
#[derive(Debug, Clone, Default)]
pub(crate) struct Update {
    pub(crate) set: Vec<(String, AttributeValue)>,
    pub(crate) set_once: Vec<(String, AttributeValue)>,
    pub(crate) remove: Vec<String>,
    pub(crate) add: Vec<(String, i64)>,
}

impl Update {
    pub(crate) fn set(mut self, attributes: impl IntoIterator<Item = (String, AttributeValue)>) -> Self {
        self.set.extend(attributes);
        self
    }

    /// Sets what is not there yet, and leaves what is.
    pub(crate) fn set_once(mut self, attributes: impl IntoIterator<Item = (String, AttributeValue)>) -> Self {
        self.set_once.extend(attributes);
        self
    }

    pub(crate) fn remove(mut self, attributes: impl IntoIterator<Item = String>) -> Self {
        self.remove.extend(attributes);
        self
    }

    /// Adds to numbers; one that is not there counts as 0.
    pub(crate) fn add(mut self, amounts: impl IntoIterator<Item = (String, i64)>) -> Self {
        self.add.extend(amounts);
        self
    }
}

pub(crate) fn key_item(key: &Key) -> Item {
    HashMap::from([("pk".to_owned(), text(&*key.pk)), ("sk".to_owned(), text(&*key.sk))])
}

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(crate) fn number(value: impl std::fmt::Display) -> AttributeValue {
    AttributeValue::N(value.to_string())
}
