//! Taking in a long list of leads from a file, bit by bit.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::error::FieldError;
use crate::ids::ImportId;
use crate::lead::NewLead;
use crate::lead_file::Columns;

pub const ROWS_MAX: u64 = 100_000;
pub const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// The file and the record of its import are kept for so long.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ImportState {
    /// The file has not been sent yet.
    AwaitingFile,
    Running,
    /// Every row was read; some may have been refused.
    Completed,
    /// The file could not be read to its end. The rows before stay taken in.
    Failed,
}

impl ImportState {
    pub const ALL: [Self; 4] = [Self::AwaitingFile, Self::Running, Self::Completed, Self::Failed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingFile => "AWAITING_FILE",
            Self::Running => "RUNNING",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
        }
    }

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
    pub columns: Columns,
}

/// An import and how far it is. Times are UTC.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Import {
    pub id: ImportId,
    pub state: ImportState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileLayout>,
    /// Where in the file the next row begins.
    pub bytes_done: u64,
    /// Rows read, without the header.
    pub rows_done: u64,
    pub leads_created: u64,
    /// Rows that were not taken in.
    pub rows_refused: u64,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Unix time at which the record goes.
    pub expires_at: i64,
    pub version: u64,
}

/// A row that was not taken in, and why. Rows are numbered as a spreadsheet shows them: the header
/// is row 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowError {
    pub row: u64,
    pub field: String,
    pub message: String,
}

impl RowError {
    pub fn new(row: u64, error: FieldError) -> Self {
        Self { row, field: error.field, message: error.message }
    }
}

/// Rows that are taken in together, with the progress they stand for.
#[derive(Debug, Default)]
pub struct ImportPage {
    /// The good rows' leads with their row; no number is there twice.
    pub leads: Vec<(u64, NewLead)>,
    /// What is wrong with the others.
    pub errors: Vec<RowError>,
    /// Rows altogether.
    pub rows: u64,
    /// Where in the file the row after these begins.
    pub bytes_done: u64,
}

impl ImportPage {
    /// How many rows are refused: a row may have several errors.
    pub fn rows_refused(&self) -> u64 {
        self.rows - self.leads.len() as u64
    }
}

impl Import {
    pub fn create(now: Timestamp) -> Self {
        Self {
            id: ImportId::generate(now),
            state: ImportState::AwaitingFile,
            file: None,
            bytes_done: 0,
            rows_done: 0,
            leads_created: 0,
            rows_refused: 0,
            problem: None,
            created_at: now,
            updated_at: now,
            expires_at: (now + KEPT_FOR).as_second(),
            version: 1,
        }
    }

    /// Where the file is.
    pub fn file_key(&self) -> String {
        format!("imports/{}/leads.csv", self.id)
    }

    /// Where the list of refused rows is put.
    pub fn errors_key(&self) -> String {
        format!("imports/{}/errors.csv", self.id)
    }

    /// The import that a file belongs to.
    pub fn id_of_file(key: &str) -> Option<ImportId> {
        key.strip_prefix("imports/")?.strip_suffix("/leads.csv")?.parse().ok()
    }

    pub fn begin(&mut self, file: FileLayout, bytes_done: u64, now: Timestamp) {
        self.state = ImportState::Running;
        self.file = Some(file);
        self.bytes_done = bytes_done;
        self.updated_at = now;
    }

    pub fn advance(&mut self, page: &ImportPage, now: Timestamp) {
        self.bytes_done = page.bytes_done;
        self.rows_done += page.rows;
        self.leads_created += page.leads.len() as u64;
        self.rows_refused += page.rows_refused();
        self.updated_at = now;
    }

    pub fn end(&mut self, problem: Option<String>, now: Timestamp) {
        self.state = if problem.is_some() { ImportState::Failed } else { ImportState::Completed };
        self.problem = problem;
        self.updated_at = now;
    }
}
