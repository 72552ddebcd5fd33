//! By which name somebody is greeted, if by any. Lists hold names as people typed them: with titles,
//! with the last name first, in capitals, or no name of a person at all. A wrong greeting is worse
//! than one without a name.

use crate::locale::Language;

/// Longer names are greeted without: nobody's first name is that long.
const NAME_CHARS_MAX: usize = 20;

/// Forms of address that go with a last name, as they are spoken, by language.
#[rustfmt::skip]
const COURTESIES: [(Language, &[&str], &str); 22] = [
    (Language::En, &["mr", "mister"], "Mr."),
    (Language::En, &["mrs"], "Mrs."),
    (Language::En, &["ms", "miss"], "Ms."),
    (Language::En, &["mx"], "Mx."),
    (Language::De, &["herr", "herrn", "hr"], "Herr"),
    (Language::De, &["frau", "fr", "fräulein"], "Frau"),
    (Language::Fr, &["m", "monsieur"], "monsieur"),
    (Language::Fr, &["mme", "madame"], "madame"),
    (Language::Fr, &["mlle", "mademoiselle"], "mademoiselle"),
    (Language::Es, &["sr", "señor", "senor"], "señor"),
    (Language::Es, &["sra", "señora", "senora"], "señora"),
    (Language::Es, &["srta", "señorita", "senorita"], "señorita"),
    (Language::Es, &["don", "dn"], "don"),
    (Language::Es, &["doña", "dña"], "doña"),
    (Language::Pt, &["sr", "senhor"], "senhor"),
    (Language::Pt, &["sra", "senhora"], "senhora"),
    (Language::Pt, &["dona"], "dona"),
    (Language::En, &["dr", "doctor"], "Dr."),
    (Language::De, &["dr", "doktor"], "Dr."),
    (Language::Fr, &["dr", "docteur"], "docteur"),
    (Language::Es, &["dr", "doctor", "dra", "doctora"], "doctor"),
    (Language::Pt, &["dr", "doutor", "dra", "doutora"], "doutor"),
];

/// Titles that are never a name, beside the forms of address.
#[rustfmt::skip]
const TITLES: &[&str] = &[
    "prof", "professor", "profesor", "profesora", "professora", "professeur", "sir", "dame", "lord", "lady", "rev",
    "reverend", "hon", "capt", "captain", "lt", "sgt", "col", "gen", "mag", "dipl", "ing", "dipl-ing", "eng", "engª",
    "engº", "lic", "licdo", "licda", "me", "maître", "mestre", "exmo", "exma", "d", "dª", "dott", "ir", "drs",
    "med", "jur", "phil", "rer", "nat", "h.c", "hc", "univ", "priv",
];

/// What stands behind a name and is none.
#[rustfmt::skip]
const SUFFIXES: &[&str] = &[
    "jr", "sr", "ii", "iii", "iv", "phd", "ph.d", "md", "m.d", "mba", "msc", "m.sc", "bsc", "b.sc", "ba", "ma", "llm",
    "ll.m", "esq", "cpa", "cfa", "dds", "rn", "pe", "filho", "júnior", "junior", "neto",
];

/// Words of occupations, which some lists put behind a comma.
#[rustfmt::skip]
const OCCUPATIONS: &[&str] = &[
    "manager", "director", "directora", "diretor", "diretora", "directeur", "directrice", "ceo", "cto", "cfo", "coo",
    "vp", "head", "owner", "founder", "president", "sales", "marketing", "engineer", "consultant", "geschäftsführer",
    "geschäftsführerin", "leiter", "leiterin", "gerente", "jefe", "jefa", "chef", "responsable", "assistant",
];

/// Words that no person is called by: what companies have in their names, and what people write
/// where they have no name.
#[rustfmt::skip]
const NOT_A_PERSON: &[&str] = &[
    "gmbh", "mbh", "kg", "ohg", "ug", "gbr", "e.v", "ltd", "limited", "llc", "llp", "plc", "inc", "incorporated", "corp",
    "corporation", "company", "cia", "s.l", "s.a", "s.l.u", "slu", "sarl", "sas", "sasu", "eurl", "lda", "ltda", "eireli",
    "s.p.a", "bv", "b.v", "holding", "group", "gruppe", "grupo", "groupe", "hotel", "restaurant", "restaurante",
    "clinic", "clínica", "clinica", "klinik", "clinique", "praxis", "kanzlei", "shop", "store", "tienda", "loja",
    "services", "service", "servicios", "serviços", "solutions", "consulting", "consultores", "partners", "associates",
    "agency", "agencia", "agência", "agence", "agentur", "studio", "estudio", "estúdio", "school", "university",
    "universidad", "universidade", "université", "universität", "bank", "banco", "banque", "industries", "international",
    "software", "systems", "technologies", "tech", "media", "team", "office", "büro", "oficina", "support", "info",
    "admin", "administrator", "sales", "ventas", "vendas", "vertrieb", "contact", "contacto", "contato", "kontakt",
    "reception", "test", "tester", "testing", "demo", "example", "unknown", "desconocido", "desconhecido", "unbekannt",
    "inconnu", "none", "null", "nil", "undefined", "n/a", "na", "nan", "tbd", "xxx", "asdf", "qwerty", "customer",
    "client", "cliente", "kunde", "lead", "prospect", "user", "guest", "anonymous", "anonymus", "private", "privat",
    "privado", "name", "noname", "nombre", "nome", "nom", "vorname", "family", "familie", "familia", "família", "famille",
    "and", "und", "y", "et", "e",
];

/// Parts of last names that stand in front of them.
const PARTICLES: &[&str] = &[
    "de", "del", "della", "der", "den", "da", "das", "do", "dos", "du", "des", "la", "las", "le", "les",
    "los", "van", "von", "vom", "zu", "zur", "ter", "ten", "bin", "ibn", "el", "al",
];

/// The name by which somebody whose name is on file as `full` is greeted in `language`: the first
/// name, or a form of address with the last name where the file has just that; `None` to greet
/// without a name.
pub fn name(full: &str, language: Language) -> Option<String> {
    let full = without_asides(full);
    if full.contains(['@', '/', '\\', '&', '{', '}', '<', '>', '|', '_', ':', '+', '=', '#'])
        || full.chars().any(|c| c.is_numeric() || c.is_control())
    {
        return None;
    }
    let ordered = first_name_first(&full);
    let words: Vec<&str> = ordered.split_whitespace().collect();
    if words.iter().any(|word| is_one_of(word, NOT_A_PERSON)) {
        return None;
    }
    let start = words.iter().position(|word| !is_title(word, language))?;
    let (titles, names) = words.split_at(start);
    let names: Vec<&str> = names.iter().copied().filter(|word| !is_one_of(word, SUFFIXES)).collect();
    match names.as_slice() {
        [] => None,
        // With a title in front, a single name is the last one.
        [last] if !titles.is_empty() => addressed(titles, last, language),
        [only] => pronounceable(only),
        [first, rest @ ..] => {
            // "J. Maria Smith" is called by the second name, "J. Smith" by neither.
            let initial = first.trim_end_matches('.').chars().count() == 1;
            let chosen = if initial && rest.len() > 1 { rest.first()? } else { first };
            if PARTICLES.contains(&chosen.to_lowercase().as_str()) { None } else { pronounceable(chosen) }
        }
    }
}

/// Without what stands in brackets or quotation marks, such as a nickname or a remark.
fn without_asides(full: &str) -> String {
    let mut depth = 0_u32;
    let mut quoted = false;
    let mut kept = String::with_capacity(full.len());
    for c in full.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '"' | '“' | '”' | '„' | '«' | '»' => quoted = !quoted,
            '’' | '‘' | '`' | '´' if depth == 0 && !quoted => kept.push('\''),
            _ if depth == 0 && !quoted => kept.push(c),
            _ => {}
        }
    }
    kept
}

/// "SMITH, JOHN" as "JOHN SMITH"; suffixes and occupations behind a comma are left out.
fn first_name_first(full: &str) -> String {
    let says_a_name = |part: &&str| {
        !part.is_empty()
            && !part.split_whitespace().all(|word| is_one_of(word, SUFFIXES) || is_one_of(word, TITLES))
            && !part.split_whitespace().any(|word| is_one_of(word, OCCUPATIONS))
    };
    let parts: Vec<&str> = full.split([',', ';']).map(str::trim).filter(says_a_name).collect();
    match parts.as_slice() {
        [last, first, ..] => format!("{first} {last}"),
        parts => parts.concat(),
    }
}

/// Words that are a title in one language, and a name or an initial in the others.
const TITLES_IN_ONE: [(&str, Language); 6] = [
    ("don", Language::Es),
    ("d", Language::Es),
    ("dona", Language::Pt),
    ("m", Language::Fr),
    ("me", Language::Fr),
    ("fr", Language::De),
];

fn is_title(word: &str, language: Language) -> bool {
    let plain = plain(word);
    let courtesy = COURTESIES.iter().any(|(_, forms, _)| forms.contains(&plain.as_str()));
    let elsewhere = TITLES_IN_ONE.iter().any(|(title, of)| *title == plain && *of != language);
    (courtesy || TITLES.contains(&plain.as_str())) && !elsewhere
}

/// A form of address and a last name, if the address is one of this language.
fn addressed(titles: &[&str], last: &str, language: Language) -> Option<String> {
    let spoken = titles.iter().find_map(|title| {
        let plain = plain(title);
        let own = COURTESIES.iter().find(|(of, forms, _)| *of == language && forms.contains(&plain.as_str()));
        own.map(|(_, _, spoken)| match (plain.as_str(), *spoken) {
            ("dra" | "doctora" | "doutora", male) => format!("{male}a"),
            (_, spoken) => spoken.to_owned(),
        })
    });
    Some(format!("{} {}", spoken?, pronounceable(last)?))
}

fn plain(word: &str) -> String {
    word.trim_matches(['.', ',']).to_lowercase()
}

fn is_one_of(word: &str, list: &[&str]) -> bool {
    list.contains(&plain(word).as_str())
}

/// The name with capitals as in a text, if it can be said: letters with a vowel among them.
fn pronounceable(name: &str) -> Option<String> {
    let name = name.trim_matches(['.', '-', '\'']);
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let whole = name.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\''));
    let sounds = name.to_lowercase().contains(|c: char| VOWELS.contains(c));
    let repeats =
        name.chars().zip(name.chars().skip(1)).zip(name.chars().skip(2)).any(|((a, b), c)| a == b && b == c);
    let fits = (2..=NAME_CHARS_MAX).contains(&letters) && whole && sounds && !repeats;
    fits.then(|| in_title_case(name))
}

/// Of the Latin script: a voice of one of our languages does not say other scripts.
const VOWELS: &str = "aeiouyàáâãäåæèéêëìíîïòóôõöøœùúûüýÿāăąēėęěīįōőūůűųı";

/// "ANNE-MARIE" and "anne-marie" as "Anne-Marie"; what has both cases stays.
fn in_title_case(name: &str) -> String {
    let mixed = name.chars().any(char::is_lowercase) && name.chars().any(char::is_uppercase);
    if mixed {
        return name.to_owned();
    }
    let mut begins = true;
    let mut cased = String::with_capacity(name.len());
    for c in name.chars() {
        if begins {
            cased.extend(c.to_uppercase())
        } else {
            cased.extend(c.to_lowercase())
        }
        begins = !c.is_alphabetic();
    }
    cased
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn english(full: &str) -> Option<String> {
        name(full, Language::En)
    }

    #[test]
    fn people_are_greeted_by_their_first_names() {
        for (full, greeted) in [
            ("Ann Lee", "Ann"),
            ("Dr. Ann Lee", "Ann"),
            ("Prof. Dr. med. Ann Lee", "Ann"),
            ("Mr. John Smith", "John"),
            ("SMITH, JOHN", "John"),
            ("Smith, Dr. John", "John"),
            ("Smith, John, Jr.", "John"),
            ("John Smith, PhD", "John"),
            ("John Smith, Sales Manager", "John"),
            ("García López, Ana María", "Ana"),
            ("ANNE-MARIE DUPONT", "Anne-Marie"),
            ("o'neil shaun", "O'Neil"),
            ("maria", "Maria"),
            ("Jean-Luc Picard", "Jean-Luc"),
            ("William \"Bill\" Gates", "William"),
            ("Ana (do not call after six) López", "Ana"),
            ("J. Maria Smith", "Maria"),
            ("Don Draper", "Don"),
            ("M. Maria Smith", "Maria"),
            ("Sra. Ana López", "Ana"),
            ("Mme Claire Martin", "Claire"),
            ("McKenzie Ford", "McKenzie"),
            ("Øystein Hansen", "Øystein"),
        ] {
            assert_eq!(english(full).as_deref(), Some(greeted), "{full}");
        }
    }

    #[test]
    fn a_last_name_goes_with_its_form_of_address() {
        for (full, language, greeted) in [
            ("Herr Müller", Language::De, Some("Herr Müller")),
            ("Frau Dr. MÜLLER", Language::De, Some("Frau Müller")),
            ("Herr Müller", Language::En, None),
            ("Mr Smith", Language::En, Some("Mr. Smith")),
            ("Sr. García", Language::Es, Some("señor García")),
            ("Dra. García", Language::Es, Some("doctora García")),
            ("M. Dupont", Language::Fr, Some("monsieur Dupont")),
            ("Don Juan Pérez", Language::Es, Some("Juan")),
            ("Sra. Silva", Language::Pt, Some("senhora Silva")),
        ] {
            assert_eq!(name(full, language).as_deref(), greeted, "{full}");
        }
    }

    #[test]
    fn what_is_no_name_is_not_greeted() {
        for full in [
            "123",
            "",
            "Dr.",
            "Herr",
            "Mr",
            "J. Smith",
            "J.",
            "Ng",
            "Xkcd",
            "ana@example.com",
            "+1 415 555 0101",
            "Acme GmbH",
            "Hotel Ritz",
            "Smith & Sons",
            "{company}",
            "Ana {company}",
            "https://x.example",
            "unknown",
            "N/A",
            "TEST",
            "???",
            "张伟",
            "Иван Петров",
            "aaaa",
            "de la Cruz",
            "John2 Smith",
            "Pneumonoultramicroscopic Smith",
            "😀",
            "Acme Inc.",
        ] {
            assert_eq!(english(full), None, "{full}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_on_file_the_greeting_is_words(full in "\\PC{0,60}") {
            for language in Language::ALL {
                if let Some(greeted) = name(&full, language) {
                    prop_assert!(greeted.chars().all(|c| c.is_alphabetic() || " .-'".contains(c)), "{greeted}");
                    prop_assert!(greeted.chars().count() <= NAME_CHARS_MAX + 15);
                }
            }
        }
    }
}
