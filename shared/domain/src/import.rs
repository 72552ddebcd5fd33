//! Taking in a long list of leads from a file, bit by bit.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::country::Country;
use crate::error::{Error, FieldError, Result};
use crate::ids::ImportId;
use crate::lead::NewLead;
use crate::lead_file::{Columns, DescribedColumn, Encoding, Layout, Mapping, Place};
use crate::national_list::ListEdition;
use crate::phone::PhoneNumber;
use crate::words::words;

/// Blank rows do not count.
pub const ROWS_MAX: u64 = 100_000;
/// Of a list of numbers; blank rows do not count.
pub const NUMBERS_MAX: u64 = 1_000_000;
pub const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// S3 tells the importer of files with these names (template.yaml).
const LEADS_FILE: &str = "/leads.csv";
const NUMBERS_FILE: &str = "/numbers.csv";
/// A message comes again after six minutes; an import that moved within this time is not left to it.
const SILENT_FOR: SignedDuration = SignedDuration::from_mins(4);
/// The file and the record of its import are kept for so long.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

words! {
    pub enum ImportState {
        /// The file has not been sent yet.
        AwaitingFile = "AWAITING_FILE",
        /// The file is there, and somebody must say which of its columns are names and numbers.
        AwaitingMapping = "AWAITING_MAPPING",
        Running = "RUNNING",
        /// Every row was read; some may have been refused.
        Completed = "COMPLETED",
        /// The file could not be read to its end. The rows before stay taken in.
        Failed = "FAILED",
    }
}

impl ImportState {
    pub fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Failed)
    }
}

/// What was found out about the file when it was first read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileLayout {
    /// Tells whether the file has been replaced since.
    pub etag: String,
    pub bytes: u64,
    pub delimiter: u8,
    #[serde(default)]
    pub encoding: Encoding,
    /// The columns' names.
    #[serde(default)]
    pub header: Vec<String>,
    pub columns: Columns,
    /// Where the first row below the header begins.
    #[serde(default)]
    pub start: Place,
}

impl FileLayout {
    pub fn new(etag: String, bytes: u64, layout: &Layout) -> Self {
        Self {
            etag,
            bytes,
            delimiter: layout.delimiter,
            encoding: layout.encoding,
            header: layout.header.clone(),
            columns: layout.columns.clone(),
            start: layout.start,
        }
    }
}

/// What becomes of the numbers of a file that has no leads.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NumberList {
    /// Why they are not to be called, in an operator's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The national list that the file is an edition of; `None`: the numbers go on our own list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub national: Option<ListEdition>,
}

/// An import and how far it is. Times are UTC.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Import {
    pub id: ImportId,
    pub state: ImportState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileLayout>,
    /// How whoever sends the file wants its columns read.
    #[serde(default, skip_serializing_if = "Mapping::is_empty")]
    pub mapping: Mapping,
    /// Whose national numbers are meant where a row names no country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_country: Option<Country>,
    /// What becomes of the file's columns, once it has been looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<DescribedColumn>,
    /// Where in the file the next row begins.
    pub bytes_done: u64,
    /// The number of the row before it, as a spreadsheet shows it; 0 in imports of earlier versions.
    #[serde(default)]
    pub last_row: u64,
    /// The row in which a quote opened that is never closed: no row from there on is taken in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken_quote: Option<u64>,
    /// Rows read below the header: created, refused and blank ones.
    pub rows_done: u64,
    pub leads_created: u64,
    /// Rows that were not taken in.
    pub rows_refused: u64,
    /// Blank rows.
    #[serde(default)]
    pub rows_skipped: u64,
    /// Rows that were taken in without something that stood in them.
    #[serde(default)]
    pub rows_with_warnings: u64,
    /// Set where the rows are numbers that are not to be called, and no leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbers: Option<NumberList>,
    /// Rows whose number is on the list now, be it that it was there before.
    #[serde(default)]
    pub numbers_listed: u64,
    /// Why it failed, or what is wrong with the mapping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// It failed by no fault of the file's, and may be started again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub broke_off: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Unix time at which the record goes.
    pub expires_at: i64,
    pub version: u64,
}

/// What is to be told of a row: why it was not taken in or, as a warning, what was left out of its
/// lead. Rows are numbered as a spreadsheet shows them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowError {
    pub row: u64,
    pub field: String,
    pub message: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub warning: bool,
}

impl RowError {
    pub fn new(row: u64, error: FieldError) -> Self {
        Self { row, field: error.field, message: error.message, warning: false }
    }

    pub fn warning(row: u64, error: FieldError) -> Self {
        Self { warning: true, ..Self::new(row, error) }
    }
}

/// Rows that are taken in together, with the progress they stand for.
#[derive(Debug, Default)]
pub struct ImportPage {
    /// The good rows' leads with their row; no number is there twice.
    pub leads: Vec<(u64, NewLead)>,
    /// The good rows' numbers, of a list of numbers.
    pub numbers: Vec<PhoneNumber>,
    /// What is wrong with the others, and the warnings.
    pub errors: Vec<RowError>,
    /// Rows altogether.
    pub rows: u64,
    /// Blank ones among them.
    pub skipped: u64,
    /// Where reading goes on after these.
    pub end: Place,
}

impl ImportPage {
    /// How many rows are refused: a row may have several errors.
    pub fn rows_refused(&self) -> u64 {
        self.rows - self.skipped - self.leads.len() as u64 - self.numbers.len() as u64
    }

    fn rows_with_warnings(&self) -> u64 {
        let mut rows: Vec<u64> =
            self.errors.iter().filter(|error| error.warning).map(|error| error.row).collect();
        rows.dedup();
        rows.len() as u64
    }
}

impl Import {
    pub fn create(mapping: Mapping, default_country: Option<Country>, now: Timestamp) -> Self {
        Self {
            id: ImportId::generate(now),
            state: ImportState::AwaitingFile,
            file: None,
            mapping,
            default_country,
            columns: vec![],
            bytes_done: 0,
            last_row: 0,
            broken_quote: None,
            rows_done: 0,
            leads_created: 0,
            rows_refused: 0,
            rows_skipped: 0,
            rows_with_warnings: 0,
            numbers: None,
            numbers_listed: 0,
            problem: None,
            broke_off: false,
            created_at: now,
            updated_at: now,
            expires_at: (now + KEPT_FOR).as_second(),
            version: 1,
        }
    }

    /// An import of numbers that are not to be called.
    pub fn create_of_numbers(list: NumberList, default_country: Option<Country>, now: Timestamp) -> Self {
        Self { numbers: Some(list), ..Self::create(Mapping::default(), default_country, now) }
    }

    /// How many rows the file may have, without the blank ones.
    pub fn rows_max(&self) -> u64 {
        if self.numbers.is_some() { NUMBERS_MAX } else { ROWS_MAX }
    }

    /// Where the file is.
    pub fn file_key(&self) -> String {
        let name = if self.numbers.is_some() { NUMBERS_FILE } else { LEADS_FILE };
        format!("imports/{}{name}", self.id)
    }

    /// Where the refused rows are put.
    pub fn errors_key(&self) -> String {
        format!("imports/{}/errors.csv", self.id)
    }

    /// Where the list of what was left out is put.
    pub fn warnings_key(&self) -> String {
        format!("imports/{}/warnings.csv", self.id)
    }

    /// The import that a file belongs to.
    pub fn id_of_file(key: &str) -> Option<ImportId> {
        let rest = key.strip_prefix("imports/")?;
        rest.strip_suffix(LEADS_FILE).or_else(|| rest.strip_suffix(NUMBERS_FILE))?.parse().ok()
    }

    /// How much of the file is read.
    pub fn percent(&self) -> u64 {
        let percent = match (&self.file, self.state) {
            (_, ImportState::Completed) => 100,
            (Some(file), _) => self.bytes_done * 100 / file.bytes.max(1),
            (None, _) => 0,
        };
        percent.min(100)
    }

    /// Where reading goes on.
    pub fn place(&self) -> Place {
        // Earlier versions counted rows below a header in row 1, and no blank ones.
        let row = if self.last_row == 0 { self.rows_done + 1 } else { self.last_row };
        Place { position: self.bytes_done, row, broken_quote: self.broken_quote }
    }

    pub fn begin(&mut self, file: FileLayout, columns: Vec<DescribedColumn>, start: Place, now: Timestamp) {
        self.state = ImportState::Running;
        self.file = Some(file);
        self.columns = columns;
        self.problem = None;
        self.go_to(start);
        self.updated_at = now;
    }

    /// The file is there, but not everything is known that it takes to read it: `problem` says what.
    pub fn ask(&mut self, columns: Vec<DescribedColumn>, problem: String, now: Timestamp) {
        self.state = ImportState::AwaitingMapping;
        self.columns = columns;
        self.problem = Some(problem);
        self.updated_at = now;
    }

    /// Says how the columns are to be read. May be said again until the first row has been read.
    ///
    /// # Errors
    /// `Conflict` once rows are being read.
    pub fn map(&mut self, mapping: Mapping, default_country: Option<Country>, now: Timestamp) -> Result<()> {
        if self.file.is_some() || self.state.is_over() {
            let message = format!("the import is {}: its columns are settled", self.state.as_str());
            return Err(Error::Conflict(message));
        }
        if self.state == ImportState::AwaitingMapping {
            self.state = ImportState::Running;
        }
        self.mapping = mapping;
        self.default_country = default_country.or(self.default_country);
        self.problem = None;
        self.updated_at = now;
        Ok(())
    }

    /// Reading broke off again and again, by our own fault. The rows before stay taken in. Says whether it
    /// was under way: one that went on lately is in other hands.
    pub fn break_off(&mut self, now: Timestamp) -> bool {
        if self.state.is_over() || !self.is_silent(now) {
            return false;
        }
        self.state = ImportState::Failed;
        self.broke_off = true;
        let rows = self.rows_done;
        self.problem = Some(format!(
            "Reading broke off several times after {rows} rows, by a fault of ours. Start it again."
        ));
        self.updated_at = now;
        true
    }

    fn is_silent(&self, now: Timestamp) -> bool {
        now.duration_since(self.updated_at) >= SILENT_FOR
    }

    /// It broke off, or nobody is at it any more, as where the message to go on with it was never sent.
    pub fn can_start_again(&self, now: Timestamp) -> bool {
        self.broke_off || (self.state == ImportState::Running && self.is_silent(now))
    }

    /// Goes on behind the last row that was read.
    ///
    /// # Errors
    /// `Conflict` for an import that did not break off.
    pub fn start_again(&mut self, now: Timestamp) -> Result<()> {
        if !self.can_start_again(now) {
            let message = format!("the import is {} and did not break off", self.state.as_str());
            return Err(Error::Conflict(message));
        }
        self.state = ImportState::Running;
        self.broke_off = false;
        self.problem = None;
        self.updated_at = now;
        Ok(())
    }

    pub fn advance(&mut self, page: &ImportPage, now: Timestamp) {
        self.go_to(page.end);
        self.rows_done += page.rows;
        self.leads_created += page.leads.len() as u64;
        self.numbers_listed += page.numbers.len() as u64;
        self.rows_refused += page.rows_refused();
        self.rows_skipped += page.skipped;
        self.rows_with_warnings += page.rows_with_warnings();
        self.updated_at = now;
    }

    fn go_to(&mut self, place: Place) {
        self.bytes_done = place.position;
        self.last_row = place.row;
        self.broken_quote = place.broken_quote;
    }

    pub fn end(&mut self, problem: Option<String>, now: Timestamp) {
        self.state = if problem.is_some() { ImportState::Failed } else { ImportState::Completed };
        self.problem = problem;
        self.updated_at = now;
    }
}

#[cfg(test)]
mod tests;
