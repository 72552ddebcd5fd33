//! Leads as rows of a table, such as a CSV file: columns `name`, `phone` and, optionally, `email`,
//! in any order.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::error::{Error, FieldError, Result};
use crate::lead::NewLead;

/// Where in a row each column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    name: usize,
    phone: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<usize>,
}

/// Why a row is no lead.
#[derive(Debug, Clone, PartialEq)]
pub enum RowProblem {
    /// Not UTF-8, so probably the whole file is not.
    NotText,
    Fields(Vec<FieldError>),
}

impl Columns {
    /// Reads the header.
    pub fn find<'a>(header: impl IntoIterator<Item = &'a [u8]>) -> Result<Self> {
        let names = header
            .into_iter()
            .map(|cell| text(cell).map(str::to_lowercase).ok_or_else(|| not_text(1)))
            .collect::<Result<Vec<_>>>()?;
        let place = |column: &str| names.iter().position(|name| name == column);
        let missing = |column: &str| {
            FieldError::new(
                column,
                "the column is missing: the first row must name the columns name, phone and email",
            )
        };
        match (place("name"), place("phone")) {
            (Some(name), Some(phone)) => Ok(Self { name, phone, email: place("email") }),
            (name, phone) => {
                let absent =
                    [("name", name), ("phone", phone)].into_iter().filter(|(_, place)| place.is_none());
                Err(Error::Invalid(absent.map(|(column, _)| missing(column)).collect()))
            }
        }
    }

    /// A row's lead; `cell` gives the row's cells by their place.
    pub fn lead<'a>(&self, cell: impl Fn(usize) -> Option<&'a [u8]>) -> Result<NewLead, RowProblem> {
        let cell = |place: usize| text(cell(place).unwrap_or_default()).ok_or(RowProblem::NotText);
        let email = self.email.map(cell).transpose()?;
        NewLead::parse(cell(self.name)?, cell(self.phone)?, email).map_err(|error| match error {
            Error::Invalid(errors) => RowProblem::Fields(errors),
            other => RowProblem::Fields(vec![FieldError::new("row", other.to_string())]),
        })
    }
}

/// The error of a file that is not text.
pub fn not_text(row: u64) -> Error {
    Error::invalid("file", format!("row {row} is not UTF-8 text: save the file as CSV UTF-8"))
}

/// Semicolons separate the cells where the first line has no comma: spreadsheets in much of Europe
/// write so.
pub fn delimiter(first_line: &[u8]) -> u8 {
    let semicolons = first_line.contains(&b';') && !first_line.contains(&b',');
    if semicolons { b';' } else { b',' }
}

/// A cell's text. The apostrophe of a [`defused`] one is taken off.
fn text(cell: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(cell).ok()?.trim();
    Some(text.strip_prefix('\'').filter(|rest| runs_as_formula(rest)).unwrap_or(text))
}

/// A cell as it may stand in a file that is opened in a spreadsheet: what would be run as a formula
/// begins with an apostrophe.
pub fn defused(cell: &str) -> Cow<'_, str> {
    if runs_as_formula(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
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
        }
        assert_eq!(defused("Ana = Eva"), "Ana = Eva");
        assert_eq!(text(b" '+34912345601 "), Some("+34912345601"));
        assert_eq!(text(b"'t Hooft"), Some("'t Hooft"));
    }
}
