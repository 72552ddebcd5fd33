//! Words that give away what a lead means, in five languages; as [`crate::language::normalize`] leaves them.

pub(super) const DO_NOT_CALL: &[&str] = &[
    "do not call", "don t call", "stop calling", "never call", "off your list", "remove me",
    "no more calls", // en
    "no me llame", "no me llamen", "no me llames", "no vuelva a llamar", "no vuelvan a llamar",
    "de su lista", "borreme", "dejen de llamar", // es
    "ne me rappelez", "ne m appelez", "ne plus m appeler", "ne plus me rappeler", "de votre liste", // fr
    "nicht mehr an", "nie wieder an", "nicht wieder an", "von ihrer liste", "aus ihrer liste",
    "keine anrufe", // de
    "nao me ligue", "nao me liguem", "nao volte a ligar", "da sua lista", "pare de ligar",
    "nao ligue mais", // pt
];
pub(super) const INJECTION: &[&str] = &[
    "ignore your", "ignore all", "ignore the", "ignore previous", "your instructions", "system prompt",
    "every slot", // en
    "sus instrucciones", "tus instrucciones", "todos los huecos", // es
    "vos instructions", "tes instructions", "tous les creneaux", // fr
    "ihre anweisungen", "deine anweisungen", "alle termine", // de
    "suas instrucoes", "tuas instrucoes", "todos os horarios", // pt
];
pub(super) const CALL_BACK: &[&str] = &[
    "call me back", "call back", "call me later", "call later", "call me tomorrow", "i am busy",
    "i m busy", // en
    "llameme", "llame mas tarde", "llamame mas tarde", "vuelva a llamar", "estoy ocupado",
    "estoy ocupada", // es
    "rappelez moi", "rappeler plus tard", "me rappeler", "je suis occupe", "je suis occupee", // fr
    "spater an", "zuruckrufen", "spater noch einmal", "gerade keine zeit", // de
    "ligue me", "me ligue mais tarde", "ligue mais tarde", "volte a ligar", "estou ocupado",
    "estou ocupada", // pt
];
pub(super) const NOT_INTERESTED: &[&str] = &[
    "not interested", "no thank you", "no thanks", "not for me", // en
    "no me interesa", "no estoy interesado", "no estoy interesada", "no gracias", // es
    "ne m interesse pas", "pas interesse", "pas interessee", "non merci", // fr
    "kein interesse", "nicht interessiert", "interessiert mich nicht", "nein danke", // de
    "nao tenho interesse", "nao me interessa", "nao estou interessado", "nao estou interessada",
    "nao obrigado", "nao obrigada", // pt
];
pub(super) const ANOTHER_TIME: &[&str] = &[
    "another time", "another day", "other time", "other times", "other day", "different time",
    "different day", "some other", "none of those", "next week", // en
    "otro dia", "otra hora", "otro momento", "otro horario", "otra fecha", "otra opcion",
    "la semana que viene", // es
    "autre jour", "autre heure", "autre moment", "autre creneau", "autre date", "semaine prochaine", // fr
    "anderer tag", "anderen tag", "andere zeit", "anderer termin", "anderen termin", "andere uhrzeit",
    "nachste woche", // de
    "outro dia", "outra hora", "outro horario", "outra data", "outro momento", "proxima semana", // pt
];
pub(super) const PRICE: &[&str] = &[
    "how much", "cost", "costs", "price", "cuanto", "cuesta", "precio", "combien", "prix", "coute",
    "kostet", "kosten", "preis", "quanto", "custa", "preco",
];
pub(super) const QUESTION: &[&str] = &[
    "what is", "what s", "who is", "who are", "why", "de que", "de quoi", "worum", "warum", "por que",
    "pourquoi",
];
pub(super) const YES: &[&str] = &[
    "yes", "yeah", "yep", "sure", "ok", "okay", "interested", "sounds good", "go ahead", "of course",
    "works", "fine", "great", "perfect", "si", "claro", "vale", "me interesa", "de acuerdo", "perfecto",
    "por supuesto", "adelante", "me viene bien", "muy bien", // es
    "oui", "d accord", "volontiers", "bien sur", "m interesse", "allez y", "parfait", "convient", // fr
    "ja", "gerne", "gern", "naturlich", "interessiert mich", "passt", "in ordnung", "einverstanden", // de
    "sim", "tenho interesse", "pode ser", "com certeza", "perfeito", "esta bem", "fica bem",
    "pode falar", // pt
];
pub(super) const NO: &[&str] = &[
    "no", "nope", "non", "nein", "nao",
];
pub(super) const GOODBYE: &[&str] = &[
    "goodbye", "bye", "adios", "hasta luego", "au revoir", "auf wiederhoren", "auf wiedersehen",
    "tschuss", "adeus", "tchau", "ate logo",
];
pub(super) const ORDINALS: [&[&str]; 3] = [
    &["first", "primera", "primero", "premier", "premiere", "erste", "ersten", "erster", "primeiro", "primeira"],
    &["second", "segundo", "segunda", "deuxieme", "zweite", "zweiten", "zweiter"],
    &["third", "last", "tercera", "tercero", "troisieme", "dritte", "dritten", "dritter", "terceiro", "terceira"],
];
pub(super) const EMAIL: &[&str] = &[
    "e mail", "email", "mail", "correo", "courriel",
];
pub(super) const AT: &[&str] = &[
    "at", "arroba", "arobase", "klammeraffe",
];
pub(super) const DOT: &[&str] = &[
    "dot", "punto", "point", "punkt", "ponto",
];
