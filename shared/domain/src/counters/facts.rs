//! What each entity contributes to the counters.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Countable, Counter, Name, Scope, hour_of};
use crate::call::{Call, CallState, Outcome};
use crate::campaign::Campaign;
use crate::erasure::ErasedLead;
use crate::ids::CampaignId;
use crate::lead::Lead;
use crate::meeting::Meeting;

/// The counters of calls that are also kept by the hour.
const CALLS_BY_HOUR: [Counter; 4] =
    [Counter::Calls, Counter::AnsweredCalls, Counter::CallsWithDuration, Counter::CallMilliseconds];

fn in_quarter_of(at: Timestamp, counter: Counter) -> Name {
    Name::from(counter).in_quarter(i32::from(at.to_zoned_datetime(TimeZone::UTC).minute()))
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
        let mut counters = vec![(Counter::Calls, 1)];
        if self.state != CallState::Ended {
            counters.push((Counter::ActiveCalls, 1));
        }
        if self.was_answered_by_person() {
            counters.push((Counter::AnsweredCalls, 1));
        }
        counters.extend(self.outcome.map(|outcome| (Counter::CallsWith(outcome), 1)));
        if self.outcome == Some(Outcome::MeetingBooked) {
            counters.push((Counter::BookedCalls, 1));
        }
        if let Some(seconds) = self.duration {
            counters.push((Counter::CallsWithDuration, 1));
            counters.push((Counter::CallMilliseconds, (seconds * 1000.0) as i64));
        }
        if !self.is_test {
            self.count_in_its_hour(&counters, fact);
            let voice = Scope::Voice(self.voice_id.clone());
            fact(voice.clone(), Counter::VoiceNamed(self.voice_name.clone()).into(), 1);
            for (counter, amount) in &counters {
                fact(voice.clone(), counter.clone().into(), *amount);
            }
        }
        for scope in whole(self.campaign_id, self.is_test) {
            for (counter, amount) in &counters {
                fact(scope.clone(), counter.clone().into(), *amount);
            }
            for counter in self.of_attempt() {
                fact(scope.clone(), counter.into(), 1);
            }
            if !matches!(scope, Scope::Campaign(_)) {
                fact(scope, Counter::CallsIn(self.language).into(), 1);
            }
        }
    }
}

impl Countable for Meeting {
    fn count(&self, fact: &mut dyn FnMut(Scope, Name, i64)) {
        if !self.is_test {
            fact(Scope::Hour(hour_of(self.created_at)), in_quarter_of(self.created_at, Counter::Meetings), 1);
        }
        for scope in whole(self.campaign_id, self.is_test) {
            fact(scope.clone(), Counter::Meetings.into(), 1);
            fact(scope, Counter::MeetingsWith(self.status).into(), 1);
        }
    }
}

/// The scopes in which something of this campaign is counted whole.
fn whole(campaign: CampaignId, is_test: bool) -> impl Iterator<Item = Scope> {
    [Scope::All, Scope::Campaign(campaign)].into_iter().chain(is_test.then_some(Scope::Tests))
}

impl Call {
    fn count_in_its_hour(&self, counters: &[(Counter, i64)], fact: &mut dyn FnMut(Scope, Name, i64)) {
        let (hour, in_quarter) =
            (hour_of(self.started_at), |counter| in_quarter_of(self.started_at, counter));
        for (counter, amount) in counters.iter().filter(|(counter, _)| CALLS_BY_HOUR.contains(counter)) {
            fact(Scope::Hour(hour.clone()), in_quarter(counter.clone()), *amount);
        }
        let language = Some(Counter::CallsIn(self.language));
        let outcome = self.outcome.map(Counter::CallsWith);
        let failure = self.failure_reason().map(Counter::CallsFailedBy);
        for counter in [language, outcome, failure].into_iter().flatten() {
            fact(Scope::HourDistribution(hour.clone()), in_quarter(counter), 1);
        }
    }

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
