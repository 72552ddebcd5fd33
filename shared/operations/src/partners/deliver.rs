//! Telling a partner that one of its leads changed its status.

use homework_domain::partner_webhook::{
    Attempt, Delivery, DeliveryState, LEAD_STATUS_CHANGED, LeadStatusChanged, Webhook, WebhookSender,
};
use homework_domain::queue::{DELAY_MAX_SECONDS, MessageQueue, PartnerWork};
use homework_domain::webhook_breaker::Admission;
use homework_domain::{Result, metric};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::PartnerWorker;

impl<Q: MessageQueue, W: WebhookSender> PartnerWorker<Q, W> {
    /// One try, if it is due and the partner's breaker lets it be made. What was not taken is sent to the queue
    /// again with its pause: how often it was tried stands in the delivery, not in how often a message came.
    pub(super) async fn deliver(&self, moved: LeadStatusChanged) -> Result<()> {
        let partner = self.store.partner(moved.partner_id).await?;
        let Some(webhook) = partner.webhook.filter(|_| partner.is_active) else { return Ok(()) };
        let mut delivery = self.store.begin_delivery(moved).await?;
        if delivery.state != DeliveryState::Pending {
            return Ok(());
        }
        let now = self.clock.now();
        if let Some(due_at) = delivery.due_at.filter(|due_at| *due_at > now) {
            return self.wait(delivery, due_at, now).await;
        }
        let was_probe = match self.store.admit_delivery(partner.id, now).await? {
            Admission::Try => false,
            Admission::Probe => true,
            Admission::WaitUntil(_) if delivery.has_waited_enough(now) => {
                delivery.give_up(now);
                self.store.save_delivery(&mut delivery).await?;
                given_up(&delivery);
                return Ok(());
            }
            Admission::WaitUntil(probe_at) => return self.wait(delivery, probe_at, now).await,
        };
        let attempt = self.attempt(&webhook, &delivery).await;
        let (was_taken, after) = (attempt.was_taken(), self.clock.now());
        let note = self.store.change_webhook_breaker(partner.id, |breaker| match was_taken {
            true => breaker.success(),
            false => breaker.fault(was_probe, self.first_pause_seconds, after),
        });
        note.await?;
        delivery.note(attempt, self.first_pause_seconds);
        self.store.save_delivery(&mut delivery).await?;
        match delivery.due_at {
            Some(due_at) => {
                tracing::info!(delivery_id = %delivery.id, tries = delivery.attempts.len(), "a delivery was not taken");
                self.wait(delivery, due_at, after).await
            }
            None => {
                if delivery.state == DeliveryState::Failed {
                    given_up(&delivery);
                }
                Ok(())
            }
        }
    }

    /// Has the event come again at `until`, or on the way there.
    async fn wait(&self, delivery: Delivery, until: Timestamp, now: Timestamp) -> Result<()> {
        let whole_seconds = (until.duration_since(now).as_millis() + 999) / 1000;
        let delay = i32::try_from(whole_seconds).unwrap_or(DELAY_MAX_SECONDS).clamp(1, DELAY_MAX_SECONDS);
        self.work.send(&PartnerWork::Tell { moved: delivery.moved }, delay).await
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

fn given_up(delivery: &Delivery) {
    tracing::warn!(delivery_id = %delivery.id, partner_id = %delivery.moved.partner_id, "a delivery is given up");
    tracing::info!(target: metric::TARGET, deliveries_given_up = 1_u64);
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
