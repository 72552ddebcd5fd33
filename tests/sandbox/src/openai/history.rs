//! Where a conversation stands, read from its messages.

use jiff::civil::Date;
use serde_json::Value;

use super::facts::Facts;
use super::request::{Message, ToolCall};
use super::understanding::{Meaning, asks_for_email, email, meaning};

pub(super) const CHECK: &str = "check_calendar_availability";
pub(super) const BOOK: &str = "book_meeting";
pub(super) const CALL_BACK: &str = "schedule_call_back";
pub(super) const END: &str = "end_call";

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    /// Exactly as the tool gave it.
    pub(super) start: String,
    pub(super) spoken: String,
}

/// What the last message was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Last {
    Nothing,
    Lead(Meaning),
    Slots,
    NoSlots,
    Booked,
    InvalidEmail,
    /// The time cannot be had.
    TimeRefused,
    Unavailable,
    CallBackAgreed,
    /// Some other tool's result.
    OtherTool,
}

#[derive(Debug)]
pub(super) struct Standing {
    pub(super) last: Last,
    /// The lead's last words.
    pub(super) words: String,
    pub(super) offers: Vec<Slot>,
    pub(super) chosen: Option<usize>,
    pub(super) email: Option<String>,
    /// Whether the lead's last words held an address.
    pub(super) gave_email: bool,
    /// What was booked, in words.
    pub(super) booked: Option<String>,
    /// The tools failed last time, and the lead was offered a call back.
    pub(super) in_trouble: bool,
    /// The day that was asked for last.
    pub(super) asked_day: Option<Date>,
    /// Availability checks since the lead last spoke.
    pub(super) checks: usize,
}

impl Standing {
    pub(super) fn read(messages: &[Message], facts: &Facts) -> Self {
        let mut standing = Self {
            last: Last::Nothing,
            words: String::new(),
            offers: Vec::new(),
            chosen: None,
            email: facts.email.clone(),
            gave_email: false,
            booked: None,
            in_trouble: false,
            asked_day: None,
            checks: 0,
        };
        let mut open: &[ToolCall] = &[];
        let mut asked = false;
        for message in messages {
            match message {
                Message::System(_) => {}
                Message::Assistant { text, calls } => {
                    open = calls;
                    if calls.is_empty() {
                        asked = asks_for_email(text);
                    }
                }
                Message::User(text) => standing.hear(text, asked),
                Message::Tool { id, content } => {
                    if let Some(call) = open.iter().find(|call| call.id == *id) {
                        let result = serde_json::from_str(content).unwrap_or(Value::Null);
                        standing.learn(call, &result);
                    }
                }
            }
        }
        standing
    }

    fn hear(&mut self, text: &str, asked: bool) {
        self.checks = 0;
        text.clone_into(&mut self.words);
        let meaning = meaning(text);
        let said = email(text, asked);
        self.gave_email = said.is_some();
        self.email = said.or(self.email.take());
        if !self.offers.is_empty() {
            let last = self.offers.len() - 1;
            match meaning {
                Meaning::Pick(place) => self.chosen = Some(place.min(last)),
                Meaning::AnotherTime => self.chosen = None,
                _ => self.chosen = self.named_time(text).or(self.chosen),
            }
            if self.chosen.is_none() && (meaning == Meaning::Yes || self.gave_email) {
                self.chosen = Some(0);
            }
        }
        self.last = Last::Lead(meaning);
    }

    /// The slot whose time of day or whole wording the lead said.
    fn named_time(&self, text: &str) -> Option<usize> {
        self.offers.iter().position(|slot| {
            let time = slot.start.get(11..16).unwrap_or("--:--");
            text.contains(time.trim_start_matches('0')) || text.contains(&slot.spoken)
        })
    }

    fn learn(&mut self, call: &ToolCall, result: &Value) {
        self.in_trouble = false;
        self.last = match call.name.as_str() {
            CHECK => self.learn_slots(call, result),
            BOOK => self.learn_booking(result),
            CALL_BACK if result["success"] == true => Last::CallBackAgreed,
            _ => Last::OtherTool,
        };
        self.in_trouble = self.last == Last::Unavailable;
    }

    fn learn_slots(&mut self, call: &ToolCall, result: &Value) -> Last {
        self.checks += 1;
        let arguments: Value = serde_json::from_str(&call.arguments).unwrap_or(Value::Null);
        self.asked_day = arguments["date"].as_str().and_then(|date| date.parse().ok());
        self.chosen = None;
        let Some(slots) = result["available_slots"].as_array() else {
            return Last::Unavailable;
        };
        self.offers = slots
            .iter()
            .filter_map(|slot| {
                let start = slot["start"].as_str()?.to_owned();
                let spoken = slot["spoken"].as_str().unwrap_or(&start).to_owned();
                Some(Slot { start, spoken })
            })
            .collect();
        if self.offers.is_empty() { Last::NoSlots } else { Last::Slots }
    }

    fn learn_booking(&mut self, result: &Value) -> Last {
        if result["success"] == true {
            let time = result["meeting_time"].as_str().unwrap_or_default();
            self.booked = Some(time.to_owned());
            return Last::Booked;
        }
        match result["error"].as_str() {
            Some("invalid_email") => {
                self.email = None;
                Last::InvalidEmail
            }
            Some("slot_taken" | "outside_working_hours" | "too_soon" | "invalid_time") => {
                self.offers.clear();
                self.chosen = None;
                Last::TimeRefused
            }
            _ => Last::Unavailable,
        }
    }

    /// The latest day among the offers.
    pub(super) fn last_offered_day(&self) -> Option<Date> {
        let days = self.offers.iter().filter_map(|slot| slot.start.get(..10)?.parse().ok());
        days.max().or(self.asked_day)
    }
}
