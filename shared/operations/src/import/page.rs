//! How many rows are taken in together, and what becomes of each.

use std::collections::HashMap;

use homework_domain::country::Country;
use homework_domain::files::Pieces;
use homework_domain::import::{ImportPage, RowError};
use homework_domain::lead_file::{Columns, Row, RowProblem};
use homework_domain::phone::PhoneNumber;
use homework_domain::{Error, FieldError, Result};
use homework_store::{OPERATIONS_PER_IMPORT_PAGE, import_operations};
use jiff::Timestamp;

use super::rows::Rows;

/// Many bad rows make a page too.
const ROWS_PER_PAGE: u64 = 400;
/// A lead with many words in its name and company.
const OPERATIONS_PER_LEAD_MAX: usize = 10;
/// Spreadsheets leave many below a list.
const BLANK_ROWS_PER_PAGE: u64 = 10_000;

/// Why no more rows are read.
pub(super) enum Stop {
    End,
    /// What comes next is no row.
    Broken(Error),
    TooMany,
}

/// How rows become leads.
pub(super) struct Reading<'a> {
    pub(super) columns: &'a Columns,
    pub(super) default_country: Option<Country>,
    pub(super) now: Timestamp,
    /// The rows are numbers, and no leads.
    pub(super) numbers: bool,
    pub(super) rows_max: u64,
}

impl Reading<'_> {
    /// Reads rows until a transaction is full or there are no more. `rows_read` have been read before,
    /// without the blank ones.
    pub(super) async fn next_page<P: Pieces>(
        &self,
        rows_read: u64,
        rows: &mut Rows<P>,
    ) -> Result<(ImportPage, Option<Stop>)> {
        let mut page = ImportPage { end: rows.place(), ..ImportPage::default() };
        let mut seen = HashMap::<PhoneNumber, u64>::new();
        let room = ROWS_PER_PAGE.min(self.rows_max - rows_read);
        let mut operations = 0;
        while page.rows - page.skipped < room
            && page.skipped < BLANK_ROWS_PER_PAGE
            && operations + OPERATIONS_PER_LEAD_MAX <= OPERATIONS_PER_IMPORT_PAGE
        {
            // Rows that are in memory already would keep the page before them from being sent.
            tokio::task::yield_now().await;
            let row = match rows.next().await {
                Ok(Some(row)) => row,
                Ok(None) => return Ok((page, Some(Stop::End))),
                // The rows before it are good.
                Err(error @ Error::Invalid(_)) => return Ok((page, Some(Stop::Broken(error)))),
                Err(error) => return Err(error),
            };
            page.end = rows.place();
            if self.numbers {
                self.take_number(&row, &mut page);
                continue;
            }
            let leads = page.leads.len();
            self.take(&row, &mut page, &mut seen);
            operations += page.leads[leads..].iter().map(|(_, new)| import_operations(new)).sum::<usize>();
        }
        Ok((page, None))
    }

    /// A number that is there twice is listed twice, which changes nothing.
    fn take_number(&self, row: &Row, page: &mut ImportPage) {
        page.rows += 1;
        match self.columns.read_number(row, self.default_country) {
            Ok(number) => page.numbers.push(number),
            Err(RowProblem::Blank) => page.skipped += 1,
            Err(RowProblem::Fields(errors)) => {
                page.errors.extend(errors.into_iter().map(|error| RowError::new(row.number, error)));
            }
        }
    }

    fn take(&self, row: &Row, page: &mut ImportPage, seen: &mut HashMap<PhoneNumber, u64>) {
        page.rows += 1;
        let number = row.number;
        let read = self.columns.read(row, self.default_country, self.now);
        match read.lead {
            Err(RowProblem::Blank) => page.skipped += 1,
            Err(RowProblem::Fields(errors)) => {
                page.errors.extend(errors.into_iter().map(|error| RowError::new(number, error)));
            }
            Ok(new) => match seen.get(&new.phone) {
                Some(earlier) => {
                    let error = FieldError::new("phone", format!("repeats the number of row {earlier}"));
                    page.errors.push(RowError::new(number, error));
                }
                None => {
                    seen.insert(new.phone.clone(), number);
                    page.errors.extend(read.warnings.into_iter().map(|w| RowError::warning(number, w)));
                    page.leads.push((number, new));
                }
            },
        }
    }
}
