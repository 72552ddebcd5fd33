//! One import, from wherever it stands.

use std::collections::HashMap;

use homework_domain::clock::{Clock, SystemClock};
use homework_domain::ids::ImportId;
use homework_domain::import::{FILE_BYTES_MAX, FileLayout, Import, ImportPage, ROWS_MAX, RowError};
use homework_domain::lead_file::{self, Columns, RowProblem};
use homework_domain::phone::PhoneNumber;
use homework_domain::{Error, FieldError, Result};
use homework_runtime::files::{FileReader, Files};
use homework_runtime::queue::Queue;
use homework_store::{LEADS_PER_IMPORT_PAGE, Store};
use jiff::SignedDuration;
use serde::Serialize;

use crate::rows::{Beginning, Pieces, Rows};

/// Well within the function's 60 s; then the import goes on in another invocation.
const WORK_PER_ROUND: SignedDuration = SignedDuration::from_secs(35);
/// Many bad rows make a page too.
const ROWS_PER_PAGE: u64 = 400;

pub(crate) struct Importer {
    pub(crate) store: Store,
    pub(crate) files: Files,
    /// The queue that wakes this function.
    pub(crate) wake: Queue,
    pub(crate) clock: SystemClock,
}

/// Go on with an import.
#[derive(Serialize)]
struct GoOn {
    import_id: ImportId,
}

impl Pieces for FileReader {
    async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        Ok(FileReader::next(self).await?.map(|piece| piece.to_vec()))
    }
}

impl Importer {
    /// Goes on with an import for a while. What was done before, by whomever, is not done again.
    pub(crate) async fn run(&self, id: ImportId) -> Result<()> {
        let mut import = self.store.import(id).await?;
        if import.state.is_over() {
            return Ok(());
        }
        let result = match import.file.clone() {
            None => self.begin(&mut import).await,
            Some(layout) => self.resume(&mut import, &layout).await,
        };
        match result {
            // What is wrong with the file is for whoever sent it.
            Err(Error::Invalid(problems)) => {
                let problems: Vec<_> =
                    problems.iter().map(|p| format!("{}: {}", p.field, p.message)).collect();
                self.finish(import, Some(problems.join("; "))).await
            }
            other => other,
        }
    }

    async fn begin(&self, import: &mut Import) -> Result<()> {
        let file = self.files.read(&import.file_key(), 0).await?;
        let Some(file) = file else { return Err(Error::invalid("file", "is empty")) };
        let (etag, bytes) = (file.etag.clone(), file.length);
        if bytes > FILE_BYTES_MAX {
            let megabytes = FILE_BYTES_MAX / 1024 / 1024;
            return Err(Error::invalid("file", format!("must have at most {megabytes} MB; split it")));
        }
        let beginning = Beginning::read(file).await?;
        let delimiter = lead_file::delimiter(beginning.first_line());
        let mut rows = beginning.rows(delimiter);
        if !rows.advance().await? {
            return Err(Error::invalid("file", "is empty"));
        }
        let columns = Columns::find(rows.cells())?;
        let layout = FileLayout { etag, bytes, delimiter, columns };
        import.begin(layout.clone(), rows.position, self.clock.now());
        self.store.save_import(import).await?;
        self.take_in(import, &layout, rows).await
    }

    async fn resume(&self, import: &mut Import, layout: &FileLayout) -> Result<()> {
        let file = self.files.read(&import.file_key(), import.bytes_done).await?;
        let Some(file) = file else { return self.finish(import.clone(), None).await };
        if file.etag != layout.etag {
            return Err(Error::invalid("file", "was replaced while it was read"));
        }
        let rows = Rows::from_position(file, layout.delimiter, import.bytes_done);
        self.take_in(import, layout, rows).await
    }

    async fn take_in(
        &self,
        import: &mut Import,
        layout: &FileLayout,
        mut rows: Rows<FileReader>,
    ) -> Result<()> {
        let deadline = self.clock.now() + WORK_PER_ROUND;
        let mut ahead = next_page(Place::of(import), layout.columns, &mut rows).await?;
        loop {
            let (page, stop) = ahead;
            let place = Place { rows_done: import.rows_done + page.rows, bytes_done: page.bytes_done };
            let more = stop.is_none() && place.rows_done < ROWS_MAX;
            // The next page is read while this one is written; a round that ends forgets it.
            let (written, next) = tokio::join!(self.write(import, page), async {
                if more { next_page(place, layout.columns, &mut rows).await.map(Some) } else { Ok(None) }
            });
            written?;
            let Some(next) = next? else { return self.conclude(import, stop, rows).await };
            ahead = next;
            if self.clock.now() > deadline {
                tracing::info!(import_id = %import.id, rows = import.rows_done, "import goes on soon");
                return self.wake.send(&GoOn { import_id: import.id }, 0).await;
            }
        }
    }

    async fn write(&self, import: &mut Import, page: ImportPage) -> Result<()> {
        if page.rows == 0 { Ok(()) } else { self.store.import_page(import, page, self.clock.now()).await }
    }

    /// Ends an import whose last page is written.
    async fn conclude(&self, import: &Import, stop: Option<Stop>, mut rows: Rows<FileReader>) -> Result<()> {
        match stop {
            Some(Stop::Broken(error)) => Err(error),
            Some(Stop::End) if import.rows_done == 0 => {
                Err(Error::invalid("file", "has no rows below the header"))
            }
            None if rows.advance().await? => {
                let why =
                    format!("has more than {ROWS_MAX} rows; those after row {} were not read", ROWS_MAX + 1);
                Err(Error::invalid("file", why))
            }
            _ => self.finish(import.clone(), None).await,
        }
    }

    /// Writes down which rows were refused, and that it is over.
    async fn finish(&self, mut import: Import, problem: Option<String>) -> Result<()> {
        if import.rows_refused > 0 {
            let list = self.list_of_errors(import.id).await?;
            self.files.put(&import.errors_key(), "text/csv; charset=utf-8", list).await?;
        }
        import.end(problem, self.clock.now());
        self.store.save_import(&mut import).await?;
        tracing::info!(
            import_id = %import.id,
            state = import.state.as_str(),
            rows = import.rows_done,
            created = import.leads_created,
            refused = import.rows_refused,
            "import is over"
        );
        Ok(())
    }

    async fn list_of_errors(&self, id: ImportId) -> Result<Vec<u8>> {
        let mut list = csv::Writer::from_writer(Vec::new());
        list.write_record(["row", "field", "message"]).map_err(Error::internal)?;
        let mut after = None;
        loop {
            let (errors, next) = self.store.import_errors(id, after.as_deref()).await?;
            for error in errors {
                let RowError { row, field, message } = error;
                list.write_record([row.to_string(), field, message]).map_err(Error::internal)?;
            }
            match next {
                Some(next) => after = Some(next),
                None => return list.into_inner().map_err(Error::internal),
            }
        }
    }
}

/// Why there are no more rows.
enum Stop {
    End,
    Broken(Error),
}

/// How far a file is read.
#[derive(Debug, Clone, Copy)]
struct Place {
    rows_done: u64,
    bytes_done: u64,
}

impl Place {
    fn of(import: &Import) -> Self {
        Self { rows_done: import.rows_done, bytes_done: import.bytes_done }
    }
}

/// Reads rows until a transaction is full or there are no more.
async fn next_page(
    place: Place,
    columns: Columns,
    rows: &mut Rows<FileReader>,
) -> Result<(ImportPage, Option<Stop>)> {
    let mut page = ImportPage { bytes_done: place.bytes_done, ..ImportPage::default() };
    let mut seen = HashMap::<PhoneNumber, u64>::new();
    let room = ROWS_PER_PAGE.min(ROWS_MAX - place.rows_done);
    while page.rows < room && page.leads.len() < LEADS_PER_IMPORT_PAGE {
        // Rows that are in memory already would keep the page before them from being sent.
        tokio::task::yield_now().await;
        match rows.advance().await {
            Ok(true) => {}
            Ok(false) => return Ok((page, Some(Stop::End))),
            // The rows before it are good.
            Err(error @ Error::Invalid(_)) => return Ok((page, Some(Stop::Broken(error)))),
            Err(error) => return Err(error),
        }
        page.rows += 1;
        page.bytes_done = rows.position;
        // The header is row 1.
        let row = place.rows_done + page.rows + 1;
        match columns.lead(|place| rows.cell(place)) {
            Ok(new) => match seen.get(&new.phone) {
                Some(earlier) => {
                    let error = FieldError::new("phone", format!("repeats the number of row {earlier}"));
                    page.errors.push(RowError::new(row, error));
                }
                None => {
                    seen.insert(new.phone.clone(), row);
                    page.leads.push((row, new));
                }
            },
            Err(RowProblem::NotText) => {
                page.errors.push(RowError::new(row, FieldError::new("row", "is not UTF-8 text")));
            }
            Err(RowProblem::Fields(errors)) => {
                page.errors.extend(errors.into_iter().map(|error| RowError::new(row, error)));
            }
        }
    }
    Ok((page, None))
}
