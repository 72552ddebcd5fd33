//! What a lead means, by words that give it away in any of the five languages.

use super::words::{
    ANOTHER_TIME, AT, CALL_BACK, DO_NOT_CALL, DOT, EMAIL, GOODBYE, INJECTION, NO, NOT_INTERESTED, ORDINALS,
    PRICE, QUESTION, YES,
};
use crate::language::{mentions, normalize};

/// What was meant, the weightiest first: asking not to be called outweighs everything said beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    Silence,
    DoNotCall,
    Injection,
    CallBack,
    /// The same, in so many minutes.
    CallBackIn(i64),
    NotInterested,
    AnotherTime,
    /// Asks what it costs.
    Price,
    /// Asks anything else.
    Question,
    /// Names the n-th of what was offered, from 0.
    Pick(usize),
    Yes,
    /// A bare no.
    No,
    Goodbye,
    Other,
}

/// What `text` means, by itself.
pub(super) fn meaning(text: &str) -> Meaning {
    let plain = normalize(text);
    let table = [
        (DO_NOT_CALL, Meaning::DoNotCall),
        (INJECTION, Meaning::Injection),
        (NOT_INTERESTED, Meaning::NotInterested),
        (CALL_BACK, Meaning::CallBack),
        (ANOTHER_TIME, Meaning::AnotherTime),
        (PRICE, Meaning::Price),
    ];
    if plain.trim().is_empty() || plain == " silence " {
        return Meaning::Silence;
    }
    if let Some((_, meaning)) = table.into_iter().find(|(words, _)| mentions(&plain, words)) {
        return match minutes(&plain).filter(|_| meaning == Meaning::CallBack) {
            Some(minutes) => Meaning::CallBackIn(minutes),
            None => meaning,
        };
    }
    if let Some(place) = ordinal(&plain) {
        return Meaning::Pick(place);
    }
    if text.contains('?') || mentions(&plain, QUESTION) {
        return Meaning::Question;
    }
    if NO.iter().any(|no| plain.trim_start().starts_with(&format!("{no} "))) {
        return Meaning::No;
    }
    if mentions(&plain, YES) {
        return Meaning::Yes;
    }
    if mentions(&plain, GOODBYE) { Meaning::Goodbye } else { Meaning::Other }
}

/// "In 2 minutes", in any of the languages.
fn minutes(plain: &str) -> Option<i64> {
    let words: Vec<_> = plain.split_whitespace().collect();
    words.windows(2).find(|pair| pair[1].starts_with("minut"))?[0].parse().ok()
}

fn ordinal(plain: &str) -> Option<usize> {
    // "Segunda-feira" is a Monday.
    let plain = plain.replace("segunda feira", "");
    ORDINALS.iter().position(|words| mentions(&plain, words))
}

/// Whether the agent's words ask for an address.
pub(super) fn asks_for_email(text: &str) -> bool {
    mentions(&normalize(text), EMAIL)
}

/// An e-mail address as the lead said it, valid or not: anything with an `@`, or "john at example"
/// where an address is the subject.
pub(super) fn email(text: &str, asked: bool) -> Option<String> {
    let words: Vec<&str> = text
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| ",;:!?()<>\"'¿¡".contains(c)).trim_end_matches('.'))
        .filter(|word| !word.is_empty())
        .collect();
    if let Some(written) = words.iter().find(|word| word.contains('@')) {
        return Some((*written).to_owned());
    }
    if !asked && !asks_for_email(text) {
        return None;
    }
    let is = |word: &str, table: &[&str]| table.contains(&word.to_lowercase().as_str());
    let at = words.iter().position(|word| is(word, AT))?;
    if at == 0 || at + 1 >= words.len() {
        return None;
    }
    let mut end = at + 2;
    while end + 1 < words.len() && is(words[end], DOT) {
        end += 2;
    }
    Some(words[at - 1..end].join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_as_they_were_said() {
        let said = |text, asked| email(text, asked).unwrap_or_default();
        assert_eq!(said("Sure, my e-mail is lead.550101@example.com.", false), "lead.550101@example.com");
        assert_eq!(said("Sure, my e-mail is john at example", false), "john at example");
        assert_eq!(
            said("mi correo es juan arroba example punto com", false),
            "juan arroba example punto com"
        );
        assert_eq!(said("john at example", true), "john at example");
        assert_eq!(said("The one at nine", false), "");
    }

    #[test]
    fn meanings_in_five_languages() {
        for (text, expected) in [
            ("(silence)", Meaning::Silence),
            ("Please do not call me again.", Meaning::DoNotCall),
            ("No vuelva a llamar, por favor", Meaning::DoNotCall),
            ("Sí, dígame", Meaning::Yes),
            ("Oui, volontiers", Meaning::Yes),
            ("Non merci", Meaning::NotInterested),
            ("Rappelez-moi demain", Meaning::CallBack),
            ("Der zweite wäre gut", Meaning::Pick(1)),
            ("Segunda-feira não dá, outro dia?", Meaning::AnotherTime),
            ("Nein", Meaning::No),
            ("Quanto custa?", Meaning::Price),
            ("Who is this?", Meaning::Question),
            ("Tschüss", Meaning::Goodbye),
            ("Hmm", Meaning::Other),
        ] {
            assert_eq!(meaning(text), expected, "{text}");
        }
    }
}
