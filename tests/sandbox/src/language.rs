//! The five languages that callees and the model speak.

use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    En,
    Es,
    Fr,
    De,
    Pt,
}

impl Language {
    pub const ALL: [Self; 5] = [Self::En, Self::Es, Self::Fr, Self::De, Self::Pt];

    /// What a callee at this E.164 number speaks, by country code.
    pub fn of_number(number: &str) -> Self {
        const CODES: [(&str, Language); 6] = [
            ("+34", Language::Es),
            ("+52", Language::Es),
            ("+33", Language::Fr),
            ("+49", Language::De),
            ("+351", Language::Pt),
            ("+55", Language::Pt),
        ];
        CODES.iter().find(|(code, _)| number.starts_with(code)).map_or(Self::En, |(_, language)| *language)
    }

    /// From a language tag such as `es`, `es-ES` or `pt_BR`; English when it is none of the five.
    pub fn of_tag(tag: &str) -> Self {
        match tag.trim().to_ascii_lowercase().get(..2) {
            Some("es") => Self::Es,
            Some("fr") => Self::Fr,
            Some("de") => Self::De,
            Some("pt") => Self::Pt,
            _ => Self::En,
        }
    }

    /// Picks this language's text out of one for each, in the order of [`Language::ALL`].
    pub fn pick<T: Copy>(self, [en, es, fr, de, pt]: [T; 5]) -> T {
        match self {
            Self::En => en,
            Self::Es => es,
            Self::Fr => fr,
            Self::De => de,
            Self::Pt => pt,
        }
    }
}

/// Lower case, without accents, punctuation as single spaces, and a space at each end, so that whole
/// words can be found with [`mentions`].
pub fn normalize(text: &str) -> String {
    let mut plain = String::with_capacity(text.len() + 2);
    plain.push(' ');
    for character in text.chars().flat_map(char::to_lowercase) {
        let folded = match character {
            'á' | 'à' | 'â' | 'ä' | 'ã' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ñ' => 'n',
            'ç' => 'c',
            'ß' => 's',
            other if other.is_alphanumeric() => other,
            _ => ' ',
        };
        if folded != ' ' || !plain.ends_with(' ') {
            plain.push(folded);
        }
    }
    if !plain.ends_with(' ') {
        plain.push(' ');
    }
    plain
}

/// Whether `normalized` (see [`normalize`]) holds any of the `phrases` as whole words.
pub fn mentions(normalized: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| {
        normalized.match_indices(phrase).any(|(at, found)| {
            normalized[..at].ends_with(' ') && normalized[at + found.len()..].starts_with(' ')
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole_and_without_accents() {
        let heard = normalize("¿Mañana, por la tarde?");
        assert_eq!(heard, " manana por la tarde ");
        assert!(mentions(&heard, &["manana"]));
        assert!(!mentions(&heard, &["tard", "ana"]));
    }

    #[test]
    fn the_country_code_gives_the_language() {
        for (number, language) in [
            ("+34600000001", Language::Es),
            ("+5215500000001", Language::Es),
            ("+33600000001", Language::Fr),
            ("+4915100000001", Language::De),
            ("+351910000001", Language::Pt),
            ("+5511900000001", Language::Pt),
            ("+12025550101", Language::En),
        ] {
            assert_eq!(Language::of_number(number), language, "{number}");
        }
    }
}
