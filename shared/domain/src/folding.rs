//! Text without what spelling varies in.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, without accents, "ß" as "ss": "Müßig" is "mussig".
pub(crate) fn folded(text: &str) -> String {
    let plain: String = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    plain.replace('ß', "ss")
}
