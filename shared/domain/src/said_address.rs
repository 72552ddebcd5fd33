//! Whether an e-mail address was said, judged from what a speech recogniser wrote down: "john dot smith at
//! gmail dot com", "j o h n 2 3 arroba ejemplo punto es".
//!
//! The model's word for an address is not enough: an invitation goes to whoever owns it.

use crate::email::Email;
use crate::folding::folded;

/// How surely an address was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    No,
    /// All its parts were, but not in one go, as when some were spelled: to be read back and agreed to.
    InParts,
    /// As a whole.
    Whole,
}

/// What speech has for the characters of an address: English, Spanish, French, German, Portuguese.
const SYMBOLS: [(&str, &[&str]); 6] = [
    ("@", &["at", "arroba", "arobase", "klammeraffe", "arobas", "aet"]),
    (".", &["dot", "punto", "point", "punkt", "ponto", "period"]),
    ("-", &["dash", "hyphen", "minus", "guion", "tiret", "bindestrich", "hifen", "traco", "strich"]),
    ("_", &["underscore", "unterstrich", "underline", "sublinhado", "guionbajo", "tiretbas"]),
    ("+", &["plus", "mas", "mais"]),
    ("", &["space", "then", "comma"]),
];
/// Two words that are one symbol.
const PAIRS: [([&str; 2], &str); 7] = [
    (["guion", "bajo"], "_"),
    (["tiret", "bas"], "_"),
    (["barra", "baja"], "_"),
    (["under", "score"], "_"),
    (["at", "sign"], "@"),
    (["full", "stop"], "."),
    (["double", "u"], "w"),
];
/// Digits as words, 0 to 9.
const DIGITS: [&[&str]; 10] = [
    &["zero", "oh", "cero", "null"],
    &["one", "uno", "un", "eins", "um"],
    &["two", "dos", "deux", "zwei", "zwo", "dois"],
    &["three", "tres", "trois", "drei"],
    &["four", "cuatro", "quatre", "vier", "quatro"],
    &["five", "cinco", "cinq", "funf", "fuenf"],
    &["six", "seis", "sechs"],
    &["seven", "siete", "sept", "sieben", "sete"],
    &["eight", "ocho", "huit", "acht", "oito"],
    &["nine", "nueve", "neuf", "neun", "nove"],
];
/// Behind a spelled letter: "s as in Sam", "s wie Siegfried", "s de Sara".
const SPELLING_AIDS: [&[&str]; 6] =
    [&["as", "in"], &["like"], &["wie"], &["comme"], &["como", "en"], &["como"]];
/// Providers whose name alone says their domain.
const PROVIDERS: [&str; 6] = ["gmail", "hotmail", "outlook", "yahoo", "icloud", "googlemail"];

/// Whether `email` was said in these utterances, in order.
pub fn was_said<'a>(email: &Email, utterances: impl IntoIterator<Item = &'a str>) -> Said {
    let speech = Speech::hear(utterances);
    let wanted = folded(email.as_str());
    let (local, domain) = wanted.rsplit_once('@').unwrap_or((&wanted, ""));
    let provider = domain.strip_suffix(".com").filter(|name| PROVIDERS.contains(name));
    if speech.has(&wanted) || provider.is_some_and(|name| speech.has(&format!("{local}@{name}"))) {
        return Said::Whole;
    }
    let domain_said = speech.has(domain) || provider.is_some_and(|name| speech.has(name));
    let mut parts = local.split(['.', '_', '-', '+']).filter(|part| !part.is_empty()).peekable();
    let local_said = parts.peek().is_some() && parts.all(|part| speech.has(part));
    if domain_said && local_said { Said::InParts } else { Said::No }
}

/// What was heard, as the characters of an address, with the places where words begin.
struct Speech {
    text: String,
    /// Where in `text` a word begins, or all ends.
    bounds: Vec<usize>,
}

impl Speech {
    fn hear<'a>(utterances: impl IntoIterator<Item = &'a str>) -> Self {
        let mut speech = Self { text: String::new(), bounds: vec![0] };
        for utterance in utterances {
            let lower = folded(utterance);
            let words: Vec<&str> = lower
                .split(|c: char| c.is_whitespace() || ",;:!?\"()".contains(c))
                .filter(|w| !w.is_empty())
                .collect();
            let mut rest = &words[..];
            while let Some((word, after)) = rest.split_first() {
                // A full stop at the end of a sentence is none of the address.
                let word = word.trim_end_matches('.');
                if let Some((_, symbol)) =
                    PAIRS.iter().find(|(pair, _)| word == pair[0] && after.first() == Some(&pair[1]))
                {
                    speech.push(symbol);
                    rest = &after[1..];
                    continue;
                }
                rest = after;
                let aid = SPELLING_AIDS.iter().find(|aid| aid[0] == word && after.starts_with(&aid[1..]));
                if let Some(aid) = aid.filter(|_| speech.last_is_letter()) {
                    // The aid and the word it names.
                    rest = after.get(aid.len()..).unwrap_or_default();
                    continue;
                }
                speech.push(spelled(word).unwrap_or(word));
            }
        }
        speech
    }

    fn push(&mut self, word: &str) {
        self.text.extend(word.chars().filter(|c| c.is_alphanumeric() || "@._+-".contains(*c)));
        self.bounds.push(self.text.len());
    }

    /// Whether the last word was a single letter or digit.
    fn last_is_letter(&self) -> bool {
        let ends = self.bounds.len();
        ends >= 2 && self.bounds[ends - 1] - self.bounds[ends - 2] == 1
    }

    /// Whether these characters were said, from the beginning of a word to the end of one.
    fn has(&self, wanted: &str) -> bool {
        !wanted.is_empty()
            && self.text.match_indices(wanted).any(|(start, found)| {
                let is_bound = |place: usize| {
                    let at = |p: usize| self.text.as_bytes().get(p).is_some_and(u8::is_ascii_alphanumeric);
                    self.bounds.contains(&place) || place == 0 || !at(place - 1) || !at(place)
                };
                is_bound(start) && is_bound(start + found.len())
            })
    }
}

fn spelled(word: &str) -> Option<&'static str> {
    const NAMES: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    let symbol = SYMBOLS.iter().find(|(_, words)| words.contains(&word)).map(|(symbol, _)| *symbol);
    symbol.or_else(|| DIGITS.iter().position(|words| words.contains(&word)).map(|digit| NAMES[digit]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(email: &str, utterances: &[&str]) -> Said {
        was_said(&email.parse().unwrap(), utterances.iter().copied())
    }

    #[test]
    fn an_address_is_understood_as_it_is_spoken() {
        for (email, utterance) in [
            ("john.smith@example.com", "it's john.smith@example.com"),
            ("john.smith@example.com", "John dot Smith at example dot com."),
            ("johnsmith@gmail.com", "john smith at gmail"),
            ("jo23@example.org", "j o two three at example dot org"),
            ("ana_lopez@correo.es", "ana guion bajo lopez arroba correo punto es"),
            ("jean-luc@exemple.fr", "jean tiret luc arobase exemple point fr"),
            ("k.muller@beispiel.de", "k punkt müller Klammeraffe beispiel Punkt de"),
            ("joao@exemplo.com.br", "joão arroba exemplo ponto com ponto br"),
            ("sam@example.com", "s as in sugar a m like mike at example dot com"),
            ("lead.550103@example.com", "Sure, lead.550103@example.com"),
        ] {
            assert_eq!(said(email, &[utterance]), Said::Whole, "{utterance}");
        }
        assert_eq!(said("anna@example.com", &["anna", "at example dot com"]), Said::Whole);
    }

    #[test]
    fn parts_that_were_all_said_want_a_confirmation() {
        let heard = ["john dot smith at example dot com", "no, smyth, s m y t h"];
        assert_eq!(said("john.smyth@example.com", &heard), Said::InParts);
    }

    #[test]
    fn what_was_not_said_is_no_address() {
        for (email, utterance) in [
            ("john@example.com", "Hello?"),
            ("john@example.com", "john at example"),
            ("john@example.com", ""),
            ("al@example.com", "I shall also write to anna@example.com"),
            ("info@example.com", "my mail is on example.com"),
            ("boss@victim.com", "ann at example dot com"),
        ] {
            assert_eq!(said(email, &[utterance]), Said::No, "{email}: {utterance}");
        }
    }
}
