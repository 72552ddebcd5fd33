//! What is counted. Every entity contributes facts; a counter is the sum of them over all entities,
//! so a change contributes the facts after it minus the facts before it, and a rebuild adds them all up.

mod facts;

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;

use crate::call::{FailureReason, Outcome};
use crate::campaign::CampaignState;
use crate::ids::{CampaignId, PartnerId};
use crate::lead::LeadStatus;
use crate::locale::Language;
use crate::meeting::MeetingStatus;

/// What a group of counters is about. Each group is stored and read as one item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    All,
    Campaign(CampaignId),
    Partner(PartnerId),
    /// An hour (UTC), from which days in any zone can be summed: `2026-11-22T10`.
    Hour(String),
    /// How the calls of an hour (UTC) ended, and in which language they were. Apart from the hour's other
    /// counters, which are read far more often.
    HourDistribution(String),
    /// A voice by its id.
    Voice(String),
    /// What of [`Self::All`] comes of test campaigns. Lists show it, so it counts there; analytics take it off again.
    Tests,
    /// What a rebuild of the counters saw coming through the stream, by the rebuild's name.
    Canary(String),
}

/// An hour's counters are kept by the quarter: zones differ by quarters. There are but the few that
/// days are made of, since a year has many hours.
pub const QUARTER_MINUTES: i32 = 15;

/// What is counted in a scope, and the one place that says how it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counter {
    Leads,
    LeadsWith(LeadStatus),
    /// Leads that were called and are called again by their campaign's policy.
    RetriesDue,
    /// Leads that were called and are called again at a moment that was agreed on.
    CallBacksDue,
    Campaigns,
    CampaignsIn(CampaignState),
    Calls,
    /// Those that have not ended.
    ActiveCalls,
    /// Those that a person answered.
    AnsweredCalls,
    /// Those that booked a meeting.
    BookedCalls,
    CallsWithDuration,
    /// How long those took whose duration is known.
    CallMilliseconds,
    CallsWith(Outcome),
    /// Those that failed, by why.
    CallsFailedBy(FailureReason),
    /// A campaign's so many-th call to each of its leads.
    CallsOfAttempt(u32),
    AnsweredCallsOfAttempt(u32),
    BookedCallsOfAttempt(u32),
    CallsIn(Language),
    /// How often a voice went by this name: kept as a counter too, it can be rebuilt like all others.
    VoiceNamed(String),
    Meetings,
    MeetingsWith(MeetingStatus),
    /// What a rebuild put into the table that came through the stream.
    CanariesSeen,
}

/// Counters that differ by one property, whose value ends their name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    LeadStatus,
    CampaignState,
    CallOutcome,
    CallFailure,
    CallAttempt,
    AnsweredCallAttempt,
    BookedCallAttempt,
    CallLanguage,
    VoiceName,
    MeetingStatus,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::LeadStatus => "lead_status",
            Self::CampaignState => "campaign_state",
            Self::CallOutcome => "call_outcome",
            Self::CallFailure => "call_failure",
            Self::CallAttempt => "call_attempt",
            Self::AnsweredCallAttempt => "answered_call_attempt",
            Self::BookedCallAttempt => "booked_call_attempt",
            Self::CallLanguage => "call_language",
            Self::VoiceName => "voice_name",
            Self::MeetingStatus => "meeting_status",
        }
    }

    fn of(self, value: impl fmt::Display) -> Name {
        Name(format!("{}#{value}", self.as_str()))
    }
}

/// A counter's name as it is stored. Only what is in the table already is named otherwise than by a [`Counter`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Name(String);

impl Name {
    /// The name of something stored, which may be of a counter that there is no more.
    pub fn stored(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// What tells this counter from others of the kind; `None` for one of another kind.
    fn value_of(&self, kind: Kind) -> Option<&str> {
        self.0.strip_prefix(kind.as_str())?.strip_prefix('#')
    }

    /// The name of an hour's counter for the quarter that `minute` is in: `calls@15`.
    fn in_quarter(self, minute: i32) -> Self {
        Self(format!("{}@{:02}", self.0, minute / QUARTER_MINUTES * QUARTER_MINUTES))
    }

    /// The name and the quarter's first minute that [`Name::in_quarter`] put together.
    pub fn of_quarter(&self) -> Option<(Self, i64)> {
        let (name, minute) = self.0.rsplit_once('@')?;
        Some((Self(name.to_owned()), minute.parse().ok()?))
    }
}

impl From<Counter> for Name {
    fn from(counter: Counter) -> Self {
        Self(match counter {
            Counter::Leads => "leads".to_owned(),
            Counter::RetriesDue => "retries_due".to_owned(),
            Counter::CallBacksDue => "call_backs_due".to_owned(),
            Counter::Campaigns => "campaigns".to_owned(),
            Counter::Calls => "calls".to_owned(),
            Counter::ActiveCalls => "active_calls".to_owned(),
            Counter::AnsweredCalls => "answered_calls".to_owned(),
            Counter::BookedCalls => "booked_calls".to_owned(),
            Counter::CallsWithDuration => "calls_with_duration".to_owned(),
            Counter::CallMilliseconds => "call_milliseconds".to_owned(),
            Counter::Meetings => "meetings".to_owned(),
            Counter::CanariesSeen => "seen".to_owned(),
            Counter::LeadsWith(status) => return Kind::LeadStatus.of(status),
            Counter::CampaignsIn(state) => return Kind::CampaignState.of(state),
            Counter::CallsWith(outcome) => return Kind::CallOutcome.of(outcome),
            Counter::CallsFailedBy(reason) => return Kind::CallFailure.of(reason),
            Counter::CallsOfAttempt(attempt) => return Kind::CallAttempt.of(attempt),
            Counter::AnsweredCallsOfAttempt(attempt) => return Kind::AnsweredCallAttempt.of(attempt),
            Counter::BookedCallsOfAttempt(attempt) => return Kind::BookedCallAttempt.of(attempt),
            Counter::CallsIn(language) => return Kind::CallLanguage.of(language),
            Counter::VoiceNamed(name) => return Kind::VoiceName.of(name),
            Counter::MeetingsWith(status) => return Kind::MeetingStatus.of(status),
        })
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// The counters of a scope; one that was never moved is zero.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts(BTreeMap<Name, u64>);

impl Counts {
    pub fn get(&self, counter: Counter) -> u64 {
        self.named(&counter.into())
    }

    /// An hour's counter in the quarter that `minute` is in.
    pub fn in_quarter(&self, counter: Counter, minute: i32) -> u64 {
        self.named(&Name::from(counter).in_quarter(minute))
    }

    fn named(&self, name: &Name) -> u64 {
        self.0.get(name).copied().unwrap_or(0)
    }

    /// Replaces what was counted by what is known better.
    pub fn set(&mut self, counter: Counter, amount: u64) {
        self.0.insert(counter.into(), amount);
    }

    pub fn add(&mut self, name: Name, amount: u64) {
        *self.0.entry(name).or_default() += amount;
    }

    /// What is left without the tests among these, but for calls under way, which nobody should miss.
    #[must_use]
    pub fn without_tests(mut self, tests: &Self) -> Self {
        let under_way = Name::from(Counter::ActiveCalls);
        for (name, amount) in tests.0.iter().filter(|(name, _)| **name != under_way) {
            if let Some(all) = self.0.get_mut(name) {
                *all = all.saturating_sub(*amount);
            }
        }
        self
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Name, u64)> {
        self.0.iter().map(|(name, amount)| (name, *amount))
    }

    /// The counters of one kind that are not zero, by the value they are of: the largest first.
    pub fn distribution(&self, kind: Kind) -> Vec<(&str, u64)> {
        let of_kind = self.0.iter().filter_map(|(name, count)| {
            let value = name.value_of(kind)?;
            (*count > 0).then_some((value, *count))
        });
        let mut found: Vec<_> = of_kind.collect();
        found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        found
    }
}

impl FromIterator<(Name, u64)> for Counts {
    fn from_iter<I: IntoIterator<Item = (Name, u64)>>(counts: I) -> Self {
        Self(counts.into_iter().collect())
    }
}

/// The hour (UTC) that `at` is in: `2026-11-22T10`.
pub fn hour_of(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H").to_string()
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("ALL"),
            Self::Campaign(id) => write!(f, "CAMPAIGN#{id}"),
            Self::Partner(id) => write!(f, "PARTNER#{id}"),
            Self::Hour(hour) => write!(f, "HOUR#{hour}"),
            Self::HourDistribution(hour) => write!(f, "HOUR_DISTRIBUTION#{hour}"),
            Self::Voice(id) => write!(f, "VOICE#{id}"),
            Self::Tests => f.write_str("TESTS"),
            Self::Canary(rebuild) => write!(f, "CANARY#{rebuild}"),
        }
    }
}

/// Amounts by scope and counter name. Entries that cancel out are not kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deltas(pub BTreeMap<Scope, BTreeMap<Name, i64>>);

impl Deltas {
    pub fn add(&mut self, scope: Scope, name: impl Into<Name>, amount: i64) {
        *self.0.entry(scope).or_default().entry(name.into()).or_default() += amount;
    }

    /// What changed from `old` to `new`: `None` means it did not exist, or no longer does.
    pub fn between<T: Countable>(old: Option<&T>, new: Option<&T>) -> Self {
        let mut deltas = Self::default();
        if let Some(new) = new {
            new.count(&mut |scope, name, amount| deltas.add(scope, name, amount));
        }
        if let Some(old) = old {
            old.count(&mut |scope, name, amount| deltas.add(scope, name, -amount));
        }
        deltas.prune();
        deltas
    }

    /// By how much the calls that ended so became more, over all campaigns.
    pub fn calls_ended(&self) -> impl Iterator<Item = (&str, i64)> {
        let all = self.0.get(&Scope::All).into_iter().flatten();
        all.filter(|(_, amount)| **amount > 0)
            .filter_map(|(name, amount)| Some((name.value_of(Kind::CallOutcome)?, *amount)))
    }

    pub fn merge(&mut self, other: Self) {
        for (scope, counters) in other.0 {
            for (name, amount) in counters {
                self.add(scope.clone(), name, amount);
            }
        }
        self.prune();
    }

    fn prune(&mut self) {
        for counters in self.0.values_mut() {
            counters.retain(|_, amount| *amount != 0);
        }
        self.0.retain(|_, counters| !counters.is_empty());
    }
}

/// Something that contributes to counters.
pub trait Countable {
    /// Calls `fact` with each scope, counter and amount this entity stands for.
    fn count(&self, fact: &mut dyn FnMut(Scope, Name, i64));
}

#[cfg(test)]
mod tests;
