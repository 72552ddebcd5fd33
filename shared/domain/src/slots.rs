//! Free times for a meeting: working hours on a grid, minus what is taken.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::weekly_hours::WeeklyHours;

pub const DURATION_DEFAULT_MINUTES: u32 = 30;
pub const DURATION_MIN_MINUTES: u32 = 15;
pub const DURATION_MAX_MINUTES: u32 = 120;
/// Meetings begin on this grid of the calendar's wall clock.
const GRID_MINUTES: u32 = 30;
/// How far ahead meetings are offered and accepted.
pub const HORIZON_DAYS: i64 = 30;
/// A slot is held in pieces so small that overlapping meetings of any length share one.
const CELL_SECONDS: i64 = 15 * 60;
/// Times offered in one breath.
const OFFERS: usize = 3;
/// Offers are made for these hours of the lead's own day where possible.
const LEAD_DAY_HOURS: std::ops::Range<i8> = 8..21;

/// From `start` up to but not including `end`, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Interval {
    pub start: Timestamp,
    pub end: Timestamp,
}

impl Interval {
    pub fn new(start: Timestamp, minutes: u32) -> Self {
        let length = SignedDuration::from_mins(i64::from(minutes));
        Self { start, end: start.saturating_add(length).unwrap_or(Timestamp::MAX) }
    }

    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    pub fn minutes(&self) -> u32 {
        u32::try_from(self.end.duration_since(self.start).as_mins()).unwrap_or(0)
    }

    /// What is left of this interval where `other` is not.
    pub fn without(&self, other: &Self) -> Vec<Self> {
        let before = Self { start: self.start, end: self.end.min(other.start) };
        let after = Self { start: self.start.max(other.end), end: self.end };
        [before, after].into_iter().filter(|piece| piece.start < piece.end).collect()
    }

    /// The starts of the quarter hours (UTC) this interval touches.
    pub fn cells(&self) -> Vec<Timestamp> {
        let first = self.start.as_second().div_euclid(CELL_SECONDS);
        let last = (self.end.as_second() - 1).div_euclid(CELL_SECONDS);
        (first..=last).filter_map(|cell| Timestamp::from_second(cell * CELL_SECONDS).ok()).collect()
    }
}

/// When meetings may be held.
#[derive(Debug, Clone)]
pub struct MeetingRules {
    /// In the calendar's zone.
    pub working_hours: WeeklyHours,
    pub calendar_zone: TimeZone,
    /// Nobody is surprised by a meeting sooner than this.
    pub minimum_notice: SignedDuration,
}

/// Why a time cannot be booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotRefusal {
    TooSoon,
    TooFarAhead,
    OutsideWorkingHours,
    OffGrid,
    BadDuration,
}

impl SlotRefusal {
    /// The refusal as an error of a request's fields.
    pub fn about(self, time: &str, duration: &str) -> Error {
        let message = match self {
            Self::TooSoon => "is too soon".to_owned(),
            Self::TooFarAhead => format!("is more than {HORIZON_DAYS} days ahead"),
            Self::OutsideWorkingHours => "is outside the working hours".to_owned(),
            Self::OffGrid => "must be on the hour or half past, in the calendar's time zone".to_owned(),
            Self::BadDuration => {
                let message = format!("must be {DURATION_MIN_MINUTES} to {DURATION_MAX_MINUTES} minutes");
                return Error::invalid(duration, message);
            }
        };
        Error::invalid(time, message)
    }
}

impl MeetingRules {
    /// Checks a time the model wants to book; its word is not enough.
    pub fn check(&self, slot: Interval, now: Timestamp) -> Result<(), SlotRefusal> {
        if !(DURATION_MIN_MINUTES..=DURATION_MAX_MINUTES).contains(&slot.minutes()) {
            return Err(SlotRefusal::BadDuration);
        }
        if slot.start < now + self.minimum_notice {
            return Err(SlotRefusal::TooSoon);
        }
        if slot.start > now + SignedDuration::from_hours(24 * HORIZON_DAYS) {
            return Err(SlotRefusal::TooFarAhead);
        }
        let (start, end) =
            (self.calendar_zone.to_datetime(slot.start), self.calendar_zone.to_datetime(slot.end));
        if !self.working_hours.covers(start, end) {
            return Err(SlotRefusal::OutsideWorkingHours);
        }
        let on_grid = u32::from(start.minute().unsigned_abs()) % GRID_MINUTES == 0 && start.second() == 0;
        if on_grid && start.subsec_nanosecond() == 0 { Ok(()) } else { Err(SlotRefusal::OffGrid) }
    }

    /// Every bookable time on the calendar's days from `from` on, for `days` days, in order.
    pub fn free_slots(
        &self,
        from: Timestamp,
        days: i64,
        minutes: u32,
        busy: &[Interval],
        now: Timestamp,
    ) -> Vec<Interval> {
        let first = self.calendar_zone.to_datetime(from).date();
        let dates = std::iter::successors(Some(first), |d| d.tomorrow().ok())
            .take(usize::try_from(days).unwrap_or(0));
        dates
            .filter(|date| self.working_hours.includes_day(*date))
            .flat_map(|date| self.grid(date))
            .map(|start| Interval::new(start, minutes))
            .filter(|slot| slot.start >= from && self.check(*slot, now).is_ok())
            .filter(|slot| !busy.iter().any(|b| b.overlaps(slot)))
            .collect()
    }

    /// The grid's moments within the working hours of one day.
    fn grid(&self, date: Date) -> Vec<Timestamp> {
        let opens = self.working_hours.opens_at().next_multiple_of(GRID_MINUTES);
        (opens..self.working_hours.closes_at())
            .step_by(GRID_MINUTES as usize)
            .filter_map(|minute| {
                let wall_clock = date.at(0, 0, 0, 0) + SignedDuration::from_mins(i64::from(minute));
                // A wall-clock time that daylight saving skips does not exist and is not offered.
                self.calendar_zone.to_ambiguous_timestamp(wall_clock).unambiguous().ok()
            })
            .collect()
    }
}

/// Picks what to offer: up to three, in hours of the lead's own day where there are any,
/// spread over different days, or over the one day that was asked for.
pub fn pick_offers(free: &[Interval], lead_zone: &TimeZone, spread_over_days: bool) -> Vec<Interval> {
    let civil = |slot: &&Interval| LEAD_DAY_HOURS.contains(&lead_zone.to_datetime(slot.start).hour());
    let mut pool: Vec<Interval> = free.iter().filter(civil).copied().collect();
    if pool.is_empty() {
        pool = free.to_vec();
    }
    if spread_over_days {
        let mut offers = Vec::<Interval>::new();
        for slot in &pool {
            let date = lead_zone.to_datetime(slot.start).date();
            if offers.len() < OFFERS && offers.iter().all(|o| lead_zone.to_datetime(o.start).date() != date) {
                offers.push(*slot);
            }
        }
        return offers;
    }
    let step = pool.len().div_ceil(OFFERS).max(1);
    pool.into_iter().step_by(step).take(OFFERS).collect()
}

/// The lead's local day `date` as an interval; `None` for a day the zone skips.
pub fn day_in_zone(date: Date, zone: &TimeZone) -> Result<Interval> {
    let midnight = |d: Date| d.to_zoned(zone.clone()).map(|z| z.timestamp()).map_err(Error::internal);
    let next = date.tomorrow().map_err(Error::internal)?;
    Ok(Interval { start: midnight(date)?, end: midnight(next)? })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn rules(zone: &str) -> MeetingRules {
        MeetingRules {
            working_hours: WeeklyHours::parse("09:00-17:00", "Mon-Fri").unwrap(),
            calendar_zone: TimeZone::get(zone).unwrap(),
            minimum_notice: SignedDuration::from_hours(2),
        }
    }

    #[test]
    fn without_another_interval_its_own_pieces_are_left() {
        let of = |start: &str, minutes| Interval::new(at(start), minutes);
        let own = of("2026-11-24T09:00:00Z", 60);
        assert_eq!(own.without(&of("2026-11-24T09:30:00Z", 60)), [of("2026-11-24T09:00:00Z", 30)]);
        assert_eq!(own.without(&of("2026-11-24T08:30:00Z", 60)), [of("2026-11-24T09:30:00Z", 30)]);
        assert_eq!(own.without(&own), []);
        assert_eq!(own.without(&of("2026-11-24T12:00:00Z", 30)), [own]);
        assert_eq!(own.without(&of("2026-11-24T07:00:00Z", 30)), [own]);
        let pieces = [of("2026-11-24T09:00:00Z", 15), of("2026-11-24T09:45:00Z", 15)];
        assert_eq!(own.without(&of("2026-11-24T09:15:00Z", 30)), pieces);
    }

    #[test]
    fn the_write_path_refuses_what_the_model_should_not_have_asked() {
        let rules = rules("Europe/Madrid");
        let now = at("2026-11-23T09:00:00Z");
        let check = |start: &str, minutes| rules.check(Interval::new(at(start), minutes), now);
        assert_eq!(check("2026-11-24T09:00:00Z", 30), Ok(()));
        assert_eq!(check("2026-11-23T10:00:00Z", 30), Err(SlotRefusal::TooSoon));
        assert_eq!(check("2026-11-20T10:00:00Z", 30), Err(SlotRefusal::TooSoon));
        assert_eq!(check("2027-02-01T10:00:00Z", 30), Err(SlotRefusal::TooFarAhead));
        assert_eq!(check("2026-11-28T10:00:00Z", 30), Err(SlotRefusal::OutsideWorkingHours));
        assert_eq!(check("2026-11-24T15:30:00Z", 60), Err(SlotRefusal::OutsideWorkingHours));
        assert_eq!(check("2026-11-24T09:10:00Z", 30), Err(SlotRefusal::OffGrid));
        assert_eq!(check("2026-11-24T09:00:00Z", 600), Err(SlotRefusal::BadDuration));
    }

    #[test]
    fn meetings_of_any_length_that_overlap_share_a_cell() {
        let long = Interval::new(at("2026-11-24T09:00:00Z"), 60).cells();
        let short = Interval::new(at("2026-11-24T09:30:00Z"), 30).cells();
        let after = Interval::new(at("2026-11-24T10:00:00Z"), 30).cells();
        assert_eq!(long.len(), 4);
        assert!(short.iter().all(|c| long.contains(c)));
        assert!(after.iter().all(|c| !long.contains(c)));
    }

    #[test]
    fn offers_are_spread_and_in_waking_hours() {
        let rules = rules("America/New_York");
        let now = at("2026-11-23T09:00:00Z");
        let free = rules.free_slots(now, 10, 30, &[], now);
        let madrid = TimeZone::get("Europe/Madrid").unwrap();
        let offers = pick_offers(&free, &madrid, true);
        assert_eq!(offers.len(), 3);
        assert!(offers.iter().all(|o| madrid.to_datetime(o.start).hour() < 21));
        let same_day = pick_offers(&free[..16], &madrid, false);
        assert_eq!(same_day.len(), 3);
    }

    proptest! {
        #[test]
        fn free_slots_obey_the_rules_and_avoid_what_is_taken(
            second in 1_700_000_000_i64..1_900_000_000,
            taken in proptest::collection::vec((0_i64..14 * 24 * 60, 5_u32..300), 0..12),
            minutes in prop::sample::select(vec![15_u32, 30, 45, 60, 120]),
            zone in prop::sample::select(vec!["America/New_York", "Europe/Madrid", "Asia/Kathmandu", "America/Sao_Paulo"]),
        ) {
            let rules = rules(zone);
            let now = Timestamp::from_second(second).unwrap();
            let busy: Vec<_> = taken.iter().map(|(offset, length)| Interval::new(now + SignedDuration::from_mins(*offset), *length)).collect();
            let free = rules.free_slots(now, 14, minutes, &busy, now);
            prop_assert!(free.windows(2).all(|w| w[0].start < w[1].start));
            for slot in &free {
                prop_assert_eq!(rules.check(*slot, now), Ok(()));
                prop_assert!(busy.iter().all(|b| !b.overlaps(slot)));
            }
            for a in &free {
                for b in &free {
                    let share = a.cells().iter().any(|c| b.cells().contains(c));
                    prop_assert!(!a.overlaps(b) || share);
                }
            }
        }
    }
}
