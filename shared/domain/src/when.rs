//! What a date or time in words means: "tomorrow", "next week", "Tuesday at 2pm", "Jan 15", ISO 8601.
//!
//! The model is asked for structured times; this catches what it hands on in words all the same.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::locale::Language;
use crate::spoken_time::{month_names, weekday_names};

/// The hour meant by a day without a time.
const MORNING: Time = Time::constant(9, 0, 0, 0);

/// What was meant, in the wall-clock time of the zone it was said in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    pub date: Date,
    /// `None` when only a day was named.
    pub time: Option<Time>,
}

impl When {
    /// Reads `text` as said at `now` in `zone`; `None` when it names no day or time.
    pub fn parse(text: &str, zone: &TimeZone, now: Timestamp) -> Option<Self> {
        let text = text.trim();
        if let Some(exact) = iso(text, zone) {
            return Some(exact);
        }
        let words = words(text);
        let local = zone.to_datetime(now);
        let time = spoken_clock(&words);
        let date = named_day(&words, local.date()).or_else(|| {
            // A time alone is its next occurrence.
            let time = time?;
            if time > local.time() { Some(local.date()) } else { local.date().tomorrow().ok() }
        })?;
        Some(Self { date, time })
    }

    /// The moment meant; a day without a time means nine in the morning.
    pub fn moment(&self, zone: &TimeZone) -> Option<Timestamp> {
        let at: DateTime = self.date.to_datetime(self.time.unwrap_or(MORNING));
        at.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp())
    }
}

/// ISO 8601: a date, a local date and time, or one with an offset.
fn iso(text: &str, zone: &TimeZone) -> Option<When> {
    if let Ok(at) = text.parse::<Timestamp>() {
        let local = zone.to_datetime(at);
        return Some(When { date: local.date(), time: Some(local.time()) });
    }
    if text.len() > 10 {
        let local: DateTime = text.parse().ok()?;
        return Some(When { date: local.date(), time: Some(local.time()) });
    }
    text.parse::<Date>().ok().map(|date| When { date, time: None })
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| c.is_whitespace() || c == ',')
        .map(|word| word.trim_end_matches('.').to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

const TODAY: [&str; 5] = ["today", "hoy", "aujourd'hui", "heute", "hoje"];
const TOMORROW: [&str; 5] = ["tomorrow", "mañana", "demain", "morgen", "amanhã"];
const NEXT: [&str; 9] =
    ["next", "próxima", "próximo", "prochain", "prochaine", "nächste", "nächsten", "que", "seguinte"];
const WEEK: [&str; 5] = ["week", "semana", "semaine", "woche", "semanas"];

fn named_day(words: &[String], today: Date) -> Option<Date> {
    let any = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    if any(&TODAY) {
        return Some(today);
    }
    if any(&TOMORROW) {
        // "the day after tomorrow" is not tomorrow.
        return today
            .checked_add(if any(&["after", "pasado", "après", "depois"]) { 2.days() } else { 1.day() })
            .ok();
    }
    if let Some(date) = calendar_date(words, today) {
        return Some(date);
    }
    if let Some(weekday) = words.iter().find_map(|w| weekday_index(w)) {
        let ahead = (weekday + 7 - i64::from(today.weekday().to_monday_zero_offset())) % 7;
        return today.checked_add((if ahead == 0 { 7 } else { ahead }).days()).ok();
    }
    if any(&WEEK) && any(&NEXT) {
        return today.checked_add(7.days()).ok();
    }
    let in_days = words.windows(3).find(|w| w[0] == "in" && w[2].starts_with("day"))?;
    today.checked_add(in_days[1].parse::<i64>().ok().filter(|n| (0..=366).contains(n))?.days()).ok()
}

/// "Jan 15", "15 January", "7 de enero": this year's, or next year's when that has passed.
fn calendar_date(words: &[String], today: Date) -> Option<Date> {
    let month = words.iter().find_map(|w| month_number(w))?;
    let number = |w: &String| w.trim_end_matches(|c: char| c.is_alphabetic()).parse::<i16>().ok();
    let day = words.iter().filter_map(number).find(|n| (1..=31).contains(n))?;
    let year = words.iter().filter_map(number).find(|n| (2000..2200).contains(n));
    let in_year = |year| Date::new(year, month, i8::try_from(day).ok()?).ok();
    match year {
        Some(year) => in_year(year),
        None => in_year(today.year()).filter(|d| *d >= today).or_else(|| in_year(today.year() + 1)),
    }
}

fn weekday_index(word: &str) -> Option<i64> {
    Language::ALL.into_iter().find_map(|language| {
        let names = weekday_names(language);
        let index = names.iter().position(|name| {
            name == word
                || (language == Language::En && word.len() >= 3 && name.starts_with(word))
                || name.strip_suffix("-feira") == Some(word)
        })?;
        i64::try_from(index).ok()
    })
}

fn month_number(word: &str) -> Option<i8> {
    Language::ALL.into_iter().find_map(|language| {
        let abbreviated =
            |name: &String| language == Language::En && word.len() >= 3 && name.starts_with(word);
        let index = month_names(language).iter().position(|name| name == word || abbreviated(name))?;
        i8::try_from(index + 1).ok()
    })
}

/// "2pm", "2 pm", "14:00", "2:30pm", "14h", "noon".
fn spoken_clock(words: &[String]) -> Option<Time> {
    if words.iter().any(|w| w == "noon" || w == "midday") {
        return Time::new(12, 0, 0, 0).ok();
    }
    let with_half =
        words.windows(2).filter(|w| w[1] == "am" || w[1] == "pm").map(|w| format!("{}{}", w[0], w[1]));
    let alone = words
        .iter()
        .filter(|w| w.contains(':') || w.ends_with("am") || w.ends_with("pm") || w.ends_with('h'))
        .cloned();
    with_half.chain(alone).find_map(|word| clock_word(&word))
}

fn clock_word(word: &str) -> Option<Time> {
    let (digits, half) = match (word.strip_suffix("am"), word.strip_suffix("pm")) {
        (Some(rest), _) => (rest, Some(0)),
        (_, Some(rest)) => (rest, Some(12)),
        _ => (word.trim_end_matches('h'), None),
    };
    let (hour, minute) = digits.split_once([':', 'h']).unwrap_or((digits, "0"));
    let (hour, minute): (i8, i8) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match half {
        Some(offset) if (1..=12).contains(&hour) => hour % 12 + offset,
        Some(_) => return None,
        None => hour,
    };
    Time::new(hour, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Sunday 22 November 2026, 10:00 in New York.
    fn meant(text: &str) -> Option<String> {
        let zone = TimeZone::get("America/New_York").unwrap();
        let now = "2026-11-22T15:00:00Z".parse().unwrap();
        When::parse(text, &zone, now).map(|w| w.date.to_datetime(w.time.unwrap_or(MORNING)).to_string())
    }

    #[test]
    fn words_mean_what_people_mean() {
        for (text, moment) in [
            ("tomorrow", "2026-11-23T09:00:00"),
            ("Tomorrow at 2pm", "2026-11-23T14:00:00"),
            ("the day after tomorrow", "2026-11-24T09:00:00"),
            ("next week", "2026-11-29T09:00:00"),
            ("Tuesday at 2pm", "2026-11-24T14:00:00"),
            ("next Tuesday", "2026-11-24T09:00:00"),
            ("Sunday", "2026-11-29T09:00:00"),
            ("Jan 15", "2027-01-15T09:00:00"),
            ("15 January 2027 at 10:30", "2027-01-15T10:30:00"),
            ("December 1st, 3 pm", "2026-12-01T15:00:00"),
            ("2027-01-15", "2027-01-15T09:00:00"),
            ("2027-01-15T14:00:00", "2027-01-15T14:00:00"),
            ("2027-01-15T14:00:00Z", "2027-01-15T09:00:00"),
            ("2027-01-15T14:00:00-05:00", "2027-01-15T14:00:00"),
            ("12 pm", "2026-11-22T12:00:00"),
            ("8am", "2026-11-23T08:00:00"),
            ("in 3 days", "2026-11-25T09:00:00"),
            ("mañana", "2026-11-23T09:00:00"),
            ("el martes", "2026-11-24T09:00:00"),
            ("7 de enero", "2027-01-07T09:00:00"),
            ("la semaine prochaine", "2026-11-29T09:00:00"),
            ("Donnerstag um 14:30", "2026-11-26T14:30:00"),
            ("sexta", "2026-11-27T09:00:00"),
        ] {
            assert_eq!(meant(text).as_deref(), Some(moment), "{text}");
        }
    }

    #[test]
    fn other_words_mean_no_time() {
        for text in ["", "whenever", "25:99", "Feb 31", "13pm", "soon please"] {
            assert_eq!(meant(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_said_can_break_it(text in "\\PC{0,60}") {
            let _ = meant(&text);
        }

        #[test]
        fn every_moment_survives_iso(second in 1_700_000_000_i64..1_900_000_000) {
            let zone = TimeZone::get("Europe/Madrid").unwrap();
            let at = Timestamp::from_second(second).unwrap();
            let text = at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
            prop_assert_eq!(When::parse(&text, &zone, at).unwrap().date, zone.to_datetime(at).date());
        }
    }
}
