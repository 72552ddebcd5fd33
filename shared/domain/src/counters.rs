//! What is counted. Every entity contributes facts; a counter is the sum of them over all entities,
//! so a change contributes the facts after it minus the facts before it, and a rebuild adds them all up.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::call::{Call, CallState, Outcome};
use crate::campaign::Campaign;
use crate::erasure::ErasedLead;
use crate::ids::{CampaignId, PartnerId};
use crate::lead::Lead;
use crate::meeting::Meeting;

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

/// The counters of calls that are also kept by the hour.
const CALLS_BY_HOUR: [&str; 4] = ["calls", "answered_calls", "calls_with_duration", "call_milliseconds"];

/// The name of an hour's counter for the quarter that `minute` is in: `calls@15`.
pub fn in_quarter(name: &str, minute: i32) -> String {
    format!("{name}@{:02}", minute / QUARTER_MINUTES * QUARTER_MINUTES)
}

/// The name and the quarter's first minute that [`in_quarter`] put together.
pub fn of_quarter(name: &str) -> Option<(&str, i64)> {
    let (name, minute) = name.rsplit_once('@')?;
    Some((name, minute.parse().ok()?))
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
pub struct Deltas(pub BTreeMap<Scope, BTreeMap<String, i64>>);

impl Deltas {
    pub fn add(&mut self, scope: Scope, name: impl Into<String>, amount: i64) {
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

/// The kind of a voice's counters that say how often it went by which name.
pub const VOICE_NAME: &str = "voice_name";

fn quarter_of(at: Timestamp, name: &str) -> String {
    in_quarter(name, i32::from(at.to_zoned(TimeZone::UTC).minute()))
}

/// Something that contributes to counters.
pub trait Countable {
    /// Calls `fact` with each scope, counter name and amount this entity stands for.
    fn count(&self, fact: &mut dyn FnMut(Scope, String, i64));
}

impl Countable for Lead {
    fn count(&self, fact: &mut dyn FnMut(Scope, String, i64)) {
        let status = format!("lead_status#{}", self.status);
        fact(Scope::Hour(hour_of(self.created_at)), quarter_of(self.created_at, "leads"), 1);
        fact(Scope::All, "leads".into(), 1);
        fact(Scope::All, status.clone(), 1);
        if let Some(campaign) = self.campaign_id {
            fact(Scope::Campaign(campaign), "leads".into(), 1);
            fact(Scope::Campaign(campaign), status.clone(), 1);
        }
        if let Some(partner) = self.partner_id {
            fact(Scope::Partner(partner), "leads".into(), 1);
            fact(Scope::Partner(partner), status, 1);
        }
    }
}

/// What stays of a deleted lead: that it was taken in on that day. Totals of the present lose it.
impl Countable for ErasedLead {
    fn count(&self, fact: &mut dyn FnMut(Scope, String, i64)) {
        fact(Scope::Hour(hour_of(self.created_at)), quarter_of(self.created_at, "leads"), 1);
    }
}

impl Countable for Campaign {
    fn count(&self, fact: &mut dyn FnMut(Scope, String, i64)) {
        fact(Scope::All, "campaigns".into(), 1);
        fact(Scope::All, format!("campaign_state#{}", self.state), 1);
    }
}

impl Countable for Call {
    fn count(&self, fact: &mut dyn FnMut(Scope, String, i64)) {
        let hour = hour_of(self.started_at);
        let distribution = Scope::HourDistribution(hour.clone());
        let mut names = vec![("calls".to_owned(), 1)];
        if self.state != CallState::Ended {
            names.push(("active_calls".into(), 1));
        }
        if self.was_answered_by_person() {
            names.push(("answered_calls".into(), 1));
        }
        if let Some(outcome) = self.outcome {
            let name = format!("call_outcome#{outcome}");
            fact(distribution.clone(), quarter_of(self.started_at, &name), 1);
            names.push((name, 1));
        }
        if self.outcome == Some(Outcome::MeetingBooked) {
            names.push(("booked_calls".into(), 1));
        }
        if let Some(seconds) = self.duration {
            names.push(("calls_with_duration".into(), 1));
            names.push(("call_milliseconds".into(), (seconds * 1000.0) as i64));
        }
        let hour = Scope::Hour(hour);
        for (name, amount) in names.iter().filter(|(name, _)| CALLS_BY_HOUR.contains(&name.as_str())) {
            fact(hour.clone(), quarter_of(self.started_at, name), *amount);
        }
        let voice = Scope::Voice(self.voice_id.clone());
        // What a voice is called is kept as a counter too: it can be rebuilt like all others.
        fact(voice.clone(), format!("{VOICE_NAME}#{}", self.voice_name), 1);
        let scopes = [Scope::All, Scope::Campaign(self.campaign_id), voice];
        for scope in scopes {
            for (name, amount) in &names {
                fact(scope.clone(), name.clone(), *amount);
            }
        }
        let language = format!("call_language#{}", self.language);
        fact(distribution, quarter_of(self.started_at, &language), 1);
        fact(Scope::All, language, 1);
    }
}

impl Countable for Meeting {
    fn count(&self, fact: &mut dyn FnMut(Scope, String, i64)) {
        let status = format!("meeting_status#{}", self.status);
        fact(Scope::Hour(hour_of(self.created_at)), quarter_of(self.created_at, "meetings"), 1);
        for scope in [Scope::All, Scope::Campaign(self.campaign_id)] {
            fact(scope.clone(), "meetings".into(), 1);
            fact(scope, status.clone(), 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::lead::{LeadStatus, NewLead};

    fn lead(status: LeadStatus) -> Lead {
        let now = "2026-11-23T10:00:00Z".parse().unwrap();
        let mut lead = Lead::create(NewLead::parse("Ana", "+34912345601", None).unwrap(), now);
        lead.status = status;
        lead
    }

    #[test]
    fn a_change_of_status_moves_one_from_counter_to_counter() {
        let (old, new) = (lead(LeadStatus::Pending), lead(LeadStatus::Queued));
        let deltas = Deltas::between(Some(&old), Some(&new));
        let all = &deltas.0[&Scope::All];
        assert_eq!((all["lead_status#PENDING"], all["lead_status#QUEUED"]), (-1, 1));
        assert!(!all.contains_key("leads"));
        assert_eq!(Deltas::between(Some(&old), Some(&old)), Deltas::default());
    }

    proptest! {
        #[test]
        fn a_life_adds_up_to_its_end(steps in proptest::collection::vec(0_usize..9, 1..12), deleted: bool) {
            let states: Vec<_> = steps.iter().map(|i| lead(LeadStatus::ALL[*i])).collect();
            let mut sum = Deltas::between(None, Some(&states[0]));
            for pair in states.windows(2) {
                sum.merge(Deltas::between(Some(&pair[0]), Some(&pair[1])));
            }
            let last = states.last().unwrap();
            if deleted {
                sum.merge(Deltas::between(Some(last), None));
                prop_assert_eq!(sum, Deltas::default());
            } else {
                prop_assert_eq!(sum, Deltas::between(None, Some(last)));
            }
        }
    }
}
