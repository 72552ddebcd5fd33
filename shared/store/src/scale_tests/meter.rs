//! Counts what DynamoDB is asked for, by its own rules.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use aws_sdk_dynamodb::config::interceptors::AfterDeserializationInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::operation::batch_get_item::BatchGetItemOutput;
use aws_sdk_dynamodb::operation::get_item::GetItemOutput;
use aws_sdk_dynamodb::operation::query::QueryOutput;

use crate::memory::size_of;

/// Counts requests, and the units they consume: half a unit for each 4 KB of an eventually consistent
/// Query, a unit for each 4 KB of an item that is got consistently.
#[derive(Debug, Clone, Default)]
pub(super) struct Meter {
    requests: Arc<AtomicU64>,
    half_units: Arc<AtomicU64>,
}

impl Meter {
    pub(super) fn reset(&self) {
        self.requests.store(0, Relaxed);
        self.half_units.store(0, Relaxed);
    }

    /// Requests and read units since the last reset.
    pub(super) fn read(&self) -> (u64, f64) {
        (self.requests.load(Relaxed), self.half_units.load(Relaxed) as f64 / 2.0)
    }
}

impl Intercept for Meter {
    fn name(&self) -> &'static str {
        "Meter"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Ok(output) = context.output_or_error() else { return Ok(()) };
        let half_units = if let Some(answer) = output.downcast_ref::<QueryOutput>() {
            blocks(answer.items().iter().map(size_of).sum())
        } else if let Some(answer) = output.downcast_ref::<GetItemOutput>() {
            2 * blocks(answer.item().map_or(1, size_of))
        } else if let Some(answer) = output.downcast_ref::<BatchGetItemOutput>() {
            let items = answer.responses().into_iter().flat_map(|tables| tables.values().flatten());
            items.map(|item| 2 * blocks(size_of(item))).sum()
        } else {
            return Ok(());
        };
        self.requests.fetch_add(1, Relaxed);
        self.half_units.fetch_add(half_units, Relaxed);
        Ok(())
    }
}

fn blocks(bytes: usize) -> u64 {
    bytes.div_ceil(4096).max(1) as u64
}
