//! When a lead may be phoned: never at an hour that is wrong in any zone the lead may be in.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::calling_rules::{self, CallingRule, CallingRules};
use crate::error::{Error, Result};
use crate::phone::PhoneNumber;
use crate::weekly_hours::WeeklyHours;

/// How far ahead an hour that suits is looked for: beyond any row of holidays.
const HORIZON_DAYS: i64 = 12;
const STEP: SignedDuration = SignedDuration::from_mins(15);

/// When people may be phoned: our own hours, in every zone somebody may be in, and what the law of their place says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallingTimes {
    pub hours: WeeklyHours,
    pub rules: CallingRules,
}

impl CallingTimes {
    /// The rule of the place that a number is from, where such rules hold.
    pub fn rule(&self, number: &PhoneNumber) -> Option<&'static CallingRule> {
        (self.rules == CallingRules::Enforced).then(|| calling_rules::of_number(number))
    }

    /// The moment from which this number's owner, who is in one of `zones`, may be phoned: [`next_callable_at`].
    ///
    /// # Errors
    /// `Internal` if a zone is unknown.
    pub fn next(&self, number: &PhoneNumber, zones: &[String], now: Timestamp) -> Result<Option<Timestamp>> {
        next_callable_at(&self.hours, self.rule(number), zones, now)
    }
}

/// The moment from which a lead may be phoned: `now` if it is a good hour, else the next one that is.
///
/// `zones` are IANA names; all of them must agree, and so must our own `hours` and the place's `rule`.
/// `None` means that no hour within the next days suits all zones.
///
/// # Errors
/// `Internal` if a zone is unknown.
fn next_callable_at(
    hours: &WeeklyHours,
    rule: Option<&CallingRule>,
    zones: &[String],
    now: Timestamp,
) -> Result<Option<Timestamp>> {
    let zones = zones
        .iter()
        .map(|name| TimeZone::get(name).map_err(|_| Error::internal(format!("unknown time zone {name}"))))
        .collect::<Result<Vec<_>>>()?;
    let is_good = |at: Timestamp| {
        zones.iter().all(|zone| {
            let local = zone.to_datetime(at);
            hours.contains(local) && rule.is_none_or(|rule| rule.allows(local))
        })
    };
    if is_good(now) {
        return Ok(Some(now));
    }
    let step = STEP.as_secs();
    let first = Timestamp::from_second((now.as_second() / step + 1) * step).map_err(Error::internal)?;
    let steps = HORIZON_DAYS * 24 * 3600 / step;
    Ok((0..steps).map(|i| first + STEP * i32::try_from(i).unwrap_or(i32::MAX)).find(|at| is_good(*at)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hours() -> WeeklyHours {
        WeeklyHours::parse("09:00-20:00", "Mon-Sat").unwrap()
    }

    fn zones(names: &[&str]) -> Vec<String> {
        names.iter().map(|n| (*n).to_owned()).collect()
    }

    #[test]
    fn a_number_that_may_be_on_either_coast_waits_for_both() {
        let zones = zones(&["America/New_York", "America/Los_Angeles"]);
        // Monday 09:30 in New York is 06:30 in Los Angeles; both are awake at 12:00 / 09:00.
        let now = "2026-11-23T14:30:00Z".parse().unwrap();
        let good = next_callable_at(&hours(), None, &zones, now).unwrap().unwrap();
        assert_eq!(good, "2026-11-23T17:00:00Z".parse().unwrap());
    }

    #[test]
    fn sunday_waits_for_monday() {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        let good = next_callable_at(&hours(), None, &zones(&["Europe/Madrid"]), now).unwrap().unwrap();
        assert_eq!(good, "2026-11-23T08:00:00Z".parse().unwrap());
    }

    #[test]
    fn zones_that_are_never_awake_together_are_said_so() {
        let hours = WeeklyHours::parse("09:00-10:00", "Mon-Fri").unwrap();
        let zones = zones(&["Europe/Madrid", "Asia/Tokyo"]);
        assert_eq!(
            next_callable_at(&hours, None, &zones, "2026-11-23T00:00:00Z".parse().unwrap()).unwrap(),
            None
        );
    }

    proptest! {
        #[test]
        fn the_moment_is_good_everywhere_and_never_in_the_past(second in 1_700_000_000_i64..1_900_000_000) {
            let now = Timestamp::from_second(second).unwrap();
            let zones = zones(&["America/New_York", "America/Los_Angeles"]);
            let good = next_callable_at(&hours(), None, &zones, now).unwrap().unwrap();
            prop_assert!(good >= now);
            for zone in &zones {
                prop_assert!(hours().contains(TimeZone::get(zone).unwrap().to_datetime(good)));
            }
        }
    }
}
