//! How far calls got by attempt.

use homework_domain::analytics;
use homework_domain::counters::Counts;
use serde::Serialize;
use utoipa::ToSchema;

/// How far first, second and further calls to a lead got.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallAttempts {
    /// The first one first; attempts that were never made are not listed.
    attempts: Vec<AttemptFigures>,
}

/// The calls that were their campaign's so many-th to their lead.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttemptFigures {
    #[schema(minimum = 1, example = 2)]
    attempt: u32,
    #[schema(example = 40)]
    calls: u64,
    /// Those of them that a person answered.
    #[schema(example = 18)]
    answered: u64,
    /// Those of them that booked a meeting.
    #[schema(example = 5)]
    booked: u64,
}

impl CallAttempts {
    pub fn of(counters: &Counts) -> Self {
        Self { attempts: AttemptFigures::of(counters) }
    }
}

impl AttemptFigures {
    pub fn of(counters: &Counts) -> Vec<Self> {
        let attempts = analytics::attempts(counters).into_iter();
        attempts
            .map(|made| Self {
                attempt: made.number,
                calls: made.calls,
                answered: made.answered,
                booked: made.booked,
            })
            .collect()
    }
}
