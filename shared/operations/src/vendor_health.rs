//! Telling the breakers what a function saw of the vendors.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use homework_domain::Result;
use homework_domain::breaker::{Fault, Vendor};
use homework_domain::clock::Clock;
use homework_store::Store;

/// Somebody may be on the line: what is not noted by then is left to the next fault.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Tells the breakers at the end of each event. Where nothing failed that costs nothing.
pub struct VendorHealth {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    /// The vendors whose fault this process told last.
    pub failing: Arc<Mutex<Vec<Vendor>>>,
}

impl VendorHealth {
    /// `seen` are the vendors that were asked, with the fault that the last request to each met. `source` is what
    /// the requests belonged to, such as a call's id: its faults count once. Errors are logged, since nothing
    /// that the caller does depends on this.
    pub async fn note(&self, seen: Vec<(Vendor, Option<Fault>)>, source: Option<String>) {
        for (vendor, fault) in seen {
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
                self.store.note_fault(vendor, &fault, self.clock.now()).await.map(|_| ())
            }
            None if self.failing().contains(&vendor) => {
                self.store.note_success(vendor).await?;
                self.failing().retain(|failing| *failing != vendor);
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn failing(&self) -> MutexGuard<'_, Vec<Vendor>> {
        self.failing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
