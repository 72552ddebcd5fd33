//! The table in memory, for simulations and tests: DynamoDB's rules without its wire. Whatever it answers,
//! DynamoDB answers too; `contract_tests.rs` holds both to that.

mod image;
mod index;
mod meter;
mod size;
mod wire;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_sdk_dynamodb::types::AttributeValue;
use homework_domain::{Error, Result};
use serde::de::DeserializeOwned;

use crate::error::{Refused, TransactError};
use crate::keys::Key;
use crate::operation::{Answer, Condition, Item, Query, Update, Write, key_item};
pub use image::Image;
use index::{Indexes, page};
pub use meter::Used;
#[cfg(test)]
pub(crate) use size::size_of;
pub use wire::{Passage, Wire};

/// An item is at most so large.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>
const ITEM_BYTES_MAX: usize = 400 * 1024;
const TRANSACTION_MAX: usize = 100;
const BATCH_GET_MAX: usize = 100;
const BATCH_WRITE_MAX: usize = 25;

/// What happened to one item, as the table's stream tells it.
#[derive(Debug, Clone)]
pub struct Record {
    /// Of the whole table, ascending.
    pub sequence: u64,
    /// Records of one item, and of all items with its `pk`, come in order.
    pub pk: String,
    pub old: Option<Image>,
    pub new: Option<Image>,
}

/// The table's contents. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    state: Arc<Mutex<State>>,
    /// `None`: nothing lies between.
    wire: Option<Arc<dyn Wire>>,
}

#[derive(Debug, Default)]
struct State {
    items: BTreeMap<Place, Image>,
    /// The same again by what they are, for those who watch.
    entities: BTreeMap<String, BTreeMap<Place, Image>>,
    indexes: Indexes,
    /// Whether indexes wait to be told of changes.
    lagging: bool,
    stream: Vec<Record>,
    sequence: u64,
    /// Whether somebody wants to know what requests take.
    metered: bool,
}

impl Memory {
    /// Whether indexes learn of a change only by [`Memory::catch_up`]. They do at once unless told so.
    pub fn set_lagging(&self, lagging: bool) {
        self.lock().lagging = lagging;
    }

    /// Has the indexes learn of the next `changes` that they have not been told of.
    pub fn catch_up(&self, changes: usize) {
        self.lock().indexes.catch_up(changes);
    }

    /// Whether there are changes that the indexes have not been told of.
    pub fn lags(&self) -> bool {
        self.lock().indexes.lag()
    }

    /// The same table at the other end of a wire.
    #[must_use]
    pub fn behind(&self, wire: Arc<dyn Wire>) -> Self {
        if wire.meters() {
            self.lock().metered = true;
        }
        Self { wire: Some(wire), ..self.clone() }
    }

    /// What happened since it was last asked.
    pub fn take_stream(&self) -> Vec<Record> {
        std::mem::take(&mut self.lock().stream)
    }

    /// Everything of one kind, read past all wires and indexes.
    pub fn entities<T: DeserializeOwned + Send + Sync + 'static>(&self, entity: &str) -> Vec<Arc<T>> {
        let state = self.lock();
        let items = state.entities.get(entity).into_iter().flat_map(BTreeMap::values);
        items.filter_map(Image::read).collect()
    }

    /// The one of this kind in the partition `pk`, read past all wires.
    pub fn entity<T: DeserializeOwned + Send + Sync + 'static>(
        &self,
        entity: &str,
        pk: &str,
    ) -> Option<Arc<T>> {
        let state = self.lock();
        let (place, item) = state.entities.get(entity)?.range((pk.to_owned(), String::new())..).next()?;
        if place.0 == pk { item.read() } else { None }
    }

    /// Everything there is, read past all wires and indexes.
    pub fn items(&self) -> Vec<Image> {
        self.lock().items.values().cloned().collect()
    }

    /// Removes what expired before `now` (seconds since 1970), as DynamoDB does in its own time.
    pub fn expire(&self, now: i64) {
        let mut state = self.lock();
        let expired = |item: &Image| {
            let at = item.get("expires_at").and_then(|at| at.as_n().ok()?.parse::<i64>().ok());
            at.is_some_and(|at| at < now)
        };
        let gone: Vec<_> =
            state.items.iter().filter(|(_, item)| expired(item)).map(|(key, _)| key.clone()).collect();
        for key in gone {
            state.replace(key, None);
        }
    }

    pub(crate) fn get(&self, key: &Key) -> Option<Item> {
        let found = self.lock().items.get(&place(key)).cloned();
        self.meter_get(key, found.as_ref());
        found.as_ref().map(Image::item)
    }

    pub(crate) fn get_many(&self, keys: &[Key]) -> Result<Vec<Item>> {
        let places: BTreeSet<_> = keys.iter().map(place).collect();
        if keys.len() > BATCH_GET_MAX || places.len() < keys.len() {
            return Err(invalid());
        }
        self.meter_get_many(keys);
        let state = self.lock();
        Ok(places.iter().filter_map(|place| state.items.get(place).map(Image::item)).collect())
    }

    pub(crate) fn query(&self, query: &Query) -> Answer {
        let (answer, bytes) = {
            let state = self.lock();
            match query.index {
                Some(index) => state.indexes.query(index, query),
                None => {
                    let place = |sk| (query.pk.clone(), sk);
                    let (from, to) = query.part.bounds();
                    let to = to.map_or_else(|| (format!("{}\0", query.pk), String::new()), place);
                    page(&state.items, (place(from), Some(to)), query.start.as_ref().map(place_of), query)
                }
            }
        };
        self.meter_query(query, bytes);
        answer
    }

    /// A megabyte of the table, in the order of the keys.
    pub(crate) fn scan(&self, start: Option<&Item>) -> Answer {
        let everything = ((String::new(), String::new()), None);
        page(&self.lock().items, everything, start.map(place_of), &Query::table("")).0
    }

    pub(crate) fn write(&self, write: &Write) -> Result<bool> {
        let mut state = self.lock();
        if !state.holds(write) {
            let place = write.place();
            self.meter_unchanged(&place.0, state.items.get(&place), false);
            return Ok(false);
        }
        let (place, item) = state.outcome(write)?;
        let change = state.replace(place, item);
        drop(state);
        self.meter_write(change.as_ref(), false);
        Ok(true)
    }

    pub(crate) fn transact(&self, writes: &[Write]) -> Result<(), TransactError> {
        let places: BTreeSet<_> = writes.iter().map(Write::place).collect();
        if writes.is_empty() || writes.len() > TRANSACTION_MAX || places.len() < writes.len() {
            return Err(TransactError::Other(invalid()));
        }
        let mut state = self.lock();
        let refused: Vec<_> = writes
            .iter()
            .map(|write| {
                let item = || state.items.get(&write.place()).map(Image::item);
                (!state.holds(write)).then(|| Refused { item: item() })
            })
            .collect();
        let unchanged = |write: &Write| {
            let place = write.place();
            self.meter_unchanged(&place.0, state.items.get(&place), true);
        };
        if refused.iter().any(Option::is_some) {
            writes.iter().for_each(unchanged);
            return Err(TransactError::Conditions(refused));
        }
        writes.iter().filter(|write| matches!(write, Write::Check { .. })).for_each(unchanged);
        let changing = writes.iter().filter(|write| !matches!(write, Write::Check { .. }));
        let outcomes = changing.map(|write| state.outcome(write)).collect::<Result<Vec<_>>>();
        // As the reason of one operation, the same fault has another name.
        let invalid = |_| TransactError::Other(Error::unavailable("DynamoDB", "ValidationError"));
        for (place, item) in outcomes.map_err(invalid)? {
            let change = state.replace(place, item);
            self.meter_write(change.as_ref(), true);
        }
        Ok(())
    }

    pub(crate) fn write_many(&self, writes: &[Write]) -> Result<()> {
        if writes.len() > BATCH_WRITE_MAX {
            return Err(invalid());
        }
        writes.iter().try_for_each(|write| self.write(write).map(|_| ()))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn holds(&self, write: &Write) -> bool {
        let (Write::Put { condition, .. }
        | Write::Update { condition, .. }
        | Write::Delete { condition, .. }
        | Write::Check { condition, .. }) = write;
        condition.holds(self.items.get(&write.place()).map(Deref::deref))
    }

    /// What a write makes of its item.
    fn outcome(&self, write: &Write) -> Result<(Place, Option<Image>)> {
        let place = write.place();
        let item = match write {
            Write::Put { item, .. } => Some(item.clone()),
            Write::Update { key, update, .. } => {
                let before = self.items.get(&place).map(Image::item);
                Some(update.applied(before.unwrap_or_else(|| key_item(key)))?)
            }
            Write::Delete { .. } | Write::Check { .. } => None,
        };
        let image = item.map(Image::new);
        if image.as_ref().is_some_and(|image| image.bytes() > ITEM_BYTES_MAX) {
            return Err(invalid());
        }
        Ok((place, image))
    }

    /// Returns what it changed, where that is metered.
    fn replace(&mut self, place: Place, new: Option<Image>) -> Option<Change> {
        let old = match &new {
            Some(item) => self.items.insert(place.clone(), item.clone()),
            None => self.items.remove(&place),
        };
        let kind =
            |image: &Option<Image>| image.as_ref().and_then(|image| image.text("entity")).map(str::to_owned);
        if let Some(same) = kind(&old).and_then(|kind| self.entities.get_mut(&kind)) {
            same.remove(&place);
        }
        if let (Some(kind), Some(item)) = (kind(&new), &new) {
            self.entities.entry(kind).or_default().insert(place.clone(), item.clone());
        }
        let change =
            self.metered.then(|| Change { place: place.clone(), old: old.clone(), new: new.clone() });
        // What stays as it was is told to nobody.
        if old != new {
            self.indexes.note(old.clone(), new.clone());
            if !self.lagging {
                self.indexes.catch_up(usize::MAX);
            }
            self.sequence += 1;
            self.stream.push(Record { sequence: self.sequence, pk: place.0, old, new });
        }
        change
    }
}

/// What a write made of its item.
struct Change {
    place: Place,
    old: Option<Image>,
    new: Option<Image>,
}

type Place = (String, String);

fn place(key: &Key) -> Place {
    (key.pk.clone(), key.sk.clone())
}

fn place_of(item: &Item) -> Place {
    let part = |name| item.get(name).and_then(|part| part.as_s().ok()).cloned();
    (part("pk").unwrap_or_default(), part("sk").unwrap_or_default())
}

/// DynamoDB's answer to a request that breaks its rules.
fn invalid() -> Error {
    Error::unavailable("DynamoDB", "ValidationException")
}

impl Write {
    fn place(&self) -> Place {
        match self {
            Self::Put { item, .. } => place_of(item),
            Self::Update { key, .. } | Self::Delete { key, .. } | Self::Check { key, .. } => place(key),
        }
    }
}

impl Condition {
    fn holds(&self, item: Option<&Item>) -> bool {
        let attribute = |name: &str| item.and_then(|item| item.get(name));
        match self {
            Self::Always => true,
            Self::Has(name) => attribute(name).is_some(),
            Self::Lacks(name) => attribute(name).is_none(),
            Self::Is(name, value) => attribute(name).is_some_and(|own| same(own, value)),
            Self::IsNot(name, value) => !attribute(name).is_some_and(|own| same(own, value)),
            Self::Below(name, value) => attribute(name).is_some_and(|own| below(own, value)),
            Self::Both(both) => both.iter().all(|condition| condition.holds(item)),
            Self::Either(either) => either.iter().any(|condition| condition.holds(item)),
        }
    }
}

/// Numbers are the same by value.
fn same(a: &AttributeValue, b: &AttributeValue) -> bool {
    match (a, b) {
        (AttributeValue::N(a), AttributeValue::N(b)) => number_of(a) == number_of(b),
        _ => a == b,
    }
}

/// Values of different kinds do not compare.
fn below(a: &AttributeValue, b: &AttributeValue) -> bool {
    match (a, b) {
        (AttributeValue::N(a), AttributeValue::N(b)) => number_of(a) < number_of(b),
        (AttributeValue::S(a), AttributeValue::S(b)) => a < b,
        _ => false,
    }
}

fn number_of(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

impl Update {
    fn applied(&self, mut item: Item) -> Result<Item> {
        for (name, value) in &self.set {
            item.insert(name.clone(), value.clone());
        }
        for (name, value) in &self.set_once {
            item.entry(name.clone()).or_insert_with(|| value.clone());
        }
        for name in &self.remove {
            item.remove(name);
        }
        for (name, amount) in &self.add {
            let before = match item.get(name) {
                None => 0,
                Some(AttributeValue::N(number)) => number.parse::<i64>().map_err(|_| invalid())?,
                Some(_) => return Err(invalid()),
            };
            item.insert(name.clone(), AttributeValue::N((before + amount).to_string()));
        }
        Ok(item)
    }
}
