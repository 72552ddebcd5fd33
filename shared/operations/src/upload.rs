//! Leads from a CSV file that comes with the request.

use std::collections::HashMap;
use std::sync::Arc;

use homework_domain::clock::Clock;
use homework_domain::country::Country;
use homework_domain::files::FileShelf;
use homework_domain::ids::LeadId;
use homework_domain::import::RowError;
use homework_domain::lead::{Lead, NewLead};
use homework_domain::lead_file::{Layout, Mapping, RefusedRows, Row, RowProblem, RowReader, Step};
use homework_domain::phone::PhoneNumber;
use homework_domain::{Error, FieldError, Result};
use homework_store::Store;
use jiff::Timestamp;

const ROWS_MAX: usize = 5_000;

#[derive(Clone)]
pub struct Uploads<F> {
    pub store: Store,
    pub files: F,
    pub clock: Arc<dyn Clock>,
}

impl<F: FileShelf> Uploads<F> {
    /// Takes in the good rows. Answers what became of each, and the key of a file of the refused ones, if there
    /// are any, to be corrected and sent again.
    ///
    /// # Errors
    /// `Invalid` for a file that as a whole is no list of leads; then nothing is taken in.
    pub async fn take_in(
        &self,
        file: &[u8],
        mapping: &Mapping,
        default_country: Option<Country>,
    ) -> Result<(Rows, Option<String>)> {
        let now = self.clock.now();
        let mut rows = parse(file, mapping, default_country, now)?;
        let leads: Vec<Lead> = rows.leads.iter().map(|(_, new)| Lead::create(new.clone(), now)).collect();
        for (index, refusal) in self.store.create_leads(&leads).await? {
            rows.refuse_lead(index, refusal.message());
        }
        let Some(refused) = rows.refused()? else { return Ok((rows, None)) };
        // Nobody guesses the name: it has 80 random bits.
        let key = format!("exports/{}/refused-rows.csv", LeadId::generate(now));
        self.files.put(&key, "text/csv; charset=utf-8", refused).await?;
        Ok((rows, Some(key)))
    }
}

/// What became of the rows.
#[derive(Debug)]
pub struct Rows {
    pub layout: Layout,
    /// The good ones, each with its number.
    leads: Vec<(u64, NewLead)>,
    pub errors: Vec<RowError>,
    pub warnings: Vec<RowError>,
    /// Below the header.
    pub total: usize,
    pub blank: usize,
    /// All but the blank ones.
    cells: HashMap<u64, Vec<String>>,
}

/// Reads the rows. A file that as a whole is no list of leads is an error.
fn parse(file: &[u8], mapping: &Mapping, default_country: Option<Country>, now: Timestamp) -> Result<Rows> {
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
        let read = columns.read(&row, default_country, now);
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
        self.warnings.extend(warnings.into_iter().map(|error| RowError::warning(row.number, error)));
        self.leads.push((row.number, new));
        self.cells.insert(row.number, row.cells);
    }

    fn refuse(&mut self, row: Row, errors: Vec<FieldError>) {
        self.errors.extend(errors.into_iter().map(|error| RowError::new(row.number, error)));
        self.cells.insert(row.number, row.cells);
    }

    /// A lead that could not be created after all.
    fn refuse_lead(&mut self, index: usize, message: &str) {
        let row = self.leads.get(index).map_or(0, |(row, _)| *row);
        self.warnings.retain(|warning| warning.row != row);
        self.errors.push(RowError::new(row, FieldError::new("phone", message)));
    }

    /// The refused rows as a file to correct and send again; `None` if there are none.
    fn refused(&mut self) -> Result<Option<Vec<u8>>> {
        self.errors.sort_by_key(|error| error.row);
        if self.errors.is_empty() {
            return Ok(None);
        }
        let mut file = RefusedRows::new(&self.layout.header, &self.layout.columns)?;
        for errors in self.errors.chunk_by(|one, other| one.row == other.row) {
            let row = errors[0].row;
            let said = errors.iter().map(|e| (e.field.as_str(), e.message.as_str()));
            file.add(row, self.cells.get(&row).map_or(&[], Vec::as_slice), said)?;
        }
        file.finish().map(Some)
    }

    /// How many rows are refused: a row may have several errors.
    pub fn rows_refused(&self) -> usize {
        self.errors.chunk_by(|one, other| one.row == other.row).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &[u8]) -> Result<Rows> {
        parse(file, &Mapping::default(), None, Timestamp::UNIX_EPOCH)
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
        let errors: Vec<_> = rows.errors.iter().map(|e| (e.row, &*e.field)).collect();
        assert_eq!(errors, [(3, "phone"), (5, "phone"), (6, "name")]);
        assert!(rows.errors[1].message.contains("row 2"));
        assert_eq!((rows.warnings[0].row, &*rows.warnings[0].field), (7, "email"));
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
        assert!(rows.errors[0].message.contains("a quote opens in this row"));
        assert!(rows.errors[1].message.contains("row 3"));
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
