//! The rules of a language, and how they are matched.
//!
//! A rule file has one rule a line:
//!
//! - `rewrite do not = dont`: two words that are one to the rules
//! - `set contact = call phone …`: words that stand together as `@contact`
//! - `ask PATTERN`: a request, unless one of `limit`, `before` or `after` says otherwise
//! - `ask PATTERN unless PATTERN`: not where the second one stands directly in front
//! - `ask! PATTERN`: a request whatever time or occasion is named with it ("take me off your list today")
//! - `limit PATTERN`: found in or shortly behind a request, it limits it to a time or an occasion
//! - `first PATTERN`: the same where the sentence begins with it and the request follows at once
//! - `before PATTERN`: directly in front of a request, it makes it something else ("don't stop calling")
//! - `after PATTERN`: the same directly behind it ("stop calling it that")
//!
//! A pattern is a row of elements: words (`a|b`, `call*` for all that begins so), `@set`, `.3` for up to
//! three words of any kind, `:3` for such that are not in the set `not`, a leading `?` for what may be missing, `$` for a pause or the end of the
//! sentence, `_` for a word with a capital within a sentence.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::words::Word;

/// How many words behind a request may limit it.
const LIMITED_WITHIN: usize = 3;

const FILES: [&str; 5] = [
    include_str!("../../data/opt_out/rules/en.txt"),
    include_str!("../../data/opt_out/rules/es.txt"),
    include_str!("../../data/opt_out/rules/fr.txt"),
    include_str!("../../data/opt_out/rules/de.txt"),
    include_str!("../../data/opt_out/rules/pt.txt"),
];

/// The rules of all languages.
pub(super) fn rules() -> &'static [Rules] {
    static RULES: LazyLock<Vec<Rules>> = LazyLock::new(|| FILES.into_iter().map(Rules::read).collect());
    &RULES
}

/// The rules of one language.
#[derive(Default)]
pub(super) struct Rules {
    rewrites: Vec<([&'static str; 2], &'static str)>,
    asks: Vec<Ask>,
    limits: Vec<Pattern>,
    first: Vec<Pattern>,
    before: Vec<Pattern>,
    after: Vec<Pattern>,
}

struct Ask {
    pattern: Pattern,
    unless: Vec<Pattern>,
    /// Naming a time does not limit it.
    whatever_time: bool,
}

/// A row of elements that words must fit.
pub(crate) type Pattern = Vec<Element>;

/// The sets of a file by name.
pub(crate) type Sets = HashMap<&'static str, Vec<&'static str>>;

pub(crate) struct Element {
    optional: bool,
    kind: Kind,
}

enum Kind {
    /// One of these words; true for those of which only the beginning is given. First come their
    /// [`initial`]s, of all together: most words that are looked at begin otherwise.
    Words(u32, Vec<(&'static str, bool)>),
    /// Up to so many words, none of which is one of these.
    Gap(usize, Vec<&'static str>),
    Capital,
    Pause,
}

/// What the lines of a file of rules begin with, and the rest of each.
pub(crate) fn lines(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let told = file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    told.map(|line| line.split_once(' ').unwrap_or((line, "")))
}

impl Rules {
    fn read(file: &'static str) -> Self {
        let mut rules = Self::default();
        let mut sets = HashMap::new();
        for (kind, rest) in lines(file) {
            let (left, right) = rest.split_once(" = ").unwrap_or((rest, ""));
            let (left, unless) = left.split_once(" unless ").unwrap_or((left, ""));
            let read = |text: &'static str| -> Pattern {
                text.split_whitespace().map(|element| Element::read(element, &sets)).collect()
            };
            let pattern = || read(left);
            let ask = |whatever_time| Ask {
                pattern: read(left),
                unless: unless.split(" unless ").filter(|text| !text.is_empty()).map(read).collect(),
                whatever_time,
            };
            match kind {
                "rewrite" => {
                    if let Some((first, second)) = left.split_once(' ') {
                        rules.rewrites.push(([first, second], right));
                    }
                }
                "set" => {
                    sets.insert(left, right.split_whitespace().collect::<Vec<_>>());
                }
                "ask" => rules.asks.push(ask(false)),
                "ask!" => rules.asks.push(ask(true)),
                "limit" => rules.limits.push(pattern()),
                "first" => rules.first.push(pattern()),
                "before" => rules.before.push(pattern()),
                "after" => rules.after.push(pattern()),
                // A test sees to it that there is no such line.
                _ => {}
            }
        }
        rules
    }

    pub(super) fn rewritten(&self, word: &str, next: &str) -> Option<&'static str> {
        self.rewrites.iter().find(|(pair, _)| pair == &[word, next]).map(|(_, both)| *both)
    }

    /// Whether the sentence has a request in it.
    pub(super) fn asked_in(&self, words: &[Word]) -> bool {
        let initials = initials(words);
        self.asks.iter().filter(|ask| may_be_in(&ask.pattern, initials)).any(|ask| {
            (0..words.len()).any(|start| {
                let mut ends = vec![];
                matches(&ask.pattern, words, start, &mut ends);
                ends.into_iter().any(|end| !self.is_something_else(ask, words, start, end))
            })
        })
    }

    fn is_something_else(&self, ask: &Ask, words: &[Word], start: usize, end: usize) -> bool {
        let mut preceding = self.before.iter().chain(&ask.unless);
        let preceded = preceding.any(|pattern| (0..start).any(|from| fills(pattern, words, from, start)));
        let paused = end == 0 || words[end - 1].pause_follows;
        let followed = !paused && self.after.iter().any(|pattern| found_at(pattern, words, end));
        preceded || followed || (!ask.whatever_time && self.is_limited(words, start, end))
    }

    fn is_limited(&self, words: &[Word], start: usize, end: usize) -> bool {
        // Up to the next pause, and not far.
        let reach = (end..words.len())
            .take(LIMITED_WITHIN)
            .take_while(|place| *place == 0 || !words[place - 1].pause_follows)
            .last()
            .map_or(end, |last| last + 1);
        let begins = |at: usize| at == 0 || words[at - 1].pause_follows;
        (start..reach).any(|at| self.limits.iter().any(|pattern| found_at(pattern, words, at)))
            || (0..start)
                .filter(|at| begins(*at))
                .any(|at| self.first.iter().any(|pattern| fills(pattern, words, at, start)))
    }
}

impl Element {
    pub(crate) fn read(text: &'static str, sets: &Sets) -> Self {
        let (optional, text) = text.strip_prefix('?').map_or((false, text), |rest| (true, rest));
        let kind = if let Some(most) = text.strip_prefix('.') {
            Kind::Gap(most.parse().unwrap_or(0), vec![])
        } else if let Some(most) = text.strip_prefix(':') {
            Kind::Gap(most.parse().unwrap_or(0), sets.get("not").cloned().unwrap_or_default())
        } else if text == "$" {
            Kind::Pause
        } else if text == "_" {
            Kind::Capital
        } else {
            let named = |word: &'static str| match word.strip_prefix('@') {
                Some(set) => sets.get(set).cloned().unwrap_or_default(),
                None => vec![word],
            };
            let word = |word: &'static str| word.strip_suffix('*').map_or((word, false), |w| (w, true));
            let words: Vec<_> = text.split('|').flat_map(named).map(word).collect();
            Kind::Words(words.iter().fold(0, |initials, (word, _)| initials | initial(word)), words)
        };
        Self { optional, kind }
    }
}

/// A bit for what the word begins with, the same for any that begins so.
fn initial(word: &str) -> u32 {
    word.bytes().next().map_or(u32::MAX, |byte| 1 << (byte & 31))
}

/// The [`initial`]s of all the words.
pub(crate) fn initials(words: &[Word]) -> u32 {
    words.iter().fold(0, |initials, word| initials | initial(&word.text))
}

/// Whether words that begin so may hold the pattern at all: most do not, and are looked at no further.
pub(crate) fn may_be_in(pattern: &[Element], initials: u32) -> bool {
    pattern.iter().all(|element| match &element.kind {
        Kind::Words(own, _) => element.optional || own & initials != 0,
        _ => true,
    })
}

pub(crate) fn found_at(pattern: &[Element], words: &[Word], start: usize) -> bool {
    let mut ends = vec![];
    matches(pattern, words, start, &mut ends);
    !ends.is_empty()
}

/// Whether the pattern fits the words from `start` up to `end`.
fn fills(pattern: &[Element], words: &[Word], start: usize, end: usize) -> bool {
    let mut ends = vec![];
    matches(pattern, &words[..end], start, &mut ends);
    ends.contains(&end)
}

/// Collects where the pattern may end when it begins at `start`.
fn matches(pattern: &[Element], words: &[Word], start: usize, ends: &mut Vec<usize>) {
    let Some((element, rest)) = pattern.split_first() else {
        if !ends.contains(&start) {
            ends.push(start);
        }
        return;
    };
    if element.optional {
        matches(rest, words, start, ends);
    }
    match &element.kind {
        Kind::Gap(most, except) => {
            for skipped in 0..=(*most).min(words.len() - start) {
                if skipped > 0 && except.contains(&&*words[start + skipped - 1].text) {
                    break;
                }
                matches(rest, words, start + skipped, ends);
            }
        }
        Kind::Pause => {
            if start == words.len() || (start > 0 && words[start - 1].pause_follows) {
                matches(rest, words, start, ends);
            }
        }
        Kind::Capital => {
            if words.get(start).is_some_and(|word| word.capital) {
                matches(rest, words, start + 1, ends);
            }
        }
        Kind::Words(initials, choices) => {
            let fits = |word: &Word| {
                initials & initial(&word.text) != 0
                    && choices.iter().any(|(choice, prefix)| {
                        if *prefix { word.text.starts_with(choice) } else { word.text == *choice }
                    })
            };
            if words.get(start).is_some_and(fits) {
                matches(rest, words, start + 1, ends);
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The lines of a file that are patterns; each names only sets that were told before.
    pub(crate) fn patterns(file: &'static str) -> Vec<(&'static str, &'static str)> {
        let mut sets = vec![];
        let mut patterns = vec![];
        for (kind, rest) in lines(file) {
            if kind == "set" {
                sets.push(rest.split_once(" = ").unwrap().0);
                continue;
            }
            for set in rest.split([' ', '|', '?']).filter_map(|word| word.strip_prefix('@')) {
                assert!(sets.contains(&set), "{kind} {rest}");
            }
            patterns.push((kind, rest));
        }
        patterns
    }

    #[test]
    fn every_line_is_a_rule_and_every_set_is_known() {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || " |?@.:*$_!".contains(c);
        for (kind, rest) in FILES.into_iter().flat_map(patterns) {
            let known = ["rewrite", "ask", "ask!", "limit", "first", "before", "after"];
            assert!(known.contains(&kind), "{kind} {rest}");
            assert!(kind == "rewrite" || rest.chars().all(plain), "{kind} {rest}");
        }
    }
}
