//! From a file's bytes to text: which encoding it is in, and what it is if it is no text at all.

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// How a file's text is encoded. A row of a UTF-8 file that is not valid UTF-8 is read as Windows-1252,
/// as spreadsheets of western Europe and the Americas save it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    #[default]
    Utf8,
    Utf16Le,
    Utf16Be,
}

impl Encoding {
    /// Tells the encoding by a byte order mark, or by the zero bytes of UTF-16 without one; with it, how
    /// many bytes the mark takes.
    pub(super) fn of(sample: &[u8]) -> (Self, usize) {
        match sample {
            [0xef, 0xbb, 0xbf, ..] => (Self::Utf8, 3),
            [0xff, 0xfe, ..] => (Self::Utf16Le, 2),
            [0xfe, 0xff, ..] => (Self::Utf16Be, 2),
            _ => (Self::by_zeros(sample), 0),
        }
    }

    /// Text in Latin letters has a zero in every other byte of UTF-16.
    fn by_zeros(sample: &[u8]) -> Self {
        let sample = &sample[..sample.len().min(4096)];
        let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
        let (even, odd) = (zeros(0), zeros(1));
        let many = sample.len() / 4;
        if odd > many && even * 8 < odd {
            Self::Utf16Le
        } else if even > many && odd * 8 < even {
            Self::Utf16Be
        } else {
            Self::Utf8
        }
    }

    pub(super) fn decoder(self) -> Option<Decoder> {
        match self {
            Self::Utf8 => None,
            Self::Utf16Le => Some(UTF_16LE.new_decoder_without_bom_handling()),
            Self::Utf16Be => Some(UTF_16BE.new_decoder_without_bom_handling()),
        }
    }

    /// How many bytes of the file decoded text took there.
    pub(super) fn source_len(self, decoded: &[u8]) -> u64 {
        let units = match self {
            Self::Utf8 => decoded.len(),
            _ => 2 * String::from_utf8_lossy(decoded).chars().map(char::len_utf16).sum::<usize>(),
        };
        units as u64
    }
}

/// Appends what `bytes` decode to.
pub(super) fn decode_into(decoder: &mut Decoder, bytes: &[u8], last: bool, text: &mut Vec<u8>) {
    let room = decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3 + 16);
    let start = text.len();
    text.resize(start + room, 0);
    let (result, _, written, _) = decoder.decode_to_utf8(bytes, &mut text[start..], last);
    debug_assert_eq!(result, CoderResult::InputEmpty);
    text.truncate(start + written);
}

/// The text of a cell, by what its whole row is.
pub(super) fn cell_text(cell: &[u8], row_is_utf8: bool) -> String {
    if row_is_utf8 {
        String::from_utf8_lossy(cell).into_owned()
    } else {
        WINDOWS_1252.decode_without_bom_handling(cell).0.into_owned()
    }
}

/// Refuses what is no text, by the name of what it is.
pub(super) fn refuse_other_formats(sample: &[u8], encoding: Encoding) -> Result<()> {
    let has = |needle: &[u8]| sample.windows(needle.len()).any(|part| part == needle);
    let begins = sample.trim_ascii_start().to_ascii_lowercase();
    let what = match sample {
        [b'P', b'K', 3, 4, ..] if has(b"opendocument") => "an OpenDocument spreadsheet (.ods)",
        [b'P', b'K', 3, 4, ..] if has(b"[Content_Types].xml") || has(b"xl/") => "an Excel workbook (.xlsx)",
        [b'P', b'K', 3, 4, ..] => "a ZIP archive or a spreadsheet such as .xlsx or .numbers",
        [0xd0, 0xcf, 0x11, 0xe0, ..] => "an old Excel workbook (.xls)",
        [b'%', b'P', b'D', b'F', ..] => "a PDF document",
        [0x1f, 0x8b, ..] => "a gzip archive",
        _ if begins.starts_with(b"{\\rtf") => "an RTF document",
        _ if begins.starts_with(b"begin:vcard") => "a list of vCards",
        _ if begins.starts_with(b"<") => "an HTML or XML document",
        _ if begins.starts_with(b"{") || begins.starts_with(b"[{") => "a JSON document",
        _ if encoding == Encoding::Utf8 && sample.contains(&0) => "no text",
        _ => return Ok(()),
    };
    Err(Error::invalid("file", format!("is {what}: open it in a spreadsheet and save it as CSV UTF-8")))
}
