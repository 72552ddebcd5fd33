//! The tools the model may use, and what happens when it does.

mod book;
mod call_back;
mod check;
mod end;
mod offers;

use std::sync::LazyLock;
use std::time::Duration;

use homework_domain::Clock;
use homework_domain::call::{Call, Intent, ToolUse, Turn};
use homework_domain::calling_hours::CallingTimes;
use homework_domain::invitation::Invitation;
use homework_domain::ports::{BookingLedger, Calendar, ToolCall, ToolDefinition, VideoMeetings};
use homework_domain::slots::MeetingRules;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use tokio::time::Instant;

pub(crate) use book::{BOOK_MEETING, put_off};
pub(crate) use call_back::SCHEDULE_CALL_BACK;
pub(crate) use check::CHECK_AVAILABILITY;
pub(crate) use end::END_CALL;
use offers::Offer;

pub(crate) const INVALID_ARGUMENTS: &str = "invalid_arguments";
pub(crate) const UNKNOWN_TOOL: &str = "unknown_tool";

/// All tools there are.
pub(crate) const NAMES: [&str; 4] = [CHECK_AVAILABILITY, BOOK_MEETING, SCHEDULE_CALL_BACK, END_CALL];

/// The tools as the model is offered them: strict schemas, so every key is required.
pub(crate) fn definitions() -> &'static [ToolDefinition] {
    static DEFINITIONS: LazyLock<[ToolDefinition; 4]> = LazyLock::new(|| {
        [check::definition(), book::definition(), call_back::definition(), end::definition()]
    });
    &*DEFINITIONS
}

/// A strict schema of these properties.
fn object(properties: Value) -> Value {
    let keys: Vec<_> = properties.as_object().map(|o| o.keys().cloned().collect()).unwrap_or_default();
    json!({"type": "object", "properties": properties, "required": keys, "additionalProperties": false})
}

/// What using a tool came to.
#[derive(Debug)]
pub(crate) enum ToolEffect {
    /// The model goes on with the answer.
    Answer(Value),
    /// A meeting is booked; the model confirms it.
    Booked { answer: Value, spoken_time: String },
    /// The booking goes on in the next turn: there was no time left in this one.
    PutOff(Value),
    /// The lead is to be called again then; the model repeats it.
    CallBack { answer: Value, at: Timestamp },
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
    /// When the lead may be called.
    pub(crate) times: &'a CallingTimes,
    pub(crate) invitation: Invitation<'a>,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) call: &'a Call,
    /// The turns before this one.
    pub(crate) turns: &'a [Turn],
    pub(crate) turn: u32,
    /// What was heard in this turn.
    pub(crate) heard: &'a str,
    /// When the turn's time is over.
    pub(crate) until: Instant,
}

/// A step of a booking that waits for a vendor begins no later than this before the end of the turn's
/// time: with less it would too often be cut off.
const STEP_RESERVE: Duration = Duration::from_secs(2);

impl<C: Calendar, V: VideoMeetings, L: BookingLedger> Toolbox<'_, C, V, L> {
    /// Uses a tool; `so_far` are the uses before it in the same turn. Looking up times ends with the turn's
    /// time; what has effects is never cut off.
    pub(crate) async fn run_in_time(&self, tool: &ToolCall, so_far: &[ToolUse]) -> ToolEffect {
        if tool.name != CHECK_AVAILABILITY {
            return self.run(tool, so_far).await;
        }
        let answer = tokio::time::timeout_at(self.until, self.run(tool, so_far)).await;
        answer.unwrap_or_else(|_| ToolEffect::Answer(check::no_answer()))
    }

    async fn run(&self, tool: &ToolCall, so_far: &[ToolUse]) -> ToolEffect {
        match &*tool.name {
            CHECK_AVAILABILITY => match serde_json::from_str(&tool.arguments) {
                Ok(arguments) => ToolEffect::Answer(self.check_availability(arguments, so_far).await),
                Err(error) => invalid_arguments(&error),
            },
            BOOK_MEETING => match serde_json::from_str(&tool.arguments) {
                Ok(arguments) => self.book_meeting(arguments, so_far).await,
                Err(error) => invalid_arguments(&error),
            },
            SCHEDULE_CALL_BACK => match serde_json::from_str(&tool.arguments) {
                Ok(arguments) => self.schedule_call_back(&arguments, &self.zone(so_far)),
                Err(error) => invalid_arguments(&error),
            },
            END_CALL => match serde_json::from_str(&tool.arguments) {
                Ok(arguments) => end::end_call(arguments),
                Err(error) => invalid_arguments(&error),
            },
            _ => ToolEffect::Answer(refusal(UNKNOWN_TOOL, "There is no such tool.")),
        }
    }

    /// Whether there is time for another step that must not be cut off.
    fn may_begin(&self) -> bool {
        Instant::now() + STEP_RESERVE < self.until
    }

    /// Whether an earlier turn of this call has booked a meeting.
    pub(crate) fn has_booked(&self) -> bool {
        self.call.has_booked(self.turns)
    }

    /// Every use of a tool in this call so far, the earliest first.
    fn uses<'t>(&'t self, so_far: &'t [ToolUse]) -> impl DoubleEndedIterator<Item = &'t ToolUse> {
        self.turns.iter().flat_map(|turn| &turn.tools).chain(so_far)
    }

    /// The zone times are spoken in: the one the lead named in this call, else the likeliest of their number.
    fn zone(&self, so_far: &[ToolUse]) -> TimeZone {
        let named = self.uses(so_far).rev().find_map(check::zone_named);
        named.or_else(|| TimeZone::get(&self.call.lead.time_zone).ok()).unwrap_or(TimeZone::UTC)
    }

    /// A time as it is said to the lead. Its zone is named wherever the number leaves a choice of zones, and
    /// once the lead has named one.
    fn spoken(&self, at: Timestamp, zone: &TimeZone) -> String {
        let said = homework_domain::spoken_time::speak(at, zone, self.call.language);
        let certain = self.call.lead.time_zones.len() <= 1
            && zone.iana_name().is_none_or(|name| name == self.call.lead.time_zone);
        if certain {
            return said;
        }
        homework_domain::spoken_time::with_zone(&said, zone, self.call.language)
    }

    fn offers(&self, so_far: &[ToolUse]) -> Vec<Offer> {
        offers::made(self.uses(so_far))
    }
}

fn invalid_arguments(error: &serde_json::Error) -> ToolEffect {
    ToolEffect::Answer(refusal(INVALID_ARGUMENTS, &error.to_string()))
}

fn refusal(code: &str, message: &str) -> Value {
    json!({"error": code, "message": message})
}

fn failure(code: &str, message: &str) -> Value {
    json!({"success": false, "error": code, "message": message})
}

#[cfg(test)]
pub(crate) mod tests;
