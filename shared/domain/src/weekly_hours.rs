//! Hours of the day on days of the week, as working hours and calling hours are given.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time, Weekday};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

const DAYS: [(&str, Weekday); 7] = [
    ("Mon", Weekday::Monday),
    ("Tue", Weekday::Tuesday),
    ("Wed", Weekday::Wednesday),
    ("Thu", Weekday::Thursday),
    ("Fri", Weekday::Friday),
    ("Sat", Weekday::Saturday),
    ("Sun", Weekday::Sunday),
];

const MINUTES_PER_DAY: u32 = 24 * 60;

/// From `opens` up to but not including `closes` (minutes after midnight, at most 24 h), on the
/// weekdays that are set. Wall-clock time: the zone is the user's affair.
///
/// Written as `09:00-17:00 Mon-Fri`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct WeeklyHours {
    opens: u32,
    closes: u32,
    /// Bit 0 is Monday.
    days: u8,
}

impl WeeklyHours {
    /// Parses hours such as `09:00-17:00` (`24:00` closes at midnight) and days such as `Mon-Fri`
    /// or `Mon,Wed,Sat-Sun`.
    pub fn parse(hours: &str, days: &str) -> Result<Self> {
        let bad = || Error::invalid("hours", format!("{hours:?} must look like 09:00-17:00"));
        let (opens, closes) = hours.split_once('-').ok_or_else(bad)?;
        let (opens, closes) = (minutes(opens).ok_or_else(bad)?, minutes(closes).ok_or_else(bad)?);
        if opens >= closes {
            return Err(bad());
        }
        Ok(Self { opens, closes, days: weekdays(days)? })
    }

    pub fn includes_day(&self, date: Date) -> bool {
        self.days & bit(date.weekday()) != 0
    }

    pub fn contains(&self, at: DateTime) -> bool {
        let minute = minute_of(at.time());
        self.includes_day(at.date()) && (self.opens..self.closes).contains(&minute)
    }

    /// Whether `[start, end]` on one day lies within the hours; ending at closing time is fine.
    pub fn covers(&self, start: DateTime, end: DateTime) -> bool {
        let same_day = start.date() == end.date();
        let ends_at_midnight =
            end.time() == Time::midnight() && start.date().tomorrow().ok() == Some(end.date());
        let end_minute = if ends_at_midnight { MINUTES_PER_DAY } else { minute_of(end.time()) };
        (same_day || ends_at_midnight) && self.contains(start) && end_minute <= self.closes
    }

    /// The hours as [`parse`](Self::parse) reads them.
    pub fn hours(&self) -> String {
        let time = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        format!("{}-{}", time(self.opens), time(self.closes))
    }

    /// The days as [`parse`](Self::parse) reads them: those in a row as their first and last.
    pub fn days(&self) -> String {
        let is_set = |day: usize| self.days & (1 << day) != 0;
        let mut rows: Vec<(usize, usize)> = Vec::new();
        for day in (0..DAYS.len()).filter(|day| is_set(*day)) {
            match rows.last_mut().filter(|(_, last)| last + 1 == day) {
                Some((_, last)) => *last = day,
                None => rows.push((day, day)),
            }
        }
        let row = |(first, last): (usize, usize)| match last - first {
            0 => DAYS[first].0.to_owned(),
            _ => format!("{}-{}", DAYS[first].0, DAYS[last].0),
        };
        rows.into_iter().map(row).collect::<Vec<_>>().join(",")
    }

    /// Minutes after midnight at which the hours begin.
    pub fn opens_at(&self) -> u32 {
        self.opens
    }

    /// Minutes after midnight at which the hours end.
    pub fn closes_at(&self) -> u32 {
        self.closes
    }
}

impl FromStr for WeeklyHours {
    type Err = Error;

    /// Hours and days in one text: `09:00-17:00 Mon-Fri`.
    fn from_str(text: &str) -> Result<Self> {
        let (hours, days) = text.split_once(' ').unwrap_or((text, "Mon-Sun"));
        Self::parse(hours, days)
    }
}

impl fmt::Display for WeeklyHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.hours(), self.days())
    }
}

impl From<WeeklyHours> for String {
    fn from(hours: WeeklyHours) -> Self {
        hours.to_string()
    }
}

impl TryFrom<String> for WeeklyHours {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

fn minutes(text: &str) -> Option<u32> {
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    let total = hour * 60 + minute;
    (minute < 60 && total <= MINUTES_PER_DAY).then_some(total)
}

fn minute_of(time: Time) -> u32 {
    u32::from(time.hour().unsigned_abs()) * 60 + u32::from(time.minute().unsigned_abs())
}

fn bit(day: Weekday) -> u8 {
    1 << day.to_monday_zero_offset()
}

fn weekdays(text: &str) -> Result<u8> {
    let bad = || Error::invalid("days", format!("{text:?} must look like Mon-Fri or Mon,Wed,Sat"));
    let day = |name: &str| DAYS.iter().position(|(n, _)| n.eq_ignore_ascii_case(name.trim()));
    let mut bits = 0;
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (day(first).ok_or_else(bad)?, day(last).ok_or_else(bad)?);
        // A range may run over the weekend: Sat-Tue.
        let length = (last + 7 - first) % 7;
        for offset in 0..=length {
            bits |= bit(DAYS[(first + offset) % 7].1);
        }
    }
    Ok(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime {
        text.parse().unwrap()
    }

    #[test]
    fn opening_is_inside_and_closing_is_not() {
        let hours = WeeklyHours::parse("09:00-17:00", "Mon-Fri").unwrap();
        assert!(hours.contains(at("2026-11-23T09:00")));
        assert!(!hours.contains(at("2026-11-23T17:00")));
        assert!(!hours.contains(at("2026-11-22T12:00")));
        assert!(hours.covers(at("2026-11-23T16:30"), at("2026-11-23T17:00")));
        assert!(!hours.covers(at("2026-11-23T16:45"), at("2026-11-23T17:15")));
    }

    #[test]
    fn a_day_may_be_whole_and_a_range_may_wrap() {
        let always = WeeklyHours::parse("00:00-24:00", "Sat-Fri").unwrap();
        assert!(always.contains(at("2026-11-22T23:59")));
        assert!(always.covers(at("2026-11-22T23:30"), at("2026-11-23T00:00")));
        let weekend = WeeklyHours::parse("10:00-12:00", "Sat,Sun").unwrap();
        assert!(weekend.includes_day(at("2026-11-22T00:00").date()));
        assert!(!weekend.includes_day(at("2026-11-23T00:00").date()));
    }

    #[test]
    fn what_is_written_is_read_again() {
        for (hours, days, written) in [
            ("09:00-17:00", "Mon-Fri", "09:00-17:00 Mon-Fri"),
            ("00:00-24:00", "Sat-Fri", "00:00-24:00 Mon-Sun"),
            ("9:05-17:30", "sun,mon,Wed", "09:05-17:30 Mon,Wed,Sun"),
            ("10:00-12:00", "Sat-Tue", "10:00-12:00 Mon-Tue,Sat-Sun"),
        ] {
            let parsed = WeeklyHours::parse(hours, days).unwrap();
            assert_eq!(parsed.to_string(), written);
            assert_eq!(written.parse::<WeeklyHours>().unwrap(), parsed);
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for (hours, days) in [
            ("9-17", "Mon"),
            ("17:00-09:00", "Mon"),
            ("09:00-25:00", "Mon"),
            ("09:00-17:00", "Someday"),
            ("", ""),
        ] {
            assert!(WeeklyHours::parse(hours, days).is_err(), "{hours} {days}");
        }
    }
}
