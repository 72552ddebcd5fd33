//! `schedule_call_back`: agreeing on the moment of the next call.

use homework_domain::call::Call;
use homework_domain::call_policy::ATTEMPTS_MAX;
use homework_domain::ports::{BookingLedger, Calendar, ToolDefinition, VideoMeetings};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;

use super::{ToolEffect, Toolbox, failure, object};

pub(crate) const SCHEDULE_CALL_BACK: &str = "schedule_call_back";

/// The shortest time after which somebody is called again: this call has to end first.
const SOONEST: SignedDuration = SignedDuration::from_mins(1);
const LATEST: SignedDuration = SignedDuration::from_hours(30 * 24);

pub(super) fn definition() -> ToolDefinition {
    ToolDefinition {
        name: SCHEDULE_CALL_BACK,
        description: "Agree to call the lead again at a moment they named. Ask for day and time first where they \
                      named none. Used again in the same call it replaces the moment.",
        parameters: object(json!({
            "date_time": {
                "type": "string",
                "description": "Day and time in the lead's time zone, as YYYY-MM-DDTHH:MM",
            },
        })),
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct CallBackArguments {
    date_time: String,
}

impl<C: Calendar, V: VideoMeetings, L: BookingLedger> Toolbox<'_, C, V, L> {
    /// Nothing is promised that could not be kept: the moment is ahead, and one at which the lead may be called.
    pub(super) fn schedule_call_back(&self, arguments: &CallBackArguments, zone: &TimeZone) -> ToolEffect {
        let refused = |code, message: &str| ToolEffect::Answer(failure(code, message));
        let Some(at) = moment(&arguments.date_time, zone) else {
            return refused("invalid_date_time", "Give day and time as YYYY-MM-DDTHH:MM.");
        };
        let now = self.clock.now();
        if at < now + SOONEST {
            return refused("in_the_past", "That moment is over. Ask for another one.");
        }
        if at > now + LATEST {
            return refused("too_far_ahead", "Agree on a moment within the next 30 days.");
        }
        if self.call.attempt.is_some_and(|attempt| attempt >= ATTEMPTS_MAX) {
            return refused("no_further_call", "Promise no other call. Offer a meeting now, or say goodbye.");
        }
        let lead = &self.call.lead;
        let zones =
            if lead.time_zones.is_empty() { vec![lead.time_zone.clone()] } else { lead.time_zones.clone() };
        let rested = self.rested_by(at);
        match self.times.next(&lead.phone, &zones, rested) {
            Ok(Some(callable)) if callable == at => {
                let spoken_time = self.spoken(at, zone);
                let answer = json!({"success": true, "call_back_at": at.to_string(), "spoken_time": spoken_time,
                    "next": "Repeat the moment to the lead. Once they agree, end the call with call_back."});
                ToolEffect::CallBack { answer, at }
            }
            Ok(Some(later)) => {
                let (error, why) = if rested > at {
                    ("called_too_often", "They have been called as often as is allowed.")
                } else {
                    ("outside_calling_hours", "Nobody is called at that hour.")
                };
                ToolEffect::Answer(json!({
                    "success": false,
                    "error": error,
                    "message": format!("{why} Offer the next moment that is possible."),
                    "next_possible": zone.to_datetime(later).strftime("%Y-%m-%dT%H:%M").to_string(),
                    "spoken_time": self.spoken(later, zone),
                }))
            }
            _ => refused("no_calling_hour", "No hour suits. Say that you will try again another day."),
        }
    }

    /// The first moment from `at` on at which the lead may be called once more, by how often it was called.
    fn rested_by(&self, at: Timestamp) -> Timestamp {
        let Call { lead, incoming, started_at, .. } = self.call;
        let own = (!incoming).then_some(*started_at);
        let dials: Vec<_> = lead.dials.iter().copied().chain(own).collect();
        let rule = self.times.rule(&lead.phone);
        rule.and_then(|rule| rule.rests_until(&dials, at)).unwrap_or(at)
    }
}

/// The moment in the lead's zone; seconds may be left out.
fn moment(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let local: DateTime = text.trim().parse().ok()?;
    local.to_zoned_datetime(zone.clone()).ok().map(|zoned| zoned.timestamp())
}
