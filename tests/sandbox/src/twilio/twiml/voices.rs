//! `<Say>` voices: their names have a shape, and most speak one language only.

use super::Invalid;

/// Amazon Polly's voices in the languages that matter here, with the tag they speak.
const POLLY: &[(&str, &[&str])] = &[
    (
        "en-US",
        &[
            "Danielle", "Gregory", "Ivy", "Joanna", "Joey", "Justin", "Kendra", "Kevin", "Kimberly",
            "Matthew", "Patrick", "Ruth", "Salli", "Stephen",
        ],
    ),
    ("en-GB", &["Amy", "Arthur", "Brian", "Emma"]),
    ("en-AU", &["Nicole", "Olivia", "Russell"]),
    ("en-IE", &["Niamh"]),
    ("en-ZA", &["Ayanda"]),
    ("es-ES", &["Alba", "Conchita", "Enrique", "Lucia", "Raul", "Sergio"]),
    ("es-MX", &["Andres", "Mia"]),
    ("es-US", &["Lupe", "Miguel", "Pedro", "Penelope"]),
    ("fr-FR", &["Celine", "Lea", "Mathieu", "Remi"]),
    ("fr-CA", &["Chantal", "Gabrielle", "Liam"]),
    ("fr-BE", &["Isabelle"]),
    ("de-DE", &["Daniel", "Hans", "Marlene", "Vicki"]),
    ("de-AT", &["Hannah"]),
    ("de-CH", &["Sabrina"]),
    ("pt-BR", &["Camila", "Ricardo", "Thiago", "Vitoria"]),
    ("pt-PT", &["Cristiano", "Ines"]),
    ("it-IT", &["Adriano", "Bianca", "Carla", "Giorgio"]),
    ("nl-NL", &["Laura", "Lotte", "Ruben"]),
];

/// Refuses a voice that cannot exist, or that does not speak the language asked for.
pub(super) fn check(voice: &str, language: Option<&str>) -> Result<(), Invalid> {
    if matches!(voice, "man" | "woman" | "alice" | "default") {
        return Ok(());
    }
    let speaks = if let Some(name) = voice.strip_prefix("Polly.") {
        polly(name)
    } else if let Some(name) = voice.strip_prefix("Google.") {
        google(name).map(Some)
    } else {
        None
    };
    let Some(speaks) = speaks else {
        return Err(Invalid::markup(format!("there is no voice {voice:?}")));
    };
    match (speaks, language) {
        (Some(speaks), Some(language)) if speaks != language => {
            Err(Invalid::markup(format!("voice {voice} speaks {speaks}, not {language}")))
        }
        _ => Ok(()),
    }
}

/// The language of `Lucia`, `Lucia-Neural` or `Lucia-Generative`: unknown for a name that is not listed.
fn polly(name: &str) -> Option<Option<&'static str>> {
    let (name, engine) = name.split_once('-').unwrap_or((name, ""));
    let plausible = name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().all(char::is_alphabetic)
        && matches!(engine, "" | "Neural" | "Generative" | "Long-Form");
    let language = POLLY.iter().find(|(_, names)| names.contains(&name)).map(|(language, _)| *language);
    plausible.then_some(language)
}

/// The language of `es-ES-Neural2-A` or `en-US-Chirp3-HD-Aoede`.
fn google(name: &str) -> Option<&str> {
    let mut parts = name.splitn(3, '-');
    let (language, region, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let tag = (2..=3).contains(&language.len()) && region.len() == 2;
    let family = rest.split('-').next()?;
    let known =
        ["Standard", "Wavenet", "Neural2", "Studio", "Polyglot", "News", "Journey", "Chirp", "Chirp3"]
            .contains(&family);
    (tag && known && rest.len() > family.len()).then(|| &name[..language.len() + 1 + region.len()])
}
