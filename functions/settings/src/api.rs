//! What the routes work with.

use std::sync::{Arc, Mutex};

use homework_domain::clock::{Clock, SystemClock};
use homework_operations::caller_numbers::Callers;
use homework_operations::dial::CallsPerDay;
use homework_operations::status::Watch;
use homework_operations::vendor_check::Checkup;
use homework_operations::voices::Voices;
use homework_runtime::files::Files;
use homework_runtime::queue::Queues;
use homework_runtime::{Aws, Env, StartError};
use homework_store::Store;

use crate::vendor_access::VendorAccess;

#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) store: Store,
    pub(crate) vendors: VendorAccess,
    pub(crate) watch: Arc<Watch<Queues>>,
    pub(crate) checkup: Arc<Checkup<VendorAccess>>,
    pub(crate) voices: Arc<Voices<Files, VendorAccess>>,
    pub(crate) callers: Arc<Callers<VendorAccess>>,
    pub(crate) clock: SystemClock,
}

impl Api {
    pub(crate) fn new(aws: Aws, env: Env) -> Result<Self, StartError> {
        let (store, files, queues) = (aws.store(&env)?, aws.files(&env)?, aws.queues(&env)?);
        let calls_per_day = CallsPerDay {
            campaign: env.parsed("CAMPAIGN_CALLS_PER_DAY")?,
            account: env.parsed("CALLS_PER_DAY")?,
        };
        let vendors = VendorAccess::new(aws, env)?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let watch = Watch {
            store: store.clone(),
            queues,
            calls_per_day,
            clock: Arc::clone(&clock),
            seen: Mutex::default(),
            charged: Mutex::default(),
        };
        let checkup = Checkup { store: store.clone(), vendors: vendors.clone(), clock: Arc::clone(&clock) };
        let callers = Callers { store: store.clone(), directory: vendors.clone(), clock: Arc::clone(&clock) };
        let voices = Voices { store: store.clone(), files, studio: vendors.clone(), clock };
        Ok(Self {
            store,
            vendors,
            watch: Arc::new(watch),
            checkup: Arc::new(checkup),
            voices: Arc::new(voices),
            callers: Arc::new(callers),
            clock: SystemClock,
        })
    }
}
