//! Telling a partner that one of its leads changed its status.

use homework_domain::clock::{Clock, SystemClock};
use homework_domain::partner_webhook::{
    Attempt, Delivery, DeliveryState, LEAD_STATUS_CHANGED, LeadStatusChanged, Webhook, pause_after,
};
use homework_domain::{Error, Result};
use homework_integrations::partner_webhook::Poster;
use homework_runtime::queue::Queue;
use homework_store::Store;
use serde_json::{Value, json};

/// At this delivery of the message the event is given up (`maxReceiveCount` in template.yaml).
const TRIES: u32 = 8;

pub(crate) struct Teller {
    pub(crate) store: Store,
    pub(crate) work: Queue,
    pub(crate) poster: Poster,
    pub(crate) first_pause_seconds: i32,
    pub(crate) clock: SystemClock,
}

impl Teller {
    /// One try. What was delivered is not delivered again; what was not comes back after a pause, and
    /// in the end goes to the dead-letter queue.
    pub(crate) async fn tell(&self, moved: LeadStatusChanged, tries: u32, receipt: &str) -> Result<()> {
        let partner = self.store.partner(moved.partner_id).await?;
        let Some(webhook) = partner.webhook.filter(|_| partner.is_active) else { return Ok(()) };
        let mut delivery = self.store.begin_delivery(moved).await?;
        if delivery.state != DeliveryState::Pending {
            return Ok(());
        }
        delivery.note(self.attempt(&webhook, &delivery).await, tries >= TRIES);
        self.store.save_delivery(&mut delivery).await?;
        let id = delivery.id;
        match delivery.state {
            DeliveryState::Delivered => Ok(()),
            DeliveryState::Failed => Err(Error::unavailable("partner", format!("delivery {id} is given up"))),
            DeliveryState::Pending => {
                self.work.retry_after(receipt, pause_after(tries, self.first_pause_seconds)).await?;
                Err(Error::unavailable("partner", format!("delivery {id} was not taken")))
            }
        }
    }

    async fn attempt(&self, webhook: &Webhook, delivery: &Delivery) -> Attempt {
        let at = self.clock.now();
        let body = event(delivery).to_string();
        match self.poster.post(webhook, delivery.id, &body, at).await {
            Ok(status) => Attempt { at, status_code: Some(status), error: None },
            Err(error) => Attempt { at, status_code: None, error: Some(error) },
        }
    }
}

/// The event as it is posted: the same at every try.
fn event(delivery: &Delivery) -> Value {
    let moved = &delivery.moved;
    json!({
        "id": delivery.id,
        "type": LEAD_STATUS_CHANGED,
        "created_at": moved.at,
        "data": {
            "lead_id": moved.lead_id,
            "status": moved.status,
            "previous_status": moved.previous_status,
        },
    })
}
