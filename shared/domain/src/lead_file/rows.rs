//! Rows of delimited text that comes in pieces, each with its number and the place where the next begins.
//!
//! As RFC 4180 has it, and as spreadsheets read it: cells may be quoted, a quote in one is doubled, a
//! quoted cell may span lines. A line may end in CR LF, LF or CR. A quote that opens and is never properly
//! closed would swallow the rows below without a word: from the row on in which it opens, every line is a
//! row of its own that carries [`RowFault`].

use encoding_rs::Decoder;
use serde::{Deserialize, Serialize};

use super::encoding::{self, Encoding};
use crate::error::{Error, Result};

/// The longest row: beyond it the file is no list of leads.
pub const ROW_BYTES_MAX: usize = 64 * 1024;

/// A row as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// As a spreadsheet shows it: the first row is 1, and blank ones count.
    pub number: u64,
    /// The cells' text, trimmed.
    pub cells: Vec<String>,
    pub fault: Option<RowFault>,
}

impl Row {
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }
}

/// The row cannot be told from those around it: in row `opened` a quote opens that is never closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowFault {
    pub opened: u64,
}

/// Where reading goes on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The byte of the file at which the next row begins.
    pub position: u64,
    /// The number of the row before it.
    pub row: u64,
    /// The row in which a quote opened that is never closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken_quote: Option<u64>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    Row(Row),
    /// The next row is not complete: [`RowReader::feed`] it more, or [`RowReader::finish`].
    NeedsMore,
    End,
}

/// Reads rows, holding one row and one piece of the file at a time.
pub struct RowReader {
    delimiter: u8,
    encoding: Encoding,
    decoder: Option<Decoder>,
    text: Vec<u8>,
    used: usize,
    place: Place,
    finished: bool,
}

enum Scan {
    /// Bytes to the end of its line, and where in the unquoted text each cell ends.
    Row {
        length: usize,
        cells: Vec<Vec<u8>>,
    },
    Incomplete {
        in_quotes: bool,
    },
    BrokenQuote,
}

impl RowReader {
    /// Rows from a place where one begins; the pieces begin there too.
    pub fn new(encoding: Encoding, delimiter: u8, place: Place) -> Self {
        let decoder = encoding.decoder();
        Self { delimiter, encoding, decoder, text: vec![], used: 0, place, finished: false }
    }

    pub fn place(&self) -> Place {
        self.place
    }

    pub fn feed(&mut self, piece: &[u8]) {
        self.text.drain(..self.used);
        self.used = 0;
        match &mut self.decoder {
            Some(decoder) => encoding::decode_into(decoder, piece, false, &mut self.text),
            None => self.text.extend_from_slice(piece),
        }
    }

    /// There are no more pieces.
    pub fn finish(&mut self) {
        if let Some(decoder) = &mut self.decoder {
            encoding::decode_into(decoder, &[], true, &mut self.text);
        }
        self.finished = true;
    }

    /// The next row.
    ///
    /// # Errors
    /// `Invalid` for a row that is too long to be one.
    pub fn advance(&mut self) -> Result<Step> {
        if self.finished && self.used == self.text.len() {
            return Ok(Step::End);
        }
        let rest = &self.text[self.used..];
        let by_line = self.place.broken_quote.is_some();
        match scan(rest, self.delimiter, self.finished, by_line) {
            Scan::Row { length, cells } => Ok(Step::Row(self.take(length, &cells))),
            Scan::Incomplete { in_quotes } if rest.len() > ROW_BYTES_MAX && (by_line || !in_quotes) => {
                let row = self.place.row + 1;
                Err(Error::invalid("file", format!("row {row} is too long to be a row of leads")))
            }
            Scan::Incomplete { in_quotes } if !(self.finished || in_quotes && rest.len() > ROW_BYTES_MAX) => {
                Ok(Step::NeedsMore)
            }
            Scan::Incomplete { .. } | Scan::BrokenQuote => {
                self.place.broken_quote = Some(self.place.row + 1);
                self.advance()
            }
        }
    }

    fn take(&mut self, length: usize, cells: &[Vec<u8>]) -> Row {
        let raw = &self.text[self.used..self.used + length];
        let is_utf8 = self.encoding != Encoding::Utf8 || std::str::from_utf8(raw).is_ok();
        self.place.position += self.encoding.source_len(raw);
        self.place.row += 1;
        self.used += length;
        Row {
            number: self.place.row,
            cells: cells.iter().map(|cell| trimmed(&encoding::cell_text(cell, is_utf8)).to_owned()).collect(),
            fault: self.place.broken_quote.map(|opened| RowFault { opened }),
        }
    }
}

/// Without the white space and the invisible characters around it.
pub(super) fn trimmed(text: &str) -> &str {
    let invisible = |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    text.trim_matches(|c: char| c.is_whitespace() || c == '\0' || invisible(c))
}

enum State {
    Start,
    Plain,
    Quoted { spans_lines: bool },
    AfterQuote { spanned_lines: bool },
}

/// Looks for the end of the first row in `text`. With `by_line` the row ends with its line, whatever its
/// quotes say.
fn scan(text: &[u8], delimiter: u8, finished: bool, by_line: bool) -> Scan {
    let mut cells = Vec::new();
    let mut cell = Vec::new();
    let mut state = State::Start;
    for (place, byte) in text.iter().copied().enumerate() {
        let ends_line = matches!(byte, b'\n' | b'\r');
        let in_quotes = matches!(state, State::Quoted { .. });
        if ends_line && (by_line || !in_quotes) {
            let length = match (byte, text.get(place + 1)) {
                (b'\r', Some(b'\n')) => place + 2,
                (b'\r', None) if !finished => return Scan::Incomplete { in_quotes: false },
                _ => place + 1,
            };
            cells.push(cell);
            return Scan::Row { length, cells };
        }
        state = match state {
            State::Start | State::Plain | State::AfterQuote { .. } if byte == delimiter => {
                cells.push(std::mem::take(&mut cell));
                State::Start
            }
            // A quote counts at the beginning of a cell, whatever blanks are before it.
            State::Start if byte == b'"' => {
                cell.clear();
                State::Quoted { spans_lines: false }
            }
            State::Start | State::Plain => {
                cell.push(byte);
                if matches!(state, State::Start) && byte == b' ' { State::Start } else { State::Plain }
            }
            State::Quoted { spans_lines } if byte == b'"' => State::AfterQuote { spanned_lines: spans_lines },
            State::Quoted { spans_lines } => {
                cell.push(byte);
                State::Quoted { spans_lines: spans_lines || ends_line }
            }
            State::AfterQuote { spanned_lines } if byte == b'"' => {
                cell.push(b'"');
                State::Quoted { spans_lines: spanned_lines }
            }
            State::AfterQuote { .. } if byte == b' ' => {
                cell.push(byte);
                state
            }
            // Text behind a closing quote: within a line it is carelessness, behind several it was the
            // opening quote of another cell.
            State::AfterQuote { spanned_lines: true } => return Scan::BrokenQuote,
            State::AfterQuote { spanned_lines: false } => {
                cell.push(byte);
                State::Plain
            }
        };
    }
    let in_quotes = matches!(state, State::Quoted { .. });
    if finished && (by_line || !in_quotes) {
        cells.push(cell);
        return Scan::Row { length: text.len(), cells };
    }
    Scan::Incomplete { in_quotes }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All rows of a file that comes in pieces of `size` bytes.
    fn rows(file: &[u8], size: usize, encoding: Encoding, mut place: Place) -> (Vec<Row>, Vec<Place>) {
        let mut reader = RowReader::new(encoding, b',', place);
        let mut pieces = file[place.position as usize..].chunks(size);
        let (mut rows, mut places) = (vec![], vec![]);
        loop {
            match reader.advance().unwrap() {
                Step::Row(row) => {
                    rows.push(row);
                    place = reader.place();
                    places.push(place);
                }
                Step::NeedsMore => match pieces.next() {
                    Some(piece) => reader.feed(piece),
                    None => reader.finish(),
                },
                Step::End => return (rows, places),
            }
        }
    }

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    const FILE: &str =
        "name,phone\r\n\"Lopez, Ana\",1\r\n\r\n\"two\nlines \"\"x\"\"\",2\r,,\n 🦊 , \"José\" \nlast,3";

    #[test]
    fn rows_are_the_same_however_the_file_is_cut_and_wherever_reading_goes_on() {
        for (file, encoding) in [(FILE.as_bytes().to_vec(), Encoding::Utf8), (utf16(FILE), Encoding::Utf16Le)]
        {
            let (all, places) = rows(&file, file.len(), encoding, Place::default());
            let cells: Vec<Vec<&str>> =
                all.iter().map(|row| row.cells.iter().map(String::as_str).collect()).collect();
            assert_eq!(
                cells,
                [
                    vec!["name", "phone"],
                    vec!["Lopez, Ana", "1"],
                    vec![""],
                    vec!["two\nlines \"x\"", "2"],
                    vec!["", "", ""],
                    vec!["🦊", "José"],
                    vec!["last", "3"]
                ]
            );
            assert_eq!(all.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7]);
            assert!(all.iter().all(|row| row.fault.is_none()));
            for size in 1..file.len() {
                assert_eq!(rows(&file, size, encoding, Place::default()).0, all, "pieces of {size}");
            }
            for (done, place) in places.iter().enumerate() {
                assert_eq!(rows(&file, 7, encoding, *place).0, all[done + 1..], "from {place:?}");
            }
        }
    }

    #[test]
    fn a_quote_that_never_closes_takes_no_row_away() {
        for broken in [
            // In the last column, to the end of the file; up to another cell's quote; in a short list.
            "n,p,x\nA,1,\nB,2,\"note\nC,3,x\nD,4,y\n",
            "n,p,x\nA,1,\nB,2,\"note\nC,3,\"x\"\nD,4,y\n",
            "n,p,x\nA,1,\n\"B,2,note\nC,3,\"\"\"x\nD,4,y",
        ] {
            for size in [1, 5, 100] {
                let (all, places) = rows(broken.as_bytes(), size, Encoding::Utf8, Place::default());
                let faults: Vec<_> = all.iter().map(|row| row.fault.map(|fault| fault.opened)).collect();
                assert_eq!(faults, [None, None, Some(3), Some(3), Some(3)], "{broken}");
                let resumed = rows(broken.as_bytes(), size, Encoding::Utf8, places[2]).0;
                assert_eq!(resumed, all[3..]);
            }
        }
    }

    #[test]
    fn careless_quotes_within_a_line_are_no_fault() {
        let file = "\"Acme\" Inc,5\" pipe,\"a\"\nnext,1,2\n";
        let (all, _) = rows(file.as_bytes(), 4, Encoding::Utf8, Place::default());
        assert_eq!(all[0].cells, ["Acme Inc", "5\" pipe", "a"]);
        assert!(all.len() == 2 && all.iter().all(|row| row.fault.is_none()));
    }

    #[test]
    fn a_quote_that_never_closes_does_not_fill_the_memory() {
        let mut file = b"n,p\n\"A,1\n".to_vec();
        file.extend("B,2\n".repeat(30_000).bytes());
        let (all, _) = rows(&file, 8192, Encoding::Utf8, Place::default());
        assert_eq!(all.len(), 30_002);
        assert!(all[1..].iter().all(|row| row.fault == Some(RowFault { opened: 2 })));
        for first in [b'x', b'"'] {
            let mut endless = vec![b'x'; 2 * ROW_BYTES_MAX];
            endless[0] = first;
            let mut reader = RowReader::new(Encoding::Utf8, b',', Place::default());
            reader.feed(&endless);
            assert!(reader.advance().is_err());
        }
    }

    #[test]
    fn a_row_that_is_not_utf8_is_windows_1252() {
        let (all, _) = rows(b"Jos\xe9,1\nJos\xc3\xa9,2\n\x93Ana\x94,3", 3, Encoding::Utf8, Place::default());
        let names: Vec<_> = all.iter().map(|row| row.cells[0].as_str()).collect();
        assert_eq!(names, ["José", "José", "“Ana”"]);
    }

    proptest::proptest! {
        /// Whatever well-formed CSV says, this reads as the csv crate does.
        #[test]
        fn well_formed_rows_are_read_as_others_read_them(
            table in proptest::collection::vec(proptest::collection::vec("[a-c\",\n é]{0,6}", 2..4), 1..6)
        ) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(vec![]);
            for row in &table {
                writer.write_record(row).unwrap();
            }
            let file = writer.into_inner().unwrap();
            let (all, _) = rows(&file, 3, Encoding::Utf8, Place::default());
            let read: Vec<Vec<String>> = all.into_iter().map(|row| row.cells).collect();
            let expected: Vec<Vec<String>> =
                table.iter().map(|row| row.iter().map(|cell| trimmed(cell).to_owned()).collect()).collect();
            proptest::prop_assert_eq!(read, expected);
        }
    }
}
