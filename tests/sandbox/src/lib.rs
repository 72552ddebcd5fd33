//! The outside world, simulated over real HTTP on one port: Twilio with callees who answer, OpenAI,
//! Google Calendar, Zoom and ElevenLabs, each under its own path prefix, and a control plane under
//! `/_sandbox` that shows what happened ([`journal`]) and makes things fail ([`faults`]).

pub mod audio;
pub mod callees;
mod capture;
pub mod config;
mod control;
mod elevenlabs;
pub mod faults;
mod form;
mod google;
pub mod journal;
pub mod language;
pub mod openai;
mod server;
mod state;
pub mod twilio;
mod util;
mod zoom;

pub use config::Config;
pub use server::{bind, serve};
pub use state::Sandbox;
