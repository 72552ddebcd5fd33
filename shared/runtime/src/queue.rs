//! Sending to SQS, and asking it how much it holds.

use std::collections::BTreeMap;

use aws_sdk_sqs::types::{QueueAttributeName as Attribute, SendMessageBatchRequestEntry};
use homework_domain::backlog::{Depth, QueueDepths, Side, WorkQueue};
use homework_domain::queue::{Message, MessageQueue};
use homework_domain::{Error, Result};

use crate::env::{ConfigError, Env};

const MESSAGES_PER_REQUEST: usize = 10;

/// One queue. It is fair between the groups of its messages: SQS takes those of quiet groups first.
#[derive(Debug, Clone)]
pub struct Queue {
    client: aws_sdk_sqs::Client,
    url: String,
}

impl Queue {
    pub(crate) fn new(client: aws_sdk_sqs::Client, url: String) -> Self {
        Self { client, url }
    }

    /// Sends up to ten messages; returns those that were not taken.
    async fn send_batch(
        &self,
        entries: Vec<SendMessageBatchRequestEntry>,
    ) -> Vec<SendMessageBatchRequestEntry> {
        let request = self.client.send_message_batch().queue_url(&self.url);
        match request.set_entries(Some(entries.clone())).send().await {
            Ok(answer) => {
                let failed = |id: &str| answer.failed().iter().any(|entry| entry.id() == id);
                entries.into_iter().filter(|entry| failed(entry.id())).collect()
            }
            Err(_) => entries,
        }
    }

    /// Has a message that was received by this receipt come again after so many seconds. Where that fails it comes again
    /// when the queue has it.
    pub(crate) async fn show_again(&self, receipt: &str, seconds: i32) {
        let request = self.client.change_message_visibility().queue_url(&self.url);
        let asked = request.receipt_handle(receipt).visibility_timeout(seconds).send().await;
        if asked.is_err() {
            tracing::warn!("a message that failed waits for its queue's time-out");
        }
    }
}

impl MessageQueue for Queue {
    async fn send<T: Message>(&self, message: &T, delay_seconds: i32) -> Result<()> {
        let body = serde_json::to_string(message).map_err(Error::internal)?;
        let request = self.client.send_message().queue_url(&self.url).message_body(body);
        let request = request.set_message_group_id(message.group()).delay_seconds(delay_seconds);
        request.send().await.map_err(|_| Error::unavailable("SQS", "send"))?;
        Ok(())
    }

    /// Ten to a request; what was not taken is sent once more.
    async fn send_all<T: Message>(&self, messages: &[(T, i32)]) -> Result<()> {
        let mut lost = 0;
        for chunk in messages.chunks(MESSAGES_PER_REQUEST) {
            let mut entries = Vec::with_capacity(chunk.len());
            for (place, (message, delay)) in chunk.iter().enumerate() {
                let body = serde_json::to_string(message).map_err(Error::internal)?;
                let entry = SendMessageBatchRequestEntry::builder().id(place.to_string());
                let entry = entry.message_body(body).delay_seconds(*delay);
                let entry = entry.set_message_group_id(message.group()).build();
                entries.push(entry.map_err(Error::internal)?);
            }
            let refused = self.send_batch(entries).await;
            lost += if refused.is_empty() { 0 } else { self.send_batch(refused).await.len() };
        }
        if lost > 0 {
            return Err(Error::unavailable("SQS", format!("{lost} messages were not taken")));
        }
        Ok(())
    }
}

/// All our queues, of which it is only asked how much they hold.
#[derive(Debug, Clone)]
pub struct Queues {
    client: aws_sdk_sqs::Client,
    urls: BTreeMap<(WorkQueue, Side), String>,
}

impl Queues {
    pub(crate) fn new(client: aws_sdk_sqs::Client, env: &Env) -> Result<Self, ConfigError> {
        let all =
            WorkQueue::ALL.into_iter().flat_map(|queue| [(queue, Side::Work), (queue, Side::DeadLetters)]);
        let there = all.filter(|(queue, side)| queue.has(*side));
        let urls = there.map(|place| Ok((place, env.required(variable(place))?)));
        Ok(Self { client, urls: urls.collect::<Result<_, ConfigError>>()? })
    }
}

/// The variable that names a queue's URL.
fn variable(place: (WorkQueue, Side)) -> &'static str {
    match place {
        (WorkQueue::Dispatch, Side::Work) => "DISPATCH_QUEUE_URL",
        (WorkQueue::Dispatch, Side::DeadLetters) => "DISPATCH_DEAD_LETTERS_URL",
        (WorkQueue::Dial, Side::Work) => "DIAL_QUEUE_URL",
        (WorkQueue::Dial, Side::DeadLetters) => "DIAL_DEAD_LETTERS_URL",
        (WorkQueue::Finalize, Side::Work) => "FINALIZE_QUEUE_URL",
        (WorkQueue::Finalize, Side::DeadLetters) => "FINALIZE_DEAD_LETTERS_URL",
        (WorkQueue::Archive, Side::Work) => "ARCHIVE_QUEUE_URL",
        (WorkQueue::Archive, Side::DeadLetters) => "ARCHIVE_DEAD_LETTERS_URL",
        (WorkQueue::Import, Side::Work) => "IMPORT_QUEUE_URL",
        (WorkQueue::Import, Side::DeadLetters) => "IMPORT_DEAD_LETTERS_URL",
        (WorkQueue::Partner, Side::Work) => "PARTNER_QUEUE_URL",
        (WorkQueue::Partner, Side::DeadLetters) => "PARTNER_DEAD_LETTERS_URL",
        (WorkQueue::Projector, _) => "PROJECTOR_DEAD_LETTERS_URL",
    }
}

impl QueueDepths for Queues {
    async fn depth(&self, queue: WorkQueue, side: Side) -> Result<Depth> {
        let url = self.urls.get(&(queue, side)).ok_or_else(|| Error::internal("there is no such queue"))?;
        let request = self.client.get_queue_attributes().queue_url(url).set_attribute_names(Some(vec![
            Attribute::ApproximateNumberOfMessages,
            Attribute::ApproximateNumberOfMessagesDelayed,
            Attribute::ApproximateNumberOfMessagesNotVisible,
        ]));
        let answer = request.send().await.map_err(|error| {
            let code = error.as_service_error().and_then(|error| error.meta().code());
            Error::unavailable("SQS", code.unwrap_or("no answer"))
        })?;
        let number = |name| {
            let value = answer.attributes().and_then(|attributes| attributes.get(&name)?.parse().ok());
            value.ok_or_else(|| Error::unavailable("SQS", "an answer without numbers"))
        };
        Ok(Depth {
            waiting: number(Attribute::ApproximateNumberOfMessages)?,
            delayed: number(Attribute::ApproximateNumberOfMessagesDelayed)?,
            in_progress: number(Attribute::ApproximateNumberOfMessagesNotVisible)?,
        })
    }
}
