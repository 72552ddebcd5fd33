//! Where the time comes from, so that tests and simulations can own it.

use jiff::Timestamp;

pub trait Clock: Send + Sync {
    /// The present moment, UTC.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
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
