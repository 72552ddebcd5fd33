//! How fast leads are written in bulk: taken in, moved into a campaign's line and out of it.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::table::Store;

/// A hundred leads at a time make four hundred and fifty a second. All leads stand in one partition of an index, which takes a
/// thousand writes a second, those of calls among them.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html>
const PAUSE: Duration = Duration::from_millis(222);

/// Eight hundred a second: what else they are written to is theirs alone, such as the partition of a campaign's leads or
/// of the do-not-call list.
const PAUSE_OF_THEIR_OWN: Duration = Duration::from_millis(125);

/// What one turn is for.
const PER_TURN: u32 = 100;

/// One bulk's turns, the first of which comes at once.
#[derive(Debug)]
pub struct BulkPace {
    pause: Duration,
    next: Option<Instant>,
}

impl Store {
    /// That of leads, which is faster where their lists are spread over several partitions.
    pub fn pace_of_leads(&self) -> BulkPace {
        BulkPace::of(if self.lists.spread_writes() { PAUSE_OF_THEIR_OWN } else { PAUSE })
    }
}

impl BulkPace {
    fn of(pause: Duration) -> Self {
        Self { pause, next: None }
    }

    /// That of numbers of the do-not-call list.
    pub fn of_numbers() -> Self {
        Self::of(PAUSE_OF_THEIR_OWN)
    }

    /// Waits until up to a hundred more may be written.
    pub async fn turn(&mut self) {
        self.turn_of(PER_TURN as usize).await;
    }

    /// Waits until this many more may be written.
    pub async fn turn_of(&mut self, many: usize) {
        if let Some(next) = self.next {
            sleep_until(next).await;
        }
        let many = u32::try_from(many).unwrap_or(u32::MAX);
        self.next = Some(Instant::now() + self.pause * many / PER_TURN);
    }
}
