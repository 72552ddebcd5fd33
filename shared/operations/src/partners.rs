//! What is done with partners and for them: their accounts and keys, taking in the leads they send, telling them
//! what became of these, and taking the leads off a partner that is deleted.

mod accounts;
mod deliver;
mod empty;
#[cfg(test)]
mod tests;
mod transfer;

use std::sync::Arc;

use homework_domain::Result;
use homework_domain::clock::Clock;
use homework_domain::partner_webhook::WebhookSender;
use homework_domain::queue::{MessageQueue, PartnerWork};
use homework_store::Store;

pub use accounts::{Accounts, PartnerGateway};
pub use transfer::{IdempotencyKey, RefusedLead, Transfer, Transferred, Transfers};

/// What is done away from any request.
pub struct PartnerWorker<Q, W> {
    pub store: Store,
    /// The queue that wakes the worker.
    pub work: Q,
    pub webhooks: W,
    pub first_pause_seconds: i32,
    pub clock: Arc<dyn Clock>,
}

impl<Q: MessageQueue, W: WebhookSender> PartnerWorker<Q, W> {
    /// Handles a message.
    ///
    /// # Errors
    /// `NotFound` and `Stale` where its time has passed; any other says that it is to come again.
    pub async fn handle(&self, work: PartnerWork) -> Result<()> {
        match work {
            PartnerWork::Empty { partner_id, once_more } => self.empty(partner_id, once_more).await,
            PartnerWork::Tell { moved } => self.deliver(moved).await,
        }
    }
}
