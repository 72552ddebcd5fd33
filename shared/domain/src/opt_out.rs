//! Whether somebody asks not to be called again, decided by rule.
//!
//! A wish not to be called has to hold when the language model is slow, unreachable or wrong, so it is
//! recognised here, in every language at once, from what a speech recogniser wrote down. The rules are
//! data (`data/opt_out/rules`, one file a language): what is asked to end, what limits the request to a
//! time or an occasion ("not before nine"), and what turns it into something else ("I never said …").
//! `data/opt_out/utterances.tsv` measures them.

pub(crate) mod rules;
pub(crate) mod words;

use rules::rules;
use words::sentences;

/// The key that asks not to be called again. Whoever is called by an artificial voice is to be able to say so by a key.
/// <https://www.ecfr.gov/current/title-47/section-64.1200> (b)(3)
const KEY: char = '9';

/// How a pressed key is written down among the words that are heard.
pub fn pressed(key: char) -> String {
    format!("[{key}]")
}

/// Whether the words, in whichever language, ask that the number not be called again.
///
/// `heard` is what was recognised, with or without punctuation, capitals and accents, or a key ([`pressed`]).
pub fn asks_not_to_be_called(heard: &str) -> bool {
    let by_key = heard == pressed(KEY);
    by_key
        || rules().iter().any(|language| {
            let sentences = sentences(heard, |word, next| language.rewritten(word, next));
            sentences.iter().any(|sentence| language.asked_in(sentence))
        })
}

/// The same over a whole conversation: a request may be spread over two utterances by a pause.
pub fn asked_in_conversation<'a>(heard: impl Iterator<Item = &'a str> + Clone) -> bool {
    heard.clone().any(asks_not_to_be_called)
        || heard.clone().zip(heard.skip(1)).any(|(first, then)| {
            asks_not_to_be_called(&format!("{} {then}", first.trim_end_matches(['.', '…', ',', ' '])))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const UTTERANCES: &str = include_str!("../data/opt_out/utterances.tsv");
    const LANGUAGES: [&str; 5] = ["en", "es", "fr", "de", "pt"];
    const ENOUGH: usize = 60;
    /// Of the utterances that are no request, at most so many in a hundred may be taken for one.
    const FALSE_PERCENT_MAX: usize = 2;

    /// Language, whether it is a request, and the words.
    fn utterances(file: &'static str) -> impl Iterator<Item = (&'static str, bool, &'static str)> {
        file.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| {
            let mut cells = line.splitn(3, '\t');
            let mut cell = || cells.next().unwrap();
            (cell(), cell() == "stop", cell())
        })
    }

    #[test]
    fn every_request_is_recognised_and_near_misses_are_let_pass() {
        let mut failures = vec![];
        for language in LANGUAGES {
            let of = |wanted: bool| {
                utterances(UTTERANCES)
                    .filter(move |(l, request, _)| *l == language && *request == wanted)
                    .map(|u| u.2)
            };
            let missed: Vec<_> = of(true).filter(|text| !asks_not_to_be_called(text)).collect();
            let wrong: Vec<_> = of(false).filter(|text| asks_not_to_be_called(text)).collect();
            let (requests, others) = (of(true).count(), of(false).count());
            assert!(requests + others >= ENOUGH, "{language}: {requests} + {others}");
            let found = requests - missed.len();
            println!(
                "{language}: recall {found}/{requests}, precision {found}/{}, of {others} near misses {} wrong",
                found + wrong.len(),
                wrong.len()
            );
            if !missed.is_empty() || wrong.len() * 100 > others * FALSE_PERCENT_MAX {
                failures.push((missed, wrong));
            }
        }
        assert!(failures.is_empty(), "missed and wrong: {failures:#?}");
    }

    #[test]
    fn spelling_does_not_matter() {
        for (_, request, text) in utterances(UTTERANCES) {
            let plain: String = text.chars().filter(|c| !"¿¡\"".contains(*c)).collect();
            for variant in [plain.to_lowercase(), plain.to_uppercase(), text.replace('\'', "’")] {
                if request {
                    assert!(asks_not_to_be_called(&variant), "{variant}");
                }
            }
        }
    }

    #[test]
    fn a_key_is_a_request() {
        assert!(asks_not_to_be_called("[9]"));
        assert!(!["[1]", "9", "nine", "[99]"].iter().any(|other| asks_not_to_be_called(other)));
    }

    #[test]
    fn a_request_may_be_spread_over_two_utterances() {
        let heard = ["Yes?", "Please don't call.", "me again"];
        assert!(asked_in_conversation(heard.iter().copied()));
        assert!(!asked_in_conversation(["Call me", "again tomorrow"].iter().copied()));
        assert!(!asks_not_to_be_called("") && !asks_not_to_be_called("… ?!"));
    }
}
