//! Telling a partner that one of its leads changed its status.

use homework_domain::partner_webhook::{
    Attempt, Delivery, DeliveryState, LEAD_STATUS_CHANGED, LeadStatusChanged, Webhook, WebhookSender,
    pause_after,
};
use homework_domain::{Error, Result};
use serde_json::{Value, json};

use super::{Handled, PartnerWorker};

/// At this delivery of the message the event is given up (`maxReceiveCount` in template.yaml).
const TRIES: u32 = 8;

impl<Q, W: WebhookSender> PartnerWorker<Q, W> {
    /// One try. What was delivered is not delivered again; what was not comes back after a pause, and
    /// in the end goes to the dead-letter queue.
    pub(super) async fn deliver(&self, moved: LeadStatusChanged, tries: u32) -> Result<Handled> {
        let partner = self.store.partner(moved.partner_id).await?;
        let Some(webhook) = partner.webhook.filter(|_| partner.is_active) else { return Ok(Handled::Done) };
        let mut delivery = self.store.begin_delivery(moved).await?;
        if delivery.state != DeliveryState::Pending {
            return Ok(Handled::Done);
        }
        delivery.note(self.attempt(&webhook, &delivery).await, tries >= TRIES);
        self.store.save_delivery(&mut delivery).await?;
        let id = delivery.id;
        match delivery.state {
            DeliveryState::Delivered => Ok(Handled::Done),
            DeliveryState::Failed => Err(Error::unavailable("partner", format!("delivery {id} is given up"))),
            DeliveryState::Pending => {
                tracing::info!(delivery_id = %id, tries, "a delivery was not taken");
                Ok(Handled::Again { after_seconds: pause_after(tries, self.first_pause_seconds) })
            }
        }
    }

    async fn attempt(&self, webhook: &Webhook, delivery: &Delivery) -> Attempt {
        let at = self.clock.now();
        let body = event(delivery).to_string();
        match self.webhooks.post(webhook, delivery.id, &body, at).await {
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
