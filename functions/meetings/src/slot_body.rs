//! Free times as the API shows them.

use std::collections::HashMap;

use homework_domain::slots::{
    DURATION_DEFAULT_MINUTES, DURATION_MAX_MINUTES, DURATION_MIN_MINUTES, Interval,
};
use homework_domain::{Error, Result};
use homework_runtime::extract::number;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

const COUNT_DEFAULT: u32 = 5;
const COUNT_MAX: u32 = 100;

/// Which free times to answer.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SlotQuery {
    /// How many at most.
    #[param(required = false, minimum = 1, maximum = 100, default = 5)]
    pub(crate) count: u32,
    /// Length of the meeting in minutes.
    #[param(required = false, minimum = 15, maximum = 120, default = 30)]
    pub(crate) duration: u32,
    /// Only times that begin then or later; without it, the next ones.
    #[param(required = false, value_type = Option<Timestamp>)]
    pub(crate) from: Option<Timestamp>,
}

impl SlotQuery {
    pub(crate) fn parse(parameters: &HashMap<String, String>) -> Result<Self> {
        let within = |name, default, range: std::ops::RangeInclusive<u32>| {
            let value = number(parameters, name)?.unwrap_or(default);
            if range.contains(&value) {
                return Ok(value);
            }
            Err(Error::invalid(name, format!("must be {} to {}", range.start(), range.end())))
        };
        let lengths = DURATION_MIN_MINUTES..=DURATION_MAX_MINUTES;
        Ok(Self {
            count: within("count", COUNT_DEFAULT, 1..=COUNT_MAX)?,
            duration: within("duration", DURATION_DEFAULT_MINUTES, lengths)?,
            from: parameters
                .get("from")
                .map(|text| {
                    text.parse()
                        .map_err(|_| Error::invalid("from", "must be a time such as 2026-11-24T09:00:00Z"))
                })
                .transpose()?,
        })
    }
}

/// The next free times.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SlotList {
    /// In order; fewer than asked for, or none, when the calendar is full.
    pub(crate) slots: Vec<Slot>,
    /// The IANA time zone of the calendar's working hours.
    #[schema(example = "America/New_York")]
    pub(crate) timezone: String,
    /// In minutes.
    #[schema(example = 30)]
    pub(crate) duration: u32,
    /// `from` of the request for the times after these; null when there are none within the horizon.
    #[schema(required)]
    pub(crate) next_from: Option<Timestamp>,
    /// Nothing that begins later can be booked yet.
    pub(crate) horizon: Timestamp,
}

/// A free time, UTC.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Slot {
    start: Timestamp,
    end: Timestamp,
}

impl From<Interval> for Slot {
    fn from(Interval { start, end }: Interval) -> Self {
        Self { start, end }
    }
}
