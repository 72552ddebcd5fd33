//! What holds of the whole table once everything is over. These tests are a program of their own, which
//! cargo runs after the tests of the system: whatever those did, with all their duplicates and faults,
//! is in the table that is looked at here.

mod counters;
mod figures;

use std::sync::LazyLock;

use tokio::sync::{Mutex, MutexGuard};

/// Nothing else is at work while one of these tests is.
async fn alone() -> MutexGuard<'static, ()> {
    static ONE_AT_A_TIME: LazyLock<Mutex<()>> = LazyLock::new(Mutex::default);
    ONE_AT_A_TIME.lock().await
}
