//! Sending to SQS.

use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use homework_domain::queue::MessageQueue;
use homework_domain::{Error, Result};
use serde::Serialize;

const MESSAGES_PER_REQUEST: usize = 10;

/// One queue.
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

    /// Has a message that is being handled delivered again after `seconds`, if it is not deleted.
    pub async fn retry_after(&self, receipt_handle: &str, seconds: i32) -> Result<()> {
        let request = self.client.change_message_visibility().queue_url(&self.url);
        let request = request.receipt_handle(receipt_handle).visibility_timeout(seconds);
        request.send().await.map_err(|_| unavailable("change visibility"))?;
        Ok(())
    }
}

impl MessageQueue for Queue {
    async fn send<T: Serialize + Sync>(&self, message: &T, delay_seconds: i32) -> Result<()> {
        let body = serde_json::to_string(message).map_err(Error::internal)?;
        let request = self.client.send_message().queue_url(&self.url).message_body(body);
        request.delay_seconds(delay_seconds).send().await.map_err(|_| unavailable("send"))?;
        Ok(())
    }

    /// Ten to a request; what was not taken is sent once more.
    async fn send_all<T: Serialize + Sync>(&self, messages: &[(T, i32)]) -> Result<()> {
        let mut lost = 0;
        for chunk in messages.chunks(MESSAGES_PER_REQUEST) {
            let mut entries = Vec::with_capacity(chunk.len());
            for (place, (message, delay)) in chunk.iter().enumerate() {
                let body = serde_json::to_string(message).map_err(Error::internal)?;
                let entry = SendMessageBatchRequestEntry::builder().id(place.to_string());
                let entry = entry.message_body(body).delay_seconds(*delay);
                entries.push(entry.build().map_err(Error::internal)?);
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

fn unavailable(what: &str) -> Error {
    Error::unavailable("SQS", what)
}
