//! Taking in a long list from a file, of leads or of numbers that are not to be called: one import, from wherever it
//! stands.

mod numbers;
mod page;
mod reports;
mod requests;
mod rows;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use homework_domain::clock::Clock;
use homework_domain::files::{FileShelf, FileSource, Pieces};
use homework_domain::ids::ImportId;
use homework_domain::import::{FILE_BYTES_MAX, FileLayout, Import, ImportPage};
use homework_domain::lead_file::{Layout, Mapping};
use homework_domain::queue::{ContinueImport, MessageQueue};
use homework_domain::{Error, FieldError, Result};
use homework_store::{BulkPace, Store};
use jiff::SignedDuration;

use page::{Reading, Stop};
pub use requests::Imports;
use rows::{Beginning, Rows};

/// Well within the function's 60 s; then the import goes on in another invocation.
const WORK_PER_ROUND: SignedDuration = SignedDuration::from_secs(35);
/// A message that comes more often is about an import that dies whenever it is read on. `maxReceiveCount` in
/// template.yaml leaves room for two more, so that a fault does not keep it from being given up.
const TRIES: u32 = 4;

pub struct Importer<F, Q> {
    pub store: Store,
    pub files: F,
    /// The queue that wakes the importer.
    pub wake: Q,
    pub clock: Arc<dyn Clock>,
}

impl<F: FileShelf + FileSource, Q: MessageQueue> Importer<F, Q> {
    /// Goes on with an import for a while, or gives it up when its message has come too often.
    ///
    /// # Errors
    /// `Stale` where somebody else has gone on with it meanwhile; they see to the rest.
    pub async fn handle(&self, id: ImportId, receive_count: u32) -> Result<()> {
        if receive_count > TRIES { self.give_up(id).await } else { Box::pin(self.run(id)).await }
    }

    /// What was done before, by whomever, is not done again.
    async fn run(&self, id: ImportId) -> Result<()> {
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
    async fn give_up(&self, id: ImportId) -> Result<()> {
        let mut import = self.store.import(id).await?;
        if !import.break_off(self.clock.now()) {
            return Ok(());
        }
        tracing::error!(import_id = %id, rows = import.rows_done, "import is given up");
        self.store.save_import(&mut import).await
    }

    async fn begin(&self, import: &mut Import) -> Result<()> {
        let file = self.files.open(&import.file_key(), 0).await?;
        let Some(file) = file else { return Err(Error::invalid("file", "is empty")) };
        let (etag, bytes) = (file.etag, file.length);
        if bytes > FILE_BYTES_MAX {
            let megabytes = FILE_BYTES_MAX / 1024 / 1024;
            return Err(Error::invalid("file", format!("must have at most {megabytes} MB; split it")));
        }
        let beginning = Beginning::read(file.pieces).await?;
        let (sample, is_whole) = beginning.sample();
        let layout = Layout::of(sample, is_whole, &Mapping::default())?;
        let columns = layout.described();
        let mapped = if import.numbers.is_some() {
            // What is wrong with it ends the import: such a file is easily corrected.
            Ok(layout.of_numbers()?)
        } else {
            Layout::of(sample, is_whole, &import.mapping)
                .and_then(|layout| layout.complete().map(|()| layout))
        };
        let layout = match mapped {
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
        let Some(file) = self.files.open(&import.file_key(), place.position).await? else {
            if place.position < layout.bytes {
                return Err(Error::invalid("file", "was removed while it was read"));
            }
            // Every row was written before; that it is over was not.
            return self.conclude(import, Stop::End).await;
        };
        if file.etag != layout.etag {
            return Err(Error::invalid("file", "was replaced while it was read"));
        }
        let rows = Rows::from_place(file.pieces, layout.encoding, layout.delimiter, place);
        self.take_in(import, layout, rows).await
    }

    async fn take_in<P: Pieces>(
        &self,
        import: &mut Import,
        layout: &FileLayout,
        mut rows: Rows<P>,
    ) -> Result<()> {
        let deadline = self.clock.now() + WORK_PER_ROUND;
        let rows_max = import.rows_max();
        let mut pace =
            if import.numbers.is_some() { BulkPace::of_numbers() } else { self.store.pace_of_leads() };
        let reading = Reading {
            columns: &layout.columns,
            default_country: import.default_country,
            now: self.clock.now(),
            numbers: import.numbers.is_some(),
            rows_max,
        };
        let rows_read = |import: &Import| import.rows_done - import.rows_skipped;
        let mut ahead = reading.next_page(rows_read(import), &mut rows).await?;
        loop {
            let (page, stop) = ahead;
            let read = rows_read(import) + page.rows - page.skipped;
            let more = stop.is_none() && read < rows_max;
            // The next page is read while this one is written; a round that ends forgets it.
            let (written, next) = tokio::join!(self.write(import, page, &mut pace), async {
                if more { reading.next_page(read, &mut rows).await.map(Some) } else { Ok(None) }
            });
            written?;
            let Some(next) = next? else {
                let stop = match stop {
                    Some(stop) => stop,
                    None if rows.next().await?.is_some() => Stop::TooMany,
                    None => Stop::End,
                };
                return self.conclude(import, stop).await;
            };
            ahead = next;
            if self.clock.now() > deadline {
                tracing::info!(import_id = %import.id, rows = import.rows_done, "import goes on soon");
                return self.wake.send(&ContinueImport { import_id: import.id }, 0).await;
            }
        }
    }

    async fn write(&self, import: &mut Import, page: ImportPage, pace: &mut BulkPace) -> Result<()> {
        if page.rows == 0 {
            return Ok(());
        }
        let now = self.clock.now();
        match import.numbers.clone() {
            Some(list) => self.store.import_numbers(import, &list, page, pace, now).await,
            None => {
                pace.turn_of(page.leads.len()).await;
                self.store.import_page(import, page, now).await
            }
        }
    }

    /// Ends an import whose last page is written.
    async fn conclude(&self, import: &Import, stop: Stop) -> Result<()> {
        match stop {
            Stop::Broken(error) => Err(error),
            Stop::TooMany => {
                let row = import.last_row;
                let most = import.rows_max();
                let why = format!("has more than {most} rows; those after row {row} were not read");
                Err(Error::invalid("file", why))
            }
            Stop::End if import.rows_done == import.rows_skipped => {
                Err(Error::invalid("file", "has no rows below the header"))
            }
            Stop::End => {
                let problem = unclosed_quote(import);
                if problem.is_none() {
                    self.use_national_list(import).await?;
                }
                self.finish(import.clone(), problem).await
            }
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
            listed = import.numbers_listed,
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
