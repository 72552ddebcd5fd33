//! What is peculiar to lists of numbers that are not to be called.

use homework_domain::import::Import;
use homework_domain::{Error, Result};

use super::Importer;

/// Of so many rows one may be refused.
const ROWS_PER_REFUSED: u64 = 100;

impl<F, Q> Importer<F, Q> {
    /// Puts a national list into use whose rows are all read. A row or two may have numbers that nobody has; a file
    /// with many of them was read wrongly, and would free whoever is on the former edition.
    ///
    /// # Errors
    /// `Invalid` for such a file, and where a later edition is in use.
    pub(super) async fn use_national_list(&self, import: &Import) -> Result<()> {
        let Some(edition) = import.numbers.as_ref().and_then(|list| list.national.as_ref()) else {
            return Ok(());
        };
        if import.rows_refused * ROWS_PER_REFUSED > import.numbers_listed {
            let message = "has too many rows without a valid number, so the list is not put into use: correct it, \
                           or name the country whose numbers it has";
            return Err(Error::invalid("file", message));
        }
        self.store.use_national_list(edition, import, self.clock.now()).await?;
        tracing::info!(import_id = %import.id, list = edition.name, "national list is in use");
        Ok(())
    }
}

#[cfg(test)]
mod tests;
