//! What each entity contributes to the counters.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Countable, Counter, Name, Scope, hour_of};
use crate::call::{Call, CallState, Outcome};
use crate::campaign::Campaign;
use crate::erasure::ErasedLead;
use crate::lead::Lead;
use crate::meeting::Meeting;

/// The counters of calls that are also kept by the hour.
const CALLS_BY_HOUR: [Counter; 4] =
    [Counter::Calls, Counter::AnsweredCalls, Counter::CallsWithDuration, Counter::CallMilliseconds];

fn in_quarter_of(at: Timestamp, counter: Counter) -> Name {
    Name::from(counter).in_quarter(i32::from(at.to_zoned(TimeZone::UTC).minute()))
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
        if let Some(reason) = self.failure_reason() {
            fact(distribution.clone(), in_quarter_of(self.started_at, Counter::CallsFailedBy(reason)), 1);
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
        for counter in self.of_attempt() {
            for scope in [Scope::All, Scope::Campaign(self.campaign_id)] {
                fact(scope, counter.clone().into(), 1);
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

impl Call {
    /// What counts how far the calls of an attempt got: by how often its campaign had called the lead. Calls of leads
    /// that ring back are no attempts.
    fn of_attempt(&self) -> Vec<Counter> {
        let Some(attempt) = self.attempt.filter(|_| !self.incoming) else { return vec![] };
        let mut counters = vec![Counter::CallsOfAttempt(attempt)];
        if self.was_answered_by_person() {
            counters.push(Counter::AnsweredCallsOfAttempt(attempt));
        }
        if self.outcome == Some(Outcome::MeetingBooked) {
            counters.push(Counter::BookedCallsOfAttempt(attempt));
        }
        counters
    }
}
