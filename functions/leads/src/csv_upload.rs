//! Leads from a CSV file that comes with the request.

use std::collections::HashMap;

use homework_domain::country::Country;
use homework_domain::lead::NewLead;
use homework_domain::lead_file::{Layout, Mapping, RefusedRows, Row, RowProblem, RowReader, Step};
use homework_domain::phone::PhoneNumber;
use homework_domain::{Error, FieldError, Result};
use serde::Serialize;
use utoipa::ToSchema;

const ROWS_MAX: usize = 5_000;

/// What is told of a row: why it was not taken in, or what was left out of its lead. Rows are numbered
/// as a spreadsheet shows them.
#[derive(Debug, Clone, Serialize, PartialEq, ToSchema)]
pub(crate) struct RowError {
    pub(crate) row: u64,
    #[serde(flatten)]
    #[schema(value_type = RowField)]
    pub(crate) error: FieldError,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes FieldError")]
struct RowField {
    #[schema(example = "phone")]
    field: String,
    #[schema(example = "is not a phone number")]
    message: String,
}

/// The good rows, each with its number, and what is to be told of the others.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) layout: Layout,
    pub(crate) leads: Vec<(u64, NewLead)>,
    pub(crate) errors: Vec<RowError>,
    pub(crate) warnings: Vec<RowError>,
    /// Below the header.
    pub(crate) total: usize,
    pub(crate) blank: usize,
    /// All but the blank ones.
    cells: HashMap<u64, Vec<String>>,
}

/// Reads the rows. A file that as a whole is no list of leads is an error.
pub(crate) fn parse(file: &[u8], mapping: &Mapping, default_country: Option<Country>) -> Result<Rows> {
    let layout = Layout::of(file, true, mapping)?;
    layout.complete()?;
    let mut reader = RowReader::new(layout.encoding, layout.delimiter, layout.start);
    reader.feed(&file[usize::try_from(layout.start.position).unwrap_or(0)..]);
    reader.finish();
    let columns = layout.columns.clone();
    let mut rows = Rows {
        layout,
        leads: vec![],
        errors: vec![],
        warnings: vec![],
        total: 0,
        blank: 0,
        cells: HashMap::new(),
    };
    let mut seen = HashMap::<PhoneNumber, u64>::new();
    while let Step::Row(row) = reader.advance()? {
        rows.total += 1;
        let read = columns.read(&row, default_country);
        match read.lead {
            Err(RowProblem::Blank) => rows.blank += 1,
            Err(RowProblem::Fields(errors)) => rows.refuse(row, errors),
            Ok(new) => match seen.get(&new.phone) {
                Some(earlier) => {
                    let repeats = FieldError::new("phone", format!("repeats the number of row {earlier}"));
                    rows.refuse(row, vec![repeats]);
                }
                None => {
                    seen.insert(new.phone.clone(), row.number);
                    rows.take(row, new, read.warnings);
                }
            },
        }
        if rows.total - rows.blank > ROWS_MAX {
            return Err(Error::TooLarge(format!("file: must have at most {ROWS_MAX} rows; split it")));
        }
    }
    if rows.total == rows.blank {
        return Err(Error::invalid("file", "has no rows below the header"));
    }
    Ok(rows)
}

impl Rows {
    fn take(&mut self, row: Row, new: NewLead, warnings: Vec<FieldError>) {
        self.warnings.extend(warnings.into_iter().map(|error| RowError { row: row.number, error }));
        self.leads.push((row.number, new));
        self.cells.insert(row.number, row.cells);
    }

    fn refuse(&mut self, row: Row, errors: Vec<FieldError>) {
        self.errors.extend(errors.into_iter().map(|error| RowError { row: row.number, error }));
        self.cells.insert(row.number, row.cells);
    }

    /// A lead that could not be created after all.
    pub(crate) fn refuse_lead(&mut self, index: usize, message: &str) {
        let row = self.leads.get(index).map_or(0, |(row, _)| *row);
        self.warnings.retain(|warning| warning.row != row);
        self.errors.push(RowError { row, error: FieldError::new("phone", message) });
    }

    /// The refused rows as a file to correct and send again; `None` if there are none.
    pub(crate) fn refused(&mut self) -> Result<Option<Vec<u8>>> {
        self.errors.sort_by_key(|error| error.row);
        if self.errors.is_empty() {
            return Ok(None);
        }
        let mut file = RefusedRows::new(&self.layout.header, &self.layout.columns)?;
        for errors in self.errors.chunk_by(|one, other| one.row == other.row) {
            let row = errors[0].row;
            let said = errors.iter().map(|e| (e.error.field.as_str(), e.error.message.as_str()));
            file.add(row, self.cells.get(&row).map_or(&[], Vec::as_slice), said)?;
        }
        file.finish().map(Some)
    }

    /// How many rows are refused: a row may have several errors.
    pub(crate) fn rows_refused(&self) -> usize {
        self.errors.chunk_by(|one, other| one.row == other.row).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &[u8]) -> Result<Rows> {
        parse(file, &Mapping::default(), None)
    }

    fn problem(file: &[u8]) -> String {
        match read(file) {
            Err(Error::Invalid(errors)) => format!("{}: {}", errors[0].field, errors[0].message),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn good_rows_are_taken_and_bad_ones_named() {
        let file = "\u{feff}Phone;Name;Email\n+14155550101;Ana;\n12;Bob;bob@example.com\n\n+1 415 555 0101;Cid;\n+14155550102;;\n+14155550103;Dan;x\n;;\n";
        let mut rows = read(file.as_bytes()).unwrap();
        let errors: Vec<_> = rows.errors.iter().map(|e| (e.row, &*e.error.field)).collect();
        assert_eq!(errors, [(3, "phone"), (5, "phone"), (6, "name")]);
        assert!(rows.errors[1].error.message.contains("row 2"));
        assert_eq!((rows.warnings[0].row, &*rows.warnings[0].error.field), (7, "email"));
        assert_eq!((rows.leads.len(), rows.rows_refused(), rows.blank, rows.total), (2, 3, 2, 7));
        let refused = String::from_utf8(rows.refused().unwrap().unwrap()).unwrap();
        assert_eq!(refused.lines().count(), 4);
        assert!(
            refused.lines().nth(1).unwrap().starts_with("12,Bob,bob@example.com,3,\"phone: "),
            "{refused}"
        );
    }

    #[test]
    fn a_quote_that_never_closes_takes_no_row_away() {
        let mut file = "name,phone,notes\nAna,+15035550101,\"note\n".to_owned();
        file.push_str(&"Bob,+15035550102,x\n".repeat(498));
        file.insert_str(17, "Zoe,+15035550103,\n");
        let rows = read(file.as_bytes()).unwrap();
        assert_eq!((rows.leads.len(), rows.rows_refused(), rows.total), (1, 499, 500));
        assert_eq!(rows.errors[0].row, 3);
        assert!(rows.errors[0].error.message.contains("a quote opens in this row"));
        assert!(rows.errors[1].error.message.contains("row 3"));
    }

    #[test]
    fn a_file_that_is_no_list_of_leads_is_refused_as_a_whole() {
        assert_eq!(problem(b" \n"), "file: is empty");
        assert!(problem(b"name,phone\n").starts_with("file: has no rows"));
        assert!(problem(b"name,phone\n,\n").starts_with("file: has no rows"));
        assert!(problem(b"name,email\nAna,a@example.com\n").starts_with("phone: the column is missing"));
        assert!(problem(b"PK\x03\x04[Content_Types].xml").contains(".xlsx"));
        assert_eq!(read(b"name,phone\nAn\xe9,+14155550101\n").unwrap().leads[0].1.name, "Ané");
    }
}
