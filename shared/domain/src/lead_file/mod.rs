//! Lists of leads as delimited text (CSV), as exports and spreadsheets write it.
//!
//! One reader for everything that looks at a list: [`Layout::of`] finds out from a file's beginning how it
//! is written (encoding, separator, where the header is, what each column is), [`RowReader`] reads its
//! rows, and [`Columns::read`] makes a lead of each. Nothing is dropped without a word: whoever sent the
//! file is told what became of each column and of each row.

mod columns;
mod country;
mod encoding;
mod header;
mod header_words;
mod layout;
mod read;
mod refused;
mod rows;

use std::borrow::Cow;

pub use columns::{ColumnRef, Columns, Field, Mapping};
pub use country::country;
pub use encoding::Encoding;
pub use layout::{ColumnUse, DescribedColumn, Layout, SAMPLE_BYTES};
pub use read::{ReadRow, RowProblem};
pub use refused::RefusedRows;
pub use rows::{Place, ROW_BYTES_MAX, Row, RowFault, RowReader, Step};

/// A cell as it may stand in a file that is opened in a spreadsheet: what would be run as a formula
/// begins with an apostrophe.
pub fn defused(cell: &str) -> Cow<'_, str> {
    if runs_as_formula(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// A cell without the apostrophe of a [`defused`] one.
fn armed(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| runs_as_formula(rest)).unwrap_or(cell)
}

fn runs_as_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_read_back() {
        for cell in ["=1+1", "+34912345601", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(defused(cell), format!("'{cell}"));
            assert_eq!(armed(&defused(cell)), cell);
        }
        assert_eq!(defused("Ana = Eva"), "Ana = Eva");
        assert_eq!(armed("'t Hooft"), "'t Hooft");
    }
}
