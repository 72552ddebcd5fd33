//! One import, from wherever it stands.

use std::collections::HashMap;

use homework_domain::clock::{Clock, SystemClock};
use homework_domain::country::Country;
use homework_domain::ids::ImportId;
use homework_domain::import::{FILE_BYTES_MAX, FileLayout, Import, ImportPage, ROWS_MAX, RowError};
use homework_domain::lead_file::{Columns, Layout, Mapping, Row, RowProblem};
use homework_domain::phone::PhoneNumber;
use homework_domain::queue::MessageQueue as _;
use homework_domain::{Error, FieldError, Result};
use homework_runtime::files::{FileReader, Files};
use homework_runtime::queue::Queue;
use homework_store::{OPERATIONS_PER_IMPORT_PAGE, Store, import_operations};
use jiff::SignedDuration;
use serde::Serialize;

use crate::pieces::{Beginning, Pieces, Rows};

/// Well within the function's 60 s; then the import goes on in another invocation.
const WORK_PER_ROUND: SignedDuration = SignedDuration::from_secs(35);
/// Many bad rows make a page too.
const ROWS_PER_PAGE: u64 = 400;
/// A lead with many words in its name and company.
const OPERATIONS_PER_LEAD_MAX: usize = 10;
/// Spreadsheets leave many below a list.
const BLANK_ROWS_PER_PAGE: u64 = 10_000;

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
            Err(Error::Invalid(problems)) => self.finish(import, Some(listed(&problems))).await,
            other => other,
        }
    }

    /// Ends an import that cannot be read on, so that whoever waits for it learns of it.
    pub(crate) async fn give_up(&self, id: ImportId) -> Result<()> {
        let mut import = self.store.import(id).await?;
        if !import.break_off(self.clock.now()) {
            return Ok(());
        }
        tracing::error!(import_id = %id, rows = import.rows_done, "import is given up");
        self.store.save_import(&mut import).await
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
        let (sample, is_whole) = beginning.sample();
        let layout = Layout::of(sample, is_whole, &Mapping::default())?;
        let columns = layout.described();
        let mapped = Layout::of(sample, is_whole, &import.mapping);
        let layout = match mapped.and_then(|layout| layout.complete().map(|()| layout)) {
            Ok(layout) => layout,
            Err(Error::Invalid(problems)) => {
                import.ask(columns, listed(&problems), self.clock.now());
                tracing::info!(import_id = %import.id, "import awaits a mapping of its columns");
                return self.store.save_import(import).await;
            }
            Err(error) => return Err(error),
        };
        let file = FileLayout::new(etag, bytes, &layout);
        import.begin(file.clone(), layout.described(), layout.start, self.clock.now());
        self.store.save_import(import).await?;
        let rows = beginning.rows(layout.encoding, layout.delimiter, layout.start);
        self.take_in(import, &file, rows).await
    }

    async fn resume(&self, import: &mut Import, layout: &FileLayout) -> Result<()> {
        let place = import.place();
        let file = self.files.read(&import.file_key(), place.position).await?;
        let Some(file) = file else { return self.finish(import.clone(), None).await };
        if file.etag != layout.etag {
            return Err(Error::invalid("file", "was replaced while it was read"));
        }
        let rows = Rows::from_place(file, layout.encoding, layout.delimiter, place);
        self.take_in(import, layout, rows).await
    }

    async fn take_in(
        &self,
        import: &mut Import,
        layout: &FileLayout,
        mut rows: Rows<FileReader>,
    ) -> Result<()> {
        let deadline = self.clock.now() + WORK_PER_ROUND;
        let reading = Reading { columns: &layout.columns, default_country: import.default_country };
        let rows_read = |import: &Import| import.rows_done - import.rows_skipped;
        let mut ahead = reading.next_page(rows_read(import), &mut rows).await?;
        loop {
            let (page, stop) = ahead;
            let read = rows_read(import) + page.rows - page.skipped;
            let more = stop.is_none() && read < ROWS_MAX;
            // The next page is read while this one is written; a round that ends forgets it.
            let (written, next) = tokio::join!(self.write(import, page), async {
                if more { reading.next_page(read, &mut rows).await.map(Some) } else { Ok(None) }
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
            Some(Stop::End) if import.rows_done == import.rows_skipped => {
                Err(Error::invalid("file", "has no rows below the header"))
            }
            None if rows.next().await?.is_some() => {
                let why = format!(
                    "has more than {ROWS_MAX} rows; those after row {} were not read",
                    import.last_row
                );
                Err(Error::invalid("file", why))
            }
            _ => self.finish(import.clone(), unclosed_quote(import)).await,
        }
    }

    /// Writes down what became of the rows, and that it is over.
    async fn finish(&self, mut import: Import, problem: Option<String>) -> Result<()> {
        Box::pin(self.write_reports(&import)).await?;
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
}

/// What is wrong with the file as a whole where a quote is never closed.
fn unclosed_quote(import: &Import) -> Option<String> {
    let row = import.broken_quote?;
    Some(format!(
        "file: a quote opens in row {row} and is never closed: the rows from there on were refused; \
         correct them in the list of refused rows and send that again"
    ))
}

fn listed(problems: &[FieldError]) -> String {
    problems.iter().map(|p| format!("{}: {}", p.field, p.message)).collect::<Vec<_>>().join("; ")
}

/// Why there are no more rows.
enum Stop {
    End,
    Broken(Error),
}

/// How rows become leads.
struct Reading<'a> {
    columns: &'a Columns,
    default_country: Option<Country>,
}

impl Reading<'_> {
    /// Reads rows until a transaction is full or there are no more. `rows_read` have been read before,
    /// without the blank ones.
    async fn next_page(
        &self,
        rows_read: u64,
        rows: &mut Rows<FileReader>,
    ) -> Result<(ImportPage, Option<Stop>)> {
        let mut page = ImportPage { end: rows.place(), ..ImportPage::default() };
        let mut seen = HashMap::<PhoneNumber, u64>::new();
        let room = ROWS_PER_PAGE.min(ROWS_MAX - rows_read);
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
            let leads = page.leads.len();
            self.take(&row, &mut page, &mut seen);
            operations += page.leads[leads..].iter().map(|(_, new)| import_operations(new)).sum::<usize>();
        }
        Ok((page, None))
    }

    fn take(&self, row: &Row, page: &mut ImportPage, seen: &mut HashMap<PhoneNumber, u64>) {
        page.rows += 1;
        let number = row.number;
        let read = self.columns.read(row, self.default_country);
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
