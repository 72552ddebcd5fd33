//! What one utterance shows about who is on the line.
//!
//! The rules are data (`data/answering`, one file a language), and all languages are looked at whatever the
//! call's own: a network's announcement is in the language of its country. A line is
//! `KIND PATTERN [unless PATTERN]…`: the pattern found anywhere in a sentence is a sign of that kind, unless
//! one of the others is found in it too. Patterns are written as for opt-outs ([`crate::opt_out`]);
//! `leadname` stands for the lead's own name. `greeting` lists the words of which a bare greeting consists.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::opt_out::rules::{Element, Pattern, found_at, initials, lines, may_be_in};
use crate::opt_out::words::{Word, sentences};

/// More words than this are no bare greeting.
const GREETING_WORDS_MAX: usize = 8;
/// Stands for the lead's name in the rules.
const LEAD_NAME: &str = "leadname";

const FILES: [&str; 5] = [
    include_str!("../../data/answering/en.txt"),
    include_str!("../../data/answering/es.txt"),
    include_str!("../../data/answering/fr.txt"),
    include_str!("../../data/answering/de.txt"),
    include_str!("../../data/answering/pt.txt"),
];

/// What an utterance shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// The number is not in service.
    OutOfService,
    /// The telephone is off, or out of reach.
    Unreachable,
    Menu,
    Screening,
    Voicemail,
    WrongNumber,
    /// We are asked to hold while somebody is fetched.
    Transfer,
    /// Somebody answers for others and asks whom we want.
    Reception,
    /// Somebody says that the lead is not there.
    Absent,
    /// The lead says to be the lead.
    Identified,
    /// Nothing but a greeting.
    Greeting,
}

/// The kinds of the files, those first that mean more where an utterance has several.
const KINDS: [(&str, Sign); 11] = [
    ("out_of_service", Sign::OutOfService),
    ("menu", Sign::Menu),
    ("screening", Sign::Screening),
    ("voicemail", Sign::Voicemail),
    ("unreachable", Sign::Unreachable),
    ("wrong_number", Sign::WrongNumber),
    ("transfer", Sign::Transfer),
    ("reception", Sign::Reception),
    ("absent", Sign::Absent),
    ("identified", Sign::Identified),
    ("likely_voicemail", Sign::Voicemail),
];

struct Rules {
    signs: Vec<Rule>,
    greetings: Vec<&'static str>,
}

struct Rule {
    /// The place of its kind in [`KINDS`].
    kind: usize,
    pattern: Pattern,
    unless: Vec<Pattern>,
}

fn rules() -> &'static [Rules] {
    static RULES: LazyLock<Vec<Rules>> = LazyLock::new(|| FILES.into_iter().map(Rules::read).collect());
    &RULES
}

/// What the words show, if anything; `lead` is the lead's whole name.
pub fn sign_of(heard: &str, lead: &str) -> Option<Sign> {
    let name = words_of(lead).concat();
    let mut spoken = words_of(heard);
    for word in spoken.iter_mut().flatten() {
        let own = |part: &Word| part.text.chars().count() > 1 && is_name(&word.text, &part.text);
        if name.iter().any(own) {
            word.text = LEAD_NAME.to_owned();
        }
    }
    let spoken: Vec<_> = spoken.into_iter().map(|sentence| (initials(&sentence), sentence)).collect();
    let mut first = KINDS.len();
    for rule in rules().iter().flat_map(|rules| &rules.signs) {
        if rule.kind < first && rule.shows_in(&spoken) {
            first = rule.kind;
        }
    }
    let sign = KINDS.get(first).map(|(_, sign)| *sign);
    sign.or_else(|| is_greeting(&spoken).then_some(Sign::Greeting))
}

/// A name, or its genitive.
fn is_name(word: &str, name: &str) -> bool {
    word == name || word.strip_suffix('s') == Some(name)
}

fn words_of(text: &str) -> Vec<Vec<Word>> {
    sentences(text, |_, _| None)
}

/// Whether all the words are a greeting's, in one language.
fn is_greeting(spoken: &[(u32, Vec<Word>)]) -> bool {
    let words = || spoken.iter().flat_map(|(_, sentence)| sentence);
    let count = words().count();
    let of = |rules: &Rules| words().all(|word| rules.greetings.contains(&&*word.text));
    (1..=GREETING_WORDS_MAX).contains(&count) && rules().iter().any(of)
}

impl Rules {
    fn read(file: &'static str) -> Self {
        let mut sets = HashMap::new();
        let mut rules = Self { signs: vec![], greetings: vec![] };
        for (kind, rest) in lines(file) {
            if kind == "set" {
                let (name, words) = rest.split_once(" = ").unwrap_or((rest, ""));
                sets.insert(name, words.split_whitespace().collect());
            } else if kind == "greeting" {
                rules.greetings.extend(rest.split_whitespace());
            } else {
                let read = |text: &'static str| -> Pattern {
                    text.split_whitespace().map(|element| Element::read(element, &sets)).collect()
                };
                let mut patterns = rest.split(" unless ").map(read);
                let pattern = patterns.next().unwrap_or_default();
                // A test sees to it that every kind is known.
                let kind = KINDS.iter().position(|(known, _)| *known == kind).unwrap_or(KINDS.len());
                rules.signs.push(Rule { kind, pattern, unless: patterns.collect() });
            }
        }
        rules
    }
}

impl Rule {
    /// Each sentence with its words' initials.
    fn shows_in(&self, spoken: &[(u32, Vec<Word>)]) -> bool {
        spoken.iter().any(|(initials, sentence)| {
            let found = |pattern: &Pattern| {
                may_be_in(pattern, *initials) && (0..sentence.len()).any(|at| found_at(pattern, sentence, at))
            };
            found(&self.pattern) && !self.unless.iter().any(found)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opt_out::rules::tests::patterns;

    const UTTERANCES: &str = include_str!("../../data/answering/utterances.tsv");
    const HELD_OUT: &str = include_str!("../../data/answering/held_out.tsv");
    const UNSEEN_WRONG_PERCENT_MAX: usize = 30;

    #[test]
    fn every_line_is_a_rule_and_every_set_is_known() {
        for (kind, rest) in FILES.into_iter().flat_map(patterns) {
            let known = kind == "greeting" || KINDS.iter().any(|(known, _)| *known == kind);
            assert!(known, "{kind} {rest}");
        }
    }

    /// Language, the sign that is wanted and the words.
    fn utterances(file: &'static str) -> impl Iterator<Item = [&'static str; 3]> {
        file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| {
            let mut cells = line.splitn(3, '\t');
            let mut cell = || cells.next().unwrap();
            [cell(), cell(), cell()]
        })
    }

    /// What is wrong, and of how many. The lead is Ana López. Each is also tried as a speech recognizer
    /// without punctuation writes it.
    fn wrong_in(file: &'static str) -> (Vec<String>, usize) {
        let mut wrong = vec![];
        let mut count = 0;
        for [language, wanted, text] in utterances(file) {
            let plain: String = text.chars().filter(|c| !".,!?¿¡;:…".contains(*c)).collect();
            for spelling in [text.to_owned(), plain.to_lowercase()] {
                count += 1;
                let shown = sign_of(&spelling, "Ana López").map_or("-".to_owned(), |s| format!("{s:?}"));
                if shown != wanted {
                    wrong.push(format!("{language} {spelling:?}: {shown}, not {wanted}"));
                }
            }
        }
        (wrong, count)
    }

    #[test]
    fn utterances_show_what_they_are() {
        let (wrong, count) = wrong_in(UTTERANCES);
        assert!(wrong.is_empty(), "{} of {count} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn most_utterances_that_the_rules_have_not_seen_are_recognised() {
        let (wrong, count) = wrong_in(HELD_OUT);
        println!("{} of {count} right; wrong:\n{}", count - wrong.len(), wrong.join("\n"));
        assert!(wrong.len() * 100 <= count * UNSEEN_WRONG_PERCENT_MAX, "{} of {count}", wrong.len());
        let taken: Vec<_> = wrong.iter().filter(|line| line.ends_with("not -")).collect();
        assert!(taken.is_empty(), "a person taken for something else: {taken:#?}");
    }
}
