//! The log of what a partner was told, as the API shows it.

use homework_domain::page::Page;
use homework_domain::partner_webhook::{Attempt, Delivery, DeliveryState, LEAD_STATUS_CHANGED};
use homework_runtime::openapi::{self, Id};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// An event that a partner was told, or is to be told. Times are UTC.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Delivery)]
pub(crate) struct DeliveryBody {
    /// The event's id, as the partner sees it.
    #[schema(value_type = Id)]
    id: String,
    #[serde(rename = "type")]
    #[schema(example = "lead.status_changed")]
    kind: &'static str,
    #[schema(value_type = Id)]
    lead_id: String,
    /// What the lead became.
    #[schema(value_type = openapi::LeadStatus)]
    status: &'static str,
    #[schema(value_type = openapi::LeadStatus)]
    previous_status: &'static str,
    /// PENDING is tried again, DELIVERED was taken, FAILED was given up.
    #[schema(value_type = DeliveryStates)]
    state: DeliveryState,
    attempts: Vec<AttemptBody>,
    /// When the lead changed.
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// Whether an event was taken.
#[derive(ToSchema)]
#[schema(as = DeliveryState, rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(dead_code, reason = "only described")]
enum DeliveryStates {
    Pending,
    Delivered,
    Failed,
}

/// One try to tell the partner.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeliveryAttempt)]
struct AttemptBody {
    at: Timestamp,
    /// The status the partner answered with; null if it did not answer.
    #[schema(example = 200)]
    status_code: Option<u16>,
    /// Why there was no answer.
    #[schema(example = "no connection")]
    error: Option<String>,
}

impl From<Attempt> for AttemptBody {
    fn from(attempt: Attempt) -> Self {
        Self { at: attempt.at, status_code: attempt.status_code, error: attempt.error }
    }
}

impl From<Delivery> for DeliveryBody {
    fn from(delivery: Delivery) -> Self {
        Self {
            id: delivery.id.to_string(),
            kind: LEAD_STATUS_CHANGED,
            lead_id: delivery.moved.lead_id.to_string(),
            status: delivery.moved.status.as_str(),
            previous_status: delivery.moved.previous_status.as_str(),
            state: delivery.state,
            attempts: delivery.attempts.into_iter().map(AttemptBody::from).collect(),
            created_at: delivery.moved.at,
            updated_at: delivery.updated_at,
        }
    }
}

/// A page of deliveries.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryPage {
    deliveries: Vec<DeliveryBody>,
    page: u32,
    page_size: u32,
    /// Asks for the page after this one; null on the last.
    next_cursor: Option<String>,
}

impl From<Page<Delivery>> for DeliveryPage {
    fn from(page: Page<Delivery>) -> Self {
        Self {
            deliveries: page.items.into_iter().map(DeliveryBody::from).collect(),
            page: page.page,
            page_size: page.page_size,
            next_cursor: page.next_cursor,
        }
    }
}
