//! The table in memory is held to DynamoDB's rules: the same operations, made up from a seed, are asked of
//! both, and both must answer alike. What either refuses is told apart from what it does by its error alone.

use std::fmt::Write as _;

use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::types::AttributeValue;
use homework_domain::page::Order;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

use crate::error::TransactError;
use crate::keys::{Index, Key};
use crate::memory::Memory;
use crate::operation::{Condition, Item, Part, Query, Update, Write, key_item, number, text};
use crate::scale_tests::{create_table, local_aws};
use crate::table::Store;

const SEEDS: u64 = 4;
const OPERATIONS: usize = 250;
/// Few, so that operations meet.
const PARTITIONS: [&str; 3] = ["A", "B", "C"];
const PLACES: [&str; 6] = ["1", "10", "2", "20", "3", "a"];
const ATTRIBUTES: [&str; 4] = ["version", "status", "size", "name"];

#[derive(Debug)]
enum Operation {
    Get(Key),
    GetMany(Vec<Key>),
    Query(Query),
    /// Page by page, each going on where the one before ended.
    QueryAll(Query),
    Write(Write),
    Transact(Vec<Write>),
}

struct Maker(StdRng);

impl Maker {
    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        *from.choose(&mut self.0).unwrap()
    }

    fn key(&mut self) -> Key {
        Key { pk: self.pick(&PARTITIONS).to_owned(), sk: self.pick(&PLACES).to_owned() }
    }

    fn value(&mut self) -> AttributeValue {
        if self.0.random_bool(0.5) {
            number(self.0.random_range(0..4))
        } else {
            text(self.pick(&["x", "y", "é", "10", "9"]))
        }
    }

    fn condition(&mut self, depth: u32) -> Condition {
        let attribute = self.pick(&["pk", "version", "status", "size", "name"]);
        match self.0.random_range(0..if depth > 0 { 9 } else { 7 }) {
            0 | 1 => Condition::Always,
            2 => Condition::Has(attribute),
            3 => Condition::Lacks(attribute),
            4 => Condition::Is(attribute, self.value()),
            5 => Condition::IsNot(attribute, self.value()),
            6 => Condition::Below(attribute, self.value()),
            7 => self.compared(depth).and(self.compared(depth)),
            _ => self.compared(depth).or(self.compared(depth)),
        }
    }

    /// A condition that says something.
    fn compared(&mut self, depth: u32) -> Condition {
        loop {
            let condition = self.condition(depth - 1);
            if condition != Condition::Always {
                return condition;
            }
        }
    }

    fn item(&mut self) -> Item {
        let mut item = key_item(&self.key());
        for name in ATTRIBUTES {
            if self.0.random_bool(0.5) {
                item.insert(name.to_owned(), self.value());
            }
        }
        for index in [Index::Gsi1, Index::Gsi2] {
            if self.0.random_bool(0.6) {
                item.insert(index.pk(), text(self.pick(&["I", "J"])));
            }
            if self.0.random_bool(0.9) {
                item.insert(index.sk(), text(self.pick(&PLACES)));
            }
        }
        item
    }

    /// What an update changes, each attribute once.
    fn update(&mut self) -> Update {
        let mut update = Update::default();
        for name in ATTRIBUTES {
            let name = name.to_owned();
            update = match self.0.random_range(0..6) {
                0 => update.set([(name, self.value())]),
                1 => update.set_once([(name, self.value())]),
                2 => update.remove([name]),
                // What it adds to is a number, or not there.
                3 if name == "version" => update.add([(name, self.0.random_range(-2..3))]),
                _ => update,
            };
        }
        update.set([(Index::Gsi1.sk(), text(self.pick(&PLACES)))])
    }

    fn write(&mut self) -> Write {
        let condition = self.condition(2);
        match self.0.random_range(0..5) {
            0..=2 => Write::Put { item: self.item(), condition },
            3 => Write::Update { key: self.key(), update: self.update(), condition },
            _ => Write::Delete { key: self.key(), condition },
        }
    }

    fn query(&mut self) -> Query {
        let query = match self.0.random_range(0..3) {
            0 => Query::table(self.pick(&PARTITIONS)),
            1 => Query::index(Index::Gsi1, self.pick(&["I", "J"])),
            _ => Query::index(Index::Gsi2, self.pick(&["I", "J"])),
        };
        let mut ends = [self.pick(&PLACES).to_owned(), self.pick(&PLACES).to_owned()];
        ends.sort();
        let [from, to] = ends;
        let part = match self.0.random_range(0..5) {
            0 => Part::All,
            1 => Part::Prefix(from),
            2 => Part::Between(from, to),
            3 => Part::UpTo(to),
            _ => Part::After(from),
        };
        let order = self.pick(&[Order::OldestFirst, Order::NewestFirst]);
        let limit = self.0.random_bool(0.5).then(|| self.0.random_range(1..5));
        let only = self.0.random_bool(0.3).then_some(&ATTRIBUTES[..2]);
        Query { order, limit, only, ..query.part(part) }
    }

    fn operation(&mut self) -> Operation {
        match self.0.random_range(0..10) {
            0 => Operation::Get(self.key()),
            1 => Operation::GetMany((0..self.0.random_range(1..4)).map(|_| self.key()).collect()),
            2 => Operation::Query(self.query()),
            3 => Operation::QueryAll(self.query()),
            4..=6 => Operation::Write(self.write()),
            _ => {
                let writes = (0..self.0.random_range(1..4)).map(|_| match self.0.random_bool(0.2) {
                    true => Write::Check { key: self.key(), condition: self.compared(2) },
                    false => self.write(),
                });
                Operation::Transact(writes.collect())
            }
        }
    }
}

/// An item with its attributes in order.
fn shown(item: &Item) -> String {
    let mut attributes: Vec<_> = item.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
    attributes.sort();
    attributes.join(" ")
}

/// Items with the same sort key come in no particular order.
fn all_shown(items: &[Item]) -> String {
    let mut items: Vec<_> = items.iter().map(shown).collect();
    items.sort();
    items.join("; ")
}

/// The sort keys in the order of the answer.
fn in_order(items: &[Item], query: &Query) -> String {
    let (_, sk) = query.key_names();
    items.iter().map(|item| format!("{:?} ", item.get(&sk))).collect()
}

async fn answer(store: &Store, operation: &Operation) -> String {
    match operation {
        Operation::Get(key) => store
            .get_item(key)
            .await
            .map_or_else(|e| e.to_string(), |item| format!("{:?}", item.map(|i| shown(&i)))),
        Operation::GetMany(keys) => {
            store.get_items(keys).await.map_or_else(|e| e.to_string(), |items| all_shown(&items))
        }
        Operation::Query(query) => match store.query(query).await {
            Ok(answer) => format!("{} more: {}", in_order(&answer.items, query), answer.next.is_some()),
            Err(error) => error.to_string(),
        },
        Operation::QueryAll(query) => match store.query_all(query.clone()).await {
            Ok(items) => format!("{}: {}", in_order(&items, query), all_shown(&items)),
            Err(error) => error.to_string(),
        },
        Operation::Write(write) => {
            store.write(write.clone()).await.map_or_else(|e| e.to_string(), |held| held.to_string())
        }
        Operation::Transact(writes) => match store.transact(writes.clone()).await {
            Ok(()) => "done".to_owned(),
            Err(TransactError::Conditions(refused)) => {
                let refused = refused.iter().map(|one| match one {
                    None => "held".to_owned(),
                    Some(refused) => format!("refused {:?}", refused.item.as_ref().map(shown)),
                });
                refused.collect::<Vec<_>>().join(", ")
            }
            Err(TransactError::Contention) => "contention".to_owned(),
            Err(TransactError::Other(error)) => error.to_string(),
        },
    }
}

pub(crate) fn dynamo(endpoint: &str, table: String) -> Store {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(endpoint)
        .credentials_provider(Credentials::new("test", "test", None, None, "test"));
    Store::new(config, table)
}

#[tokio::test]
async fn memory_and_dynamodb_answer_alike() {
    let Some(endpoint) = local_aws() else { return };
    for seed in 0..SEEDS {
        let real = dynamo(&endpoint, format!("contract-{seed}"));
        create_table(&real).await;
        let memory = Store::in_memory(Memory::default());
        let mut maker = Maker(StdRng::seed_from_u64(seed));
        let mut story = String::new();
        for _ in 0..OPERATIONS {
            let operation = maker.operation();
            let (of_real, of_memory) = (answer(&real, &operation).await, answer(&memory, &operation).await);
            writeln!(story, "{operation:?}\n  {of_real}").unwrap();
            assert_eq!(of_memory, of_real, "seed {seed}, after:\n{}", last_of(&story));
        }
        let dynamo = real.dynamo().unwrap();
        dynamo.client.delete_table().table_name(&dynamo.table).send().await.unwrap();
    }
}

/// The last few operations.
fn last_of(story: &str) -> String {
    let lines: Vec<_> = story.lines().collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}

/// What a table in memory is asked alone, with DynamoDB's documented limits.
#[tokio::test]
async fn memory_keeps_dynamodbs_limits() {
    let store = Store::in_memory(Memory::default());
    let item = |sk: &str, bytes: usize| {
        let mut item = key_item(&Key { pk: "A".into(), sk: sk.into() });
        item.insert("text".into(), text("x".repeat(bytes)));
        item
    };
    let put = |item: Item| Write::Put { item, condition: Condition::Always };
    assert!(store.write(put(item("0", 410_000))).await.is_err());
    for sk in ["1", "2", "3"] {
        store.write(put(item(sk, 390_000))).await.unwrap();
    }
    // A page has at most a megabyte.
    let first = store.query(&Query::table("A")).await.unwrap();
    assert_eq!((first.items.len(), first.next.is_some()), (2, true));
    assert_eq!(store.partition("A").await.unwrap().len(), 3);
    let twice = vec![put(item("4", 1)), put(item("4", 2))];
    assert!(matches!(store.transact(twice).await, Err(TransactError::Other(_))));
    let many = (0..101).map(|n| put(item(&n.to_string(), 1))).collect();
    assert!(matches!(store.transact(many).await, Err(TransactError::Other(_))));
}

#[tokio::test]
async fn indexes_lag_and_streams_tell_what_changed() {
    let memory = Memory::default();
    let store = Store::in_memory(memory.clone());
    let mut item = key_item(&Key { pk: "A".into(), sk: "1".into() });
    item.extend([(Index::Gsi1.pk(), text("I")), (Index::Gsi1.sk(), text("1"))]);
    let put = Write::Put { item: item.clone(), condition: Condition::Always };
    memory.set_lagging(true);
    store.write(put.clone()).await.unwrap();
    let query = Query::index(Index::Gsi1, "I");
    assert!(store.query(&query).await.unwrap().items.is_empty());
    memory.catch_up(1);
    assert_eq!(store.query(&query).await.unwrap().items, [item.clone()]);
    // A write that changes nothing is no news.
    store.write(put).await.unwrap();
    let update = Update::default().set([("expires_at".to_owned(), number(10))]);
    let key = Key { pk: "A".into(), sk: "1".into() };
    store.write(Write::Update { key, update, condition: Condition::Always }).await.unwrap();
    memory.expire(10);
    memory.expire(11);
    let stream: Vec<_> = memory.take_stream();
    let steps: Vec<_> = stream.iter().map(|record| (record.old.is_some(), record.new.is_some())).collect();
    assert_eq!(steps, [(false, true), (true, true), (true, false)]);
    assert!(store.query(&query).await.unwrap().items.len() == 1, "the index has not heard of it yet");
    memory.catch_up(usize::MAX);
    assert!(store.query(&query).await.unwrap().items.is_empty());
}
