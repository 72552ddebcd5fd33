//! When a lead may be phoned: never at an hour that is wrong in any zone the lead may be in.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::call_policy::CallWindow;
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
        self.next_within(&CallWindow::default(), number, zones, now)
    }

    /// The same for a campaign that sets bounds of its own. Its end is not looked at.
    ///
    /// # Errors
    /// `Internal` if a zone is unknown.
    pub fn next_within(
        &self,
        window: &CallWindow,
        number: &PhoneNumber,
        zones: &[String],
        now: Timestamp,
    ) -> Result<Option<Timestamp>> {
        let hours: Vec<_> = [self.hours].into_iter().chain(window.hours).collect();
        let from = window.starts_at.map_or(now, |start| start.max(now));
        next_callable_at(&hours, self.rule(number), zones, from)
    }
}

/// The moment from which a lead may be phoned: `now` if it is a good hour, else the next one that is.
///
/// `zones` are IANA names; all of them must agree, and so must all of our own `hours` and the place's `rule`.
/// `None` means that no hour within the next days suits all zones.
///
/// # Errors
/// `Internal` if a zone is unknown.
fn next_callable_at(
    hours: &[WeeklyHours],
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
            hours.iter().all(|hours| hours.contains(local)) && rule.is_none_or(|rule| rule.allows(local))
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
        let good = next_callable_at(&[hours()], None, &zones, now).unwrap().unwrap();
        assert_eq!(good, "2026-11-23T17:00:00Z".parse().unwrap());
    }

    #[test]
    fn sunday_waits_for_monday() {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        let good = next_callable_at(&[hours()], None, &zones(&["Europe/Madrid"]), now).unwrap().unwrap();
        assert_eq!(good, "2026-11-23T08:00:00Z".parse().unwrap());
    }

    #[test]
    fn zones_that_are_never_awake_together_are_said_so() {
        let hours = WeeklyHours::parse("09:00-10:00", "Mon-Fri").unwrap();
        let zones = zones(&["Europe/Madrid", "Asia/Tokyo"]);
        assert_eq!(
            next_callable_at(&[hours], None, &zones, "2026-11-23T00:00:00Z".parse().unwrap()).unwrap(),
            None
        );
    }

    #[test]
    fn a_campaigns_own_bounds_narrow_those_of_all() {
        let times = CallingTimes { hours: hours(), rules: CallingRules::Simulated };
        let number: PhoneNumber = "+34912345601".parse().unwrap();
        let next = |window: CallWindow, now: &str| {
            let next = times.next_within(&window, &number, &zones(&["Europe/Madrid"]), now.parse().unwrap());
            next.unwrap().map(|at| at.to_string())
        };
        let at = |text: &str| Some(text.to_owned());
        let mornings =
            CallWindow { hours: Some("08:00-12:00 Mon,Sun".parse().unwrap()), ..CallWindow::default() };
        // Monday 13:00 in Madrid; the campaign's next morning is a Sunday, on which nobody is called.
        assert_eq!(next(mornings, "2026-11-23T12:00:00Z"), at("2026-11-30T08:00:00Z"));
        let later = CallWindow { starts_at: "2026-12-01T10:05:00Z".parse().ok(), ..mornings };
        assert_eq!(next(later, "2026-11-23T09:00:00Z"), at("2026-12-07T08:00:00Z"));
        let only_later = CallWindow { hours: None, ..later };
        assert_eq!(next(only_later, "2026-11-23T09:00:00Z"), at("2026-12-01T10:05:00Z"));
        let never = CallWindow { hours: Some("20:00-22:00 Mon-Sun".parse().unwrap()), ..mornings };
        assert_eq!(next(never, "2026-11-23T12:00:00Z"), None);
        assert_eq!(next(CallWindow::default(), "2026-11-23T12:00:00Z"), at("2026-11-23T12:00:00Z"));
    }

    proptest! {
        #[test]
        fn the_moment_is_good_everywhere_and_never_in_the_past(second in 1_700_000_000_i64..1_900_000_000) {
            let now = Timestamp::from_second(second).unwrap();
            let zones = zones(&["America/New_York", "America/Los_Angeles"]);
            let good = next_callable_at(&[hours()], None, &zones, now).unwrap().unwrap();
            prop_assert!(good >= now);
            for zone in &zones {
                prop_assert!(hours().contains(TimeZone::get(zone).unwrap().to_datetime(good)));
            }
        }
    }
}
