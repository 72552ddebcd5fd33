//! The table's stream: what a changed item means for the counters.

use homework_domain::Result;
use homework_domain::call::Call;
use homework_domain::campaign::Campaign;
use homework_domain::counters::{Countable, Counter, Deltas, Scope};
use homework_domain::erasure::ErasedLead;
use homework_domain::lead::Lead;
use homework_domain::meeting::Meeting;
use serde::de::DeserializeOwned;
use serde_dynamo::{AttributeValue, Item, from_item};

use crate::error::malformed;
use crate::keys::Keyed;

/// What a rebuild of the counters puts into the table to see it come through the stream.
pub(crate) const CANARY: &str = "CANARY";
/// The canary's attribute that names the rebuild.
pub(crate) const REBUILD: &str = "rebuild";

/// One event of the stream that counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The stream's own id of the event: the same at every delivery.
    pub event_id: String,
    pub deltas: Deltas,
}

impl Change {
    /// Reads an event's images; `None` for items and changes that no counter cares about.
    pub fn read(event_id: &str, old: &Item, new: &Item) -> Result<Option<Self>> {
        let deltas = match entity(new).or_else(|| entity(old)) {
            Some(CANARY) => canary(old, new),
            Some(Lead::ENTITY) => between::<Lead>(old, new)?,
            Some(ErasedLead::ENTITY) => between::<ErasedLead>(old, new)?,
            Some(Campaign::ENTITY) => between::<Campaign>(old, new)?,
            Some(Call::ENTITY) => between::<Call>(old, new)?,
            Some(Meeting::ENTITY) => between::<Meeting>(old, new)?,
            _ => return Ok(None),
        };
        let counts = deltas != Deltas::default();
        Ok(counts.then(|| Self { event_id: event_id.to_owned(), deltas }))
    }
}

/// A canary is counted when it arrives, and not when it is taken away.
fn canary(old: &Item, new: &Item) -> Deltas {
    let mut deltas = Deltas::default();
    if let (true, Some(AttributeValue::S(rebuild))) = (old.is_empty(), new.get(REBUILD)) {
        deltas.add(Scope::Canary(rebuild.clone()), Counter::CanariesSeen, 1);
    }
    deltas
}

fn between<T: Countable + DeserializeOwned>(old: &Item, new: &Item) -> Result<Deltas> {
    let read = |image: &Item| -> Result<Option<T>> {
        if image.is_empty() { Ok(None) } else { from_item(image.clone()).map(Some).map_err(malformed) }
    };
    Ok(Deltas::between(read(old)?.as_ref(), read(new)?.as_ref()))
}

fn entity(image: &Item) -> Option<&str> {
    match image.get("entity") {
        Some(AttributeValue::S(name)) => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The filter lets through every image that [`Change::read`] looks into; for all else the projector is not woken.
    #[test]
    fn the_stream_is_filtered_by_what_counts() {
        let template = include_str!("../../../template.yaml");
        let read =
            [CANARY, Lead::ENTITY, ErasedLead::ENTITY, Campaign::ENTITY, Call::ENTITY, Meeting::ENTITY];
        for image in ["NewImage", "OldImage"] {
            let named = format!(r#"{{"dynamodb": {{"{image}": {{"entity": {{"S": ["#);
            let (_, list) = template.split_once(&named).unwrap();
            let list = list.split_once(']').unwrap().0;
            let filtered: BTreeSet<&str> = list.split(", ").map(|name| name.trim_matches('"')).collect();
            assert_eq!(filtered, BTreeSet::from(read), "{image}");
        }
    }
}
