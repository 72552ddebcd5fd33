//! Finding leads by how their name, number or e-mail address begins.

use crate::error::{Error, Result};
use crate::lead::Lead;

/// What of a term is kept: enough to tell leads apart, little enough for a key.
const TERM_MAX_CHARS: usize = 60;

/// What of a lead is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchField {
    Name,
    Phone,
    Email,
}

/// The beginning of one of a lead's fields, in the form in which it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadSearch {
    pub field: SearchField,
    pub prefix: String,
}

impl LeadSearch {
    /// Tells by the text which field is meant: digits are a number (its plus sign may be left out),
    /// an @ makes an e-mail address, everything else is a name.
    pub fn parse(text: &str) -> Result<Self> {
        let text = term(text);
        let is_number = text.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c));
        let (field, prefix) = if is_number {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            (SearchField::Phone, format!("+{digits}"))
        } else if text.contains('@') {
            (SearchField::Email, text)
        } else {
            (SearchField::Name, text)
        };
        let empty = prefix.is_empty() || prefix == "+";
        // '#' ends a term where it is stored.
        if empty || prefix.chars().any(|c| c.is_control() || c == '#') {
            return Err(Error::invalid(
                "search",
                "must be the beginning of a name, number or e-mail address",
            ));
        }
        Ok(Self { field, prefix })
    }
}

impl Lead {
    /// The terms under which the lead is found.
    pub fn search_terms(&self) -> Vec<(SearchField, String)> {
        let mut terms =
            vec![(SearchField::Name, term(&self.name)), (SearchField::Phone, self.phone.to_string())];
        terms.extend(self.email.as_ref().map(|email| (SearchField::Email, term(email.as_str()))));
        terms
    }
}

/// Lower case, single spaces.
fn term(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.to_lowercase().chars().take(TERM_MAX_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_says_which_field_is_meant() {
        for (text, field, prefix) in [
            ("Ana  LÓ", SearchField::Name, "ana ló"),
            ("+34 91", SearchField::Phone, "+3491"),
            ("1415", SearchField::Phone, "+1415"),
            ("Ana@Ex", SearchField::Email, "ana@ex"),
        ] {
            assert_eq!(LeadSearch::parse(text).unwrap(), LeadSearch { field, prefix: prefix.into() });
        }
        for bad in ["", "  ", "+", "a#b", "a\u{7}"] {
            assert!(LeadSearch::parse(bad).is_err(), "{bad:?}");
        }
    }
}
