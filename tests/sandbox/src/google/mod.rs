//! Google: tokens for service accounts and OAuth clients, and Calendar v3.

mod calendars;
mod error;
mod events;
mod freebusy;
mod token;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

pub(crate) use calendars::Calendars;
pub(crate) use token::Tokens;

use crate::state::Sandbox;

pub(crate) fn router() -> Router<Arc<Sandbox>> {
    let event = get(events::show).patch(events::patch).put(events::patch).delete(events::delete);
    Router::new()
        .route("/token", post(token::grant))
        .route("/calendar/v3/freeBusy", post(freebusy::query))
        .route("/calendar/v3/calendars/{calendar}/events", get(events::list).post(events::insert))
        .route("/calendar/v3/calendars/{calendar}/events/{event}", event)
}
