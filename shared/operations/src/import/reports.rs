//! What is told of an import's rows when it is over: the refused ones as a file to correct and send again,
//! and a list of what was left out of the others.

use std::iter::Peekable;
use std::vec::IntoIter;

use homework_domain::files::{FileShelf, FileSource};
use homework_domain::import::{FileLayout, Import, RowError};
use homework_domain::lead_file::RefusedRows;
use homework_domain::{Error, Result};

use super::Importer;
use super::rows::Rows;

const CSV: &str = "text/csv; charset=utf-8";

/// What is wrong with rows, row by row.
struct Problems(Peekable<IntoIter<RowError>>);

impl Problems {
    /// All that is said of a row; rows are asked for in their order.
    fn of(&mut self, row: u64) -> Vec<RowError> {
        while self.0.next_if(|error| error.row < row).is_some() {}
        let mut found = Vec::new();
        while let Some(error) = self.0.next_if(|error| error.row == row) {
            found.push(error);
        }
        found
    }
}

impl<F: FileShelf + FileSource, Q> Importer<F, Q> {
    pub(super) async fn write_reports(&self, import: &Import) -> Result<()> {
        if import.rows_refused == 0 && import.rows_with_warnings == 0 {
            return Ok(());
        }
        let (warnings, refused): (Vec<_>, Vec<_>) =
            self.errors_of(import).await?.into_iter().partition(|error| error.warning);
        if !warnings.is_empty() {
            self.files.put(&import.warnings_key(), CSV, list_of_warnings(warnings)?).await?;
        }
        if let Some(layout) = import.file.as_ref().filter(|_| import.rows_refused > 0) {
            let file = self.refused_rows(import, layout, refused).await?;
            self.files.put(&import.errors_key(), CSV, file).await?;
        }
        Ok(())
    }

    /// Reads the file once more and keeps the rows that were refused.
    async fn refused_rows(
        &self,
        import: &Import,
        layout: &FileLayout,
        refused: Vec<RowError>,
    ) -> Result<Vec<u8>> {
        let mut list = RefusedRows::new(&layout.header, &layout.columns)?;
        let Some(file) = self.files.open(&import.file_key(), layout.start.position).await? else {
            return list.finish();
        };
        let mut problems = Problems(refused.into_iter().peekable());
        let mut rows = Rows::from_place(file.pieces, layout.encoding, layout.delimiter, layout.start);
        while let Some(row) = rows.next().await? {
            let errors = problems.of(row.number);
            if !errors.is_empty() {
                let said = errors.iter().map(|error| (error.field.as_str(), error.message.as_str()));
                list.add(row.number, &row.cells, said)?;
            }
            if row.number >= import.last_row {
                break;
            }
        }
        list.finish()
    }

    async fn errors_of(&self, import: &Import) -> Result<Vec<RowError>> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let (errors, next) = self.store.import_errors(import.id, after.as_deref()).await?;
            all.extend(errors);
            match next {
                Some(next) => after = Some(next),
                None => return Ok(all),
            }
        }
    }
}

fn list_of_warnings(warnings: Vec<RowError>) -> Result<Vec<u8>> {
    let mut list = csv::Writer::from_writer(Vec::new());
    list.write_record(["row", "field", "message"]).map_err(Error::internal)?;
    for RowError { row, field, message, .. } in warnings {
        list.write_record([row.to_string(), field, message]).map_err(Error::internal)?;
    }
    list.into_inner().map_err(Error::internal)
}
