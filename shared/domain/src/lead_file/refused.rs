//! The refused rows as a file: what stood in them, with the row's number and why it was refused beside
//! it. Corrected, the file can be sent again: those two columns are then set aside.

use csv::Writer;

use super::columns::Columns;
use super::defused;
use crate::error::{Error, Result};

/// Writes the rows one by one.
pub struct RefusedRows {
    file: Writer<Vec<u8>>,
    width: usize,
}

impl RefusedRows {
    /// Under the list's own header, or the fields' names where it has none.
    pub fn new(header: &[String], columns: &Columns) -> Result<Self> {
        let mut file = Writer::from_writer(Vec::new());
        let names = header.iter().enumerate().map(|(place, name)| match columns.field_of(place) {
            Some(field) if name.is_empty() => field.as_str().to_owned(),
            _ => defused(name).into_owned(),
        });
        let header = names.chain(["row".to_owned(), "reason".to_owned()]);
        let width = header.size_hint().0 - 2;
        file.write_record(header).map_err(Error::internal)?;
        Ok(Self { file, width })
    }

    /// Adds a row with what is wrong with it: each field with its message.
    pub fn add<'a>(
        &mut self,
        number: u64,
        cells: &[String],
        problems: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<()> {
        let reasons: Vec<String> =
            problems.into_iter().map(|(field, message)| format!("{field}: {message}")).collect();
        let cells = (0..self.width).map(|place| cells.get(place).map_or("", String::as_str));
        let row =
            cells.map(|cell| defused(cell).into_owned()).chain([number.to_string(), reasons.join("; ")]);
        self.file.write_record(row).map_err(Error::internal)
    }

    /// The file, in UTF-8 with the mark by which Excel knows it.
    pub fn finish(self) -> Result<Vec<u8>> {
        let mut file = "\u{feff}".as_bytes().to_vec();
        file.extend(self.file.into_inner().map_err(Error::internal)?);
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::super::{Layout, Mapping};
    use super::*;

    #[test]
    fn refused_rows_can_be_corrected_and_sent_again() {
        let list = "Name;Telefon;Notes\n=Ana;12;a, \"b\"\n";
        let layout = Layout::of(list.as_bytes(), true, &Mapping::default()).unwrap();
        let mut refused = RefusedRows::new(&layout.header, &layout.columns).unwrap();
        refused.add(2, &layout.first_rows[0].cells, [("name", "must not"), ("phone", "is short")]).unwrap();
        let file = String::from_utf8(refused.finish().unwrap()).unwrap();
        assert_eq!(
            file,
            "\u{feff}Name,Telefon,Notes,row,reason\n'=Ana,12,\"a, \"\"b\"\"\",2,name: must not; phone: is short\n"
        );
        let corrected = file.replace("'=Ana,12", "Ana,+14155550101");
        let again = Layout::of(corrected.as_bytes(), true, &Mapping::default()).unwrap();
        assert!(again.columns.read(&again.first_rows[0], None, Timestamp::UNIX_EPOCH).lead.is_ok());
    }
}
