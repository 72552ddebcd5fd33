//! What is said in a call while it lasts: an item of its own moves with each turn, since the call's would be written
//! again in every list that it stands in. Who judges a call by its turns writes over this item as it was read, too.

use aws_sdk_dynamodb::types::AttributeValue;
use homework_domain::ids::CallId;

use crate::keys;
use crate::operation::{Condition, Item, Update, Write, number, text};

const TURNS: &str = "turns";
const OVER: &str = "over";

/// The item as it was read; a call in which nothing was said has none.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Talk {
    turns: Option<String>,
}

impl Talk {
    pub(crate) fn read(item: &Item) -> Self {
        Self { turns: item.get(TURNS).and_then(|turns| turns.as_n().ok()).cloned() }
    }

    /// No turn was saved since.
    fn unchanged(&self) -> Condition {
        match &self.turns {
            Some(turns) => Condition::Is(TURNS, number(turns)),
            None => Condition::Lacks(TURNS),
        }
    }

    /// Holds a transaction to the turns that were read.
    pub(crate) fn still(&self, call: CallId) -> Write {
        Write::check(&keys::talk(call), self.unchanged())
    }

    /// The call is over: a turn that is saved from now on is a late one.
    pub(crate) fn end(&self, call: CallId) -> Write {
        Write::update(&keys::talk(call), over(), self.unchanged())
    }
}

/// The same, whatever was said.
pub(crate) fn end(call: CallId) -> Write {
    Write::update(&keys::talk(call), over(), Condition::Always)
}

/// One turn more, while the call lasts.
pub(crate) fn note_turn(call: CallId) -> Write {
    let update = Update::default().set([entity()]).add([(TURNS.to_owned(), 1)]);
    Write::update(&keys::talk(call), update, Condition::Lacks(OVER))
}

fn over() -> Update {
    Update::default().set([entity(), (OVER.to_owned(), AttributeValue::Bool(true))])
}

fn entity() -> (String, AttributeValue) {
    ("entity".to_owned(), text("TALK"))
}
