//! Days.

use homework_domain::analytics::{Days, percentage};
use homework_domain::counters::Counts;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

/// Calls, bookings and new leads day by day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimeSeries {
    /// The IANA zone in which the days are.
    #[schema(example = "Europe/Madrid")]
    zone: String,
    from: Date,
    to: Date,
    /// The earliest first.
    days: Vec<DayFigures>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DayFigures {
    date: Date,
    /// Calls that began on the day.
    #[schema(example = 42)]
    calls: u64,
    /// Those of them that a person answered.
    #[schema(example = 30)]
    answered: u64,
    /// Calls that began on the day and whose length is known.
    #[schema(example = 40)]
    timed_calls: u64,
    /// How long those whose length is known lasted on average, in seconds; 0 where there are none.
    #[schema(example = 74.5)]
    avg_call_duration: f64,
    /// Meetings that were booked on the day.
    #[schema(example = 8)]
    meetings: u64,
    /// Meetings per hundred calls.
    #[schema(example = 19.0)]
    conversion_rate: f64,
    /// Leads that came in on the day.
    #[schema(example = 120)]
    leads: u64,
}

impl TimeSeries {
    pub(crate) fn of(days: &Days, hours: &[(Timestamp, Counts)]) -> Self {
        let summed = days.sum(hours).into_iter();
        Self {
            zone: days.zone.iana_name().unwrap_or("UTC").to_owned(),
            from: days.from,
            to: days.to,
            days: summed
                .map(|(date, day)| DayFigures {
                    date,
                    calls: day.calls,
                    answered: day.answered,
                    timed_calls: day.calls_with_duration,
                    avg_call_duration: day.average_duration(),
                    meetings: day.meetings,
                    conversion_rate: percentage(day.meetings, day.calls),
                    leads: day.leads,
                })
                .collect(),
        }
    }
}

/// Calls and bookings by the hour of the day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HoursOfDay {
    /// The IANA zone by whose clock the hours are.
    #[schema(example = "Europe/Madrid")]
    zone: String,
    from: Date,
    to: Date,
    /// From midnight on.
    #[schema(min_items = 24, max_items = 24)]
    hours: Vec<HourFigures>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HourFigures {
    /// 9 is from 9:00 to 9:59.
    #[schema(maximum = 23, example = 9)]
    hour: usize,
    /// Calls that began in the hour.
    #[schema(example = 42)]
    calls: u64,
    /// Those of them that a person answered.
    #[schema(example = 30)]
    answered: u64,
    /// Meetings that were booked in the hour.
    #[schema(example = 8)]
    meetings: u64,
}

impl HoursOfDay {
    pub(crate) fn of(days: &Days, hours: &[(Timestamp, Counts)]) -> Self {
        let summed = days.by_hour(hours).into_iter().enumerate();
        let figures = summed.map(|(hour, sum)| HourFigures {
            hour,
            calls: sum.calls,
            answered: sum.answered,
            meetings: sum.meetings,
        });
        Self {
            zone: days.zone.iana_name().unwrap_or("UTC").to_owned(),
            from: days.from,
            to: days.to,
            hours: figures.collect(),
        }
    }
}
