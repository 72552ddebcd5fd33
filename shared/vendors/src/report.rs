//! Telling the breakers what this process saw of the vendors.

use std::fmt;
use std::sync::Arc;

use homework_domain::clock::SystemClock;
use homework_integrations::seen;
use homework_operations::vendor_health::VendorHealth;
use homework_store::Store;

/// Tells the breakers at the end of each event.
pub struct Reporter(VendorHealth);

impl fmt::Debug for Reporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reporter").finish_non_exhaustive()
    }
}

impl Reporter {
    pub fn new(store: Store) -> Self {
        Self(VendorHealth { store, clock: Arc::new(SystemClock), failing: Arc::default() })
    }

    /// `source` is what the requests since the last report belonged to, such as a call's id.
    pub async fn report(&self, source: Option<String>) {
        self.0.note(seen::take(), source).await;
    }
}
