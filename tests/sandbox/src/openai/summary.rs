//! Summaries of calls, from what the transcript says.

use super::understanding::{Meaning, email, meaning};

/// One to three sentences about a transcript whose lines look like `Lead: …`.
pub(super) fn of(transcript: &str) -> String {
    let lines: Vec<(bool, &str)> = transcript.lines().filter_map(line).collect();
    let lead: Vec<&str> = lines.iter().filter(|(is_agent, _)| !is_agent).map(|(_, text)| *text).collect();
    let meanings: Vec<Meaning> = lead.iter().map(|text| meaning(text)).collect();
    let has = |wanted: &Meaning| meanings.contains(wanted);
    let words = lead.iter().filter(|text| meaning(text) != Meaning::Silence).count();
    if words == 0 {
        return "The lead did not say anything, and the call ended without a result.".to_owned();
    }
    let mut sentences = vec![format!("The agent and the lead spoke for {} turns.", lead.len())];
    sentences.push(outcome(&lines, has).to_owned());
    if let Some(address) = lead.iter().rev().find_map(|text| email(text, false)) {
        sentences.push(format!("The lead gave the e-mail address {address}."));
    } else if has(&Meaning::Price) || has(&Meaning::Question) {
        sentences.push("The lead asked questions about the offer first.".to_owned());
    }
    sentences.join(" ")
}

fn outcome(lines: &[(bool, &str)], has: impl Fn(&Meaning) -> bool) -> &'static str {
    if has(&Meaning::DoNotCall) {
        return "The lead asked not to be called again.";
    }
    if has(&Meaning::NotInterested) {
        return "The lead was not interested.";
    }
    if has(&Meaning::CallBack) {
        return "The lead asked to be called back later.";
    }
    let confirmed = lines.iter().any(|(is_agent, text)| *is_agent && confirms(text));
    if confirmed { "The lead agreed to a meeting, and it was booked." } else { "No meeting was booked." }
}

/// Words with which an agent confirms a booking.
fn confirms(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "booked",
        "confirmed",
        "confirmada",
        "reservada",
        "confirme",
        "reserve",
        "gebucht",
        "bestatigt",
        "agendada",
        "marcada",
    ];
    crate::language::mentions(&crate::language::normalize(text), WORDS)
}

/// Whether the agent speaks, and what is said.
fn line(line: &str) -> Option<(bool, &str)> {
    let (speaker, text) = line.split_once(':')?;
    let speaker = speaker.to_lowercase();
    let is_agent = ["agent", "assistant", "alex"].iter().any(|name| speaker.contains(name));
    Some((is_agent, text.trim()))
}
