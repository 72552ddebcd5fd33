//! Free times for a meeting: working hours on a grid, minus what is taken.

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
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
pub const OFFERS: usize = 3;
/// A time that was offered stays bookable for so long after the notice for it has run out: the talk about it
/// takes a while.
const OFFER_GRACE: SignedDuration = SignedDuration::from_mins(15);

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
    /// A meeting lies in the lead's day too: these hours are of the lead's own zone.
    pub lead_hours: WeeklyHours,
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

    /// Checks a time that was offered a moment ago: as [`Self::check`], with some grace for the notice.
    pub fn check_offered(&self, slot: Interval, now: Timestamp) -> Result<(), SlotRefusal> {
        match self.check(slot, now) {
            Err(SlotRefusal::TooSoon) if slot.start > now => self.check(slot, now - OFFER_GRACE),
            checked => checked,
        }
    }

    /// Whether the whole meeting lies in the lead's day.
    pub fn suits_lead(&self, slot: &Interval, lead_zone: &TimeZone) -> bool {
        self.lead_hours.covers(lead_zone.to_datetime(slot.start), lead_zone.to_datetime(slot.end))
    }

    /// How many minutes the meeting lies outside of the lead's day; `None` on a day that is none of theirs.
    fn minutes_outside(&self, slot: &Interval, lead_zone: &TimeZone) -> Option<u32> {
        let (start, end) = (lead_zone.to_datetime(slot.start), lead_zone.to_datetime(slot.end));
        if !self.lead_hours.includes_day(start.date()) || !self.lead_hours.includes_day(end.date()) {
            return None;
        }
        let minute =
            |at: DateTime| u32::from(at.hour().unsigned_abs()) * 60 + u32::from(at.minute().unsigned_abs());
        let early = self.lead_hours.opens_at().saturating_sub(minute(start));
        let late = if start.date() == end.date() {
            minute(end).saturating_sub(self.lead_hours.closes_at())
        } else {
            minute(end) + 24 * 60 - self.lead_hours.closes_at()
        };
        Some(early.max(late))
    }

    /// Those of `free` that suit the lead. Where no hour of the host's ever lies in the lead's day, those
    /// nearest to it, and `true`.
    pub fn suiting(
        &self,
        free: &[Interval],
        lead_zone: &TimeZone,
        minutes: u32,
        now: Timestamp,
    ) -> (Vec<Interval>, bool) {
        let suiting: Vec<_> = free.iter().filter(|slot| self.suits_lead(slot, lead_zone)).copied().collect();
        let any_day = self.free_slots(now, HORIZON_DAYS, minutes, &[], now);
        if !suiting.is_empty() || any_day.iter().any(|slot| self.suits_lead(slot, lead_zone)) {
            return (suiting, false);
        }
        let nearest = any_day.iter().filter_map(|slot| self.minutes_outside(slot, lead_zone)).min();
        let near = |slot: &&Interval| {
            let outside = self.minutes_outside(slot, lead_zone);
            outside.is_some() && outside <= nearest.map(|least| least + GRID_MINUTES)
        };
        (free.iter().filter(near).copied().collect(), true)
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
            .flat_map(|date| {
                let mut starts = self.grid(date);
                starts.sort_unstable();
                starts
            })
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
            .flat_map(|minute| {
                let wall_clock = date.at(0, 0, 0, 0) + SignedDuration::from_mins(i64::from(minute));
                let ambiguous = self.calendar_zone.to_ambiguous_timestamp(wall_clock);
                match ambiguous.offset() {
                    // A wall-clock time that daylight saving skips does not exist and is not offered.
                    AmbiguousOffset::Gap { .. } => vec![],
                    AmbiguousOffset::Unambiguous { .. } => ambiguous.unambiguous().ok().into_iter().collect(),
                    // One that it repeats is there twice.
                    AmbiguousOffset::Fold { before, after } => {
                        let at = |offset: Offset| offset.to_timestamp(wall_clock).ok();
                        [at(before), at(after)].into_iter().flatten().collect()
                    }
                }
            })
            .collect()
    }
}

/// Picks up to three of these times: of different days, or spread over the one day that was asked for.
pub fn pick_offers(pool: &[Interval], lead_zone: &TimeZone, spread_over_days: bool) -> Vec<Interval> {
    if spread_over_days {
        let mut offers = Vec::<Interval>::new();
        for slot in pool {
            let date = lead_zone.to_datetime(slot.start).date();
            if offers.len() < OFFERS && offers.iter().all(|o| lead_zone.to_datetime(o.start).date() != date) {
                offers.push(*slot);
            }
        }
        return offers;
    }
    let step = pool.len().div_ceil(OFFERS).max(1);
    pool.iter().copied().step_by(step).take(OFFERS).collect()
}

/// The lead's local day `date` as an interval; `None` for a day the zone skips.
pub fn day_in_zone(date: Date, zone: &TimeZone) -> Result<Interval> {
    let midnight =
        |d: Date| d.to_zoned_datetime(zone.clone()).map(|z| z.timestamp()).map_err(Error::internal);
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
            lead_hours: WeeklyHours::parse("08:00-20:00", "Mon-Fri").unwrap(),
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
    fn a_meeting_lies_in_the_lead_s_day_too() {
        let rules = rules("America/New_York");
        let now = at("2026-11-23T09:00:00Z");
        let free = rules.free_slots(now, 14, 30, &[], now);
        for (zone, outside, hours) in [
            ("Europe/Madrid", false, vec![15, 16, 17, 18, 19]),
            // New York's morning is the evening there, but for its first half-hour too late.
            ("Asia/Kolkata", false, vec![19]),
            ("Asia/Tokyo", true, vec![6]),
            ("Australia/Sydney", false, vec![8]),
        ] {
            let lead = TimeZone::get(zone).unwrap();
            let (suiting, edge) = rules.suiting(&free, &lead, 30, now);
            assert_eq!(edge, outside, "{zone}");
            assert!(!suiting.is_empty(), "{zone}");
            for slot in &suiting {
                let local = lead.to_datetime(slot.start);
                assert!(hours.contains(&local.hour()), "{zone}: {local}");
                assert!(rules.lead_hours.includes_day(local.date()), "{zone}: {local}");
            }
        }
        // A full calendar is no reason to offer the night.
        assert_eq!(rules.suiting(&[], &TimeZone::UTC, 30, now), (vec![], false));
    }

    #[test]
    fn an_hour_that_the_clocks_repeat_is_offered_twice_and_one_they_skip_never() {
        let rules = MeetingRules {
            working_hours: WeeklyHours::parse("00:00-24:00", "Mon-Sun").unwrap(),
            ..rules("America/New_York")
        };
        let on = |day: &str| {
            let from = at(day);
            rules.free_slots(from, 1, 30, &[], from - SignedDuration::from_hours(24)).len()
        };
        assert_eq!(on("2026-10-31T04:00:00Z"), 48);
        assert_eq!(on("2026-11-01T04:00:00Z"), 50);
        assert_eq!(on("2027-03-14T05:00:00Z"), 46);
    }

    #[test]
    fn what_was_offered_stays_bookable_for_a_moment() {
        let rules = rules("Europe/Madrid");
        let slot = Interval::new(at("2026-11-24T11:00:00Z"), 30);
        let late = at("2026-11-24T09:10:00Z");
        assert_eq!(rules.check(slot, late), Err(SlotRefusal::TooSoon));
        assert_eq!(rules.check_offered(slot, late), Ok(()));
        assert_eq!(rules.check_offered(slot, at("2026-11-24T09:20:00Z")), Err(SlotRefusal::TooSoon));
    }

    #[test]
    fn offers_are_spread() {
        let rules = rules("America/New_York");
        let now = at("2026-11-23T09:00:00Z");
        let free = rules.free_slots(now, 10, 30, &[], now);
        let madrid = TimeZone::get("Europe/Madrid").unwrap();
        let offers = pick_offers(&free, &madrid, true);
        assert_eq!(offers.len(), 3);
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
