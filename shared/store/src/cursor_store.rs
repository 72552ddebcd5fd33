//! Where duties that go through a long list in rounds go on in the next one.

use homework_domain::Result;
use serde::{Deserialize, Serialize};

use crate::keys::{self, IndexEntry, Key, Keyed};
use crate::operation::{Condition, Write};
use crate::table::Store;

#[derive(Debug, Serialize, Deserialize)]
struct Cursor {
    duty: String,
    /// The place behind which the next round goes on.
    place: String,
}

impl Keyed for Cursor {
    const ENTITY: &'static str = "CURSOR";

    fn key(&self) -> Key {
        keys::cursor(&self.duty)
    }

    fn entries(&self) -> Vec<IndexEntry> {
        vec![]
    }
}

impl Store {
    /// The place behind which a duty goes on; `None` for the beginning.
    pub async fn cursor(&self, duty: &str) -> Result<Option<String>> {
        let cursor: Option<Cursor> = self.get(&keys::cursor(duty)).await?;
        Ok(cursor.map(|cursor| cursor.place))
    }

    /// Notes how far a duty came; `None` has it begin at the beginning. Whoever comes last is heard:
    /// a place is only where to look first, and nothing is skipped for good.
    pub async fn set_cursor(&self, duty: &str, place: Option<&str>) -> Result<()> {
        let operation = match place {
            Some(place) => {
                let cursor = Cursor { duty: duty.to_owned(), place: place.to_owned() };
                Write::put(crate::table::entity_item(&cursor)?, Condition::Always)
            }
            None => Write::delete(&keys::cursor(duty), Condition::Always),
        };
        self.transact(vec![operation]).await.map_err(|e| e.or_stale("cursor"))
    }
}
