//! Numbers of all regions, against what libphonenumber says of them (infra/data/phone_oracle.py).

#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeSet;

use homework_domain::country::Country;
use homework_domain::phone::{NumberType, PhoneNumber};
use jiff::Timestamp;
use jiff::tz::TimeZone;

const ORACLE: &str = include_str!("data/phone_oracle.csv");

/// Where libphonenumber's zones of mobile numbers are not those the tz database lists for the country,
/// and ours are the tz database's.
const OTHER_ZONES: &[(&[&str], &str)] = &[
    (
        &[
            "AG", "AI", "AS", "BB", "BM", "BS", "DM", "GD", "GU", "JM", "KN", "KY", "LC", "MP", "MS", "SX",
            "TC", "TT", "VC", "VG", "VI",
        ],
        "the zones of all of +1, where the country has one",
    ),
    (&["CC", "CX"], "the zones of all of +61"),
    (&["KZ", "RU"], "the zones of all of +7, of Kazakhstan's from before 2024"),
    (&["RE", "YT"], "the zones of all of +262"),
    (&["AU"], "Darwin and the islands of +61: one zone missing, two that are not Australia's"),
    (&["DZ", "EH", "LY", "MA", "NI", "SS"], "another country's zone"),
    (&["GL"], "a zone missing"),
    (&["PG", "UA"], "the zone of an autonomous or occupied region missing"),
    (&["AC", "TA", "XK"], "not in the tz database's list; the same clocks"),
];

fn rows(kind: &str) -> impl Iterator<Item = Vec<&'static str>> {
    ORACLE.lines().map(|line| line.split(',').collect::<Vec<_>>()).filter(move |cells| cells[0] == kind)
}

fn stored(e164: &str) -> PhoneNumber {
    serde_json::from_value(e164.into()).unwrap()
}

fn name(kind: NumberType) -> &'static str {
    match kind {
        NumberType::PremiumRate => "PREMIUM_RATE",
        NumberType::TollFree => "TOLL_FREE",
        NumberType::SharedCost => "SHARED_COST",
        NumberType::Voip => "VOIP",
        NumberType::Personal => "PERSONAL_NUMBER",
        NumberType::Pager => "PAGER",
        NumberType::Universal => "UAN",
        NumberType::Voicemail => "VOICEMAIL",
        NumberType::FixedLine => "FIXED_LINE",
        NumberType::Mobile => "MOBILE",
        NumberType::FixedLineOrMobile => "FIXED_LINE_OR_MOBILE",
    }
}

/// How the clocks of some zones go: their offsets every fortnight of two years.
fn clocks<'z>(zones: impl IntoIterator<Item = &'z str>) -> BTreeSet<Vec<i32>> {
    let start = Timestamp::from_second(1_767_225_600).unwrap();
    let moments: Vec<_> = (0..52).map(|n| start + jiff::SignedDuration::from_hours(n * 14 * 24)).collect();
    let offsets = |zone| {
        let zone = TimeZone::get(zone).unwrap();
        moments.iter().map(|at| zone.to_offset(*at).seconds()).collect()
    };
    zones.into_iter().map(offsets).collect()
}

#[test]
fn validity_country_and_type_are_libphonenumbers() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for cells in rows("i") {
        let [_, digits, e164, country, kind, _] = cells[..] else { panic!("{cells:?}") };
        tried += 1;
        let read = format!("+{digits}").parse::<PhoneNumber>();
        if kind.is_empty() {
            // Mexico's old way to write a mobile number is read as the number it became.
            if let Ok(number) = read
                && !digits.starts_with("521")
            {
                wrong.push(format!("{digits} does not exist and is read as {number}"));
            }
            continue;
        }
        let number = stored(e164);
        let region = number.country().map(String::from).unwrap_or_else(|| "001".into());
        let kind_here = number.kind().map(name);
        if region != country || kind_here != Some(kind) {
            wrong.push(format!("{e164} is {region} {kind_here:?}, not {country} {kind}"));
        }
        match read {
            Ok(number) if number.as_str() != e164 => wrong.push(format!("{digits} is read as {number}")),
            Ok(number) if !number.kind().is_some_and(NumberType::is_personal_line) => {
                wrong.push(format!("{number} is {kind} and is taken"));
            }
            Err(error) if !error.to_string().contains("never called") => {
                wrong.push(format!("{digits} exists: {error}"));
            }
            _ => {}
        }
    }
    assert!(tried > 3_000);
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn national_numbers_are_read_as_libphonenumber_reads_them() {
    let mut wrong = Vec::new();
    for cells in rows("n") {
        let [_, country, text, e164] = cells[..] else { panic!("{cells:?}") };
        let country: Country = country.parse().unwrap();
        match PhoneNumber::parse(text, Some(country)) {
            Ok(number) if number.as_str() == e164 => {}
            Err(error) if error.to_string().contains("never called") => {}
            other => wrong.push(format!("{country} {text}: {other:?}, not {e164}")),
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn mobiles_are_in_libphonenumbers_zones_but_where_the_tz_database_knows_better() {
    let lists: Vec<Vec<&str>> = rows("z").map(|cells| cells[2].split('|').collect()).collect();
    let mut wrong = Vec::new();
    for cells in rows("i") {
        let [_, _, e164, country, kind, zones] = cells[..] else { panic!("{cells:?}") };
        if zones.is_empty() {
            continue;
        }
        let ours = stored(e164).time_zones();
        let theirs = &lists[zones.parse::<usize>().unwrap()];
        let excused = OTHER_ZONES.iter().any(|(countries, _)| countries.contains(&country));
        if clocks(ours.iter().copied()) != clocks(theirs.iter().copied()) && !excused {
            wrong.push(format!("{e164} {country} {kind}: {ours:?}, not {theirs:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}
