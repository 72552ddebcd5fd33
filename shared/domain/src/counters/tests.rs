use proptest::prelude::*;

use super::*;
use crate::lead::NewLead;

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
