//! Batches from SQS: each message is handled on its own and only what failed comes again.

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use homework_domain::{Error, Result};
use serde::de::DeserializeOwned;

use crate::queue::Queue;

/// A message as its handler sees it.
#[derive(Debug)]
pub struct Delivery<T> {
    pub body: T,
    /// 1 at the first delivery.
    pub receive_count: u32,
}

/// So long after its first failure a message comes again where its queue is told to. Later failures wait as long as the
/// queue says: an outage is not to use up a message's tries.
const SOON_SECONDS: i32 = 20;

/// As [`for_each`], for work that somebody waits for: what a service's short fault made fail comes again from `queue`, its
/// own, within [`SOON_SECONDS`], once. Not for calls: whether one was placed is only known after a while.
pub async fn for_each_soon<T, F>(event: SqsEvent, queue: &Queue, handle: F) -> SqsBatchResponse
where
    T: DeserializeOwned,
    F: AsyncFn(Delivery<T>) -> Result<()>,
{
    handle_each(event, Some(queue), handle).await
}

/// Handles each message of a batch; names those that must come again.
///
/// A transient error brings the message back, and in the end to the dead-letter queue, as does a
/// message that cannot be read, or is refused. One whose time has passed (not found, stale) is dropped.
pub async fn for_each<T, F>(event: SqsEvent, handle: F) -> SqsBatchResponse
where
    T: DeserializeOwned,
    F: AsyncFn(Delivery<T>) -> Result<()>,
{
    handle_each(event, None, handle).await
}

async fn handle_each<T, F>(event: SqsEvent, soon: Option<&Queue>, handle: F) -> SqsBatchResponse
where
    T: DeserializeOwned,
    F: AsyncFn(Delivery<T>) -> Result<()>,
{
    let mut failures = Vec::new();
    for message in event.records {
        let id = message.message_id.clone().unwrap_or_default();
        let (first, receipt) = (receive_count(&message) == 1, message.receipt_handle.clone());
        let result = match read(message) {
            Ok(delivery) => handle(delivery).await,
            Err(error) => Err(error),
        };
        match result {
            Ok(()) => {}
            Err(error @ (Error::NotFound { .. } | Error::Stale(_))) => {
                tracing::info!(message_id = id, %error, "message is stale");
            }
            Err(error) => {
                tracing::error!(message_id = id, %error, "message failed");
                if let (Some(queue), Some(receipt), Error::Unavailable { .. }, true) =
                    (soon, receipt, &error, first)
                {
                    queue.show_again(&receipt, SOON_SECONDS).await;
                }
                let mut failure = BatchItemFailure::default();
                failure.item_identifier = id;
                failures.push(failure);
            }
        }
    }
    let mut response = SqsBatchResponse::default();
    response.batch_item_failures = failures;
    response
}

fn read<T: DeserializeOwned>(message: SqsMessage) -> Result<Delivery<T>> {
    let body = message.body.as_deref().unwrap_or_default();
    Ok(Delivery {
        body: serde_json::from_str(body).map_err(|e| Error::internal(format!("unreadable message: {e}")))?,
        receive_count: receive_count(&message),
    })
}

fn receive_count(message: &SqsMessage) -> u32 {
    message.attributes.get("ApproximateReceiveCount").and_then(|count| count.parse().ok()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_message_that_was_overtaken_is_dropped_and_one_that_is_refused_comes_again() {
        let answers: [fn() -> Result<()>; 5] = [
            || Ok(()),
            || Err(Error::not_found("lead", "1")),
            || Err(Error::Stale("it was released again since".into())),
            || Err(Error::Conflict("the call has another SID".into())),
            || Err(Error::unavailable("DynamoDB", "contention")),
        ];
        let message = |place: usize| {
            let mut message = SqsMessage::default();
            message.message_id = Some(place.to_string());
            message.body = Some(place.to_string());
            message
        };
        let mut event = SqsEvent::default();
        event.records = (0..answers.len()).map(message).collect();
        let response = for_each(event, async |delivery: Delivery<usize>| answers[delivery.body]()).await;
        let again: Vec<_> = response.batch_item_failures.iter().map(|f| f.item_identifier.as_str()).collect();
        assert_eq!(again, ["3", "4"]);
    }
}
