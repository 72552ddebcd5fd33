//! Telling the breakers what a function saw of the vendors.

use std::sync::Mutex;
use std::time::Duration;

use homework_domain::Result;
use homework_domain::breaker::{Fault, Vendor};
use homework_domain::clock::{Clock, SystemClock};
use homework_integrations::seen;
use homework_store::Store;

/// Somebody may be on the line: what is not noted by then is left to the next fault.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Tells the breakers at the end of each event. Where nothing failed that costs nothing.
#[derive(Debug)]
pub struct Reporter {
    store: Store,
    /// The vendors whose fault this process told last.
    failing: Mutex<Vec<Vendor>>,
}

impl Reporter {
    pub fn new(store: Store) -> Self {
        Self { store, failing: Mutex::default() }
    }

    /// `source` is what the requests belonged to, such as a call's id: its faults count once. Errors are
    /// logged, since nothing that the caller does depends on this.
    pub async fn report(&self, source: Option<String>) {
        for (vendor, fault) in seen::take() {
            let told = tokio::time::timeout(PATIENCE, Box::pin(self.tell(vendor, fault, source.clone())));
            match told.await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(vendor = vendor.as_str(), %error, "a breaker was not told"),
                Err(_) => tracing::warn!(vendor = vendor.as_str(), "a breaker was not told in time"),
            }
        }
    }

    async fn tell(&self, vendor: Vendor, fault: Option<Fault>, source: Option<String>) -> Result<()> {
        match fault {
            Some(fault) => {
                let fault = Fault { source, ..fault };
                if !self.failing().contains(&vendor) {
                    self.failing().push(vendor);
                }
                self.store.note_fault(vendor, &fault, SystemClock.now()).await.map(|_| ())
            }
            None if self.failing().contains(&vendor) => {
                self.store.note_success(vendor).await?;
                self.failing().retain(|failing| *failing != vendor);
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn failing(&self) -> std::sync::MutexGuard<'_, Vec<Vendor>> {
        self.failing.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
