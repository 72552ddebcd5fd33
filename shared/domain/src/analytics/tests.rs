use super::*;
use crate::call::Outcome;
use crate::counters::Name;

fn named(name: String, amount: u64) -> (Name, u64) {
    (Name::stored(name), amount)
}

fn hour(at: &str, quarter: i32, calls: u64) -> (Timestamp, Counts) {
    (at.parse().unwrap(), Counts::from_iter([named(format!("calls@{quarter:02}"), calls)]))
}

fn days(from: &str, to: &str, zone: &str) -> Result<Days> {
    Days::parse(Some(from), Some(to), Some(zone), "2026-11-22T10:00:00Z".parse().unwrap())
}

#[test]
fn days_are_a_range_of_moments_in_their_zone() {
    let range = |from, to, zone| range_of_days(from, to, Some(zone));
    let madrid = range(Some("2026-11-22"), Some("2026-11-22"), "Europe/Madrid").unwrap().unwrap();
    assert_eq!(madrid.from.to_string(), "2026-11-21T23:00:00Z");
    assert_eq!(madrid.to.to_string(), "2026-11-22T23:00:00Z");
    // The day on which the clock is put back has 25 hours.
    let long = range(Some("2026-10-25"), Some("2026-10-25"), "Europe/Madrid").unwrap().unwrap();
    assert_eq!(long.to.duration_since(long.from).as_hours(), 25);
    assert_eq!(range(None, Some("2026-11-22"), "UTC").unwrap().unwrap().from, Timestamp::MIN);
    assert_eq!(range(Some("2026-11-22"), None, "UTC").unwrap().unwrap().to, Timestamp::MAX);
    assert!(range(None, None, "UTC").unwrap().is_none());
    for (from, to, zone, field) in [
        ("2026-11-23", "2026-11-22", "UTC", "from"),
        ("yesterday", "2026-11-22", "UTC", "from"),
        ("2026-11-22", "9999-12-31", "UTC", "to"),
        ("2026-11-22", "2026-11-22", "Nowhere", "zone"),
    ] {
        let Err(Error::Invalid(errors)) = range(Some(from), Some(to), zone) else { panic!("accepted") };
        assert_eq!(errors[0].field, field);
    }
}

/// Of two days, by quarters of hours that are midnight somewhere.
fn hours() -> [(Timestamp, Counts); 5] {
    [
        hour("2026-11-22T18:00:00Z", 0, 1),
        hour("2026-11-22T18:00:00Z", 15, 2),
        hour("2026-11-22T18:00:00Z", 30, 4),
        hour("2026-11-22T23:00:00Z", 45, 8),
        hour("2026-11-24T00:00:00Z", 0, 16),
    ]
}

#[test]
fn a_day_begins_when_the_zone_says() {
    let hours = hours();
    let calls = |zone: &str| -> Vec<u64> {
        let days = days("2026-11-22", "2026-11-23", zone).unwrap();
        days.sum(&hours).into_iter().map(|(_, day)| day.calls).collect()
    };
    assert_eq!(calls("UTC"), [15, 0]);
    assert_eq!(calls("Europe/Madrid"), [7, 8]);
    // 18:15 UTC is midnight in Nepal, 18:30 UTC in India.
    assert_eq!(calls("Asia/Kathmandu"), [1, 14]);
    assert_eq!(calls("Asia/Kolkata"), [3, 12]);
}

#[test]
fn hours_of_the_day_are_by_the_clock_of_the_zone() {
    let hours = hours();
    let calls = |from: &str, to: &str, zone: &str| -> Vec<(usize, u64)> {
        let by_hour = days(from, to, zone).unwrap().by_hour(&hours);
        by_hour
            .iter()
            .enumerate()
            .filter(|(_, hour)| hour.calls > 0)
            .map(|(at, hour)| (at, hour.calls))
            .collect()
    };
    assert_eq!(calls("2026-11-22", "2026-11-24", "UTC"), [(0, 16), (18, 7), (23, 8)]);
    assert_eq!(calls("2026-11-22", "2026-11-22", "UTC"), [(18, 7), (23, 8)]);
    assert_eq!(calls("2026-11-22", "2026-11-24", "Asia/Kathmandu"), [(0, 6), (5, 24), (23, 1)]);
}

#[test]
fn days_together_end_when_the_zone_says_too() {
    let hours = hours();
    let calls = |from: &str, to: &str, zone: &str| {
        days(from, to, zone).unwrap().total(&hours).unwrap().get(Counter::Calls)
    };
    assert_eq!(calls("2026-11-22", "2026-11-23", "UTC"), 15);
    assert_eq!(calls("2026-11-23", "2026-11-23", "Europe/Madrid"), 8);
    assert_eq!(calls("2026-11-22", "2026-11-22", "Asia/Kathmandu"), 1);
    assert_eq!(calls("2026-11-22", "2026-11-24", "Europe/Madrid"), 31);
    assert_eq!(calls("2026-11-21", "2026-11-21", "UTC"), 0);
}

#[test]
fn a_day_knows_how_long_its_calls_were() {
    let counters = |quarter| {
        let amounts = [("calls", 3), ("calls_with_duration", 2), ("call_milliseconds", 90_500), ("leads", 5)];
        amounts.map(|(name, amount)| named(format!("{name}@{quarter:02}"), amount))
    };
    let hour =
        ("2026-11-22T10:00:00Z".parse().unwrap(), Counts::from_iter([counters(0), counters(45)].concat()));
    let summed = days("2026-11-22", "2026-11-23", "UTC").unwrap().sum(&[hour]);
    let (day, next) = (summed[0].1, summed[1].1);
    assert_eq!((day.calls, day.calls_with_duration, day.leads), (6, 4, 10));
    assert_eq!((day.average_duration(), next.average_duration()), (45.3, 0.0));
}

#[test]
fn a_day_may_have_23_or_25_hours() {
    for (day, length) in [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)] {
        let (from, to) = days(day, day, "Europe/Madrid").unwrap().bounds().unwrap();
        assert_eq!(to.duration_since(from).as_hours(), length, "{day}");
    }
}

#[test]
fn nonsense_is_refused_by_name() {
    for (from, to, zone, field) in [
        ("2026-11-22", "2026-11-21", "UTC", "from"),
        ("2025-11-21", "2026-11-22", "UTC", "from"),
        ("yesterday", "2026-11-22", "UTC", "from"),
        ("2026-11-22", "2026-11-22T10:00", "UTC", "to"),
        ("2026-11-22", "2026-11-31", "UTC", "to"),
        ("9999-12-31", "9999-12-31", "UTC", "from"),
        ("2026-11-22", "2026-11-22", "Mars/Base", "zone"),
        ("2026-11-22", "2026-11-22", "", "zone"),
    ] {
        match days(from, to, zone) {
            Err(Error::Invalid(errors)) => assert_eq!(errors[0].field, field, "{from} {to} {zone}"),
            other => panic!("{other:?}"),
        }
    }
    let now = "2026-11-22T23:30:00Z".parse().unwrap();
    let default = Days::parse(None, None, Some("Europe/Madrid"), now).unwrap();
    assert_eq!(
        (default.from.to_string(), default.to.to_string()),
        ("2026-10-25".into(), "2026-11-23".into())
    );
}

#[test]
fn shares_have_one_decimal_and_nothing_is_divided_by_zero() {
    assert_eq!((percentage(1, 3), percentage(0, 0)), (33.3, 0.0));
    let counts: Counts = [
        (Counter::CallsWith(Outcome::Busy).into(), 2),
        (Counter::CallsWith(Outcome::Failed).into(), 0),
        (Counter::CallsWith(Outcome::Interested).into(), 5),
        (Counter::Calls.into(), 7),
    ]
    .into_iter()
    .collect();
    assert_eq!(counts.distribution(Kind::CallOutcome), [("INTERESTED", 5), ("BUSY", 2)]);
    assert_eq!(average_duration(&counts), 0.0);
}
