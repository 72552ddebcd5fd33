//! How fast leads are moved in bulk, into a campaign's line and out of it.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// A hundred leads at a time make four hundred and fifty a second. All leads stand in one partition of an index, which takes a
/// thousand writes a second, those of calls among them.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html>
const PAUSE: Duration = Duration::from_millis(222);

/// One bulk's turns, the first of which comes at once.
#[derive(Debug, Default)]
pub struct BulkPace {
    next: Option<Instant>,
}

impl BulkPace {
    /// Waits until up to a hundred leads more may be moved.
    pub async fn turn(&mut self) {
        if let Some(next) = self.next {
            sleep_until(next).await;
        }
        self.next = Some(Instant::now() + PAUSE);
    }
}
