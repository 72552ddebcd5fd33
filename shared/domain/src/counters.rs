//! What is counted. Every entity contributes facts; a counter is the sum of them over all entities,
//! so a change contributes the facts after it minus the facts before it, and a rebuild adds them all up.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::call::{Call, CallState, Outcome};
use crate::campaign::{Campaign, CampaignState};
use crate::erasure::ErasedLead;
use crate::ids::{CampaignId, PartnerId};
use crate::lead::{Lead, LeadStatus};
use crate::locale::Language;
use crate::meeting::{Meeting, MeetingStatus};

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
    CallLanguage,
    VoiceName,
    MeetingStatus,
}

/// The counters of calls that are also kept by the hour.
const CALLS_BY_HOUR: [Counter; 4] =
    [Counter::Calls, Counter::AnsweredCalls, Counter::CallsWithDuration, Counter::CallMilliseconds];

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::LeadStatus => "lead_status",
            Self::CampaignState => "campaign_state",
            Self::CallOutcome => "call_outcome",
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

fn in_quarter_of(at: Timestamp, counter: Counter) -> Name {
    Name::from(counter).in_quarter(i32::from(at.to_zoned(TimeZone::UTC).minute()))
}

/// Something that contributes to counters.
pub trait Countable {
    /// Calls `fact` with each scope, counter and amount this entity stands for.
    fn count(&self, fact: &mut dyn FnMut(Scope, Name, i64));
}

impl Countable for Lead {
    fn count(&self, fact: &mut dyn FnMut(Scope, Name, i64)) {
        fact(Scope::Hour(hour_of(self.created_at)), in_quarter_of(self.created_at, Counter::Leads), 1);
        let scopes =
            [Some(Scope::All), self.campaign_id.map(Scope::Campaign), self.partner_id.map(Scope::Partner)];
        for scope in scopes.into_iter().flatten() {
            fact(scope.clone(), Counter::Leads.into(), 1);
            if self.called_again_at().is_some() {
                let agreed = self.call_back_at.is_some();
                let due = if agreed { Counter::CallBacksDue } else { Counter::RetriesDue };
                fact(scope.clone(), due.into(), 1);
            }
            fact(scope, Counter::LeadsWith(self.status).into(), 1);
        }
    }
}

/// What stays of a deleted lead: that it was taken in on that day. Totals of the present lose it.
impl Countable for ErasedLead {
    fn count(&self, fact: &mut dyn FnMut(Scope, Name, i64)) {
        fact(Scope::Hour(hour_of(self.created_at)), in_quarter_of(self.created_at, Counter::Leads), 1);
    }
}

impl Countable for Campaign {
    fn count(&self, fact: &mut dyn FnMut(Scope, Name, i64)) {
        fact(Scope::All, Counter::Campaigns.into(), 1);
        fact(Scope::All, Counter::CampaignsIn(self.state).into(), 1);
    }
}

impl Countable for Call {
    fn count(&self, fact: &mut dyn FnMut(Scope, Name, i64)) {
        let hour = hour_of(self.started_at);
        let distribution = Scope::HourDistribution(hour.clone());
        let mut counters = vec![(Counter::Calls, 1)];
        if self.state != CallState::Ended {
            counters.push((Counter::ActiveCalls, 1));
        }
        if self.was_answered_by_person() {
            counters.push((Counter::AnsweredCalls, 1));
        }
        if let Some(outcome) = self.outcome {
            fact(distribution.clone(), in_quarter_of(self.started_at, Counter::CallsWith(outcome)), 1);
            counters.push((Counter::CallsWith(outcome), 1));
        }
        if self.outcome == Some(Outcome::MeetingBooked) {
            counters.push((Counter::BookedCalls, 1));
        }
        if let Some(seconds) = self.duration {
            counters.push((Counter::CallsWithDuration, 1));
            counters.push((Counter::CallMilliseconds, (seconds * 1000.0) as i64));
        }
        let hour = Scope::Hour(hour);
        for (counter, amount) in counters.iter().filter(|(counter, _)| CALLS_BY_HOUR.contains(counter)) {
            fact(hour.clone(), in_quarter_of(self.started_at, counter.clone()), *amount);
        }
        let voice = Scope::Voice(self.voice_id.clone());
        fact(voice.clone(), Counter::VoiceNamed(self.voice_name.clone()).into(), 1);
        let scopes = [Scope::All, Scope::Campaign(self.campaign_id), voice];
        for scope in scopes {
            for (counter, amount) in &counters {
                fact(scope.clone(), counter.clone().into(), *amount);
            }
        }
        let language = Counter::CallsIn(self.language);
        fact(distribution, in_quarter_of(self.started_at, language.clone()), 1);
        fact(Scope::All, language.into(), 1);
    }
}

impl Countable for Meeting {
    fn count(&self, fact: &mut dyn FnMut(Scope, Name, i64)) {
        fact(Scope::Hour(hour_of(self.created_at)), in_quarter_of(self.created_at, Counter::Meetings), 1);
        for scope in [Scope::All, Scope::Campaign(self.campaign_id)] {
            fact(scope.clone(), Counter::Meetings.into(), 1);
            fact(scope, Counter::MeetingsWith(self.status).into(), 1);
        }
    }
}

#[cfg(test)]
mod tests;
