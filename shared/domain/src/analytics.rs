//! What the counters say: figures, shares and days.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, ZonedDateTime};

use crate::counters::{Counter, Counts, Kind, QUARTER_MINUTES};
use crate::error::{Error, Result};
use crate::page::TimeRange;

/// The longest time series: a leap year.
pub const DAYS_MAX: i32 = 366;
/// The days a time series has where nobody says.
const DAYS_DEFAULT: i64 = 30;

/// `part` of `whole` in per cent with one decimal; 0 of nothing.
pub fn percentage(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { one_decimal(part as f64 * 100.0 / whole as f64) }
}

/// The average length of the calls whose length is known, in seconds with one decimal.
pub fn average_duration(counts: &Counts) -> f64 {
    average_seconds(counts.get(Counter::CallMilliseconds), counts.get(Counter::CallsWithDuration))
}

fn average_seconds(milliseconds: u64, calls: u64) -> f64 {
    if calls == 0 { 0.0 } else { one_decimal(milliseconds as f64 / calls as f64 / 1000.0) }
}

fn one_decimal(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The calls of one attempt: those that were their campaign's so many-th to their lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// From 1.
    pub number: u32,
    pub calls: u64,
    /// Those that a person answered.
    pub answered: u64,
    /// Those that booked a meeting.
    pub booked: u64,
}

/// The attempts that were made, the first one first.
pub fn attempts(counts: &Counts) -> Vec<Attempt> {
    let made = counts.distribution(Kind::CallAttempt).into_iter();
    let mut attempts: Vec<Attempt> = made
        .filter_map(|(number, calls)| {
            let number = number.parse().ok()?;
            let answered = counts.get(Counter::AnsweredCallsOfAttempt(number));
            Some(Attempt {
                number,
                calls,
                answered,
                booked: counts.get(Counter::BookedCallsOfAttempt(number)),
            })
        })
        .collect();
    attempts.sort_unstable_by_key(|attempt| attempt.number);
    attempts
}

/// Days in a zone, the first and the last included.
#[derive(Debug, Clone)]
pub struct Days {
    pub from: Date,
    pub to: Date,
    pub zone: TimeZone,
}

/// What happened on a day. Meetings count on the day on which they were booked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Day {
    pub calls: u64,
    pub answered: u64,
    /// Calls whose length is known, and all of it.
    pub calls_with_duration: u64,
    pub call_milliseconds: u64,
    pub meetings: u64,
    /// Leads that came in.
    pub leads: u64,
}

impl Day {
    fn add(&mut self, counts: &Counts, minutes: i32) {
        let amount = |counter| counts.in_quarter(counter, minutes);
        self.calls += amount(Counter::Calls);
        self.answered += amount(Counter::AnsweredCalls);
        self.calls_with_duration += amount(Counter::CallsWithDuration);
        self.call_milliseconds += amount(Counter::CallMilliseconds);
        self.meetings += amount(Counter::Meetings);
        self.leads += amount(Counter::Leads);
    }

    /// The average length of the day's calls, in seconds with one decimal; 0 where none is known.
    pub fn average_duration(&self) -> f64 {
        average_seconds(self.call_milliseconds, self.calls_with_duration)
    }
}

impl Days {
    /// Checks what was asked for. `None` is UTC, today, and the thirty days up to `to`.
    pub fn parse(from: Option<&str>, to: Option<&str>, zone: Option<&str>, now: Timestamp) -> Result<Self> {
        let zone = named_zone(zone)?;
        let to = match to {
            Some(to) => date("to", to)?,
            None => now.to_zoned_datetime(zone.clone()).date(),
        };
        let from = match from {
            Some(from) => date("from", from)?,
            None => to.checked_sub((DAYS_DEFAULT - 1).days()).map_err(|_| beyond("to"))?,
        };
        if from > to {
            return Err(Error::invalid("from", "must not be after to"));
        }
        // Counted by hand: the difference of two dates cannot fail.
        let days = (to - from).get_days() + 1;
        if days > DAYS_MAX {
            return Err(Error::invalid("from", format!("must be at most {DAYS_MAX} days before to")));
        }
        // Whatever happens on these days must have a moment in UTC.
        let (first, after) = (Self { from, to, zone }, to.tomorrow());
        after.ok().filter(|_| first.bounds().is_ok()).ok_or_else(|| beyond("from"))?;
        Ok(first)
    }

    /// The first moment of these days and the first moment after them.
    pub fn bounds(&self) -> Result<(Timestamp, Timestamp)> {
        let start = |date: Date| {
            let zoned = date.to_zoned_datetime(self.zone.clone()).and_then(|at| at.start_of_day());
            zoned.map(|at| at.timestamp()).map_err(|_| beyond("from"))
        };
        Ok((start(self.from)?, start(self.to.tomorrow().map_err(|_| beyond("to"))?)?))
    }

    /// Adds up hours to days; a day without anything is there too.
    ///
    /// An hour's counters are kept by the quarter, and every zone's clock is a whole number of
    /// quarters away from UTC, so the sums are exact in zones like Asia/Kathmandu as well, and on
    /// days that are shorter or longer than others.
    pub fn sum(&self, hours: &[(Timestamp, Counts)]) -> Vec<(Date, Day)> {
        let dates = self.from.series(1.day()).take_while(|date| *date <= self.to);
        let mut days: BTreeMap<Date, Day> = dates.map(|date| (date, Day::default())).collect();
        self.each_quarter(hours, |at, counts, minutes| {
            if let Some(day) = days.get_mut(&at.date()) {
                day.add(counts, minutes);
            }
        });
        days.into_iter().collect()
    }

    /// Adds up hours to the 24 hours of a day by the zone's clock, of all these days together; as exact as
    /// [`Days::sum`].
    pub fn by_hour(&self, hours: &[(Timestamp, Counts)]) -> [Day; 24] {
        let mut sums = [Day::default(); 24];
        self.each_quarter(hours, |at, counts, minutes| {
            let hour = usize::try_from(at.hour()).ok().and_then(|hour| sums.get_mut(hour));
            if let Some(hour) = hour.filter(|_| (self.from..=self.to).contains(&at.date())) {
                hour.add(counts, minutes);
            }
        });
        sums
    }

    /// Calls `each` with the beginning of each quarter of these hours by the zone's clock, its hour's counters, and the
    /// minute (UTC) that the quarter's are kept by.
    fn each_quarter(
        &self,
        hours: &[(Timestamp, Counts)],
        mut each: impl FnMut(&ZonedDateTime, &Counts, i32),
    ) {
        for (hour, counts) in hours {
            for quarter in 0..60 / QUARTER_MINUTES {
                let minutes = quarter * QUARTER_MINUTES;
                if let Ok(at) = hour.checked_add(i64::from(minutes).minutes()) {
                    each(&at.to_zoned_datetime(self.zone.clone()), counts, minutes);
                }
            }
        }
    }

    /// Adds up hours to counters of all these days together; as exact as [`Days::sum`].
    pub fn total(&self, hours: &[(Timestamp, Counts)]) -> Result<Counts> {
        let (from, to) = self.bounds()?;
        let mut sum = Counts::default();
        for (hour, counts) in hours {
            for (name, amount) in counts.iter() {
                let Some((name, minutes)) = name.of_quarter() else { continue };
                let within = hour.checked_add(minutes.minutes()).is_ok_and(|at| (from..to).contains(&at));
                if within {
                    sum.add(name, amount);
                }
            }
        }
        Ok(sum)
    }
}

/// The moments of days in a zone, `from` and `to` included, as they were given: dates such as 2026-11-22, either
/// of which may be left open, and an IANA zone, UTC by default. `None` if neither day is given.
pub fn range_of_days(from: Option<&str>, to: Option<&str>, zone: Option<&str>) -> Result<Option<TimeRange>> {
    let zone = named_zone(zone)?;
    if from.is_none() && to.is_none() {
        return Ok(None);
    }
    let start = |field, date: Date| {
        let zoned = date.to_zoned_datetime(zone.clone()).and_then(|at| at.start_of_day());
        zoned.map(|at| at.timestamp()).map_err(|_| beyond(field))
    };
    let begin = match from {
        Some(text) => start("from", date("from", text)?)?,
        None => Timestamp::MIN,
    };
    let end = match to {
        Some(text) => start("to", date("to", text)?.tomorrow().map_err(|_| beyond("to"))?)?,
        None => Timestamp::MAX,
    };
    if begin >= end {
        return Err(Error::invalid("from", "must not be after to"));
    }
    Ok(Some(TimeRange { from: begin, to: end }))
}

fn named_zone(zone: Option<&str>) -> Result<TimeZone> {
    let zone = zone.unwrap_or("UTC");
    let unknown = || Error::invalid("zone", "must be an IANA time zone, such as Europe/Madrid");
    // Names only: an abbreviation or a POSIX rule would depend on the machine.
    let known = zone == "UTC" || zone.starts_with(|c: char| c.is_ascii_alphabetic());
    TimeZone::get(zone).ok().filter(|_| known).ok_or_else(unknown)
}

/// A day such as 2026-11-22, and nothing else.
///
/// # Errors
/// `Invalid`, by the field's name.
pub fn date(field: &'static str, text: &str) -> Result<Date> {
    // jiff would also take a date with a time behind it.
    let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let parsed = text.parse().ok().filter(|_| plain);
    parsed.ok_or_else(|| Error::invalid(field, "must be a date such as 2026-11-22"))
}

fn beyond(field: &'static str) -> Error {
    Error::invalid(field, "is beyond the calendar")
}

#[cfg(test)]
mod tests;
