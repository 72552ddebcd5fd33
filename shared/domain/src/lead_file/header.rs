//! What a column is, by its name: `data/lead_columns.txt` has the names that exports give.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::columns::Field;
use super::header_words::words;

const NAMES: &str = include_str!("../../data/lead_columns.txt");
/// How much later a column is looked at whose name says that it is the second of its kind.
const LESSER: u8 = 2;

/// What a column's name says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// With its rank: of several columns for one field the lowest is looked at first.
    Known(Kind, u8),
    /// Recognised, and nothing a lead has.
    SetAside,
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// The whole name, or the part of it that the other columns lack.
    Name,
    FullName,
    FirstName,
    LastName,
    Company,
    Email,
    Phone,
    Country,
    Language,
    TimeZone,
    DoNotCall,
    /// Of a consent: the field, which is one of [`Field::OF_CONSENT`].
    Consent(Field),
    /// A number, an address or a name, whatever stands there.
    ByContent,
}

impl Kind {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "name" => Self::Name,
            "full_name" => Self::FullName,
            "first_name" => Self::FirstName,
            "last_name" => Self::LastName,
            "company" => Self::Company,
            "email" => Self::Email,
            "phone" => Self::Phone,
            "country" => Self::Country,
            "language" => Self::Language,
            "time_zone" => Self::TimeZone,
            "do_not_call" => Self::DoNotCall,
            "by_content" => Self::ByContent,
            text => Self::Consent(Field::OF_CONSENT.into_iter().find(|field| field.as_str() == text)?),
        })
    }
}

#[derive(Default)]
struct Dictionary {
    kinds: HashMap<String, (Kind, u8)>,
    /// The same by the words in alphabetical order: "Phone - Mobile" is a mobile phone.
    in_any_order: HashMap<String, (Kind, u8)>,
    set_aside: HashSet<String>,
    qualifiers: HashSet<String>,
    lesser: HashSet<String>,
}

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| {
    let mut dictionary = Dictionary::default();
    let mut names_in_words = Vec::new();
    for line in NAMES.lines().filter(|line| !line.starts_with('#')) {
        let Some((head, names)) = line.split_once(": ") else { continue };
        let in_words = names.split(", ").map(words).filter(|words| !words.is_empty());
        let names = in_words.clone().map(|words| words.concat());
        match head.split_once(' ') {
            Some((kind, rank)) => {
                if let (Some(kind), Ok(rank)) = (Kind::parse(kind), rank.parse()) {
                    for words in in_words {
                        dictionary.kinds.entry(words.concat()).or_insert((kind, rank));
                        names_in_words.push((words, (kind, rank)));
                    }
                }
            }
            None if head == "set_aside" => dictionary.set_aside.extend(names),
            None if head == "qualifiers" => dictionary.qualifiers.extend(names),
            None => dictionary.lesser.extend(names),
        }
    }
    // "Numéro de téléphone" is also met as "numéro téléphone".
    for (words, known) in names_in_words {
        dictionary.in_any_order.entry(sorted(&words)).or_insert(known);
        let plain = words.iter().filter(|word| !dictionary.qualifiers.contains(*word));
        let plain = plain.map(String::as_str).collect::<String>();
        // Without the word of its kind, a consent's column says nothing.
        if !plain.is_empty() && !matches!(known.0, Kind::Consent(_)) {
            dictionary.kinds.entry(plain).or_insert(known);
        }
    }
    dictionary
});

/// What the column is.
pub(super) fn recognise(header: &str) -> Named {
    let dictionary = &*DICTIONARY;
    let known = |words: &[String]| {
        let exact = dictionary.kinds.get(&words.concat());
        exact.or_else(|| dictionary.in_any_order.get(&sorted(words))).copied()
    };
    let words = words(header);
    if words.is_empty() {
        return Named::Unknown;
    }
    if let Some((kind, rank)) = known(&words) {
        return Named::Known(kind, rank);
    }
    // "Phone 2", "E-mail 1 - Value".
    let number = words.iter().find_map(|word| word.parse::<u8>().ok()).unwrap_or(1);
    let named: Vec<String> =
        words.iter().filter(|word| !word.bytes().all(|b| b.is_ascii_digit())).cloned().collect();
    let later = if number > 1 { LESSER } else { 0 };
    if let Some((kind, rank)) = known(&named) {
        return Named::Known(kind, rank + later);
    }
    if named.iter().any(|word| dictionary.set_aside.contains(word)) {
        return Named::SetAside;
    }
    let is_lesser = named.iter().any(|word| dictionary.lesser.contains(word));
    let plain: Vec<String> = named
        .into_iter()
        .filter(|word| !dictionary.lesser.contains(word) && !dictionary.qualifiers.contains(word))
        .collect();
    match known(&plain).filter(|_| !plain.is_empty()) {
        Some((kind, rank)) => Named::Known(kind, rank + later.max(if is_lesser { LESSER } else { 0 })),
        None => Named::Unknown,
    }
}

fn sorted(words: &[String]) -> String {
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    words.sort_unstable();
    words.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(header: &str) -> Option<Kind> {
        match recognise(header) {
            Named::Known(kind, _) => Some(kind),
            _ => None,
        }
    }

    #[test]
    fn spelling_does_not_matter() {
        for header in [
            "E-mail",
            "E-Mail",
            "Email Address",
            "E-mail 1",
            "Mail",
            "EMAIL ADDRESS",
            "emailAddress",
            "E-mail 1 - Value",
            "✉",
            "Correo electrónico",
            "User Email",
            "Contact: Email",
            "\u{200e}e\u{2011}mail",
        ] {
            assert_eq!(kind(header), Some(Kind::Email), "{header}");
        }
        for header in [
            "Phone",
            "Téléphone",
            "TELEFONO",
            "phone_number",
            "PhoneNumber",
            "Phone #",
            "Phone number (recommended)",
            "☎ Contact",
            "Whatsapp Number",
            "Corporate Phone",
            "Mobilnr. / Mobile",
            "Tel.",
            "Phone 1 - Value",
            "الهاتف",
        ] {
            let expected = if header.starts_with("Mobilnr") { None } else { Some(Kind::Phone) };
            assert_eq!(kind(header), expected, "{header}");
        }
    }

    #[test]
    fn what_only_sounds_like_a_field_is_none() {
        for header in [
            "campaign_name",
            "ad_name",
            "Email Status",
            "Lead Owner",
            "Phone 1 - Label",
            "Job Title",
            "Created Date",
            "Emergency Contact: Phone",
            "Assistant's Phone",
            "Business Fax",
            "Given Name Yomi",
            "Form",
            "Website",
            "row",
            "reason",
            "Contact ID",
            "Owner Alias",
            "Middle Name",
            "username",
        ] {
            assert_eq!(recognise(header), Named::SetAside, "{header}");
        }
        for header in ["", "?", "Shoe", "Google"] {
            assert_eq!(recognise(header), Named::Unknown, "{header}");
        }
    }

    #[test]
    fn a_mobile_comes_before_other_numbers_and_a_first_before_a_second() {
        let rank = |header: &str| match recognise(header) {
            Named::Known(_, rank) => rank,
            other => panic!("{header}: {other:?}"),
        };
        assert!(rank("Mobile Phone") < rank("Phone"));
        assert!(rank("Phone") < rank("Secondary phone number"));
        assert!(rank("Phone 1") < rank("Phone 2"));
        assert!(rank("Email") < rank("Email 2"));
    }
}
