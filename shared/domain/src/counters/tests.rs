use proptest::prelude::*;

use super::*;
use crate::analytics::{self, Attempt};
use crate::call::{Call, CallState, Ending};
use crate::ids::CallId;
use crate::lead::{Lead, NewLead};

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

/// Renaming one would start it again at zero, beside what was counted under its old name.
#[test]
fn counters_are_stored_under_the_names_they_always_had() {
    let name = |counter: Counter| String::from(Name::from(counter));
    for (counter, stored) in [
        (Counter::Leads, "leads"),
        (Counter::LeadsWith(LeadStatus::DoNotCall), "lead_status#DO_NOT_CALL"),
        (Counter::Campaigns, "campaigns"),
        (Counter::CampaignsIn(CampaignState::Running), "campaign_state#RUNNING"),
        (Counter::Calls, "calls"),
        (Counter::ActiveCalls, "active_calls"),
        (Counter::AnsweredCalls, "answered_calls"),
        (Counter::BookedCalls, "booked_calls"),
        (Counter::CallsWithDuration, "calls_with_duration"),
        (Counter::CallMilliseconds, "call_milliseconds"),
        (Counter::CallsWith(Outcome::MeetingBooked), "call_outcome#MEETING_BOOKED"),
        (Counter::CallsFailedBy(FailureReason::NotConnected), "call_failure#NOT_CONNECTED"),
        (Counter::CallsOfAttempt(2), "call_attempt#2"),
        (Counter::AnsweredCallsOfAttempt(2), "answered_call_attempt#2"),
        (Counter::BookedCallsOfAttempt(10), "booked_call_attempt#10"),
        (Counter::CallsIn(Language::Es), "call_language#es"),
        (Counter::VoiceNamed("Rachel".into()), "voice_name#Rachel"),
        (Counter::Meetings, "meetings"),
        (Counter::MeetingsWith(MeetingStatus::Cancelled), "meeting_status#CANCELLED"),
        (Counter::CanariesSeen, "seen"),
    ] {
        assert_eq!(name(counter), stored);
    }
    assert_eq!(String::from(Name::from(Counter::Calls).in_quarter(44)), "calls@30");
}

/// A call of this attempt that has ended so.
fn ended(attempt: u32, ending: Ending) -> Call {
    let (lead, now) = (lead(LeadStatus::Calling), "2026-11-23T10:00:00Z".parse().unwrap());
    let mut call = Call::claim(CallId::generate(now), &lead, CampaignId::generate(now), now);
    call.attempt = Some(attempt);
    if ending.outcome != Outcome::Failed {
        call.answer(now).unwrap();
    }
    call.end(ending, now).unwrap();
    call
}

fn counted(calls: &[Call], scope: impl Fn(&Scope) -> bool) -> Counts {
    let mut sum = Counts::default();
    for call in calls {
        for (of, counters) in Deltas::between(None, Some(call)).0 {
            for (name, amount) in counters.into_iter().filter(|_| scope(&of)) {
                sum.add(name, amount.unsigned_abs());
            }
        }
    }
    sum
}

#[test]
fn calls_are_counted_by_attempt_unless_the_lead_rang_back() {
    let booked = |attempt| ended(attempt, Ending::new(Outcome::MeetingBooked, None, None));
    let refused = |attempt| ended(attempt, Ending::failed("refused"));
    let rang_back = Call { incoming: true, ..booked(1) };
    let calls = [refused(10), refused(1), booked(1), booked(2), rang_back];
    let sum = counted(&calls, |scope| *scope == Scope::All);
    let attempt = |number, calls, answered, booked| Attempt { number, calls, answered, booked };
    assert_eq!(analytics::attempts(&sum), [attempt(1, 2, 1, 1), attempt(2, 1, 1, 1), attempt(10, 1, 0, 0)]);
    let of_campaigns = counted(&calls, |scope| matches!(scope, Scope::Campaign(_)));
    assert_eq!(analytics::attempts(&of_campaigns), analytics::attempts(&sum));
}

#[test]
fn calls_that_fail_are_counted_by_why() {
    let not_connected = Ending { not_connected: true, ..Ending::failed("not connected") };
    let calls = [
        ended(1, Ending::failed("refused")),
        ended(1, Ending::ours("Twilio was down")),
        ended(1, not_connected),
        ended(1, Ending::new(Outcome::WrongNumber, None, None)),
        ended(1, Ending::new(Outcome::NotInterested, None, None)),
    ];
    let sum = counted(&calls, |scope| matches!(scope, Scope::HourDistribution(_)));
    let mut failures: Vec<String> = sum.iter().map(|(name, _)| String::from(name.clone())).collect();
    failures.retain(|name| name.starts_with("call_failure"));
    let reason = |reason: &str| format!("call_failure#{reason}@00");
    assert_eq!(failures, ["NOT_CONNECTED", "NOT_COUNTED", "NUMBER_REFUSED", "WRONG_NUMBER"].map(reason));
}

#[test]
fn tests_are_counted_where_lists_are_and_not_by_the_analytics() {
    let booked = || Ending::new(Outcome::MeetingBooked, Some(30.0), None);
    let real = [ended(1, booked()), ended(1, Ending::failed("refused"))];
    let test = Call { is_test: true, ..ended(2, booked()) };
    let under_way = Call { state: CallState::InProgress, outcome: None, ended_at: None, ..test.clone() };
    let all = [&real[..], &[test, under_way]].concat();
    let whole = |calls: &[Call], scope: Scope| counted(calls, |of| *of == scope);
    assert_eq!(whole(&all, Scope::All).get(Counter::Calls), 4);
    assert_eq!(counted(&all, |scope| matches!(scope, Scope::Campaign(_))).get(Counter::BookedCalls), 2);

    let mut left = whole(&all, Scope::All).without_tests(&whole(&all, Scope::Tests));
    assert_eq!(left.get(Counter::ActiveCalls), 1);
    left.set(Counter::ActiveCalls, 0);
    let figures = |counts: &Counts| {
        let not_zero = counts.iter().filter(|(_, amount)| *amount > 0);
        not_zero.map(|(name, amount)| (name.clone(), amount)).collect::<Vec<_>>()
    };
    assert_eq!(figures(&left), figures(&whole(&real, Scope::All)));
    let by_hour_and_voice =
        |scope: &Scope| matches!(scope, Scope::Hour(_) | Scope::HourDistribution(_) | Scope::Voice(_));
    assert_eq!(counted(&all, by_hour_and_voice), counted(&real, by_hour_and_voice));
}
