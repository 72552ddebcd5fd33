//! What the table is asked for, counted; and what its writes take, told in debug lines.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_sdk_dynamodb::config::interceptors::{
    AfterDeserializationInterceptorContextRef, BeforeSerializationInterceptorContextMut,
    BeforeTransmitInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::operation::batch_write_item::{BatchWriteItemInput, BatchWriteItemOutput};
use aws_sdk_dynamodb::operation::delete_item::{DeleteItemInput, DeleteItemOutput};
use aws_sdk_dynamodb::operation::put_item::{PutItemInput, PutItemOutput};
use aws_sdk_dynamodb::operation::transact_write_items::{TransactWriteItemsInput, TransactWriteItemsOutput};
use aws_sdk_dynamodb::operation::update_item::{UpdateItemInput, UpdateItemOutput};
use aws_sdk_dynamodb::types::{ConsumedCapacity, ReturnConsumedCapacity};

/// A running count of requests; a function handles one event at a time, so the difference over
/// an event is what that event cost.
///
/// With the log level `homework_runtime::metering=debug` each request is a line, and each write that was done another,
/// with the write units it took as the table tells them. `cargo xtask bench calls` adds these lines up.
#[derive(Debug, Clone, Default)]
pub struct RequestCount(Arc<AtomicU64>);

impl RequestCount {
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Intercept for RequestCount {
    fn name(&self) -> &'static str {
        "RequestCount"
    }

    fn modify_before_serialization(
        &self,
        context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        macro_rules! ask {
            ($($Input:ty),*) => {$(
                if let Some(input) = context.input_mut().downcast_mut::<$Input>() {
                    input.return_consumed_capacity = Some(ReturnConsumedCapacity::Indexes);
                }
            )*};
        }
        if tracing::enabled!(tracing::Level::DEBUG) {
            ask!(
                PutItemInput,
                UpdateItemInput,
                DeleteItemInput,
                BatchWriteItemInput,
                TransactWriteItemsInput
            );
        }
        Ok(())
    }

    fn read_before_transmit(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        tracing::debug!("a request to the table");
        Ok(())
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Ok(output) = context.output_or_error() else { return Ok(()) };
        macro_rules! tell {
            ($($Output:ty),*) => {$(
                let told = output.downcast_ref::<$Output>().into_iter();
                told.flat_map(|output| output.consumed_capacity()).for_each(tell);
            )*};
        }
        if tracing::enabled!(tracing::Level::DEBUG) {
            tell!(
                PutItemOutput,
                UpdateItemOutput,
                DeleteItemOutput,
                BatchWriteItemOutput,
                TransactWriteItemsOutput
            );
        }
        Ok(())
    }
}

/// Tells what a write took: units altogether, and those of indexes among them.
fn tell(taken: &ConsumedCapacity) {
    let indexes = taken.global_secondary_indexes().into_iter().flatten();
    let of_indexes: f64 = indexes.filter_map(|(_, index)| index.capacity_units()).sum();
    let units = taken.capacity_units().unwrap_or_default();
    tracing::debug!(units, of_indexes, "units of a write");
}
