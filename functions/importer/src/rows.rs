//! Rows of a CSV file that comes in pieces, each with the place where the next one begins.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use homework_domain::{Error, Result};

/// The longest row; beyond it the file is no list of leads, or lacks a closing quote.
const ROW_BYTES_MAX: usize = 64 * 1024;
const CELLS_MAX: usize = 256;

/// Where the pieces come from.
pub(crate) trait Pieces {
    /// The next piece; `None` at the end.
    async fn next(&mut self) -> Result<Option<Vec<u8>>>;
}

/// Reads rows, holding one row and one piece at a time.
pub(crate) struct Rows<P> {
    pieces: P,
    piece: Vec<u8>,
    used: usize,
    ended: bool,
    reader: Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
    cells: usize,
    /// Where in the file the next row begins.
    pub(crate) position: u64,
}

/// The first line, as far as the first piece shows it, with the pieces to read it from again.
pub(crate) struct Beginning<P> {
    pieces: P,
    piece: Vec<u8>,
}

impl<P: Pieces> Beginning<P> {
    /// Reads until the first line is complete.
    pub(crate) async fn read(mut pieces: P) -> Result<Self> {
        let mut piece = Vec::new();
        while !piece.contains(&b'\n') && piece.len() < ROW_BYTES_MAX {
            match pieces.next().await? {
                Some(more) => piece.extend_from_slice(&more),
                None => break,
            }
        }
        Ok(Self { pieces, piece })
    }

    pub(crate) fn first_line(&self) -> &[u8] {
        self.piece.split(|b| *b == b'\n').next().unwrap_or_default()
    }

    /// Rows from the beginning of the file.
    pub(crate) fn rows(self, delimiter: u8) -> Rows<P> {
        // Spreadsheets mark UTF-8 so.
        let used = if self.piece.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        Rows { piece: self.piece, used, ..Rows::from_position(self.pieces, delimiter, used as u64) }
    }
}

impl<P: Pieces> Rows<P> {
    /// Rows from a place where one begins; `pieces` begin there too.
    pub(crate) fn from_position(pieces: P, delimiter: u8, position: u64) -> Self {
        Self {
            pieces,
            piece: Vec::new(),
            used: 0,
            ended: false,
            reader: ReaderBuilder::new().delimiter(delimiter).build(),
            text: vec![0; ROW_BYTES_MAX],
            ends: vec![0; CELLS_MAX],
            cells: 0,
            position,
        }
    }

    /// Reads the next row; `false` at the end.
    ///
    /// # Errors
    /// `Invalid` for a row that is too long to be one.
    pub(crate) async fn advance(&mut self) -> Result<bool> {
        let (mut filled, mut cells) = (0, 0);
        loop {
            if self.used == self.piece.len() && !self.ended {
                match self.pieces.next().await? {
                    Some(piece) => (self.piece, self.used) = (piece, 0),
                    None => self.ended = true,
                }
                continue;
            }
            let (result, read, written, ended) = self.reader.read_record(
                &self.piece[self.used..],
                &mut self.text[filled..],
                &mut self.ends[cells..],
            );
            self.used += read;
            self.position += read as u64;
            filled += written;
            cells += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    return Err(Error::invalid(
                        "file",
                        "is too long to be a row of leads; a quote may not be closed",
                    ));
                }
                ReadRecordResult::Record => {
                    self.cells = cells;
                    return Ok(true);
                }
                ReadRecordResult::End => return Ok(false),
            }
        }
    }

    /// A cell of the row that was read.
    pub(crate) fn cell(&self, place: usize) -> Option<&[u8]> {
        let ends = self.ends.get(..self.cells)?;
        let end = *ends.get(place)?;
        let start = if place == 0 { 0 } else { *ends.get(place - 1)? };
        self.text.get(start..end)
    }

    pub(crate) fn cells(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.cells).filter_map(|place| self.cell(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file cut into pieces of a few bytes.
    struct Cut(Vec<u8>, usize);

    impl Pieces for Cut {
        async fn next(&mut self) -> Result<Option<Vec<u8>>> {
            let size = self.1.min(self.0.len());
            let rest = self.0.split_off(size);
            let piece = std::mem::replace(&mut self.0, rest);
            Ok(Some(piece).filter(|piece| !piece.is_empty()))
        }
    }

    const FILE: &[u8] =
        b"\xef\xbb\xbfname,phone\r\n\"Lopez, Ana\",1\r\n\r\n\"two\nlines \"\"x\"\"\",2\nlast,3";

    #[tokio::test]
    async fn rows_are_the_same_however_the_file_is_cut_and_wherever_reading_goes_on() {
        for size in 1..FILE.len() {
            let beginning = Beginning::read(Cut(FILE.to_vec(), size)).await.unwrap();
            let mut rows = beginning.rows(b',');
            let mut read = Vec::new();
            let mut places = vec![];
            while rows.advance().await.unwrap() {
                read.push(rows.cells().map(|c| String::from_utf8(c.to_vec()).unwrap()).collect::<Vec<_>>());
                places.push(rows.position as usize);
            }
            assert_eq!(
                read,
                [
                    vec!["name", "phone"],
                    vec!["Lopez, Ana", "1"],
                    vec!["two\nlines \"x\"", "2"],
                    vec!["last", "3"]
                ]
            );
            for (done, place) in places.iter().enumerate() {
                let mut rest = Rows::from_position(Cut(FILE[*place..].to_vec(), size), b',', *place as u64);
                let mut count = 0;
                while rest.advance().await.unwrap() {
                    count += 1;
                }
                assert_eq!(count, 3 - done, "from byte {place}");
            }
        }
    }

    #[tokio::test]
    async fn a_quote_that_is_never_closed_does_not_fill_the_memory() {
        let mut file = b"name,phone\n\"Ana,1\n".to_vec();
        file.resize(1024 * 1024, b'x');
        let mut rows = Beginning::read(Cut(file, 8192)).await.unwrap().rows(b',');
        assert!(rows.advance().await.unwrap());
        assert!(rows.advance().await.is_err());
    }
}
