//! Speech as words: lower case, without accents, cut into sentences.

use unicode_normalization::char::is_combining_mark;

use crate::folding::folded;

/// A word as rules see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Lower case, without accents and apostrophes.
    pub(crate) text: String,
    /// Written with a capital although it begins no sentence: probably a name.
    pub(crate) capital: bool,
    /// A comma, or the end of the sentence, comes next.
    pub(crate) pause_follows: bool,
}

/// The sentences of a text. `rewrite` is asked about each word and the one after it, and may put one
/// word in their place: "do not" is "dont" to the rules.
pub(crate) fn sentences(text: &str, rewrite: impl Fn(&str, &str) -> Option<&'static str>) -> Vec<Vec<Word>> {
    let mut sentences = vec![];
    for sentence in text.split(['.', '!', '?', ';', ':', '…', '¿', '¡']) {
        let mut words: Vec<Word> = vec![];
        for part in sentence.split(',') {
            let begins = words.is_empty();
            for (place, raw) in spaced(part).split_whitespace().enumerate() {
                let first = raw.chars().next();
                words.push(Word {
                    text: folded(raw),
                    capital: !(begins && place == 0)
                        && first.is_some_and(char::is_uppercase)
                        && raw.chars().skip(1).any(char::is_lowercase),
                    pause_follows: false,
                });
            }
            if let Some(last) = words.last_mut() {
                last.pause_follows = true;
            }
        }
        words.retain(|word| !word.text.is_empty());
        let words = joined(words, &rewrite);
        if !words.is_empty() {
            sentences.push(words);
        }
    }
    sentences
}

fn joined(words: Vec<Word>, rewrite: impl Fn(&str, &str) -> Option<&'static str>) -> Vec<Word> {
    let mut joined: Vec<Word> = vec![];
    for word in words {
        let pair = joined.last().and_then(|last| rewrite(&last.text, &word.text));
        match (pair, joined.last_mut()) {
            (Some(both), Some(last)) => {
                last.text = both.to_owned();
                last.pause_follows = word.pause_follows;
            }
            _ => joined.push(word),
        }
    }
    joined
}

/// Hyphens separate words, and so do apostrophes behind a single letter ("m'appelez"); in "don't" the
/// apostrophe is merely left out.
fn spaced(text: &str) -> String {
    let chars: Vec<char> = text.chars().map(|c| if "’ʼ´`".contains(c) { '\'' } else { c }).collect();
    let letter = |place: usize| chars.get(place).is_some_and(|c| c.is_alphabetic());
    let mut spaced = String::with_capacity(text.len());
    for (place, c) in chars.iter().enumerate() {
        match c {
            '\'' => {
                let behind_one = place >= 1 && letter(place - 1) && !(place >= 2 && letter(place - 2));
                let before_more = letter(place + 1) && letter(place + 2);
                let behind_qu = place >= 2 && chars[place - 2..place].iter().collect::<String>() == "qu";
                if before_more && (behind_one || behind_qu) {
                    spaced.push(' ');
                }
            }
            c if c.is_alphanumeric() || is_combining_mark(*c) => spaced.push(*c),
            _ => spaced.push(' '),
        }
    }
    spaced
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<Vec<String>> {
        let found = sentences(text, |_, _| None);
        found.into_iter().map(|s| s.into_iter().map(|w| w.text).collect()).collect()
    }

    #[test]
    fn words_are_plain() {
        assert_eq!(texts("Don't! Ne m'appelez plus."), [vec!["dont"], vec!["ne", "m", "appelez", "plus"]]);
        assert_eq!(texts("Retirez-moi, ÄRGERLICH, muß"), [["retirez", "moi", "argerlich", "muss"]]);
        assert_eq!(texts("¿Qué?"), [["que"]]);
    }

    #[test]
    fn names_and_pauses_are_noticed() {
        let words = &sentences("Please call me Bob, OK", |_, _| None)[0];
        let capitals: Vec<_> = words.iter().filter(|w| w.capital).map(|w| &*w.text).collect();
        assert_eq!(capitals, ["bob"]);
        let pauses: Vec<_> = words.iter().filter(|w| w.pause_follows).map(|w| &*w.text).collect();
        assert_eq!(pauses, ["bob", "ok"]);
    }

    #[test]
    fn two_words_may_stand_for_one() {
        let pair = |a: &str, b: &str| (a == "do" && b == "not").then_some("dont");
        assert_eq!(sentences("do not call", pair)[0].len(), 2);
    }
}
