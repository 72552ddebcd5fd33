//! Lines: how many calls may be on at once, of a campaign and of the whole account.
//!
//! Where that is limited, a call takes a line together with the claim on its lead and gives it back together with its
//! end. No two calls have the same line, so the table keeps the limit by itself, whoever counts what.

use serde::{Deserialize, Serialize};

use crate::ids::CallId;

/// The most calls at once that a limit can be set to: all lines in use are read before each call.
pub const AT_ONCE_MAX: u32 = 1000;
/// The most that a campaign's share can be to that of another.
pub const WEIGHT_MAX: u32 = 10;

/// The lines that a call has: their numbers, from 0; `None` where that is not limited.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lines {
    /// Among those of its campaign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<u32>,
    /// Among those of the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<u32>,
}

impl Lines {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A free line for this call where `limit` calls may be on at once; `None` while there is none. Calls that are begun in
/// the same moment mostly get different ones.
pub fn free_line(taken: &[u32], limit: u32, call: CallId) -> Option<u32> {
    let free = free_lines(taken, limit);
    let all = (0..limit).filter(|number| !taken.contains(number));
    let place =
        call.to_string().bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    all.take(usize::try_from(free).unwrap_or(0)).nth(usize::try_from(place.checked_rem(free)?).ok()?)
}

/// How many of the account's lines there are for a call: a tenth is kept for those that were agreed on.
pub fn of_account(limit: u32, agreed_on: bool) -> u32 {
    if agreed_on { limit } else { limit - limit / 10 }
}

/// How many calls may be begun: none while a limit that was lowered is exceeded.
pub fn free_lines(taken: &[u32], limit: u32) -> u32 {
    limit.saturating_sub(u32::try_from(taken.len()).unwrap_or(u32::MAX))
}

/// What a campaign gets of `free` lines by its weight, where the others that are still to get theirs weigh `others`.
/// It is never nothing while there is any.
pub fn share(free: u32, weight: u32, others: u32) -> u32 {
    let all = u64::from(weight) + u64::from(others);
    let share = (u64::from(free) * u64::from(weight)).div_ceil(all.max(1));
    u32::try_from(share).unwrap_or(free)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;

    fn call() -> CallId {
        CallId::generate(Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_limit_that_was_lowered_begins_no_call_until_enough_have_ended() {
        assert_eq!(free_line(&[4, 5, 6], 3, call()), None);
        assert_eq!(free_lines(&[4, 5, 6], 3), 0);
        assert!(free_line(&[4, 5], 3, call()).is_some_and(|line| line < 3));
        assert_eq!(free_line(&[], 0, call()), None);
    }

    #[test]
    fn lines_are_shared_by_weight() {
        assert_eq!((share(10, 1, 1), share(5, 1, 0)), (5, 5));
        assert_eq!((share(12, 3, 1), share(3, 1, 0)), (9, 3));
        assert_eq!((share(1, 1, 9), share(0, 1, 9)), (1, 0));
    }

    proptest! {
        #[test]
        fn a_line_is_free_and_within_the_limit(taken in prop::collection::btree_set(0_u32..30, 0..30), limit in 0_u32..30) {
            let taken: Vec<u32> = taken.into_iter().collect();
            let line = free_line(&taken, limit, call());
            prop_assert_eq!(line.is_some(), taken.len() < limit as usize);
            prop_assert!(line.is_none_or(|line| line < limit && !taken.contains(&line)));
        }

        #[test]
        fn shares_add_up_to_no_more_than_there_is(free in 0_u32..2000, weights in prop::collection::vec(1_u32..=10, 1..20)) {
            let (mut left, mut others) = (free, weights.iter().sum::<u32>());
            for weight in weights {
                others -= weight;
                left -= share(left, weight, others);
            }
            prop_assert_eq!(left, 0);
        }
    }
}
