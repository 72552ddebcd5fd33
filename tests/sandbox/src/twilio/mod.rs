//! Twilio: the REST API that places calls, and the calls themselves, played by callees against the
//! webhooks and TwiML of whoever placed them.

mod auth_tokens;
mod callbacks;
mod calls;
mod conversation;
mod error;
mod numbers;
mod order;
mod player;
mod pricing;
mod recording;
mod resource;
mod routes;
pub mod signature;
mod status;
pub mod twiml;
mod webhook;

pub(crate) use auth_tokens::AuthTokens;
pub(crate) use calls::Calls;
pub(crate) use order::Order;
pub(crate) use player::place;
pub(crate) use routes::router;
pub(crate) use webhook::{Signing, deliver};
