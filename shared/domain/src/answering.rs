//! Who or what answered a call, by rule, from what was heard. Apart from what was said: a machine is not
//! "not interested", whatever a language model makes of its words.

mod signs;

pub use signs::{Sign, sign_of};

use crate::call::turn::Turn;
use crate::words::words;

/// So many utterances in, "wrong number" may be about this call.
const WRONG_NUMBER_WITHIN: usize = 3;

words! {
    /// Who or what answered.
    #[derive(Hash)]
    pub enum AnsweredBy {
        Person = "PERSON",
        Voicemail = "VOICEMAIL",
        /// An assistant that asks who is calling before the telephone rings, as those of iOS 26 and Google do.
        ScreeningAssistant = "SCREENING_ASSISTANT",
        /// "Press one for sales", or a queue.
        Menu = "MENU",
        /// The network: the number is not in service, or cannot be reached.
        Announcement = "ANNOUNCEMENT",
        /// Somebody who answers for the lead.
        Gatekeeper = "GATEKEEPER",
        /// Somebody who does not know the lead.
        WrongNumber = "WRONG_NUMBER",
        Fax = "FAX",
    }
}

impl AnsweredBy {
    /// Somebody, if not the lead.
    pub fn is_human(self) -> bool {
        matches!(self, Self::Person | Self::Gatekeeper | Self::WrongNumber)
    }
}

/// What a line shows after what has been heard on it so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Line {
    /// `None` while only a greeting, or nothing, was heard.
    pub who: Option<AnsweredBy>,
    /// The last thing that told something.
    pub sign: Option<Sign>,
    /// Somebody else may come on: we were asked to hold, or are being announced.
    pub awaits_somebody: bool,
    /// How often something was said.
    pub utterances: usize,
}

impl Line {
    /// The line after these turns with a lead of this name.
    pub fn after(turns: &[Turn], lead: &str) -> Self {
        let heard =
            turns.iter().filter(|turn| turn.lead_spoke()).filter_map(|turn| turn.user_text.as_deref());
        heard.fold(Self::default(), |line, heard| line.then(sign_of(heard, lead)))
    }

    /// The line after one more utterance.
    #[must_use]
    pub fn then(self, sign: Option<Sign>) -> Self {
        let conversed = self.who == Some(AnsweredBy::Person);
        let who = match sign {
            Some(Sign::WrongNumber) if self.is_young() => Some(AnsweredBy::WrongNumber),
            // A person who mentions a mailbox is no mailbox.
            _ if conversed => self.who,
            Some(Sign::Voicemail) => Some(AnsweredBy::Voicemail),
            Some(Sign::Screening) => Some(AnsweredBy::ScreeningAssistant),
            Some(Sign::Menu) => Some(AnsweredBy::Menu),
            Some(Sign::OutOfService | Sign::Unreachable) => Some(AnsweredBy::Announcement),
            Some(Sign::Reception | Sign::Absent) => Some(AnsweredBy::Gatekeeper),
            Some(Sign::Transfer) => Some(self.who.unwrap_or(AnsweredBy::Gatekeeper)),
            Some(Sign::Identified) => Some(AnsweredBy::Person),
            Some(Sign::Greeting) if self.awaits_somebody => Some(AnsweredBy::Person),
            Some(Sign::Greeting) => self.who,
            Some(Sign::WrongNumber) | None if self.awaits_somebody || self.who.is_none() => {
                Some(AnsweredBy::Person)
            }
            Some(Sign::WrongNumber) | None => self.who,
        };
        let awaits_somebody = !conversed && matches!(sign, Some(Sign::Screening | Sign::Transfer));
        let sign = sign.filter(|_| !conversed || who == Some(AnsweredBy::WrongNumber));
        Self { who, sign: sign.or(self.sign), awaits_somebody, utterances: self.utterances + 1 }
    }

    /// Who has the wrong number on the line says so soon; later it is about another number.
    pub fn is_young(&self) -> bool {
        self.utterances < WRONG_NUMBER_WITHIN
    }

    /// Somebody said something that is not a machine's, be it a greeting.
    pub fn has_conversed(&self) -> bool {
        match self.who {
            Some(who) => who.is_human(),
            None => self.utterances > 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(heard: &[&str]) -> Line {
        heard.iter().fold(Line::default(), |line, heard| line.then(sign_of(heard, "Ana López")))
    }

    #[test]
    fn a_person_may_come_on_after_a_machine() {
        let screened = line(&["Record your name and reason for calling.", "Thanks. Stay on the line."]);
        assert_eq!((screened.who, screened.awaits_somebody), (Some(AnsweredBy::ScreeningAssistant), true));
        let answered = screened.then(sign_of("Hello?", "Ana López"));
        assert_eq!((answered.who, answered.awaits_somebody), (Some(AnsweredBy::Person), false));
        let reception =
            line(&["Acme Corporation, how may I direct your call?", "One moment, I'll put you through."]);
        assert_eq!((reception.who, reception.awaits_somebody), (Some(AnsweredBy::Gatekeeper), true));
    }

    #[test]
    fn a_person_who_speaks_of_machines_stays_a_person() {
        let heard = ["Yes, what do you want?", "You could leave a message after the tone at my office."];
        assert_eq!(line(&heard).who, Some(AnsweredBy::Person));
        assert_eq!(line(&["Yes, tell me more.", "Sorry, wrong number."]).who, Some(AnsweredBy::WrongNumber));
        let late = ["Yes.", "The first one.", "Go on.", "No, you have the wrong number there, my mail is"];
        assert_eq!(line(&late).who, Some(AnsweredBy::Person));
    }

    #[test]
    fn a_greeting_alone_tells_nothing() {
        let greeted = line(&["Hello?", "Hello? Anybody there?"]);
        assert_eq!((greeted.who, greeted.has_conversed()), (None, true));
        assert!(!Line::default().has_conversed());
        assert!(!line(&["Please leave a message after the tone."]).has_conversed());
    }
}
