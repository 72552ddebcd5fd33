//! Where the time comes from, so that tests and simulations can own it.

use std::sync::OnceLock;

use jiff::{SignedDuration, Timestamp};

static AHEAD: OnceLock<fn() -> SignedDuration> = OnceLock::new();

pub trait Clock: Send + Sync {
    /// The present moment, UTC.
    fn now(&self) -> Timestamp;
}

/// Has [`SystemClock`] run ahead of the machine's by what this says at any moment: for a simulated system, in which days
/// are to pass quickly. The first one asked for stays.
pub fn run_ahead(ahead: fn() -> SignedDuration) {
    let _ = AHEAD.set(ahead);
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    fn now(&self) -> Timestamp {
        AHEAD.get().map_or_else(Timestamp::now, |ahead| Timestamp::now() + ahead())
    }
}

/// A clock that stands still at the given moment.
#[derive(Debug, Clone, Copy)]
pub struct ManualClock(pub Timestamp);

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}
