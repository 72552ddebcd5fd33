//! The tools the model may use, and what happens when it does.

use homework_domain::Clock;
use homework_domain::booking::{Booker, BookingError, BookingRequest};
use homework_domain::call::{Call, Intent, ToolUse, Turn};
use homework_domain::email::Email;
use homework_domain::meeting::Meeting;
use homework_domain::ports::{Calendar, SlotLedger, ToolCall, ToolDefinition, VideoMeetings};
use homework_domain::slots::{
    self, DURATION_DEFAULT_MINUTES, DURATION_MAX_MINUTES, DURATION_MIN_MINUTES, Interval, MeetingRules,
    SlotRefusal,
};
use homework_domain::spoken_time::speak;
use homework_domain::when::When;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

/// How many days are searched from the day that was asked for.
const DAYS_AROUND: i64 = 7;
/// How many days are searched for the next free times.
const DAYS_AHEAD: i64 = 14;

pub(crate) const CHECK_AVAILABILITY: &str = "check_calendar_availability";
pub(crate) const BOOK_MEETING: &str = "book_meeting";
pub(crate) const END_CALL: &str = "end_call";
/// All tools there are.
pub(crate) const NAMES: [&str; 3] = [CHECK_AVAILABILITY, BOOK_MEETING, END_CALL];
const SLOT_TAKEN: &str = "slot_taken";

/// The tools as the model is offered them: strict schemas, so every key is required.
pub(crate) fn definitions() -> Vec<ToolDefinition> {
    let duration = json!({
        "type": ["integer", "null"],
        "description": format!("Length in minutes, {DURATION_MIN_MINUTES} to {DURATION_MAX_MINUTES}; null for {DURATION_DEFAULT_MINUTES}"),
    });
    let object = |properties: Value| {
        let keys: Vec<_> = properties.as_object().map(|o| o.keys().cloned().collect()).unwrap_or_default();
        json!({"type": "object", "properties": properties, "required": keys, "additionalProperties": false})
    };
    vec![
        ToolDefinition {
            name: CHECK_AVAILABILITY,
            description: "Look up free meeting times in the calendar. Offer only times this returns.",
            parameters: object(json!({
                "date": {
                    "type": ["string", "null"],
                    "description": "The day wanted, as an ISO date (YYYY-MM-DD) in the lead's time zone; null for the next free times",
                },
                "duration_minutes": duration,
            })),
        },
        ToolDefinition {
            name: BOOK_MEETING,
            description: "Book one meeting at a time the lead chose from those offered, and send the invitation.",
            parameters: object(json!({
                "date_time": {
                    "type": "string",
                    "description": "The start exactly as check_calendar_availability returned it (ISO 8601 with offset)",
                },
                "guest_email": {"type": "string", "description": "The lead's e-mail address"},
                "duration_minutes": duration,
            })),
        },
        ToolDefinition {
            name: END_CALL,
            description: "Say goodbye and hang up, stating how the call ended.",
            parameters: object(json!({
                "reason": {
                    "type": "string",
                    "enum": ["interested", "not_interested", "call_back", "do_not_call"],
                    "description": "do_not_call when the lead asks never to be called again",
                },
                "farewell": {"type": "string", "description": "What to say before hanging up, in the lead's language"},
            })),
        },
    ]
}

#[derive(Deserialize)]
struct CheckArguments {
    date: Option<String>,
    duration_minutes: Option<u32>,
}

#[derive(Deserialize)]
struct BookArguments {
    date_time: String,
    guest_email: String,
    duration_minutes: Option<u32>,
}

#[derive(Deserialize)]
struct EndArguments {
    reason: EndReason,
    farewell: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum EndReason {
    Interested,
    NotInterested,
    CallBack,
    DoNotCall,
}

/// What using a tool came to.
#[derive(Debug)]
pub(crate) enum ToolEffect {
    /// The model goes on with the answer.
    Answer(Value),
    /// A meeting is booked; the model confirms it.
    Booked { answer: Value, spoken_time: String },
    /// The call is over.
    End { answer: Value, intent: Intent, farewell: String },
    /// A duplicate of this very turn is booking at this moment.
    Superseded,
}

/// The tools, at work for one turn of one call.
pub(crate) struct Toolbox<'a, C, V, L> {
    pub(crate) calendar: &'a C,
    pub(crate) video: Option<&'a V>,
    pub(crate) ledger: &'a L,
    pub(crate) rules: &'a MeetingRules,
    pub(crate) company: &'a str,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) call: &'a Call,
    /// The turns before this one.
    pub(crate) turns: &'a [Turn],
    pub(crate) turn: u32,
    pub(crate) zone: &'a TimeZone,
}

impl<C: Calendar, V: VideoMeetings, L: SlotLedger> Toolbox<'_, C, V, L> {
    /// Uses a tool; `so_far` are the uses before it in the same turn.
    pub(crate) async fn run(&self, tool: &ToolCall, so_far: &[ToolUse]) -> ToolEffect {
        match &*tool.name {
            CHECK_AVAILABILITY => match serde_json::from_str(&tool.arguments) {
                Ok(arguments) => ToolEffect::Answer(self.check_availability(arguments, so_far).await),
                Err(error) => invalid_arguments(&error),
            },
            BOOK_MEETING => match serde_json::from_str(&tool.arguments) {
                Ok(arguments) => self.book_meeting(arguments).await,
                Err(error) => invalid_arguments(&error),
            },
            END_CALL => match serde_json::from_str::<EndArguments>(&tool.arguments) {
                Ok(arguments) => end_call(arguments),
                Err(error) => invalid_arguments(&error),
            },
            _ => ToolEffect::Answer(refusal("unknown_tool", "There is no such tool.")),
        }
    }

    async fn check_availability(&self, arguments: CheckArguments, so_far: &[ToolUse]) -> Value {
        let now = self.clock.now();
        let minutes = arguments.duration_minutes.unwrap_or(DURATION_DEFAULT_MINUTES);
        if !(DURATION_MIN_MINUTES..=DURATION_MAX_MINUTES).contains(&minutes) {
            return refusal("invalid_duration", "Meetings last 15 to 120 minutes.");
        }
        let day = match arguments.date.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => match self.wanted_day(text, now) {
                Ok(day) => Some(day),
                Err(answer) => return answer,
            },
            None => None,
        };
        let from = day.map_or(now, |day| day.start.max(now));
        let days = if day.is_some() { DAYS_AROUND } else { DAYS_AHEAD };
        // A calendar day begins and ends elsewhere than the lead's, hence a day more.
        let range = Interval { start: from, end: from + SignedDuration::from_hours(24 * (days + 1)) };
        let Ok(mut busy) = self.calendar.busy(range).await else {
            return refusal("unavailable", "The calendar does not answer. Offer to call back.");
        };
        busy.extend(self.taken_before_our_eyes(so_far, now));
        self.offer(day, self.rules.free_slots(from, days + 1, minutes, &busy, now))
    }

    /// Times that this call tried to book and found taken: somebody is booking them at this moment, so
    /// the calendar may not show them yet, and offering them again would only disappoint again.
    fn taken_before_our_eyes<'t>(
        &'t self,
        so_far: &'t [ToolUse],
        now: Timestamp,
    ) -> impl Iterator<Item = Interval> + 't {
        let uses = self.turns.iter().flat_map(|turn| &turn.tools).chain(so_far);
        let taken = uses.filter(|tool| tool.name == BOOK_MEETING && tool.result["error"] == SLOT_TAKEN);
        taken.filter_map(move |tool| {
            let when = When::parse(tool.arguments["date_time"].as_str()?, self.zone, now)?;
            Some(Interval::new(when.moment(self.zone)?, DURATION_DEFAULT_MINUTES))
        })
    }

    fn wanted_day(&self, text: &str, now: Timestamp) -> Result<Interval, Value> {
        let invalid = || refusal("invalid_date", "Give the day as YYYY-MM-DD.");
        let when = When::parse(text, self.zone, now).ok_or_else(invalid)?;
        let day = slots::day_in_zone(when.date, self.zone).map_err(|_| invalid())?;
        if day.end <= now {
            return Err(refusal("past_date", "That day has passed."));
        }
        Ok(day)
    }

    fn offer(&self, day: Option<Interval>, free: Vec<Interval>) -> Value {
        let on_day: Vec<_> =
            free.iter().filter(|slot| day.is_none_or(|d| d.overlaps(slot))).copied().collect();
        let (pool, note) = match (day, on_day.is_empty()) {
            (Some(_), true) => (free, Some("Nothing is free on that day; these are the next free times.")),
            _ => (on_day, None),
        };
        let spread_over_days = day.is_none() || note.is_some();
        let offers = slots::pick_offers(&pool, self.zone, spread_over_days);
        let offers: Vec<_> = offers.iter().map(|slot| self.offered(slot.start)).collect();
        let mut answer = json!({"time_zone": self.call.lead.time_zone, "available_slots": offers});
        if let Some(note) = note {
            answer["note"] = json!(note);
        }
        answer
    }

    fn offered(&self, start: Timestamp) -> Value {
        let local = start.to_zoned(self.zone.clone());
        json!({"start": local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(), "spoken": self.spoken(start)})
    }

    fn spoken(&self, at: Timestamp) -> String {
        speak(at, self.zone, self.call.language)
    }

    async fn book_meeting(&self, arguments: BookArguments) -> ToolEffect {
        let now = self.clock.now();
        let Ok(guest) = arguments.guest_email.parse::<Email>() else {
            return ToolEffect::Answer(failure(
                "invalid_email",
                "That is not a complete e-mail address. Ask for it once more.",
            ));
        };
        let start = When::parse(&arguments.date_time, self.zone, now).and_then(|when| when.moment(self.zone));
        let Some(start) = start else {
            return ToolEffect::Answer(failure("invalid_time", "Give the start exactly as it was offered."));
        };
        let minutes = arguments.duration_minutes.unwrap_or(DURATION_DEFAULT_MINUTES);
        let request = BookingRequest {
            call_id: self.call.id,
            turn: self.turn,
            campaign_id: self.call.campaign_id,
            lead: &self.call.lead,
            guest,
            slot: Interval::new(start, minutes),
            company: self.company,
        };
        let booker =
            Booker { calendar: self.calendar, video: self.video, ledger: self.ledger, rules: self.rules };
        match booker.book(&request, now).await {
            Ok(meeting) => self.booked(&meeting),
            Err(BookingError::InProgress) => ToolEffect::Superseded,
            Err(error) => ToolEffect::Answer(not_booked(&error)),
        }
    }

    fn booked(&self, meeting: &Meeting) -> ToolEffect {
        let spoken_time = self.spoken(meeting.scheduled_time);
        let answer = json!({
            "success": true,
            "meeting_time": spoken_time,
            "meeting_link": meeting.meeting_link,
            "message": "The meeting is booked and the invitation sent.",
        });
        ToolEffect::Booked { answer, spoken_time }
    }
}

fn not_booked(error: &BookingError) -> Value {
    match error {
        BookingError::Taken => {
            failure(SLOT_TAKEN, "Somebody else has just taken that time. Check availability again.")
        }
        BookingError::Refused(SlotRefusal::TooSoon) => {
            failure("too_soon", "That time is in the past or too soon.")
        }
        BookingError::Refused(SlotRefusal::TooFarAhead) => failure("invalid_time", "That is too far ahead."),
        BookingError::Refused(SlotRefusal::OffGrid) => {
            failure("invalid_time", "Meetings begin on the hour or half hour.")
        }
        BookingError::Refused(SlotRefusal::BadDuration) => {
            failure("invalid_time", "Meetings last 15 to 120 minutes.")
        }
        BookingError::Refused(SlotRefusal::OutsideWorkingHours) => {
            failure("outside_working_hours", "No meetings are held then. Check availability.")
        }
        BookingError::Unavailable(error) => {
            tracing::error!(%error, "booking failed and was undone");
            failure("unavailable", "Booking does not work at the moment. Apologise and offer to call back.")
        }
        // Answered by the caller.
        BookingError::InProgress => failure("unavailable", "The booking is under way."),
    }
}

fn end_call(arguments: EndArguments) -> ToolEffect {
    let intent = match arguments.reason {
        EndReason::Interested => Intent::Interested,
        EndReason::NotInterested => Intent::NotInterested,
        EndReason::CallBack => Intent::CallBack,
        EndReason::DoNotCall => Intent::DoNotCall,
    };
    ToolEffect::End { answer: json!({"ok": true}), intent, farewell: arguments.farewell }
}

fn invalid_arguments(error: &serde_json::Error) -> ToolEffect {
    ToolEffect::Answer(refusal("invalid_arguments", &error.to_string()))
}

fn refusal(code: &str, message: &str) -> Value {
    json!({"error": code, "message": message})
}

fn failure(code: &str, message: &str) -> Value {
    json!({"success": false, "error": code, "message": message})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_is_strict() {
        for tool in definitions() {
            let properties = tool.parameters["properties"].as_object().unwrap();
            let required = tool.parameters["required"].as_array().unwrap();
            assert_eq!(properties.len(), required.len(), "{}", tool.name);
            assert_eq!(tool.parameters["additionalProperties"], false);
        }
    }
}
