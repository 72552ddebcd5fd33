//! Rows of a file that comes in pieces.

use homework_domain::Result;
use homework_domain::files::Pieces;
use homework_domain::lead_file::{Encoding, Place, Row, RowReader, SAMPLE_BYTES, Step};

/// The beginning of a file, with the pieces to read it from again.
pub(super) struct Beginning<P> {
    pieces: P,
    sample: Vec<u8>,
    is_whole: bool,
}

/// Rows, holding one row and one piece at a time.
pub(super) struct Rows<P> {
    pieces: P,
    reader: RowReader,
}

impl<P: Pieces> Beginning<P> {
    /// Reads enough to tell how the file is written.
    pub(super) async fn read(mut pieces: P) -> Result<Self> {
        let mut sample = Vec::new();
        while sample.len() < SAMPLE_BYTES {
            match pieces.next().await? {
                Some(more) => sample.extend_from_slice(&more),
                None => return Ok(Self { pieces, sample, is_whole: true }),
            }
        }
        Ok(Self { pieces, sample, is_whole: false })
    }

    pub(super) fn sample(&self) -> (&[u8], bool) {
        (&self.sample, self.is_whole)
    }

    /// Rows from `start` on, which is within the sample.
    pub(super) fn rows(self, encoding: Encoding, delimiter: u8, start: Place) -> Rows<P> {
        let mut rows = Rows::from_place(self.pieces, encoding, delimiter, start);
        let skipped = usize::try_from(start.position).unwrap_or(usize::MAX).min(self.sample.len());
        rows.reader.feed(&self.sample[skipped..]);
        rows
    }
}

impl<P: Pieces> Rows<P> {
    /// Rows from a place where one begins; `pieces` begin there too.
    pub(super) fn from_place(pieces: P, encoding: Encoding, delimiter: u8, place: Place) -> Self {
        Self { pieces, reader: RowReader::new(encoding, delimiter, place) }
    }

    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// `Invalid` for a row that is too long to be one.
    pub(super) async fn next(&mut self) -> Result<Option<Row>> {
        loop {
            match self.reader.advance()? {
                Step::Row(row) => return Ok(Some(row)),
                Step::End => return Ok(None),
                Step::NeedsMore => match self.pieces.next().await? {
                    Some(piece) => self.reader.feed(&piece),
                    None => self.reader.finish(),
                },
            }
        }
    }

    /// Where the next row begins.
    pub(super) fn place(&self) -> Place {
        self.reader.place()
    }
}

#[cfg(test)]
mod tests {
    use homework_domain::lead_file::{Layout, Mapping};

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

    #[tokio::test]
    async fn a_file_longer_than_its_sample_is_read_to_its_end() {
        let mut file = "\u{feff}sep=;\r\nLeads\r\nName;Phone\r\n".to_owned();
        file.push_str(&"Ana;+14155550101\r\n".repeat(5_000));
        let file = file.into_bytes();
        assert!(file.len() > SAMPLE_BYTES);
        for size in [1000, 65_000, 100_000] {
            let beginning = Beginning::read(Cut(file.clone(), size)).await.unwrap();
            let (sample, is_whole) = beginning.sample();
            let layout = Layout::of(sample, is_whole, &Mapping::default()).unwrap();
            let mut rows = beginning.rows(layout.encoding, layout.delimiter, layout.start);
            let mut last = (0, 0);
            while let Some(row) = rows.next().await.unwrap() {
                last = (last.0 + 1, row.number);
            }
            assert_eq!(last, (5_000, 5_002), "pieces of {size}");
            assert_eq!(rows.place().position, file.len() as u64);
        }
    }
}
