//! The model: deterministic, without memory, it decides each time from the messages alone, and calls
//! only tools that it was given.

use serde_json::{Value, json};

use super::dates;
use super::facts::Facts;
use super::history::{BOOK, CALL_BACK, CHECK, END, Last, Standing};
use super::phrases;
use super::request::{Message, Request};
use super::summary;
use super::understanding::Meaning;

/// After so many days without a free time the model asks for any time, and then gives up.
const MAX_DAYS: usize = 3;

/// What the model writes: words, or one call of a tool.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    Say(String),
    Call { name: &'static str, arguments: Value },
}

/// Answers a request that was checked before.
pub fn answer(request: &Request) -> Answer {
    if let Some(transcript) = to_summarize(request) {
        return Answer::Say(summary::of(transcript));
    }
    let facts = Facts::read(&request.messages);
    let standing = Standing::read(&request.messages, &facts);
    let turn = Turn { facts: &facts, standing: &standing };
    let answer = turn.decide();
    match &answer {
        // Without the tool it can only say so.
        Answer::Call { name, arguments } if !request.offers(name) => {
            let farewell = arguments["farewell"].as_str();
            Answer::Say(farewell.map_or_else(|| turn.words(phrases::UNAVAILABLE), str::to_owned))
        }
        _ => answer,
    }
}

fn to_summarize(request: &Request) -> Option<&str> {
    let asked = request.tools.is_empty()
        && request.messages.iter().any(|message| {
            matches!(message, Message::System(text) if text.trim_start().starts_with("Summarize this sales call"))
        });
    let transcript = request.messages.iter().rev().find_map(|message| match message {
        Message::User(text) => Some(text.as_str()),
        _ => None,
    });
    asked.then_some(transcript.unwrap_or_default())
}

/// One turn of the conversation.
struct Turn<'a> {
    facts: &'a Facts,
    standing: &'a Standing,
}

impl Turn<'_> {
    fn decide(&self) -> Answer {
        match &self.standing.last {
            Last::Nothing | Last::OtherTool => self.say(phrases::ASK_INTEREST),
            Last::Lead(meaning) => self.reply(meaning),
            Last::Slots => Answer::Say(self.offer()),
            Last::NoSlots => self.look_further(),
            Last::Booked => {
                let time = self.standing.booked.as_deref().unwrap_or_default();
                Answer::Say(self.words(phrases::BOOKED).replace("{time}", time))
            }
            Last::InvalidEmail => self.say(phrases::ASK_EMAIL_AGAIN),
            Last::TimeRefused => self.check(None),
            Last::Unavailable => self.say(phrases::UNAVAILABLE),
            Last::CallBackAgreed => self.end("call_back", phrases::FAREWELL_CALL_BACK),
        }
    }

    fn reply(&self, meaning: &Meaning) -> Answer {
        let standing = self.standing;
        match meaning {
            Meaning::DoNotCall => self.end("do_not_call", phrases::FAREWELL_DO_NOT_CALL),
            Meaning::Injection => self.say(phrases::REFUSE_INJECTION),
            Meaning::NotInterested => self.end("not_interested", phrases::FAREWELL),
            Meaning::CallBack => self.end("call_back", phrases::FAREWELL_CALL_BACK),
            Meaning::CallBackIn(minutes) => self.call_back_in(*minutes),
            _ if standing.booked.is_some() => self.end("interested", phrases::FAREWELL),
            Meaning::Silence => self.say(phrases::STILL_THERE),
            _ if standing.in_trouble => self.after_trouble(meaning),
            Meaning::AnotherTime => self.another_time(),
            Meaning::Price => self.say(phrases::ABOUT_PRICE),
            Meaning::Question if !standing.gave_email => {
                Answer::Say(self.words(phrases::ABOUT_SUBJECT).replace("{company}", &self.facts.company))
            }
            Meaning::No if standing.offers.is_empty() => self.end("not_interested", phrases::FAREWELL),
            Meaning::No if standing.chosen.is_none() => self.another_time(),
            Meaning::Goodbye => self.end("not_interested", phrases::FAREWELL),
            _ => self.go_on(meaning),
        }
    }

    /// The straight way: availability, a choice, an address, the booking.
    fn go_on(&self, meaning: &Meaning) -> Answer {
        let standing = self.standing;
        if let Some(slot) = standing.chosen.and_then(|place| standing.offers.get(place)) {
            return match &standing.email {
                Some(email) => Answer::Call {
                    name: BOOK,
                    arguments: json!({"date_time": slot.start, "guest_email": email, "duration_minutes": null}),
                },
                None => self.say(phrases::ASK_EMAIL),
            };
        }
        if !standing.offers.is_empty() {
            return Answer::Say(self.offer());
        }
        match self.named_day() {
            Some(day) => self.check(Some(day)),
            None if standing.gave_email || matches!(meaning, Meaning::Yes | Meaning::Pick(_)) => {
                self.check(None)
            }
            None => self.say(phrases::ASK_INTEREST),
        }
    }

    fn call_back_in(&self, minutes: i64) -> Answer {
        // The facts tell whole minutes, of which the last has begun.
        let moment =
            self.facts.now.and_then(|now| now.checked_add(jiff::SignedDuration::from_mins(minutes + 1)).ok());
        match moment {
            Some(at) => Answer::Call {
                name: CALL_BACK,
                arguments: json!({"date_time": at.strftime("%Y-%m-%dT%H:%M").to_string()}),
            },
            None => self.end("call_back", phrases::FAREWELL_CALL_BACK),
        }
    }

    fn after_trouble(&self, meaning: &Meaning) -> Answer {
        if matches!(meaning, Meaning::No | Meaning::Goodbye) {
            self.end("not_interested", phrases::FAREWELL)
        } else {
            self.end("call_back", phrases::FAREWELL_CALL_BACK)
        }
    }

    fn another_time(&self) -> Answer {
        let later = || dates::next_working_day(self.standing.last_offered_day().or(self.facts.today)?);
        self.check(self.named_day().or_else(later))
    }

    fn look_further(&self) -> Answer {
        match self.standing.asked_day {
            Some(day) if self.standing.checks < MAX_DAYS => self.check(dates::next_working_day(day)),
            Some(_) => self.check(None),
            None => self.say(phrases::UNAVAILABLE),
        }
    }

    fn named_day(&self) -> Option<jiff::civil::Date> {
        let words = &self.standing.words;
        dates::named(&crate::language::normalize(words), words, self.facts.today?)
    }

    fn check(&self, day: Option<jiff::civil::Date>) -> Answer {
        let date = day.map(|day| day.to_string());
        Answer::Call { name: CHECK, arguments: json!({"date": date, "duration_minutes": null}) }
    }

    fn end(&self, reason: &str, farewell: phrases::Phrase) -> Answer {
        let arguments = json!({"reason": reason, "farewell": self.words(farewell)});
        Answer::Call { name: END, arguments }
    }

    fn offer(&self) -> String {
        let or = self.facts.language.pick(phrases::OR);
        let spoken: Vec<_> = self.standing.offers.iter().map(|slot| slot.spoken.as_str()).collect();
        let times = match spoken.split_last() {
            Some((last, others)) if !others.is_empty() => format!("{} {or} {last}", others.join(", ")),
            _ => spoken.concat(),
        };
        self.words(phrases::OFFER).replace("{times}", &times)
    }

    fn say(&self, phrase: phrases::Phrase) -> Answer {
        Answer::Say(self.words(phrase))
    }

    fn words(&self, phrase: phrases::Phrase) -> String {
        self.facts.language.pick(phrase).to_owned()
    }
}

#[cfg(test)]
mod tests;
