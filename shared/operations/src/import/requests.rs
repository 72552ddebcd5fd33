//! What operators ask of an import that is on record.

use std::sync::Arc;

use homework_domain::Result;
use homework_domain::clock::Clock;
use homework_domain::country::Country;
use homework_domain::ids::ImportId;
use homework_domain::import::{Import, ImportState};
use homework_domain::lead_file::Mapping;
use homework_domain::queue::{ContinueImport, MessageQueue};
use homework_store::Store;

#[derive(Clone)]
pub struct Imports<Q> {
    pub store: Store,
    /// The queue that wakes the importer.
    pub wake: Q,
    pub clock: Arc<dyn Clock>,
}

impl<Q: MessageQueue> Imports<Q> {
    /// Says how the columns are to be read. An import whose file is there goes on at once; another one when its
    /// file comes.
    ///
    /// # Errors
    /// `Conflict` once rows are being read.
    pub async fn map(
        &self,
        id: ImportId,
        mapping: Mapping,
        default_country: Option<Country>,
    ) -> Result<Import> {
        let mut import = self.store.import(id).await?;
        let waits_for_file = import.state == ImportState::AwaitingFile;
        import.map(mapping, default_country, self.clock.now())?;
        self.store.save_import(&mut import).await?;
        if !waits_for_file {
            self.go_on(id).await?;
        }
        Ok(import)
    }

    /// Goes on with an import that broke off.
    ///
    /// # Errors
    /// `Conflict` where it did not. Where the importer was not told to go on, it is asked for again once the
    /// import has been silent for minutes.
    pub async fn restart(&self, id: ImportId) -> Result<Import> {
        let mut import = self.store.import(id).await?;
        import.start_again(self.clock.now())?;
        self.store.save_import(&mut import).await?;
        self.go_on(id).await?;
        Ok(import)
    }

    async fn go_on(&self, id: ImportId) -> Result<()> {
        self.wake.send(&ContinueImport { import_id: id }, 0).await
    }
}
