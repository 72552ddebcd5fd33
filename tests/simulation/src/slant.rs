//! What a world is given to, by its seed: what chance alone brings about once in thousands of worlds is met often in
//! some of them.

use std::time::Duration;

use homework_domain::call_policy::{CallPolicy, CallWindow, Pause, RetryAfter};
use jiff::{SignedDuration, Timestamp};

use crate::character::Character;
use crate::faults::Faults;

/// Long enough for a lead to be called as often as it may be.
const LONG_ENOUGH: Duration = Duration::from_secs(900);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slant {
    None,
    /// Campaigns end while they call.
    EarlyEnds,
    /// Campaigns make few calls a day, to people who name another time.
    FewCalls,
    /// Most people ring back, just when they are to be called again.
    RingBacks,
    /// Whoever was called often is deleted, taken in again and called.
    TakenInAgain,
    /// Operators have called again who is talking just now.
    CalledAgain,
    /// Lines drop while the answer is being made, which takes long.
    LinesDrop,
    /// The same, and what was said is summed up as slowly: the last words are saved meanwhile.
    LateWords,
}

impl Slant {
    /// Four worlds in eleven have none.
    pub(crate) fn of(seed: u64) -> Self {
        match seed % 11 {
            1 => Self::EarlyEnds,
            3 => Self::FewCalls,
            4 => Self::LateWords,
            5 => Self::RingBacks,
            6 => Self::CalledAgain,
            7 => Self::TakenInAgain,
            9 => Self::LinesDrop,
            _ => Self::None,
        }
    }

    pub(crate) fn faults(self, drawn: Faults) -> Faults {
        match self {
            Self::TakenInAgain | Self::CalledAgain => {
                Faults { meddling: drawn.meddling.max(0.7), until: drawn.until.max(LONG_ENOUGH), ..drawn }
            }
            Self::LinesDrop | Self::LateWords => Faults { stall: drawn.stall.max(0.1), ..drawn },
            _ => drawn,
        }
    }

    /// `n` tells policies apart that are drawn at the same moment.
    pub(crate) fn policy(self, drawn: CallPolicy, now: Timestamp, n: u64) -> CallPolicy {
        match self {
            Self::EarlyEnds => {
                let ends_at = now + SignedDuration::from_secs(20 + 10 * i64::try_from(n % 12).unwrap_or(0));
                let window = CallWindow { ends_at: Some(ends_at), ..CallWindow::default() };
                CallPolicy { window, ..drawn }
            }
            Self::FewCalls => CallPolicy {
                attempts: 1,
                calls_per_day: Some(2 + n % 3),
                window: CallWindow::default(),
                ..drawn
            },
            Self::RingBacks | Self::TakenInAgain => {
                let soon = Pause { minutes: 1, other_time_of_day: false };
                let retries = RetryAfter::ALL.into_iter().map(|after| (after, soon)).collect();
                CallPolicy {
                    attempts: 4,
                    retries,
                    calls_per_day: None,
                    window: CallWindow::default(),
                    ..drawn
                }
            }
            Self::CalledAgain | Self::LinesDrop | Self::LateWords | Self::None => drawn,
        }
    }

    /// Of the `n`-th lead, who was drawn as `drawn`.
    pub(crate) fn character(self, drawn: Character, n: usize) -> Character {
        if !n.is_multiple_of(2) {
            return drawn;
        }
        let among = |all: [Character; 2]| all[n / 2 % 2];
        match self {
            Self::FewCalls => Character::CallBack,
            Self::RingBacks => among([Character::NoAnswer, Character::Busy]),
            Self::TakenInAgain => among([Character::Silent, Character::NoAnswer]),
            Self::LinesDrop | Self::LateWords => Character::HangsUp,
            _ => drawn,
        }
    }

    /// How probable it is that a line drops, where that is `usual` otherwise.
    pub(crate) fn drops(self, usual: f64) -> f64 {
        if matches!(self, Self::LinesDrop | Self::LateWords) { usual.max(0.3) } else { usual }
    }

    /// Between how many milliseconds the model takes to sum up a call, where that is `usual` otherwise.
    pub(crate) fn sums_up_in(self, usual: (u64, u64)) -> (u64, u64) {
        if self == Self::LateWords { (2000, 12_000) } else { usual }
    }

    /// How probable it is that somebody who was called rings back, and after how many milliseconds, where that is
    /// `usual` otherwise.
    pub(crate) fn rings_back(self, usual: (f64, (u64, u64))) -> (f64, (u64, u64)) {
        if self == Self::RingBacks { (0.8, (20_000, 100_000)) } else { usual }
    }
}
