//! What the routes share.

use std::sync::Arc;

use homework_domain::breaker::{Vendor, VendorProbe};
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

/// What the vendors' clients are made of, when one is to be asked whether it works.
pub(crate) struct Surroundings(pub(crate) Aws, pub(crate) Env);

impl VendorProbe for Surroundings {
    async fn probe(&self, vendor: Vendor) -> Result<()> {
        let vendors = Vendors::new(&self.0, &self.1).map_err(Error::internal)?;
        Box::pin(vendors.probe(vendor)).await
    }
}
