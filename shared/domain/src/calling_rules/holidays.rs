//! Public holidays, by the rules that they follow from year to year.

use std::sync::LazyLock;

use jiff::Span;
use jiff::civil::{Date, Weekday, date};

const HOLIDAYS: &str = include_str!("../../data/holidays.tsv");

/// The holidays of a country.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Holidays(Vec<Holiday>);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Holiday {
    On { month: i8, day: i8 },
    Easter { days: i64 },
    Nth { month: i8, nth: i8, weekday: Weekday },
}

static SETS: LazyLock<Vec<(&'static str, Holidays)>> = LazyLock::new(|| {
    let rows = HOLIDAYS.lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| line.split_once('\t'))
        .filter_map(|(set, days)| {
            let days = days.split(' ').map(Holiday::read).collect::<Option<_>>()?;
            Some((set, Holidays(days)))
        })
        .collect()
});

pub(super) fn of(set: &str) -> Option<&'static Holidays> {
    SETS.iter().find(|(name, _)| *name == set).map(|(_, holidays)| holidays)
}

impl Holidays {
    pub(super) fn include(&self, day: Date) -> bool {
        self.0.iter().any(|holiday| holiday.date_in(day.year()) == Some(day))
    }
}

impl Holiday {
    fn read(text: &str) -> Option<Self> {
        if let Some(days) = text.strip_prefix("easter") {
            return Some(Self::Easter { days: days.parse().ok()? });
        }
        if let Some((month, nth)) = text.split_once('/') {
            let (nth, weekday) = nth.rsplit_once('-')?;
            let weekday = match weekday {
                "Mon" => Weekday::Monday,
                "Thu" => Weekday::Thursday,
                _ => return None,
            };
            return Some(Self::Nth { month: month.parse().ok()?, nth: nth.parse().ok()?, weekday });
        }
        let (month, day) = text.split_once('-')?;
        Some(Self::On { month: month.parse().ok()?, day: day.parse().ok()? })
    }

    fn date_in(self, year: i16) -> Option<Date> {
        match self {
            Self::On { month, day } => Date::new(year, month, day).ok(),
            Self::Easter { days } => easter(year).checked_add(Span::new().days(days)).ok(),
            Self::Nth { month, nth, weekday } => {
                Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()
            }
        }
    }
}

/// Easter Sunday of the Gregorian calendar, by the computation of Meeus, Jones and Butcher.
fn easter(year: i16) -> Date {
    let y = i32::from(year);
    let (golden, century, of_century) = (y % 19, y / 100, y % 100);
    let moon = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - moon - of_century % 4) % 7;
    let late = (golden + 11 * moon + 22 * weekday) / 451;
    let days = moon + weekday - 7 * late + 114;
    let (month, day) = (i8::try_from(days / 31).unwrap_or(4), i8::try_from(days % 31 + 1).unwrap_or(1));
    Date::new(year, month, day).unwrap_or(date(year, 4, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        let rows = HOLIDAYS.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!((SETS.len(), rows > 5), (rows, true));
    }

    #[test]
    fn easter_falls_where_the_almanac_has_it() {
        for (year, month, day) in [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25)] {
            assert_eq!(easter(year), date(year, month, day));
        }
    }

    #[test]
    fn holidays_that_follow_a_weekday_are_found() {
        let us = of("US").unwrap();
        // Thanksgiving, Memorial Day, Martin Luther King Day, and days beside them.
        for (day, is_one) in [
            (date(2026, 11, 26), true),
            (date(2026, 11, 27), false),
            (date(2027, 5, 31), true),
            (date(2027, 5, 24), false),
            (date(2027, 1, 18), true),
        ] {
            assert_eq!(us.include(day), is_one, "{day}");
        }
    }
}
