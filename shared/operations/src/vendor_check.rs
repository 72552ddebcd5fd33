//! Whether each vendor is set up and accepts our credentials: one harmless request to each, at once.

use std::sync::Arc;
use std::time::Duration;

use homework_domain::breaker::Vendor;
use homework_domain::clock::Clock;
use homework_domain::{Error, Result};
use homework_store::Store;
use jiff::Timestamp;
use tokio::time::Instant;

use crate::model_notice::{self, ModelCatalog};

/// For one vendor, its secret included.
const PATIENCE: Duration = Duration::from_secs(8);

/// The vendors as they are set up at this moment.
pub trait VendorAccess: ModelCatalog {
    /// Whether the vendor's secret has anything in it.
    ///
    /// # Errors
    /// Whatever keeps it from being read.
    fn is_configured(&self, vendor: Vendor) -> impl Future<Output = Result<bool>> + Send;

    /// Asks the vendor something harmless, the model a question with the tools of a conversation.
    fn ask(&self, vendor: Vendor) -> impl Future<Output = Result<(), AccessFault>> + Send;
}

/// Why a vendor did not simply answer.
#[derive(Debug)]
pub enum AccessFault {
    /// The secret is not what it should be; the vendor was not asked.
    Secret,
    /// What the vendor's client gave. It names service, HTTP status and the vendor's error code, nothing else.
    Vendor(Error),
}

/// How a vendor stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It answered and accepted our credentials.
    Reachable,
    /// Its secret is empty.
    NotConfigured,
    /// It answered, but rejected our credentials or our request.
    Refused,
    /// It did not answer usefully.
    Unreachable,
    /// Its secret is not what it should be.
    Misconfigured,
}

/// One vendor.
#[derive(Debug, Clone, PartialEq)]
pub struct VendorCheck {
    pub vendor: Vendor,
    pub standing: Standing,
    /// What will need attention though it works now.
    pub warning: Option<String>,
    /// In words; never anything secret.
    pub detail: String,
    pub latency: Duration,
}

/// The vendors, in the order of [`Vendor::ALL`].
#[derive(Debug)]
pub struct ConfigurationCheck {
    pub checked_at: Timestamp,
    pub vendors: Vec<VendorCheck>,
}

impl ConfigurationCheck {
    /// Whether calls can be held: every vendor that they need is reachable.
    pub fn is_ok(&self) -> bool {
        self.vendors.iter().all(|check| !check.is_required() || check.standing == Standing::Reachable)
    }
}

impl VendorCheck {
    /// Whether calls cannot be held without it.
    pub fn is_required(&self) -> bool {
        self.vendor.stops_campaigns()
    }
}

/// Checks the vendors.
pub struct Checkup<A> {
    pub store: Store,
    pub vendors: A,
    pub clock: Arc<dyn Clock>,
}

impl<A: VendorAccess> Checkup<A> {
    /// Asks every vendor. One that works again is used again: campaigns that were paused for it go on with the
    /// dispatcher's next round.
    ///
    /// # Errors
    /// The table's; what a vendor fails by is part of the answer.
    pub async fn run(&self) -> Result<ConfigurationCheck> {
        // The check is worth having without the notice.
        let notice = model_notice::current(&self.store, &self.vendors, self.clock.now()).await.ok().flatten();
        let checked_at = self.clock.now();
        let [one, two, three, four, five] = Vendor::ALL.map(|vendor| self.check(vendor));
        let vendors = tokio::join!(one, two, three, four, five);
        let mut vendors = Vec::from(<[VendorCheck; 5]>::from(vendors));
        for check in vendors.iter_mut().filter(|check| check.vendor == Vendor::Openai) {
            check.warning = notice.as_ref().and_then(|notice| notice.warning(checked_at));
        }
        self.release(&vendors).await?;
        Ok(ConfigurationCheck { checked_at, vendors })
    }

    async fn check(&self, vendor: Vendor) -> VendorCheck {
        let started = Instant::now();
        let asked = async {
            match self.vendors.is_configured(vendor).await {
                Ok(true) => Some(self.vendors.ask(vendor).await),
                Ok(false) => None,
                Err(_) => Some(Err(AccessFault::Secret)),
            }
        };
        let (standing, detail) = match tokio::time::timeout(PATIENCE, asked).await {
            Err(_) => (Standing::Unreachable, "No answer in time.".to_owned()),
            Ok(None) => (Standing::NotConfigured, if_empty(vendor).to_owned()),
            Ok(Some(Ok(()))) => (Standing::Reachable, "Connected.".to_owned()),
            Ok(Some(Err(fault))) => told(fault),
        };
        VendorCheck { vendor, standing, warning: None, detail, latency: started.elapsed() }
    }

    /// Tells the breakers what was seen to work.
    async fn release(&self, checks: &[VendorCheck]) -> Result<()> {
        let works = |vendor| {
            checks.iter().any(|check| check.vendor == vendor && check.standing == Standing::Reachable)
        };
        for breaker in self.store.breakers().await? {
            if breaker.blocks().is_some() && works(breaker.vendor) {
                self.store.note_probe(breaker.vendor, &Ok(()), self.clock.now()).await?;
            }
        }
        Ok(())
    }
}

/// What is missed while a vendor's secret is empty.
fn if_empty(vendor: Vendor) -> &'static str {
    match vendor {
        Vendor::Twilio => "Without it no call can be placed.",
        Vendor::Openai => "Without it the agent cannot answer.",
        Vendor::Google => "Without it no meeting can be booked.",
        Vendor::Zoom => "Meetings get a Google Meet link.",
        Vendor::Elevenlabs => "Twilio's own voices are heard.",
    }
}

fn told(fault: AccessFault) -> (Standing, String) {
    match fault {
        AccessFault::Secret => {
            (Standing::Misconfigured, "The secret cannot be read or is not in the expected form.".to_owned())
        }
        AccessFault::Vendor(Error::Unavailable { detail, .. }) => (Standing::Unreachable, detail),
        AccessFault::Vendor(
            Error::Credentials { detail, .. } | Error::Refused { detail, .. } | Error::Internal(detail),
        ) => (Standing::Refused, detail),
        AccessFault::Vendor(other) => (Standing::Refused, other.to_string()),
    }
}

#[cfg(test)]
mod tests;
