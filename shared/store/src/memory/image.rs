//! One state of one item.

use std::any::Any;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::DeserializeOwned;
use serde_dynamo::Item as Streamed;
use serde_dynamo::aws_sdk_dynamodb_1::from_item;

use super::size::size_of;
use crate::operation::Item;

/// An item as it was at one moment. Clones share it: the table, its indexes and its stream all keep the same one.
#[derive(Clone)]
pub struct Image(Arc<Kept>);

struct Kept {
    item: Item,
    bytes: usize,
    /// What it was first read as: those who watch a simulation read everything again and again.
    entity: OnceLock<Option<Arc<dyn Any + Send + Sync>>>,
    streamed: OnceLock<Streamed>,
}

impl Image {
    pub(super) fn new(item: Item) -> Self {
        let bytes = size_of(&item);
        Self(Arc::new(Kept { item, bytes, entity: OnceLock::new(), streamed: OnceLock::new() }))
    }

    /// How large DynamoDB reckons it.
    pub(super) fn bytes(&self) -> usize {
        self.0.bytes
    }

    /// A copy of it, which may be changed.
    pub(super) fn item(&self) -> Item {
        self.0.item.clone()
    }

    /// Its text attribute of this name.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_s().ok().map(String::as_str)
    }

    /// Whether its attribute of this name is `true`.
    #[must_use]
    pub fn is_set(&self, name: &str) -> bool {
        self.get(name) == Some(&AttributeValue::Bool(true))
    }

    /// Its entity; `None` if it cannot be read as one of this type.
    #[must_use]
    pub fn read<T: DeserializeOwned + Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        let read = || from_item::<T>(self.item()).ok().map(Arc::new);
        let kept = self.0.entity.get_or_init(|| read().map(|entity| entity as _)).clone();
        kept.and_then(|entity| entity.downcast().ok()).or_else(read)
    }

    /// As the table's stream tells it.
    #[must_use]
    pub fn streamed(&self) -> &Streamed {
        self.0.streamed.get_or_init(|| self.item().into())
    }
}

impl Deref for Image {
    type Target = Item;

    fn deref(&self) -> &Item {
        &self.0.item
    }
}

impl PartialEq for Image {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.item == other.0.item
    }
}

impl std::fmt::Debug for Image {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.item.fmt(formatter)
    }
}
