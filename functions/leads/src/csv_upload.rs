//! Leads from a CSV file: columns `name`, `phone` and, optionally, `email`, in any order.
//!
//! Commas or semicolons (as spreadsheets in much of Europe write), UTF-8 with or without a byte
//! order mark. Rows are numbered as a spreadsheet shows them: the header is row 1.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::Multipart;
use csv::{ByteRecord, ReaderBuilder};
use homework_domain::lead::NewLead;
use homework_domain::lead_file::{self, Columns, RowProblem};
use homework_domain::phone::PhoneNumber;
use homework_domain::{Error, FieldError, Result};
use serde::Serialize;
use utoipa::ToSchema;

/// What fits a Lambda function's request once API Gateway has encoded it.
pub(crate) const FILE_BYTES_MAX: usize = 4 * 1024 * 1024;
const ROWS_MAX: usize = 5_000;

/// A row that was not taken in, and why.
#[derive(Debug, Serialize, PartialEq, ToSchema)]
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

/// The good rows, each with its number, and what is wrong with the others.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) leads: Vec<(u64, NewLead)>,
    pub(crate) errors: Vec<RowError>,
}

/// The content of the form's `file` field.
pub(crate) async fn read_file(mut form: Multipart) -> Result<Bytes> {
    let unreadable = |error: axum::extract::multipart::MultipartError| match error.status().as_u16() {
        413 => too_large(),
        _ => Error::invalid("file", "the form cannot be read: it is broken or cut short"),
    };
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        if field.name() == Some("file") {
            let bytes = field.bytes().await.map_err(unreadable)?;
            return if bytes.len() > FILE_BYTES_MAX { Err(too_large()) } else { Ok(bytes) };
        }
    }
    Err(Error::invalid("file", "is missing from the form"))
}

fn too_large() -> Error {
    Error::TooLarge(format!("file: must have at most {} MB; split it", FILE_BYTES_MAX / 1024 / 1024))
}

/// Reads the rows. A file that as a whole is no list of leads is an error.
pub(crate) fn parse(file: &[u8]) -> Result<Rows> {
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    if file.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::invalid("file", "is empty"));
    }
    let first_line = file.split(|b| *b == b'\n').next().unwrap_or_default();
    let mut reader =
        ReaderBuilder::new().delimiter(lead_file::delimiter(first_line)).flexible(true).from_reader(file);
    let columns = Columns::find(reader.byte_headers().map_err(unreadable)?)?;
    let mut rows = Rows::default();
    let mut seen = HashMap::<PhoneNumber, u64>::new();
    let mut record = ByteRecord::new();
    let mut number = 1;
    while reader.read_byte_record(&mut record).map_err(unreadable)? {
        number += 1;
        if number > ROWS_MAX as u64 + 1 {
            return Err(Error::TooLarge(format!("file: must have at most {ROWS_MAX} rows; split it")));
        }
        match columns.lead(|place| record.get(place)) {
            Err(RowProblem::NotText) => return Err(lead_file::not_text(number)),
            Err(RowProblem::Fields(errors)) => {
                rows.errors.extend(errors.into_iter().map(|error| RowError { row: number, error }))
            }
            Ok(new) => match seen.insert(new.phone.clone(), number) {
                Some(earlier) => {
                    let error = FieldError::new("phone", format!("repeats the number of row {earlier}"));
                    rows.errors.push(RowError { row: number, error });
                    seen.insert(new.phone, earlier);
                }
                None => rows.leads.push((number, new)),
            },
        }
    }
    if number == 1 {
        return Err(Error::invalid("file", "has no rows below the header"));
    }
    Ok(rows)
}

fn unreadable(error: csv::Error) -> Error {
    let row = error.position().map_or(1, |p| p.record() + 1);
    Error::invalid("file", format!("row {row} cannot be read as CSV"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(file: &[u8]) -> String {
        match parse(file) {
            Err(Error::Invalid(errors)) => format!("{}: {}", errors[0].field, errors[0].message),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn good_rows_are_taken_and_bad_ones_named() {
        let file = "\u{feff}Phone;Name;Email\n+14155550101;Ana;\n12;Bob;bob@example.com\n+1 415 555 0101;Cid;\n+14155550102;;x\n";
        let rows = parse(file.as_bytes()).unwrap();
        assert_eq!(rows.leads.len(), 1);
        let errors: Vec<_> = rows.errors.iter().map(|e| (e.row, &*e.error.field)).collect();
        assert_eq!(errors, [(3, "phone"), (4, "phone"), (5, "name"), (5, "email")]);
        assert!(rows.errors[1].error.message.contains("row 2"));
    }

    #[test]
    fn a_file_that_is_no_list_of_leads_is_refused_as_a_whole() {
        assert_eq!(problem(b" \n"), "file: is empty");
        assert!(problem(b"name,phone\n").starts_with("file: has no rows"));
        assert!(problem(b"name,email\nAna,a@example.com\n").starts_with("phone: the column is missing"));
        assert!(problem(b"name,phone\nAn\xe9,+14155550101\n").contains("row 2 is not UTF-8"));
        let rubbish: Vec<u8> =
            (0..100_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        assert!(parse(&rubbish).is_err());
    }
}
