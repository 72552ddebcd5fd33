//! What the routes work with.

use homework_domain::clock::SystemClock;
use homework_store::Store;

#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) store: Store,
    /// So many leads a partner may send in a day.
    pub(crate) leads_per_day: u64,
    pub(crate) clock: SystemClock,
}
