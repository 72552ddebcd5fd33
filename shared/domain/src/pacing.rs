//! The pace of a campaign: calls go out at least `stagger` apart.
//!
//! Two parts keep it. The dispatcher releases due leads to the queue a window at a time, each
//! with the delay at which its turn comes ([`plan_window`]). And since a queue delivers when it
//! likes, the dialer takes its place in line at the moment of dialling ([`reserve_dial_slot`]).

use jiff::{SignedDuration, Timestamp};

/// The most calls in a day that a limit of a campaign or of a number we call from can be set to.
pub const CALLS_PER_DAY_MAX: u64 = 1_000_000;

/// How far ahead leads are released: short, so that a paused campaign stops soon, and well
/// within the 900 s that SQS can delay a message.
pub const WINDOW: SignedDuration = SignedDuration::from_secs(180);

/// A dialer waits in its function for a place no further away than this; a later one is sent
/// back to the queue with a delay.
pub const LONGEST_WAIT: SignedDuration = SignedDuration::from_secs(3);

/// The moments of the next releases, and where the line then ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// One moment per lead to release, ascending, none beyond the window.
    pub moments: Vec<Timestamp>,
    /// The earliest moment for a lead released after these.
    pub line_ends_at: Timestamp,
}

/// Places up to `due` leads at least `stagger` apart, behind `line_ends_at`, within the window.
pub fn plan_window(
    due: usize,
    stagger: SignedDuration,
    line_ends_at: Option<Timestamp>,
    now: Timestamp,
) -> Plan {
    let horizon = now + WINDOW;
    // An end of the line that no dispatcher with the right time can have set is not obeyed.
    let line_ends_at = line_ends_at.filter(|end| *end <= horizon + stagger + CLOCKS_DIFFER);
    let mut next = line_ends_at.map_or(now, |end| end.max(now));
    let mut moments = Vec::new();
    while moments.len() < due && next <= horizon {
        moments.push(next);
        next += stagger;
    }
    Plan { moments, line_ends_at: next }
}

/// How many leads were released whose turn is still to come, by where the line ends.
pub fn on_their_way(line_ends_at: Option<Timestamp>, stagger: SignedDuration, now: Timestamp) -> u32 {
    let rest =
        line_ends_at.map_or(SignedDuration::ZERO, |end| end.duration_since(now).max(SignedDuration::ZERO));
    let (rest, stagger) = (rest.as_millis().unsigned_abs(), stagger.as_millis().unsigned_abs());
    u32::try_from(if stagger == 0 { 0 } else { rest.div_ceil(stagger) }).unwrap_or(u32::MAX)
}

/// Whole seconds to delay a message so that it arrives no later than `moment`.
pub fn delay_seconds(moment: Timestamp, now: Timestamp) -> i32 {
    let seconds = moment.duration_since(now).as_secs().clamp(0, WINDOW.as_secs());
    i32::try_from(seconds).unwrap_or(0)
}

/// The pause after the first request to place a call that placed nothing; it doubles with each further.
const BACK_OFF: SignedDuration = SignedDuration::from_secs(5);
const BACK_OFF_MAX: SignedDuration = SignedDuration::from_mins(5);
/// So many requests are made for one call; then its lead goes back into the line.
const PLACING_TRIES_MAX: u32 = 4;
/// A pause longer than this is spent in the line rather than as a call under way.
const LONGEST_BACK_OFF_AS_CALL: SignedDuration = SignedDuration::from_secs(60);
/// A call that Twilio does not list so long after it was asked for was not placed: a call is listed
/// from the moment Twilio has taken it.
pub const UNCLEAR_UNTIL: SignedDuration = SignedDuration::from_secs(45);

/// The pause after a call's `tries`-th request that placed nothing.
pub fn back_off(tries: u32) -> SignedDuration {
    (BACK_OFF * (1 << tries.clamp(1, 8).saturating_sub(1))).min(BACK_OFF_MAX)
}

/// Whether a call that was not placed `tries` times waits out its pause, or goes back into the line.
pub fn waits_as_call(tries: u32, pause: SignedDuration) -> bool {
    tries < PLACING_TRIES_MAX && pause <= LONGEST_BACK_OFF_AS_CALL
}

/// When to look again for a call of which nobody knows whether it was placed, `age` after it was
/// asked for: soon at first, and then at the end of the time in which it may still appear.
pub fn until_next_look(age: SignedDuration) -> SignedDuration {
    let rest = UNCLEAR_UNTIL - age;
    if rest > SignedDuration::ZERO { rest.min(SignedDuration::from_secs(15)) } else { BACK_OFF * 6 }
}

/// A dialer's place in line: when it may dial, and the earliest moment for the one after it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    pub dial_at: Timestamp,
    pub next_at: Timestamp,
}

/// Clocks of functions differ by less than this.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_secs(5);

/// Whether `line` lies further ahead than any dialer with the right time can have moved it: a place is
/// taken at most [`LONGEST_WAIT`] ahead, and the line ends a stagger behind it.
pub fn is_off_the_clock(
    line: Timestamp,
    not_before: Timestamp,
    stagger: SignedDuration,
    now: Timestamp,
) -> bool {
    line.duration_since(now.max(not_before)) > LONGEST_WAIT + stagger + CLOCKS_DIFFER
}

/// The next free place, not before `not_before`. `line` is the earliest moment the last dialer left; one
/// that was left by a clock that is minutes ahead holds nobody up.
pub fn reserve_dial_slot(
    line: Option<Timestamp>,
    not_before: Timestamp,
    stagger: SignedDuration,
    now: Timestamp,
) -> Place {
    // The same of a release by a dispatcher whose clock is ahead: nothing is released further ahead.
    let not_before = not_before.min(now + WINDOW);
    let line = line.filter(|line| !is_off_the_clock(*line, not_before, stagger, now));
    let dial_at = now.max(not_before).max(line.unwrap_or(now));
    Place { dial_at, next_at: dial_at + stagger }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_clock_that_is_minutes_ahead_holds_nobody_up() {
        let second = SignedDuration::from_secs(1);
        let ahead = |seconds: i64| now() + second * i32::try_from(seconds).unwrap();
        let dial_at = |line| reserve_dial_slot(Some(line), now(), second, now()).dial_at;
        assert_eq!(dial_at(ahead(3)), ahead(3));
        assert_eq!(dial_at(ahead(7)), ahead(7), "clocks that differ by seconds are believed");
        assert_eq!(dial_at(ahead(120)), now());
        assert_eq!(plan_window(1, second, Some(ahead(1000)), now()).moments, [now()]);
        assert_eq!(plan_window(1, second, Some(ahead(100)), now()).moments, [ahead(100)]);
    }

    #[test]
    fn whoever_was_released_and_is_not_called_yet_is_told_by_the_end_of_the_line() {
        let second = SignedDuration::from_secs(1);
        let Plan { line_ends_at, .. } = plan_window(5, second, None, now());
        let on_their_way = |at| super::on_their_way(Some(line_ends_at), second, at);
        assert_eq!([0, 1, 5, 9].map(|after| on_their_way(now() + second * after)), [5, 4, 0, 0]);
        assert_eq!(super::on_their_way(Some(line_ends_at), SignedDuration::ZERO, now()), 0);
        assert_eq!(super::on_their_way(None, second, now()), 0);
    }

    #[test]
    fn pauses_grow_and_long_ones_are_spent_in_the_line() {
        let seconds: Vec<_> = (1..8).map(|tries| back_off(tries).as_secs()).collect();
        assert_eq!(seconds, [5, 10, 20, 40, 80, 160, 300]);
        assert!(waits_as_call(1, back_off(1)) && waits_as_call(3, back_off(3)));
        assert!(!waits_as_call(4, back_off(1)) && !waits_as_call(1, SignedDuration::from_secs(90)));
    }

    #[test]
    fn a_call_of_which_nothing_is_known_is_looked_for_until_it_cannot_appear_any_more() {
        let (mut age, mut looks) = (SignedDuration::ZERO, 0);
        while age < UNCLEAR_UNTIL {
            age += until_next_look(age);
            looks += 1;
        }
        assert_eq!((age, looks), (UNCLEAR_UNTIL, 3));
        assert!(until_next_look(age) >= SignedDuration::from_secs(30));
    }

    /// Runs the dispatcher every minute until `leads` are released; returns the releases' moments
    /// and the delays their messages were given.
    fn release_all(leads: usize, stagger: SignedDuration) -> (Vec<Timestamp>, Vec<i32>) {
        let (mut moments, mut delays) = (vec![], vec![]);
        let (mut line, mut clock) = (None, now());
        while moments.len() < leads {
            let plan = plan_window(leads - moments.len(), stagger, line, clock);
            delays.extend(plan.moments.iter().map(|m| delay_seconds(*m, clock)));
            moments.extend(plan.moments);
            line = Some(plan.line_ends_at);
            clock += SignedDuration::from_secs(60);
            assert!(clock < now() + SignedDuration::from_hours(48), "releases stopped");
        }
        (moments, delays)
    }

    #[test]
    fn four_hundred_leads_at_five_seconds_never_need_a_delay_over_900_s() {
        let (moments, delays) = release_all(400, SignedDuration::from_secs(5));
        assert_eq!(moments.len(), 400);
        assert!(delays.iter().all(|d| (0..=900).contains(d)));
        assert_eq!(moments[399].duration_since(moments[0]), SignedDuration::from_secs(399 * 5));
    }

    #[test]
    fn late_dialers_do_not_bunch_up() {
        let stagger = SignedDuration::from_secs(5);
        let first = reserve_dial_slot(None, now(), stagger, now() + SignedDuration::from_secs(2));
        let second = reserve_dial_slot(
            Some(first.next_at),
            now() + stagger,
            stagger,
            now() + SignedDuration::from_secs(5),
        );
        assert_eq!(second.dial_at.duration_since(first.dial_at), stagger);
    }

    proptest! {
        #[test]
        fn releases_keep_their_distance(leads in 1_usize..400, stagger_ms in 100_i64..60_000) {
            let stagger = SignedDuration::from_millis(stagger_ms);
            let (moments, delays) = release_all(leads, stagger);
            prop_assert!(moments.windows(2).all(|w| w[1].duration_since(w[0]) >= stagger));
            prop_assert!(delays.iter().all(|d| (0..=900).contains(d)));
        }

        #[test]
        fn places_keep_their_distance(arrivals in proptest::collection::vec(0_i64..30_000, 1..50), stagger_ms in 0_i64..10_000) {
            let stagger = SignedDuration::from_millis(stagger_ms);
            let (mut line, mut last) = (None, None);
            let mut clock = now();
            for wait in arrivals {
                clock += SignedDuration::from_millis(wait);
                let place = reserve_dial_slot(line, now(), stagger, clock);
                prop_assert!(place.dial_at >= clock);
                // Such a place is only told, not taken.
                if place.dial_at.duration_since(clock) > LONGEST_WAIT {
                    continue;
                }
                if let Some(last) = last {
                    prop_assert!(place.dial_at.duration_since(last) >= stagger);
                }
                (line, last) = (Some(place.next_at), Some(place.dial_at));
            }
        }
    }
}
