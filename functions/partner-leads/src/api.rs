//! What the routes work with.

use homework_domain::clock::SystemClock;
use homework_operations::partners::Transfers;
use homework_store::Store;

#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) store: Store,
    pub(crate) transfers: Transfers,
    pub(crate) clock: SystemClock,
}
