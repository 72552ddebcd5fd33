//! Days that people name.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan as _};

use crate::language::mentions;

const TOMORROW: &[&str] = &["tomorrow", "demain", "morgen", "amanha"];
const NEXT_WEEK: &[&str] = &[
    "next week",
    "semana que viene",
    "proxima semana",
    "semana que vem",
    "semaine prochaine",
    "nachste woche",
    "nachsten woche",
];
const WEEKDAYS: &[(Weekday, &[&str])] = &[
    (Weekday::Monday, &["monday", "lunes", "lundi", "montag", "segunda feira"]),
    (Weekday::Tuesday, &["tuesday", "martes", "mardi", "dienstag", "terca", "terca feira"]),
    (Weekday::Wednesday, &["wednesday", "miercoles", "mercredi", "mittwoch", "quarta", "quarta feira"]),
    (Weekday::Thursday, &["thursday", "jueves", "jeudi", "donnerstag", "quinta", "quinta feira"]),
    (Weekday::Friday, &["friday", "viernes", "vendredi", "freitag", "sexta", "sexta feira"]),
];

/// The day that normalized words name, counted from `today`.
pub(super) fn named(plain: &str, raw: &str, today: Date) -> Option<Date> {
    let iso = raw
        .split(|letter: char| !(letter.is_ascii_digit() || letter == '-'))
        .find_map(|word| (word.len() == 10).then(|| word.parse::<Date>().ok()).flatten());
    if iso.is_some() {
        return iso;
    }
    if mentions(plain, NEXT_WEEK) {
        return next(today, Weekday::Monday);
    }
    // "mañana" is also the morning, as in "por la mañana".
    let spanish = mentions(plain, &["manana"]) && !mentions(plain, &["la manana"]);
    if spanish || mentions(plain, TOMORROW) {
        return today.tomorrow().ok();
    }
    let weekday = WEEKDAYS.iter().find(|(_, names)| mentions(plain, names))?.0;
    next(today, weekday)
}

/// The next such day after `day`.
fn next(day: Date, weekday: Weekday) -> Option<Date> {
    day.nth_weekday(1, weekday).ok()
}

/// The next day from Monday to Friday.
pub(super) fn next_working_day(day: Date) -> Option<Date> {
    let skip: Span = match day.weekday() {
        Weekday::Friday => 3.days(),
        Weekday::Saturday => 2.days(),
        _ => 1.day(),
    };
    day.checked_add(skip).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::normalize;
    use jiff::civil::date;

    #[test]
    fn days_are_named_in_five_languages() {
        let monday = date(2026, 11, 23);
        for (text, expected) in [
            ("Tomorrow, perhaps?", Some(date(2026, 11, 24))),
            ("¿Mañana?", Some(date(2026, 11, 24))),
            ("por la mañana", None),
            ("jeudi matin", Some(date(2026, 11, 26))),
            ("am Montag", Some(date(2026, 11, 30))),
            ("na sexta-feira", Some(date(2026, 11, 27))),
            ("next week", Some(date(2026, 11, 30))),
            ("on 2026-12-01", Some(date(2026, 12, 1))),
            ("whenever", None),
        ] {
            assert_eq!(named(&normalize(text), text, monday), expected, "{text}");
        }
        assert_eq!(next_working_day(date(2026, 11, 27)), Some(date(2026, 11, 30)));
    }
}
