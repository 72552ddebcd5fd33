//! What a lead means, by words that give it away in any of the five languages.

use crate::language::{mentions, normalize};

/// What was meant, the weightiest first: asking not to be called outweighs everything said beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    Silence,
    DoNotCall,
    Injection,
    CallBack,
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

const DO_NOT_CALL: &[&str] = &[
    "do not call",
    "don t call",
    "stop calling",
    "never call",
    "off your list",
    "remove me",
    "no more calls", // en
    "no me llame",
    "no me llamen",
    "no me llames",
    "no vuelva a llamar",
    "no vuelvan a llamar",
    "de su lista",
    "borreme",
    "dejen de llamar", // es
    "ne me rappelez",
    "ne m appelez",
    "ne plus m appeler",
    "ne plus me rappeler",
    "de votre liste", // fr
    "nicht mehr an",
    "nie wieder an",
    "nicht wieder an",
    "von ihrer liste",
    "aus ihrer liste",
    "keine anrufe", // de
    "nao me ligue",
    "nao me liguem",
    "nao volte a ligar",
    "da sua lista",
    "pare de ligar",
    "nao ligue mais", // pt
];
const INJECTION: &[&str] = &[
    "ignore your",
    "ignore all",
    "ignore the",
    "ignore previous",
    "your instructions",
    "system prompt",
    "every slot", // en
    "sus instrucciones",
    "tus instrucciones",
    "todos los huecos", // es
    "vos instructions",
    "tes instructions",
    "tous les creneaux", // fr
    "ihre anweisungen",
    "deine anweisungen",
    "alle termine", // de
    "suas instrucoes",
    "tuas instrucoes",
    "todos os horarios", // pt
];
const CALL_BACK: &[&str] = &[
    "call me back",
    "call back",
    "call me later",
    "call later",
    "call me tomorrow",
    "i am busy",
    "i m busy", // en
    "llameme",
    "llame mas tarde",
    "llamame mas tarde",
    "vuelva a llamar",
    "estoy ocupado",
    "estoy ocupada", // es
    "rappelez moi",
    "rappeler plus tard",
    "me rappeler",
    "je suis occupe",
    "je suis occupee", // fr
    "spater an",
    "zuruckrufen",
    "spater noch einmal",
    "gerade keine zeit", // de
    "ligue me",
    "me ligue mais tarde",
    "ligue mais tarde",
    "volte a ligar",
    "estou ocupado",
    "estou ocupada", // pt
];
const NOT_INTERESTED: &[&str] = &[
    "not interested",
    "no thank you",
    "no thanks",
    "not for me", // en
    "no me interesa",
    "no estoy interesado",
    "no estoy interesada",
    "no gracias", // es
    "ne m interesse pas",
    "pas interesse",
    "pas interessee",
    "non merci", // fr
    "kein interesse",
    "nicht interessiert",
    "interessiert mich nicht",
    "nein danke", // de
    "nao tenho interesse",
    "nao me interessa",
    "nao estou interessado",
    "nao estou interessada",
    "nao obrigado",
    "nao obrigada", // pt
];
const ANOTHER_TIME: &[&str] = &[
    "another time",
    "another day",
    "other time",
    "other times",
    "other day",
    "different time",
    "different day",
    "some other",
    "none of those",
    "next week", // en
    "otro dia",
    "otra hora",
    "otro momento",
    "otro horario",
    "otra fecha",
    "otra opcion",
    "la semana que viene", // es
    "autre jour",
    "autre heure",
    "autre moment",
    "autre creneau",
    "autre date",
    "semaine prochaine", // fr
    "anderer tag",
    "anderen tag",
    "andere zeit",
    "anderer termin",
    "anderen termin",
    "andere uhrzeit",
    "nachste woche", // de
    "outro dia",
    "outra hora",
    "outro horario",
    "outra data",
    "outro momento",
    "proxima semana", // pt
];
const PRICE: &[&str] = &[
    "how much", "cost", "costs", "price", "cuanto", "cuesta", "precio", "combien", "prix", "coute", "kostet",
    "kosten", "preis", "quanto", "custa", "preco",
];
const QUESTION: &[&str] = &[
    "what is", "what s", "who is", "who are", "why", "de que", "de quoi", "worum", "warum", "por que",
    "pourquoi",
];
const YES: &[&str] = &[
    "yes",
    "yeah",
    "yep",
    "sure",
    "ok",
    "okay",
    "interested",
    "sounds good",
    "go ahead",
    "of course",
    "works",
    "fine",
    "great",
    "perfect",
    "si",
    "claro",
    "vale",
    "me interesa",
    "de acuerdo",
    "perfecto",
    "por supuesto",
    "adelante",
    "me viene bien",
    "muy bien", // es
    "oui",
    "d accord",
    "volontiers",
    "bien sur",
    "m interesse",
    "allez y",
    "parfait",
    "convient", // fr
    "ja",
    "gerne",
    "gern",
    "naturlich",
    "interessiert mich",
    "passt",
    "in ordnung",
    "einverstanden", // de
    "sim",
    "tenho interesse",
    "pode ser",
    "com certeza",
    "perfeito",
    "esta bem",
    "fica bem",
    "pode falar", // pt
];
const NO: &[&str] = &["no", "nope", "non", "nein", "nao"];
const GOODBYE: &[&str] = &[
    "goodbye",
    "bye",
    "adios",
    "hasta luego",
    "au revoir",
    "auf wiederhoren",
    "auf wiedersehen",
    "tschuss",
    "adeus",
    "tchau",
    "ate logo",
];
const ORDINALS: [&[&str]; 3] = [
    &[
        "first", "primera", "primero", "premier", "premiere", "erste", "ersten", "erster", "primeiro",
        "primeira",
    ],
    &["second", "segundo", "segunda", "deuxieme", "zweite", "zweiten", "zweiter"],
    &[
        "third",
        "last",
        "tercera",
        "tercero",
        "troisieme",
        "dritte",
        "dritten",
        "dritter",
        "terceiro",
        "terceira",
    ],
];
const EMAIL: &[&str] = &["e mail", "email", "mail", "correo", "courriel"];
const AT: &[&str] = &["at", "arroba", "arobase", "klammeraffe"];
const DOT: &[&str] = &["dot", "punto", "point", "punkt", "ponto"];

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
        return meaning;
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
