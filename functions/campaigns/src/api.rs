//! What the routes share.

use std::sync::Arc;

use homework_domain::breaker::{Vendor, VendorProbe};
use homework_domain::call_price::{MinutePrice, PriceList};
use homework_domain::country::Country;
use homework_domain::{Error, Result};
use homework_operations::calling::Calling;
use homework_operations::campaigns::Campaigns;
use homework_runtime::queue::Queue;
use homework_runtime::{Aws, Env};
use homework_store::Store;
use homework_vendors::Vendors;

#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) store: Store,
    pub(crate) calling: Arc<Calling<Queue>>,
    pub(crate) campaigns: Arc<Campaigns<Queue, Surroundings>>,
}

/// What the vendors' clients are made of, when one is to be asked something.
pub(crate) struct Surroundings(pub(crate) Aws, pub(crate) Env);

impl Surroundings {
    fn vendors(&self) -> Result<Vendors<'_>> {
        Vendors::new(&self.0, &self.1).map_err(Error::internal)
    }
}

impl VendorProbe for Surroundings {
    async fn probe(&self, vendor: Vendor) -> Result<()> {
        Box::pin(self.vendors()?.probe(vendor)).await
    }
}

impl PriceList for Surroundings {
    async fn minute_prices(&self, country: Country) -> Result<Vec<MinutePrice>> {
        let twilio = self.vendors()?.twilio().map_err(Error::internal)?;
        Box::pin(twilio.minute_prices(country)).await
    }
}
