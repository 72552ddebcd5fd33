//! What requests take of the table and its indexes, in DynamoDB's units.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html>

use super::index;
use super::{Change, Image, Memory, place};
use crate::keys::{Index, Key};
use crate::operation::Query;

const READ_BYTES: usize = 4096;
const WRITE_BYTES: usize = 1024;
/// A write in a transaction is prepared and then done.
const TRANSACTION: f64 = 2.0;
/// Of what a read takes that may be a moment behind.
const EVENTUALLY: f64 = 0.5;

/// What one request took of one partition: read units and write units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Used<'a> {
    /// `None`: of the table itself.
    pub index: Option<&'static str>,
    pub partition: &'a str,
    pub read: f64,
    pub write: f64,
}

impl Memory {
    fn tell(&self, index: Option<&'static str>, partition: &str, read: f64, write: f64) {
        if let Some(wire) = &self.wire {
            wire.used(&Used { index, partition, read, write });
        }
    }

    /// Whether anybody wants to know.
    fn is_metered(&self) -> bool {
        self.wire.as_ref().is_some_and(|wire| wire.meters())
    }

    pub(super) fn meter_get(&self, key: &Key, found: Option<&Image>) {
        if self.is_metered() {
            self.tell(None, &key.pk, read_units(size(found)), 0.0);
        }
    }

    pub(super) fn meter_get_many(&self, keys: &[Key]) {
        for key in keys.iter().filter(|_| self.is_metered()) {
            let bytes = size(self.lock().items.get(&place(key)));
            self.tell(None, &key.pk, read_units(bytes), 0.0);
        }
    }

    /// A query takes what the items that it finds come to together, whichever of their attributes it wants.
    pub(super) fn meter_query(&self, query: &Query, bytes: usize) {
        if self.is_metered() {
            let units = read_units(bytes) * if query.consistent { 1.0 } else { EVENTUALLY };
            self.tell(query.index.map(Index::name), &query.pk, units, 0.0);
        }
    }

    /// A write that happened. Its entries in the indexes are written beside it, each where its keys are.
    pub(super) fn meter_write(&self, change: Option<&Change>, transacted: bool) {
        let Some(Change { place, old, new }) = change.filter(|_| self.is_metered()) else { return };
        let largest = size(old.as_ref()).max(size(new.as_ref()));
        self.tell(None, &place.0, 0.0, write_units(largest) * if transacted { TRANSACTION } else { 1.0 });
        if old == new {
            return;
        }
        for index in Index::ALL {
            let entry = |item: &Option<Image>| item.as_ref().and_then(|item| index::place(index, item));
            let (before, after) = (entry(old), entry(new));
            if let (Some((partition, at)), Some((other, then))) = (&before, &after)
                && (partition, at) == (other, then)
            {
                self.tell(Some(index.name()), &partition.1, 0.0, write_units(largest));
                continue;
            }
            for (entry, item) in [(before, old), (after, new)] {
                if let Some((partition, _)) = entry {
                    self.tell(Some(index.name()), &partition.1, 0.0, write_units(size(item.as_ref())));
                }
            }
        }
    }

    /// A write, or a transaction's condition, that changed nothing.
    pub(super) fn meter_unchanged(&self, pk: &str, item: Option<&Image>, transacted: bool) {
        if self.is_metered() {
            self.tell(None, pk, 0.0, write_units(size(item)) * if transacted { TRANSACTION } else { 1.0 });
        }
    }
}

fn size(image: Option<&Image>) -> usize {
    image.map_or(0, Image::bytes)
}

/// Of a strongly consistent read; nothing found takes one, too.
fn read_units(bytes: usize) -> f64 {
    bytes.div_ceil(READ_BYTES).max(1) as f64
}

fn write_units(bytes: usize) -> f64 {
    bytes.div_ceil(WRITE_BYTES).max(1) as f64
}
