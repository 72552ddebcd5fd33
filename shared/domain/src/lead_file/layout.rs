//! How a list is written: found out from its beginning, by reading it in each way that comes into
//! question and seeing which one makes sense.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::columns::{Columns, Field, Mapping};
use super::encoding::{self, Encoding};
use super::header::{self, Kind, Named};
use super::rows::{Place, Row, RowReader, Step};
use crate::error::{Error, Result};

/// What of a file's beginning is enough to tell how it is written.
pub const SAMPLE_BYTES: usize = 64 * 1024;
/// The header is among the first so many rows: titles and notes may be above it.
const HEADER_WITHIN: usize = 20;
const SAMPLE_ROWS: usize = 60;
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How a list is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    pub encoding: Encoding,
    pub delimiter: u8,
    /// The columns' names; empty ones where the file has no header.
    pub header: Vec<String>,
    /// The header's row; `None` if the list begins without one.
    pub header_row: Option<u64>,
    pub columns: Columns,
    /// What the columns that are not read are.
    set_aside: Vec<bool>,
    /// Where the first row below the header begins.
    pub start: Place,
    /// The first rows below the header.
    pub first_rows: Vec<Row>,
}

/// What becomes of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ColumnUse {
    Read,
    /// It is recognised, and a lead has nothing of the kind.
    SetAside,
    /// Nobody knows what it is.
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DescribedColumn {
    /// As the header names it.
    pub header: String,
    pub field: Option<Field>,
    pub usage: ColumnUse,
}

/// One way to read the sample.
struct Reading {
    delimiter: u8,
    /// Where the first row begins.
    start: Place,
    rows: Vec<(Place, Row)>,
    /// Which of the rows is the header, and how much speaks for it.
    header: Option<usize>,
    score: usize,
    /// How many of the rows have as many cells as most, times how many that are.
    evenness: usize,
}

impl Layout {
    /// Finds out how a file is written from `sample`, its first [`SAMPLE_BYTES`] or, if `is_whole`, all.
    ///
    /// # Errors
    /// `Invalid` for a file that is empty or no text, and for a mapping to columns that are not there. That
    /// columns are missing is no error here: see [`Columns::missing`].
    pub fn of(sample: &[u8], is_whole: bool, mapping: &Mapping) -> Result<Self> {
        let (encoding, mark) = Encoding::of(sample);
        encoding::refuse_other_formats(sample, encoding)?;
        let text = &sample[mark..];
        let start = Place { position: mark as u64, ..Place::default() };
        let reading = match separator_line(text, encoding) {
            Some((delimiter, length)) => {
                let after = Place { position: start.position + length as u64, ..start };
                Reading::of(&text[length..], is_whole, encoding, delimiter, after)
            }
            None => DELIMITERS
                .into_iter()
                .map(|delimiter| Reading::of(text, is_whole, encoding, delimiter, start))
                .reduce(Reading::better)
                .ok_or_else(|| Error::internal("no delimiter"))?,
        };
        if reading.rows.iter().all(|(_, row)| row.is_blank()) {
            return Err(Error::invalid("file", "is empty"));
        }
        reading.into_layout(encoding, mapping)
    }

    /// The same for a list of bare numbers: where no column is named for them, they are in the only one, which
    /// has no name, or in the first that looks like it.
    ///
    /// # Errors
    /// `Invalid` on `file` where none does.
    pub fn of_numbers(mut self) -> Result<Self> {
        if self.columns.of(Field::Phone).is_empty() {
            let is_phone = |place: &usize| by_content(*place, &self.first_rows) == Some(Kind::Phone);
            let place = match self.header.len() {
                1 if self.header_row.is_none() => Some(0),
                columns => (0..columns).find(is_phone),
            };
            let place = place.ok_or_else(|| {
                Error::invalid("file", "has no column of telephone numbers: name it phone, in the first row")
            })?;
            self.columns.set(Field::Phone, vec![place]);
        }
        Ok(self)
    }

    /// What becomes of each column.
    pub fn described(&self) -> Vec<DescribedColumn> {
        let described = self.header.iter().enumerate().map(|(place, header)| {
            let field = self.columns.field_of(place);
            let usage = match field {
                Some(_) => ColumnUse::Read,
                None if self.set_aside.get(place).copied().unwrap_or(false) => ColumnUse::SetAside,
                None => ColumnUse::Unknown,
            };
            DescribedColumn { header: header.clone(), field, usage }
        });
        described.collect()
    }

    /// Says which columns there must be and are not.
    ///
    /// # Errors
    /// `Invalid` on each missing field, naming the columns that the file has.
    pub fn complete(&self) -> Result<()> {
        let missing = self.columns.missing();
        if missing.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = self.header.iter().map(|name| name.chars().take(40).collect()).collect();
        let has = if self.header_row.is_some() {
            format!("the file has the columns {}", names.join(", "))
        } else {
            format!("the file has {} columns without names", names.len())
        };
        let error = |field: Field| {
            let what = match field {
                Field::Phone => "the numbers",
                _ => "the names",
            };
            let message = format!(
                "the column is missing: no column is known to have {what}; {has}; name the column in `mapping`"
            );
            crate::error::FieldError::new(field.as_str(), message)
        };
        Err(Error::Invalid(missing.into_iter().map(error).collect()))
    }
}

/// A first line such as `sep=;`, which tells Excel the separator and which it does not show as a row: the
/// separator and the line's length.
fn separator_line(text: &[u8], encoding: Encoding) -> Option<(u8, usize)> {
    let wide = encoding != Encoding::Utf8;
    let units = text.chunks(if wide { 2 } else { 1 });
    let high = usize::from(encoding == Encoding::Utf16Be);
    let line: Vec<u8> =
        units.take(12).filter_map(|unit| unit.get(if wide { high } else { 0 }).copied()).collect();
    let length = line.iter().position(|byte| *byte == b'\n')? + 1;
    let shown: Vec<u8> =
        line[..length].iter().copied().filter(|byte| !matches!(byte, b'"' | b'\r' | b'\n')).collect();
    let &[s, e, p, b'=', delimiter] = shown.as_slice() else { return None };
    let is_sep = [s, e, p].eq_ignore_ascii_case(b"sep");
    is_sep.then_some((delimiter, if wide { length * 2 } else { length }))
}

impl Reading {
    fn of(text: &[u8], is_whole: bool, encoding: Encoding, delimiter: u8, start: Place) -> Self {
        let mut reader = RowReader::new(encoding, delimiter, start);
        reader.feed(text);
        if is_whole {
            reader.finish();
        }
        let mut rows = Vec::new();
        while rows.len() < SAMPLE_ROWS {
            match reader.advance() {
                Ok(Step::Row(row)) => rows.push((reader.place(), row)),
                Ok(Step::NeedsMore | Step::End) | Err(_) => break,
            }
        }
        let mut reading = Self { delimiter, start, rows, header: None, score: 0, evenness: 0 };
        reading.judge();
        reading
    }

    fn judge(&mut self) {
        for (place, (_, row)) in self.rows.iter().enumerate().take(HEADER_WITHIN) {
            let score = score(&row.cells);
            if score > self.score {
                (self.header, self.score) = (Some(place), score);
            }
        }
        let mut widths = HashMap::<usize, usize>::new();
        for (_, row) in self.rows.iter().filter(|(_, row)| row.cells.len() > 1) {
            *widths.entry(row.cells.len()).or_default() += 1;
        }
        self.evenness =
            widths.into_iter().map(|(width, count)| count * 16 + width.min(15)).max().unwrap_or(0);
    }

    fn better(self, other: Self) -> Self {
        if (other.score, other.evenness) > (self.score, self.evenness) { other } else { self }
    }

    fn into_layout(self, encoding: Encoding, mapping: &Mapping) -> Result<Layout> {
        let filled = |row: &Row| row.cells.iter().filter(|cell| !cell.is_empty()).count();
        // Nothing recognised: the first row that is as wide as the list.
        let width = self.rows.iter().map(|(_, row)| filled(row)).max().unwrap_or(0);
        let fallback = self.rows.iter().position(|(_, row)| filled(row) * 2 > width);
        let place = self.header.or(fallback).unwrap_or(0);
        let row = &self.rows[place].1;
        let has_header = self.score >= REQUIRED || !row.cells.iter().any(|cell| is_data(cell));
        let below = &self.rows[if has_header { place + 1 } else { place }..];
        let first_rows: Vec<Row> = below.iter().map(|(_, row)| row.clone()).collect();
        let wide = first_rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let mut header = if has_header { row.cells.clone() } else { vec![] };
        // Cells that stand below no name, and the empty ones that a spreadsheet leaves at the right.
        let used =
            |column: usize| first_rows.iter().any(|row| row.cells.get(column).is_some_and(|c| !c.is_empty()));
        header.resize(header.len().max(wide), String::new());
        while header.last().is_some_and(String::is_empty) && !used(header.len() - 1) {
            header.pop();
        }
        let (mut columns, set_aside) = recognised(&header, &first_rows);
        columns.follow(mapping, &header)?;
        let before = if has_header { Some(place) } else { place.checked_sub(1) };
        let start = before.map_or(self.start, |place| self.rows[place].0);
        Ok(Layout {
            encoding,
            delimiter: self.delimiter,
            header,
            header_row: has_header.then_some(row.number),
            columns,
            set_aside,
            start,
            first_rows,
        })
    }
}

/// A header that names both of what a lead must have.
const REQUIRED: usize = 200;

/// How much a row looks like a header of a list of leads.
fn score(cells: &[String]) -> usize {
    if cells.iter().any(|cell| is_data(cell))
        && cells.iter().all(|cell| !matches!(header::recognise(cell), Named::Known(..)))
    {
        return 0;
    }
    let named: Vec<Named> = cells.iter().map(|cell| header::recognise(cell)).collect();
    let has =
        |kinds: &[Kind]| named.iter().any(|n| matches!(n, Named::Known(kind, _) if kinds.contains(kind)));
    let mut score = 0;
    if has(&[Kind::Phone, Kind::ByContent]) {
        score += REQUIRED / 2;
    }
    if has(&[Kind::Name, Kind::FullName, Kind::FirstName, Kind::LastName]) {
        score += REQUIRED / 2;
    }
    let known = named.iter().filter(|n| matches!(n, Named::Known(..))).count();
    let aside = named.iter().filter(|n| matches!(n, Named::SetAside)).count();
    // A row of data has a word of ours now and then.
    if known == 0 && aside < 2 { 0 } else { (score + 4 * known + aside).min(REQUIRED * 2) }
}

/// An address or a number: something a header is not.
fn is_data(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
    (digits >= 7 && digits > letters) || (cell.contains('@') && cell.contains('.') && !cell.contains(' '))
}

/// What each column is, by its name and, where that leaves it open, by what stands in it.
fn recognised(header: &[String], rows: &[Row]) -> (Columns, Vec<bool>) {
    let mut found = HashMap::<Kind, Vec<(u8, usize)>>::new();
    let mut set_aside = Vec::with_capacity(header.len());
    for (place, cell) in header.iter().enumerate() {
        let mut named = header::recognise(cell);
        if let Named::Known(Kind::ByContent, rank) = named {
            named = by_content(place, rows).map_or(Named::Unknown, |kind| Named::Known(kind, rank + 1));
        }
        set_aside.push(matches!(named, Named::SetAside));
        if let Named::Known(kind, rank) = named {
            found.entry(kind).or_default().push((rank, place));
        }
    }
    let mut places = |kind: Kind| {
        let mut ranked = found.remove(&kind).unwrap_or_default();
        ranked.sort();
        ranked.into_iter().map(|(_, place)| place).collect::<Vec<_>>()
    };
    let (mut full, name) = (places(Kind::FullName), places(Kind::Name));
    let (mut first, mut last) = (places(Kind::FirstName), places(Kind::LastName));
    match (first.is_empty(), last.is_empty()) {
        // "Prénom; Nom" and "Nome; Cognome": the other part of the name.
        (false, true) if full.is_empty() => last = name,
        (true, false) if full.is_empty() => first = name,
        _ => full.extend(name),
    }
    let mut columns = Columns::default();
    for (field, places) in [
        (Field::Name, full),
        (Field::FirstName, first),
        (Field::LastName, last),
        (Field::Phone, places(Kind::Phone)),
        (Field::Email, places(Kind::Email)),
        (Field::Company, places(Kind::Company)),
        (Field::Country, places(Kind::Country)),
        (Field::Language, places(Kind::Language)),
        (Field::TimeZone, places(Kind::TimeZone)),
        (Field::DoNotCall, places(Kind::DoNotCall)),
    ] {
        columns.set(field, places);
    }
    for field in Field::OF_CONSENT {
        columns.set(field, places(Kind::Consent(field)));
    }
    (columns, set_aside)
}

/// What most of a column's cells look like.
fn by_content(place: usize, rows: &[Row]) -> Option<Kind> {
    let cells = || rows.iter().filter_map(|row| row.cells.get(place)).filter(|cell| !cell.is_empty());
    let most = |test: fn(&str) -> bool| cells().filter(|cell| test(cell)).count() * 2 > cells().count();
    if cells().next().is_none() {
        None
    } else if most(|cell| cell.contains('@')) {
        Some(Kind::Email)
    } else if most(is_data) {
        Some(Kind::Phone)
    } else if most(|cell| cell.chars().any(char::is_alphabetic) && !cell.chars().any(char::is_numeric)) {
        Some(Kind::Name)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
