//! Figures straight from counters.

use homework_domain::analytics::{average_duration, percentage};
use homework_domain::counters::{Counter, Counts, Kind};
use homework_runtime::openapi;
use serde::Serialize;
use utoipa::ToSchema;

/// The figures of all leads, calls and meetings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Overview {
    #[schema(example = 235)]
    total_leads: u64,
    #[schema(example = 180)]
    total_calls: u64,
    #[schema(example = 45)]
    total_meetings: u64,
    /// Calls that are not over.
    #[schema(example = 3)]
    active_calls: u64,
    /// Meetings per hundred calls.
    #[schema(example = 25.0)]
    conversion_rate: f64,
    /// In seconds.
    #[schema(example = 125.5)]
    avg_call_duration: f64,
}

impl Overview {
    pub(crate) fn of(counters: &Counts) -> Self {
        let (total_calls, total_meetings) = (counters.get(Counter::Calls), counters.get(Counter::Meetings));
        Self {
            total_leads: counters.get(Counter::Leads),
            total_calls,
            total_meetings,
            active_calls: counters.get(Counter::ActiveCalls),
            conversion_rate: percentage(total_meetings, total_calls),
            avg_call_duration: average_duration(counters),
        }
    }
}

/// How calls ended.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CallOutcomes {
    outcomes: Vec<OutcomeCount>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OutcomeCount {
    #[schema(value_type = openapi::CallOutcome)]
    outcome: String,
    #[schema(example = 80)]
    count: u64,
}

impl CallOutcomes {
    pub(crate) fn of(counters: &Counts) -> Self {
        let outcomes = counters.distribution(Kind::CallOutcome).into_iter();
        Self { outcomes: outcomes.map(|(o, count)| OutcomeCount { outcome: o.to_owned(), count }).collect() }
    }
}

/// Why calls failed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CallFailures {
    failures: Vec<FailureCount>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FailureCount {
    /// `NUMBER_REFUSED`: Twilio does not call the number, whenever it is asked. `NOT_CONNECTED`: the network could not
    /// connect the call. `NOT_COUNTED`: by our own or a vendor's fault, or the emergency stop; the lead waits in line
    /// again.
    #[schema(value_type = openapi::FailureReason)]
    reason: String,
    #[schema(example = 3)]
    count: u64,
}

impl CallFailures {
    pub(crate) fn of(counters: &Counts) -> Self {
        let failures = counters.distribution(Kind::CallFailure).into_iter();
        Self { failures: failures.map(|(r, count)| FailureCount { reason: r.to_owned(), count }).collect() }
    }
}

/// The languages of the calls.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LanguageDistribution {
    languages: Vec<LanguageCount>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LanguageCount {
    #[schema(value_type = openapi::Language)]
    language: String,
    #[schema(example = 150)]
    count: u64,
}

impl LanguageDistribution {
    pub(crate) fn of(counters: &Counts) -> Self {
        let languages = counters.distribution(Kind::CallLanguage).into_iter();
        Self {
            languages: languages.map(|(l, count)| LanguageCount { language: l.to_owned(), count }).collect(),
        }
    }
}

/// Where the leads stand.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LeadStatusDistribution {
    statuses: Vec<StatusShare>,
    /// All leads.
    #[schema(example = 235)]
    total: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatusShare {
    #[schema(value_type = openapi::LeadStatus)]
    status: String,
    #[schema(example = 100)]
    count: u64,
    #[schema(example = 42.6)]
    percentage: f64,
}

impl LeadStatusDistribution {
    pub(crate) fn of(counters: &Counts) -> Self {
        let total = counters.get(Counter::Leads);
        let share = |(status, count): (&str, u64)| StatusShare {
            status: status.to_owned(),
            count,
            percentage: percentage(count, total),
        };
        Self { statuses: counters.distribution(Kind::LeadStatus).into_iter().map(share).collect(), total }
    }
}

/// How calls went in which a voice was heard.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VoicePerformance {
    #[schema(example = "21m00Tcm4TlvDq8ikWAM")]
    voice_id: String,
    #[schema(example = "Rachel")]
    voice_name: String,
    #[schema(example = 50)]
    total_calls: u64,
    #[schema(example = 15)]
    meetings_booked: u64,
    /// Calls that booked a meeting, per hundred.
    #[schema(example = 30.0)]
    conversion_rate: f64,
    /// In seconds.
    #[schema(example = 135.5)]
    avg_duration: f64,
}

impl VoicePerformance {
    /// A voice whose calls have all been deleted is left out.
    pub(crate) fn of_all(voices: Vec<(String, Counts)>) -> Vec<Self> {
        let mut all: Vec<_> = voices.into_iter().map(|(id, counters)| Self::of(id, &counters)).collect();
        all.retain(|voice| voice.total_calls > 0);
        all.sort_by_key(|voice| std::cmp::Reverse(voice.total_calls));
        all
    }

    fn of(voice_id: String, counters: &Counts) -> Self {
        let names = counters.distribution(Kind::VoiceName);
        let (total_calls, booked) = (counters.get(Counter::Calls), counters.get(Counter::BookedCalls));
        Self {
            voice_name: names.first().map_or_else(|| voice_id.clone(), |(name, _)| (*name).to_owned()),
            voice_id,
            total_calls,
            meetings_booked: booked,
            conversion_rate: percentage(booked, total_calls),
            avg_duration: average_duration(counters),
        }
    }
}
