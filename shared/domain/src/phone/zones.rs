//! In which time zones a number's owner may be.

use std::sync::LazyLock;

use super::plan::{self, Described, NumberType};
use crate::locale;

const ZONES_BY_PREFIX: &str = include_str!("../../data/phone_timezones.csv");

/// Calling codes of countries whose mobile numbers have area codes, as libphonenumber's
/// `isNumberGeographical` has it: Mexico, Argentina, Brazil, Indonesia, China.
const MOBILES_WITH_AREA: [&str; 5] = ["52", "54", "55", "62", "86"];

/// Every zone the owner may be in, the likeliest first; never empty.
///
/// A number with an area code is where the area is. Any other, such as most mobile numbers, may be
/// anywhere in its country.
pub(super) fn of_number(digits: &str, described: Option<Described>) -> Vec<&'static str> {
    // A number that does not exist any more is still somewhere in its calling code's country.
    let region = described.map_or_else(|| plan::main_region(digits), |described| described.region);
    let country = region.and_then(locale::zones_of_country);
    let by_prefix = || of_prefix(digits);
    let zones: Vec<&str> = match (country, described) {
        (Some(country), Some(described)) if has_area(digits, described.kind) => {
            let within = by_prefix().filter(|zone| country.has(zone)).collect::<Vec<_>>();
            if within.is_empty() { country.distinct().collect() } else { within }
        }
        (Some(country), _) => country.distinct().collect(),
        (None, _) => by_prefix().collect(),
    };
    if zones.is_empty() { vec!["UTC"] } else { zones }
}

fn has_area(digits: &str, kind: NumberType) -> bool {
    match kind {
        NumberType::FixedLine | NumberType::FixedLineOrMobile => true,
        NumberType::Mobile => MOBILES_WITH_AREA.iter().any(|code| digits.starts_with(code)),
        _ => false,
    }
}

/// The zones of the longest known prefix of `digits` (a number without its plus sign).
fn of_prefix(digits: &str) -> impl Iterator<Item = &'static str> {
    // The rows are sorted by their prefix.
    static ROWS: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
        ZONES_BY_PREFIX.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once(',')).collect()
    });
    let row = |n: usize| {
        let prefix = digits.get(..n)?;
        ROWS.binary_search_by_key(&prefix, |(known, _)| known).ok().and_then(|place| ROWS.get(place))
    };
    let zones = (1..=digits.len().min(10)).rev().find_map(row).map(|(_, zones)| *zones);
    zones.into_iter().flat_map(|zones| zones.split('|'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_in_the_data_is_known() {
        let zones = ZONES_BY_PREFIX.lines().filter_map(|l| l.split_once(',')).flat_map(|(_, z)| z.split('|'));
        for zone in zones.filter(|zone| !zone.contains(' ')) {
            assert!(jiff::tz::TimeZone::get(zone).is_ok(), "{zone}");
        }
    }

    #[test]
    fn prefixes_are_sorted() {
        let prefixes = ZONES_BY_PREFIX.lines().skip(1).filter_map(|l| l.split_once(',')).map(|(p, _)| p);
        assert!(prefixes.is_sorted());
    }
}
