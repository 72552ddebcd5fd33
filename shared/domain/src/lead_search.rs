//! Finding leads by the beginning of any word of their name or company, of their number or of their
//! e-mail address, whatever the case and the accents.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::error::{Error, Result};
use crate::lead::Lead;
use crate::phone::MARKED;
#[cfg(doc)]
use crate::phone::PhoneNumber;

/// What of a term is kept: enough to tell leads apart, little enough for a key.
const TERM_MAX_CHARS: usize = 60;
/// So many words beyond the first of a name, and of a company, are found.
const MORE_WORDS_MAX: usize = 4;

/// What of a lead is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchField {
    /// The whole name.
    Name,
    /// A name from one of its later words on, or a company from one of its words on.
    Word,
    Email,
    /// With the calling code and its plus sign.
    Phone,
    /// Without them.
    NationalPhone,
}

/// Something a lead is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    pub field: SearchField,
    pub text: String,
}

/// A place to look: the beginning of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    pub field: SearchField,
    pub prefix: String,
    /// It finds leads of which an earlier version noted the name with its accents.
    pub is_legacy: bool,
}

/// What is searched: places to look one after the other, and the words that a lead must have to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadSearch {
    probes: Vec<Probe>,
    words: Vec<String>,
}

impl LeadSearch {
    /// Digits are a number, international or national; an @ makes an e-mail address; everything else is
    /// words of a name or a company, in any order, or the beginning of an address.
    pub fn parse(text: &str) -> Result<Self> {
        let plain = folded(text);
        let is_number = plain.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c));
        let (probes, words) = if is_number {
            (number_probes(&plain), vec![])
        } else if plain.contains('@') {
            (vec![Probe::of(SearchField::Email, &plain)], vec![])
        } else {
            (word_probes(&plain, &legacy(text)), plain.split(' ').map(str::to_owned).collect())
        };
        // '#' ends a term where it is stored.
        let bad = |probe: &Probe| probe.prefix.chars().any(|c| c.is_control() || c == '#');
        if probes.is_empty() || probes.iter().any(bad) {
            return Err(Error::invalid(
                "search",
                "must be the beginning of a word of a name or company, of a number or of an e-mail address",
            ));
        }
        Ok(Self { probes, words })
    }

    pub fn probes(&self) -> &[Probe] {
        &self.probes
    }

    /// Whether a lead that was found at a probe, by a term, is to be shown there: it has what is searched,
    /// and is not found at a place before.
    pub fn shows(&self, lead: &Lead, probe: usize, term: &str) -> bool {
        if !self.words.iter().all(|word| has_word(lead, word)) {
            return false;
        }
        if self.probes.get(probe).is_none_or(|probe| probe.is_legacy) {
            return true;
        }
        let terms = lead.search_terms();
        let first = self.probes.iter().enumerate().filter(|(_, probe)| !probe.is_legacy).find_map(
            |(place, probe)| {
                let found = |term: &&Term| term.field == probe.field && term.text.starts_with(&probe.prefix);
                terms.iter().find(found).map(|term| (place, term))
            },
        );
        match first {
            // Of a name with several fitting words the first counts.
            Some((place, first)) => {
                place == probe && (first.field != SearchField::Word || first.text == term)
            }
            None => true,
        }
    }
}

impl Probe {
    fn of(field: SearchField, prefix: &str) -> Self {
        Self { field, prefix: prefix.to_owned(), is_legacy: false }
    }
}

fn number_probes(text: &str) -> Vec<Probe> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let international = |digits: &str| {
        let other = other_spelling(digits).into_iter();
        let spellings = std::iter::once(digits.to_owned()).chain(other);
        spellings.map(|digits| Probe::of(SearchField::Phone, &format!("+{digits}"))).collect::<Vec<_>>()
    };
    if digits.is_empty() {
        return vec![];
    }
    if text.starts_with('+') {
        return international(&digits);
    }
    if let Some(rest) = digits.strip_prefix("00").filter(|rest| !rest.is_empty()) {
        return international(rest);
    }
    let national = digits.trim_start_matches('0');
    let national = Some(national).filter(|digits| !digits.is_empty());
    let national = national.map(|digits| Probe::of(SearchField::NationalPhone, digits));
    international(&digits).into_iter().chain(national).collect()
}

/// The beginning of a number in the other way in which it may be noted, as [`PhoneNumber::spellings`] has
/// them; `None` where there is no other.
fn other_spelling(digits: &str) -> Option<String> {
    MARKED.into_iter().find_map(|(code, mark)| {
        let rest = digits.strip_prefix(code).filter(|rest| !rest.is_empty())?;
        // Behind the mark alone nothing is left to look for.
        Some(match rest.strip_prefix(mark) {
            Some("") => return None,
            Some(rest) => format!("{code}{rest}"),
            None => format!("{code}{mark}{rest}"),
        })
    })
}

fn word_probes(plain: &str, legacy: &str) -> Vec<Probe> {
    if plain.is_empty() {
        return vec![];
    }
    let mut probes = vec![Probe::of(SearchField::Name, plain), Probe::of(SearchField::Word, plain)];
    if legacy != plain {
        probes.push(Probe { is_legacy: true, ..Probe::of(SearchField::Name, legacy) });
    }
    match plain.split(' ').max_by_key(|word| word.chars().count()) {
        // Words in another order, or of name and company.
        Some(longest) if longest != plain => {
            probes.extend([SearchField::Name, SearchField::Word].map(|field| Probe::of(field, longest)));
        }
        _ => probes.push(Probe::of(SearchField::Email, plain)),
    }
    probes
}

fn has_word(lead: &Lead, word: &str) -> bool {
    let company = lead.company.as_deref().map(folded).unwrap_or_default();
    let email = lead.email.as_ref().map(|email| folded(email.as_str())).unwrap_or_default();
    let name = folded(&lead.name);
    let mut words = name.split(' ').chain(company.split(' ')).chain([email.as_str()]);
    words.any(|known| known.starts_with(word))
}

impl Lead {
    /// The terms under which the lead is found. They are noted with its number, but for
    /// [`Lead::more_search_terms`].
    pub fn search_terms(&self) -> Vec<Term> {
        let term = |field, text: String| Term { field, text };
        let national = self.phone.as_str().strip_prefix(&self.country_code).unwrap_or_default();
        let mut terms = vec![
            term(SearchField::Name, folded(&self.name)),
            term(SearchField::Phone, self.phone.to_string()),
            term(SearchField::NationalPhone, national.to_owned()),
        ];
        terms.extend(self.email.as_ref().map(|email| term(SearchField::Email, folded(email.as_str()))));
        let words = word_terms(&self.name, self.company.as_deref());
        terms.extend(words.into_iter().map(|text| term(SearchField::Word, text)));
        terms.retain(|term| !term.text.is_empty() && !term.text.contains('#'));
        terms
    }

    /// The terms that need an entry of their own.
    pub fn more_search_terms(&self) -> Vec<Term> {
        self.search_terms().into_iter().filter(|term| term.field == SearchField::Word).collect()
    }
}

/// How many [`Lead::more_search_terms`] a lead of that name has at most.
pub fn more_terms(name: &str, company: Option<&str>) -> usize {
    word_terms(name, company).len()
}

/// The name from each of its later words on, and the company from each of its words on.
fn word_terms(name: &str, company: Option<&str>) -> Vec<String> {
    let later_words = |text: &str, skip: usize| {
        let text = folded(text);
        let starts = text.char_indices().filter(|(_, c)| *c == ' ').map(|(place, _)| place + 1);
        let starts = std::iter::once(0).chain(starts).skip(skip).take(MORE_WORDS_MAX);
        starts.filter_map(|start| text.get(start..).map(str::to_owned)).collect::<Vec<_>>()
    };
    let mut terms = later_words(name, 1);
    terms.extend(company.map(|company| later_words(company, 0)).unwrap_or_default());
    terms.retain(|term| !term.is_empty() && !term.contains('#'));
    terms.dedup();
    terms
}

/// Lower case without accents, single spaces.
fn folded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'ø' => plain.push('o'),
            'ł' => plain.push('l'),
            'đ' | 'ð' => plain.push('d'),
            'ı' => plain.push('i'),
            '’' => plain.push('\''),
            '\u{307}' => {}
            _ => plain.push(c),
        }
    }
    shortened(&plain)
}

/// The form in which earlier versions noted a name.
fn legacy(text: &str) -> String {
    shortened(&text.nfc().collect::<String>().to_lowercase())
}

fn shortened(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(TERM_MAX_CHARS).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lead::{LeadFields, NewLead};

    fn lead(name: &str, company: Option<&str>) -> Lead {
        let fields = LeadFields {
            name,
            phone: "+34912345601",
            email: Some("Rachel.Moore@Example.com"),
            company,
            ..LeadFields::default()
        };
        let now = "2026-11-23T10:00:00Z".parse().unwrap();
        Lead::create(NewLead::read(&fields, now).unwrap(), now)
    }

    /// How often the lead is shown when all its entries are looked through.
    fn shown(lead: &Lead, text: &str) -> usize {
        let search = LeadSearch::parse(text).unwrap();
        let terms = lead.search_terms();
        let finds =
            |probe: &Probe, term: &Term| term.field == probe.field && term.text.starts_with(&probe.prefix);
        let found = search.probes().iter().enumerate().flat_map(|(place, probe)| {
            terms.iter().filter(move |term| finds(probe, term)).map(move |term| (place, term))
        });
        found.filter(|(place, term)| search.shows(lead, *place, &term.text)).count()
    }

    #[test]
    fn any_word_finds_a_lead_once() {
        let rachel = lead("José María del Río Moore", Some("Acme Société Générale"));
        for text in [
            "jose",
            "JOSÉ",
            "Jose\u{301}",
            "maria",
            "rio",
            "moore",
            "Rio Moore",
            "del río",
            "moore jose",
            "acme",
            "generale",
            "moore acme",
            "rachel.m",
            "rachel.moore@ex",
            "+3491",
            "3491",
            "0034 912",
            "912 34",
            "0912",
        ] {
            assert_eq!(shown(&rachel, text), 1, "{text}");
        }
        for text in ["ose", "mo re", "moore bob", "5601", "+912", "example"] {
            assert_eq!(shown(&rachel, text), 0, "{text}");
        }
        assert_eq!(shown(&lead("Ana Anita Ananda", Some("Anaconda")), "ana"), 1);
        assert_eq!(shown(&lead("Straße Ødegård", None), "strasse odegard"), 1);
    }

    #[test]
    fn a_number_is_found_in_either_of_its_spellings() {
        for stored in ["+5491123456789", "+541123456789"] {
            let fields = LeadFields { name: "Ana", phone: stored, ..LeadFields::default() };
            let now = "2026-11-23T10:00:00Z".parse().unwrap();
            let ana = Lead::create(NewLead::read(&fields, now).unwrap(), now);
            for text in ["+54 9 11 2345-6789", "+54 11 2345-6789", "0054911", "5411", "+54", "+549"] {
                let finds = shown(&ana, text);
                let is_prefix_alone = text == "+549" && !stored.starts_with(text);
                assert_eq!(finds, usize::from(!is_prefix_alone), "{stored} {text}");
            }
        }
    }

    #[test]
    fn a_name_that_an_earlier_version_noted_is_found_as_before() {
        let jose = lead("José López", None);
        let search = LeadSearch::parse("José L").unwrap();
        let legacy = search.probes().iter().position(|probe| probe.is_legacy).unwrap();
        assert_eq!(search.probes()[legacy].prefix, "josé l");
        assert!(search.shows(&jose, legacy, "josé lópez"));
    }

    #[test]
    fn what_cannot_be_searched_is_refused() {
        for bad in ["", "  ", "+", "a#b", "a\u{7}", "00#"] {
            assert!(LeadSearch::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_lead_has_few_terms_of_its_own() {
        assert!(lead("Rachel", None).more_search_terms().is_empty());
        assert_eq!(lead("Ana López García", None).more_search_terms().len(), 2);
        assert_eq!(more_terms("Ana López García", Some("Acme")), 3);
        assert!(more_terms(&"a ".repeat(40), Some(&"b ".repeat(40))) <= 2 * MORE_WORDS_MAX);
    }
}
