//! What a turn ends with: the words, and what they mean for the call.

use std::time::Duration;

use homework_domain::call::{Intent, Turn, TurnUsage};
use homework_domain::ports::ChatReply;
use jiff::Timestamp;

use super::progress::Progress;
use crate::hearing::Hearing;
use crate::phrases::Phrases;
use crate::speech;

/// After so many failed turns in a row the agent says goodbye.
const FAULTS_MAX: usize = 3;

/// What is said at the end of a turn.
pub(super) struct Answer {
    pub(super) said: String,
    pub(super) intent: Intent,
    pub(super) ends_call: bool,
    pub(super) fault: bool,
}

/// What a reply says, if it says anything that can be spoken.
pub(super) fn words_of(reply: &ChatReply) -> Option<String> {
    let text = reply.text.as_deref()?;
    let text = if reply.cut_off { speech::whole_sentences(text) } else { text };
    Some(speech::clean(text)).filter(|words| !words.is_empty())
}

/// What the model says before it hangs up: what it said beside the tool, and the farewell, or a
/// fixed one where it has none.
pub(super) fn parting_words(farewell: &str, phrases: &Phrases, progress: &Progress) -> String {
    let farewell = speech::clean(farewell);
    let beside = progress.beside.join(" ");
    match (beside.is_empty(), farewell.is_empty()) {
        (true, true) => phrases.goodbye.to_owned(),
        (false, true) => beside,
        // Many models say the same twice.
        (false, false) if farewell.contains(&beside) => farewell,
        (false, false) if beside.contains(&farewell) => beside,
        _ => format!("{beside} {farewell}").trim().to_owned(),
    }
}

pub(super) fn spoken(said: String, progress: &Progress) -> Answer {
    let intent = progress.intent.unwrap_or(Intent::NeedsInfo);
    let beside = progress.beside.iter().filter(|words| !said.contains(words.as_str()));
    let said = beside.chain([&said]).cloned().collect::<Vec<_>>().join(" ");
    Answer { said, intent, ends_call: false, fault: false }
}

/// What is said when the model does not say anything: the booking it made, or an apology.
pub(super) fn without_the_model(hearing: Hearing<'_>, phrases: &Phrases, progress: &Progress) -> Answer {
    if let Some(time) = &progress.booked {
        return Answer {
            said: phrases.booked(time),
            intent: Intent::MeetingBooked,
            ends_call: true,
            fault: true,
        };
    }
    if hearing.call.has_booked(hearing.turns) {
        return Answer { intent: Intent::MeetingBooked, fault: true, ..farewell(phrases.goodbye) };
    }
    let earlier_faults = hearing.turns.iter().rev().take_while(|turn| turn.fault).count();
    if earlier_faults + 1 >= FAULTS_MAX {
        return Answer { fault: true, ..farewell(phrases.give_up) };
    }
    let intent = progress.intent.unwrap_or(Intent::NeedsInfo);
    Answer { said: phrases.apology.to_owned(), intent, ends_call: false, fault: true }
}

/// Silence is asked about twice; behind a booking it is a goodbye.
pub(super) fn after_silence(hearing: Hearing<'_>, phrases: &Phrases) -> Answer {
    if hearing.call.has_booked(hearing.turns) {
        return Answer { intent: Intent::MeetingBooked, ..farewell(phrases.goodbye) };
    }
    let silences =
        1 + hearing.turns.iter().rev().take_while(|turn| turn.was_silent() && turn.tools.is_empty()).count();
    match phrases.still_there(silences) {
        Some(said) => {
            Answer { said: said.to_owned(), intent: Intent::NeedsInfo, ends_call: false, fault: false }
        }
        None => farewell(phrases.silence_goodbye),
    }
}

pub(super) fn farewell(said: &str) -> Answer {
    Answer { said: said.to_owned(), intent: Intent::EndCall, ends_call: true, fault: false }
}

pub(super) fn finish(
    number: u32,
    heard: Option<String>,
    progress: Progress,
    answer: Answer,
    (heard_at, said_at): (Timestamp, Timestamp),
    took: Duration,
) -> Turn {
    Turn {
        number,
        user_text: heard,
        agent_text: speech::clean(&answer.said),
        audio: None,
        tools: progress.tools,
        intent: answer.intent,
        call_back_at: progress.call_back_at,
        ends_call: answer.ends_call,
        is_message: false,
        fault: answer.fault,
        usage: TurnUsage { latency_us: micros(took), ..progress.usage },
        heard_at,
        said_at,
    }
}

pub(super) fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use homework_domain::locale::Language;

    use super::*;
    use crate::phrases;

    fn progress(beside: &[&str]) -> Progress {
        Progress { beside: beside.iter().map(|&words| words.to_owned()).collect(), ..Progress::default() }
    }

    #[test]
    fn nobody_is_hung_up_on_in_silence_and_nothing_is_said_twice() {
        let phrases = phrases::of(Language::En);
        for (beside, farewell, said) in [
            (&[][..], "", phrases.goodbye),
            (&[], " ** ", phrases.goodbye),
            (&[], "<think>They said no.</think>", phrases.goodbye),
            (&[], "Goodbye!", "Goodbye!"),
            (&["Thank you."], "", "Thank you."),
            (&["Thank you.", "All the best."], "Goodbye!", "Thank you. All the best. Goodbye!"),
            (&["Goodbye!"], "Thank you. Goodbye!", "Thank you. Goodbye!"),
            (&["Thank you. Goodbye!"], "Goodbye!", "Thank you. Goodbye!"),
        ] {
            assert_eq!(parting_words(farewell, phrases, &progress(beside)), said, "{beside:?} {farewell:?}");
        }
    }

    #[test]
    fn words_beside_a_tool_are_spoken_before_the_answer_and_once() {
        let said = |beside: &[&str], said: &str| spoken(said.to_owned(), &progress(beside)).said;
        assert_eq!(said(&["Let me look."], "Tuesday at nine?"), "Let me look. Tuesday at nine?");
        assert_eq!(said(&["Let me look."], "Let me look. Tuesday?"), "Let me look. Tuesday?");
        assert_eq!(said(&[], "Tuesday at nine?"), "Tuesday at nine?");
    }
}
