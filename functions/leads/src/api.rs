//! What the routes work with.

use std::sync::Arc;

use homework_domain::Error;
use homework_domain::clock::SystemClock;
use homework_operations::export::Exports;
use homework_operations::import::Imports;
use homework_operations::upload::Uploads;
use homework_runtime::extract::ListQuery;
use homework_runtime::files::Files;
use homework_runtime::queue::Queue;
use homework_runtime::{Aws, Env};
use homework_store::{LeadConditions, Store};

#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) store: Store,
    pub(crate) files: Files,
    pub(crate) imports: Imports<Queue>,
    pub(crate) uploads: Uploads<Files>,
    pub(crate) exports: Exports<Files>,
    /// What the vendors' clients are made of when somebody is deleted: nothing else here needs them.
    pub(crate) surroundings: Arc<(Aws, Env)>,
    pub(crate) clock: SystemClock,
}

/// What the leads that are asked for must have.
pub(crate) fn conditions(query: &ListQuery) -> Result<LeadConditions, Error> {
    Ok(LeadConditions {
        status: query.filter("status").map(str::parse).transpose()?,
        campaign: query.id("campaign_id", "campaign")?,
        partner: query.id("partner_id", "partner")?,
    })
}
