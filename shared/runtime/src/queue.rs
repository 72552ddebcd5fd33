//! Sending to SQS.

use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use homework_domain::queue::{Message, MessageQueue};
use homework_domain::{Error, Result};

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
