//! What a column's name is made of, however it is spelt.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A header's words: lower case, without accents, also where they are joined (`FirstName`,
/// `first_name`). A pictogram counts as the word it stands for.
pub(super) fn words(header: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(header.len() + 8);
    let mut before = ' ';
    for c in header.chars() {
        match c {
            '☎' | '☏' | '📞' | '📱' | '✆' => spaced.push_str(" phone "),
            '✉' | '📧' | '📨' | '🖂' => spaced.push_str(" email "),
            _ => {
                let begins_word = (c.is_uppercase() && before.is_lowercase())
                    || (c.is_ascii_digit() && before.is_alphabetic())
                    || (c.is_alphabetic() && before.is_ascii_digit());
                if begins_word {
                    spaced.push(' ');
                }
                spaced.push(c);
            }
        }
        before = c;
    }
    let plain: String = spaced
        .nfkd()
        .filter(|c| !is_combining_mark(*c) && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\'' | '’'))
        .flat_map(char::to_lowercase)
        .collect();
    plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A header as it is compared: its words without what is between them.
pub(super) fn squashed(header: &str) -> String {
    words(header).concat()
}
