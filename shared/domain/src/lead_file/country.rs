//! A country as people write it: its code, its name in one of several languages, or its calling code.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::country::Country;

const NAMES: &str = include_str!("../../data/country_names.csv");

#[derive(Default)]
struct Countries {
    codes: HashMap<String, Country>,
    names: HashMap<String, Country>,
}

static COUNTRIES: LazyLock<Countries> = LazyLock::new(|| {
    let mut countries = Countries::default();
    for line in NAMES.lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.splitn(3, ',');
        let (Some(iso), Some(code), Some(names)) = (cells.next(), cells.next(), cells.next()) else {
            continue;
        };
        let Ok(iso) = iso.parse::<Country>() else { continue };
        if !code.is_empty() {
            countries.codes.insert(code.to_owned(), iso);
        }
        countries.names.insert(iso.as_str().to_lowercase(), iso);
        countries.names.extend(names.split('|').map(|name| (plain(name), iso)));
    }
    countries
});

/// The country that `text` names; `None` if it names none.
pub fn country(text: &str) -> Option<Country> {
    let digits: String = text.trim().trim_start_matches('+').trim_start_matches('0').into();
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return COUNTRIES.codes.get(&digits).copied();
    }
    COUNTRIES.names.get(&plain(text)).copied()
}

/// Lower case, without accents and punctuation.
fn plain(text: &str) -> String {
    let letters = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let spaced: String = letters.map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_known_by_code_name_and_calling_code() {
        for (text, iso) in [
            ("US", "US"),
            ("usa", "US"),
            ("United States", "US"),
            ("+1", "US"),
            ("44", "GB"),
            ("0044", "GB"),
            ("Deutschland", "DE"),
            ("ESPAÑA", "ES"),
            ("Espana", "ES"),
            ("Brasil", "BR"),
            ("Côte d’Ivoire", "CI"),
        ] {
            assert_eq!(country(text).as_ref().map(Country::as_str), Some(iso), "{text}");
        }
        for text in ["", "Atlantis", "999", "+"] {
            assert_eq!(country(text), None, "{text}");
        }
    }
}
