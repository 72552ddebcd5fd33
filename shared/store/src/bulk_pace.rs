//! How fast leads are moved in bulk, into a campaign's line and out of it.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// A hundred leads at a time make four hundred and fifty a second. All leads stand in one partition of an index, which takes a
/// thousand writes a second, those of calls among them.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html>
const PAUSE: Duration = Duration::from_millis(222);

/// Numbers of the do-not-call list stand in a partition of their own: eight hundred a second.
const PAUSE_OF_NUMBERS: Duration = Duration::from_millis(125);

/// One bulk's turns, the first of which comes at once.
#[derive(Debug)]
pub struct BulkPace {
    pause: Duration,
    next: Option<Instant>,
}

impl Default for BulkPace {
    /// That of leads.
    fn default() -> Self {
        Self { pause: PAUSE, next: None }
    }
}

impl BulkPace {
    pub fn of_numbers() -> Self {
        Self { pause: PAUSE_OF_NUMBERS, next: None }
    }

    /// Waits until up to a hundred more may be moved.
    pub async fn turn(&mut self) {
        if let Some(next) = self.next {
            sleep_until(next).await;
        }
        self.next = Some(Instant::now() + self.pause);
    }
}
