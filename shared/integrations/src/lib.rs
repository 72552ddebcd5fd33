//! The outside world: Twilio, OpenAI, Google Calendar, Zoom and ElevenLabs. Each is a client, most
//! of them of one of [`homework_domain::ports`], beside pure functions between the vendor's types and ours.
//!
//! Every client takes a base URL, so that any other implementation of the vendor's protocol can
//! stand in; an empty one means the vendor itself. Errors name the service, the HTTP status and
//! the vendor's error code, never a body: bodies repeat telephone numbers, addresses and speech.

pub mod credentials;
pub mod elevenlabs;
pub mod google;
mod google_auth;
pub mod http;
pub mod openai;
pub mod partner_webhook;
pub mod patience;
pub mod secret;
pub mod seen;
pub mod signature;
mod skew;
mod token;
pub mod twilio;
pub mod zoom;
