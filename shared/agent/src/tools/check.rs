//! `check_calendar_availability`: looking up free times to offer.

use homework_domain::call::ToolUse;
use homework_domain::ports::{BookingLedger, Calendar, ToolDefinition, VideoMeetings};
use homework_domain::slots::{
    self, DURATION_DEFAULT_MINUTES, DURATION_MAX_MINUTES, DURATION_MIN_MINUTES, HORIZON_DAYS, Interval,
};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::offers::{Offer, duration_schema};
use super::{Toolbox, book, object, refusal};

/// How many days are searched from the day that was asked for.
const DAYS_AROUND: i64 = 7;
/// How many days are searched for the next free times.
const DAYS_AHEAD: i64 = 14;

pub(crate) const CHECK_AVAILABILITY: &str = "check_calendar_availability";

pub(super) fn definition() -> ToolDefinition {
    let time = |which: &str| {
        json!({
            "type": ["string", "null"],
            "description": format!("{which} the lead wants, as HH:MM on a 24-hour clock in their time zone; null for any"),
        })
    };
    ToolDefinition {
        name: CHECK_AVAILABILITY,
        description: "Look up free meeting times in the calendar. Offer only times this returns. Asked again with \
                      the same wishes it returns further times.",
        parameters: object(json!({
            "date": {
                "type": ["string", "null"],
                "description": "The day wanted, as an ISO date (YYYY-MM-DD) in the lead's time zone; null for the next free times",
            },
            "earliest_time": time("The earliest start"),
            "latest_time": time("The latest start"),
            "time_zone": {
                "type": ["string", "null"],
                "description": "The IANA time zone the lead says they are in, such as Australia/Perth; null unless they say so",
            },
            "duration_minutes": duration_schema(),
        })),
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct CheckArguments {
    date: Option<String>,
    #[serde(default)]
    earliest_time: Option<String>,
    #[serde(default)]
    latest_time: Option<String>,
    #[serde(default)]
    time_zone: Option<String>,
    duration_minutes: Option<u32>,
}

/// What the lead wishes, understood.
struct Wish {
    day: Option<Interval>,
    earliest: Time,
    /// Starts no later than this.
    latest: Time,
    minutes: u32,
    zone: TimeZone,
    /// The lead said so, it does not follow from the number.
    zone_named: bool,
}

pub(super) fn no_answer() -> Value {
    refusal("unavailable", "The calendar does not answer. Offer to call back.")
}

/// The zone that a lead named, as an earlier answer noted it.
pub(super) fn zone_named(tool: &ToolUse) -> Option<TimeZone> {
    let named = tool.name == CHECK_AVAILABILITY && tool.result["time_zone_named_by_lead"] == true;
    named.then(|| tool.result["time_zone"].as_str()).flatten().and_then(|name| TimeZone::get(name).ok())
}

impl<C: Calendar, V: VideoMeetings, L: BookingLedger> Toolbox<'_, C, V, L> {
    pub(super) async fn check_availability(&self, arguments: CheckArguments, so_far: &[ToolUse]) -> Value {
        let now = self.clock.now();
        let wish = match self.understand(&arguments, so_far, now) {
            Ok(wish) => wish,
            Err(answer) => return answer,
        };
        let from = wish.day.map_or(now, |day| day.start.max(now));
        let days = if wish.day.is_some() { DAYS_AROUND } else { DAYS_AHEAD };
        // A calendar day begins and ends elsewhere than the lead's, hence a day more.
        let range = Interval { start: from, end: from + SignedDuration::from_hours(24 * (days + 1)) };
        let Ok(mut busy) = self.calendar.busy(range).await else {
            return no_answer();
        };
        // What is booked is taken also where the host has removed its event, or it is not there yet.
        match self.ledger.taken(range).await {
            Ok(taken) => busy.extend(taken),
            // Booking asks the ledger again.
            Err(error) => tracing::warn!(%error, "the booked times could not be read"),
        }
        busy.extend(self.uses(so_far).filter_map(book::found_taken));
        let free = self.rules.free_slots(from, days + 1, wish.minutes, &busy, now);
        self.offer(&wish, &free, &self.offers(so_far), now)
    }

    /// Reads what the model asks for. A form that is not exactly what was asked for is refused, never guessed.
    fn understand(
        &self,
        arguments: &CheckArguments,
        so_far: &[ToolUse],
        now: Timestamp,
    ) -> Result<Wish, Value> {
        let minutes = arguments.duration_minutes.unwrap_or(DURATION_DEFAULT_MINUTES);
        if !(DURATION_MIN_MINUTES..=DURATION_MAX_MINUTES).contains(&minutes) {
            return Err(refusal("invalid_duration", "Meetings last 15 to 120 minutes."));
        }
        let named = given(arguments.time_zone.as_deref());
        let zone = match named {
            Some(name) => zone_of(name).ok_or_else(|| {
                refusal("invalid_time_zone", "Give an IANA time zone such as Australia/Perth, or null.")
            })?,
            None => self.zone(so_far),
        };
        let zone_named = named.is_some() || self.uses(so_far).any(|tool| zone_named(tool).is_some());
        let clock = |text: Option<&str>, default| match given(text) {
            None => Ok(default),
            Some(text) => time_of(text).ok_or_else(|| refusal("invalid_time", "Give times of day as HH:MM.")),
        };
        let earliest = clock(arguments.earliest_time.as_deref(), Time::MIN)?;
        let latest = clock(arguments.latest_time.as_deref(), Time::MAX)?;
        if earliest > latest {
            return Err(refusal("invalid_time", "The earliest time is after the latest."));
        }
        let day = given(arguments.date.as_deref()).map(|text| wanted_day(text, &zone, now)).transpose()?;
        Ok(Wish { day, earliest, latest, minutes, zone, zone_named })
    }

    fn offer(&self, wish: &Wish, free: &[Interval], offered: &[Offer], now: Timestamp) -> Value {
        let (suiting, outside) = self.rules.suiting(free, &wish.zone, wish.minutes, now);
        let at_wanted_time = |slot: &Interval| {
            let start = wish.zone.to_datetime(slot.start).time();
            (wish.earliest..=wish.latest).contains(&start)
        };
        let on_day =
            |slot: &Interval| wish.day.is_none_or(|day| day.start <= slot.start && slot.start < day.end);
        let wanted: Vec<_> =
            suiting.iter().filter(|slot| on_day(slot) && at_wanted_time(slot)).copied().collect();
        let fresh = |pool: &[Interval]| -> Vec<Interval> {
            pool.iter().filter(|slot| !offered.iter().any(|offer| offer.time == **slot)).copied().collect()
        };
        let further = fresh(&wanted);
        let (pool, spread_over_days, note) = if !further.is_empty() {
            (further, wish.day.is_none(), None)
        } else if !wanted.is_empty() {
            (
                wanted,
                wish.day.is_none(),
                Some("There are no other times that fit; these were offered before."),
            )
        } else {
            let others: Vec<_> = suiting.iter().filter(|slot| at_wanted_time(slot)).copied().collect();
            let others = if others.is_empty() { suiting } else { others };
            (others, true, Some("Nothing is free then; these are the next free times."))
        };
        let offers = slots::pick_offers(&pool, &wish.zone, spread_over_days);
        let slots: Vec<_> = offers.iter().map(|slot| self.offered(slot.start, &wish.zone, outside)).collect();
        let mut answer = json!({
            "time_zone": wish.zone.iana_name().unwrap_or("UTC"),
            "duration_minutes": wish.minutes,
            "available_slots": slots,
        });
        if wish.zone_named {
            answer["time_zone_named_by_lead"] = json!(true);
        }
        if outside {
            answer["note"] = json!(
                "Our working hours and the lead's day never meet. Say so, and that these are the nearest times."
            );
        } else if let Some(note) = note {
            answer["note"] = json!(note);
        }
        answer
    }

    fn offered(&self, start: Timestamp, zone: &TimeZone, outside: bool) -> Value {
        let local = start.to_zoned_datetime(zone.clone());
        let mut offer = json!({
            "start": local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            "spoken": self.spoken(start, zone),
        });
        if outside {
            offer["outside_usual_hours"] = json!(true);
        }
        offer
    }
}

/// What was given, if anything was.
fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// A zone by its IANA name; no abbreviation, which may stand for several.
fn zone_of(name: &str) -> Option<TimeZone> {
    name.contains('/').then(|| TimeZone::get(name).ok()).flatten()
}

/// `HH:MM`, and nothing else.
fn time_of(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str| -> Option<i8> {
        (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
    };
    Time::new(number(hour)?, number(minute)?, 0, 0).ok()
}

/// `YYYY-MM-DD`, and nothing else, as a day of the zone.
fn wanted_day(text: &str, zone: &TimeZone, now: Timestamp) -> Result<Interval, Value> {
    let invalid = || refusal("invalid_date", "Give the day as YYYY-MM-DD.");
    let in_form = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    let date: Date = Some(text).filter(|_| in_form).and_then(|text| text.parse().ok()).ok_or_else(invalid)?;
    let day = slots::day_in_zone(date, zone).map_err(|_| invalid())?;
    if day.end <= now {
        return Err(refusal("past_date", "That day has passed."));
    }
    if day.start > now + SignedDuration::from_hours(24 * HORIZON_DAYS) {
        let last = zone.to_datetime(now + SignedDuration::from_hours(24 * HORIZON_DAYS)).date();
        return Err(refusal(
            "too_far_ahead",
            &format!("Meetings are arranged until {last}. Offer an earlier day."),
        ));
    }
    Ok(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHRASES: &str = include_str!("phrases_of_time.txt");

    #[test]
    fn only_the_exact_forms_are_taken() {
        let now: Timestamp = "2026-12-01T12:00:00Z".parse().unwrap();
        let day =
            |text| wanted_day(text, &TimeZone::UTC, now).map_err(|e| e["error"].as_str().unwrap().to_owned());
        assert_eq!(day("2026-12-14").unwrap().start, "2026-12-14T00:00:00Z".parse().unwrap());
        assert_eq!(day("2026-12-01").unwrap().end, "2026-12-02T00:00:00Z".parse().unwrap());
        assert_eq!(day("2026-11-30").unwrap_err(), "past_date");
        assert_eq!(day("2027-02-01").unwrap_err(), "too_far_ahead");
        for text in PHRASES.lines().chain(["2026-13-01", "2026-02-30", "2026-12-14T10:00", "14"]) {
            assert_eq!(day(text).unwrap_err(), "invalid_date", "{text}");
        }
        assert_eq!(time_of("16:00"), Some(Time::constant(16, 0, 0, 0)));
        for text in ["4pm", "16", "16:0", "24:00", "16:60", "vier", "+1:00", ""] {
            assert_eq!(time_of(text), None, "{text}");
        }
        assert!(zone_of("Australia/Perth").is_some() && zone_of("EST").is_none() && zone_of("a/b").is_none());
    }
}
