//! Summaries of calls, from what the transcript says.

use super::understanding::{Meaning, email, meaning};
use crate::language::{mentions, normalize};

/// Names of the lead in a transcript, and of the agent.
const LEAD: &[&str] = &["user", "lead", "callee", "customer"];
const AGENT: &[&str] = &["ai", "agent", "assistant"];

struct Transcript<'a> {
    lead: Vec<&'a str>,
    agent: Vec<&'a str>,
    /// From a line `Outcome: …`.
    outcome: Option<&'a str>,
}

impl<'a> Transcript<'a> {
    /// Reads lines such as `[USER]: …` or `Lead: …`. A transcript may start with a header, which a
    /// blank line ends.
    fn read(text: &'a str) -> Self {
        let (header, spoken) = text.split_once("\n\n").unwrap_or(("", text));
        let mut transcript = Self { lead: Vec::new(), agent: Vec::new(), outcome: None };
        transcript.outcome = header.lines().find_map(|line| line.strip_prefix("Outcome:")).map(str::trim);
        for (speaker, text) in spoken.lines().filter_map(|line| line.split_once(':')) {
            let speaker = speaker.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            if LEAD.contains(&speaker.as_str()) {
                transcript.lead.push(text.trim());
            } else if AGENT.contains(&speaker.as_str()) {
                transcript.agent.push(text.trim());
            }
        }
        transcript
    }

    fn outcome(&self, meanings: &[Meaning]) -> &'static str {
        let has = |wanted: &Meaning| meanings.contains(wanted);
        match self.outcome {
            Some("MEETING_BOOKED") => return BOOKED,
            Some("VOICEMAIL") => return "The call was answered by a voicemail.",
            _ => {}
        }
        if has(&Meaning::DoNotCall) {
            return "The lead asked not to be called again.";
        }
        if has(&Meaning::NotInterested) {
            return "The lead was not interested.";
        }
        if has(&Meaning::CallBack) {
            return "The lead asked to be called back later.";
        }
        if self.agent.iter().any(|text| confirms(text)) { BOOKED } else { "No meeting was booked." }
    }
}

const BOOKED: &str = "The lead agreed to a meeting, and it was booked.";

/// One to three sentences about a transcript.
pub(super) fn of(text: &str) -> String {
    let transcript = Transcript::read(text);
    let meanings: Vec<Meaning> = transcript.lead.iter().map(|text| meaning(text)).collect();
    let spoken = meanings.iter().filter(|meaning| **meaning != Meaning::Silence).count();
    if spoken == 0 {
        return "The lead did not say anything, and the call ended without a result.".to_owned();
    }
    let plural = if spoken == 1 { "once" } else { "several times" };
    let mut sentences = vec![format!("The lead answered the agent {plural}.")];
    sentences.push(transcript.outcome(&meanings).to_owned());
    if let Some(address) = transcript.lead.iter().rev().find_map(|text| email(text, false)) {
        sentences.push(format!("The lead gave the e-mail address {address}."));
    } else if meanings.contains(&Meaning::Price) || meanings.contains(&Meaning::Question) {
        sentences.push("The lead asked questions about the offer first.".to_owned());
    }
    sentences.join(" ")
}

/// Words with which an agent confirms a booking.
#[rustfmt::skip]
fn confirms(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "booked", "confirmed", "confirmada", "reservada", "confirme", "reserve", "gebucht", "bestatigt",
        "agendada", "marcada",
    ];
    !text.contains('?') && mentions(&normalize(text), WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_and_speakers_are_told_apart() {
        let summary =
            of("Lead: Ana\nOutcome: MEETING_BOOKED\n\n[AI]: Hola\n[USER]: Sí\n[AI]: ¿A qué correo?\n\
             [USER]: mi correo es ana@example.com\n[AI]: Reservada.");
        assert!(summary.contains("it was booked") && summary.contains("ana@example.com"), "{summary}");
        let silent = of("Lead: Ana\nOutcome: NO_ANSWER\n\n[AI]: Hello\n[USER]: (silence)\n[AI]: Goodbye");
        assert!(silent.contains("did not say anything"), "{silent}");
    }
}
