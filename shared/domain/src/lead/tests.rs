use jiff::SignedDuration;

use super::*;
use crate::call_policy::NextAttempt;

fn now() -> Timestamp {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

fn lead() -> Lead {
    Lead::create(NewLead::parse("Ana  López", "+34912345601", Some("")).unwrap(), now())
}

#[test]
fn only_a_lead_with_a_meeting_loses_it() {
    for status in LeadStatus::ALL {
        let mut lead = Lead { status, ..lead() };
        let had_one = status == LeadStatus::MeetingScheduled;
        assert_eq!(lead.lose_meeting(now()), had_one);
        assert_eq!(lead.status, if had_one { LeadStatus::Contacted } else { status });
    }
}

#[test]
fn every_wrong_field_is_named() {
    let Err(Error::Invalid(errors)) = NewLead::parse(" ", "12", Some("nope")) else { panic!("accepted") };
    let fields: Vec<_> = errors.iter().map(|e| e.field.as_str()).collect();
    assert_eq!(fields, ["name", "phone", "email"]);
}

#[test]
fn a_lead_takes_language_and_zone_from_its_number() {
    let lead = lead();
    assert_eq!((lead.name.as_str(), lead.email.clone()), ("Ana López", None));
    assert_eq!((lead.language, lead.time_zone()), (Language::Es, "Europe/Madrid"));
}

#[test]
fn language_and_zone_are_taken_as_they_are_named() {
    let fields = LeadFields {
        name: "Ana",
        phone: "612 34 56 01",
        language: Some("English"),
        time_zone: Some("atlantic/canary"),
        country: Some("ES".parse().unwrap()),
        ..LeadFields::default()
    };
    let lead = Lead::create(NewLead::read(&fields, now()).unwrap(), now());
    assert_eq!((lead.phone.as_str(), lead.locale.as_str()), ("+34612345601", "en-GB"));
    assert_eq!(lead.time_zones, ["Atlantic/Canary"]);
    let Err(Error::Invalid(errors)) =
        NewLead::read(&LeadFields { language: Some("tlh"), time_zone: Some("Madrid"), ..fields }, now())
    else {
        panic!("accepted")
    };
    let fields: Vec<_> = errors.iter().map(|e| e.field.as_str()).collect();
    assert_eq!(fields, ["language", "time_zone"]);
}

#[test]
fn a_lead_stored_by_an_earlier_release_is_read() {
    let lead: Lead = serde_json::from_str(include_str!("../../tests/data/stored_lead.json")).unwrap();
    assert_eq!((lead.chosen_language, lead.chosen_time_zone.as_deref()), (None, None));
    assert_eq!(lead.time_zone(), "Europe/Madrid");
}

#[test]
fn do_not_call_is_for_ever() {
    let mut lead = lead();
    let campaign = CampaignId::generate(now());
    lead.enqueue(campaign, now()).unwrap();
    lead.claim(CallId::generate(now()), now()).unwrap();
    lead.settle(Outcome::DoNotCall, NextAttempt::None, now()).unwrap();
    for next in LeadStatus::ALL {
        assert!(!lead.status.may_become(next));
    }
    lead.settle(Outcome::Interested, NextAttempt::None, now()).unwrap();
    assert_eq!(lead.status, LeadStatus::DoNotCall);
    assert!(lead.enqueue(campaign, now()).is_err());
}

#[test]
fn a_wish_not_to_be_called_is_followed_from_everywhere() {
    for status in LeadStatus::ALL {
        let mut lead = Lead { status, next_attempt_at: Some(now()), ..lead() };
        assert_eq!(lead.forbid(now()), status != LeadStatus::DoNotCall);
        assert_eq!(lead.status, LeadStatus::DoNotCall);
        assert!(!lead.forbid(now()));
    }
}

#[test]
fn only_a_lead_that_was_forbidden_is_permitted() {
    for status in LeadStatus::ALL {
        let mut lead = Lead { status, ..lead() };
        assert_eq!(lead.permit(now()), status == LeadStatus::DoNotCall);
        assert_eq!(lead.status, if status == LeadStatus::DoNotCall { LeadStatus::Pending } else { status });
    }
    let mut called = Lead { status: LeadStatus::DoNotCall, call_id: Some(CallId::generate(now())), ..lead() };
    assert!(called.permit(now()) && called.status == LeadStatus::Contacted);
}

#[test]
fn a_booked_lead_stays_booked_however_the_call_ends() {
    let mut lead = lead();
    lead.enqueue(CampaignId::generate(now()), now()).unwrap();
    lead.claim(CallId::generate(now()), now()).unwrap();
    lead.settle(Outcome::MeetingBooked, NextAttempt::None, now()).unwrap();
    lead.settle(Outcome::NotInterested, NextAttempt::None, now()).unwrap();
    assert_eq!(lead.status, LeadStatus::MeetingScheduled);
}

#[test]
fn a_call_that_failed_by_our_fault_puts_the_lead_back_in_line_with_growing_pauses() {
    let mut lead = lead();
    lead.enqueue(CampaignId::generate(now()), now()).unwrap();
    let mut pauses = vec![];
    for _ in 0..12 {
        lead.claim(CallId::generate(now()), now()).unwrap();
        lead.back_in_line(false, false, None, now()).unwrap();
        assert_eq!(lead.status, LeadStatus::Queued);
        pauses.push(lead.next_attempt_at.unwrap().duration_since(now()).as_secs());
    }
    assert_eq!(pauses[..4], [20, 40, 80, 160]);
    assert_eq!(pauses[11], 30 * 60);
    lead.claim(CallId::generate(now()), now()).unwrap();
    let later = now() + SignedDuration::from_hours(2);
    lead.back_in_line(false, true, Some(later), now()).unwrap();
    assert_eq!(lead.next_attempt_at, Some(later));
}

#[test]
fn somebody_who_answers_in_vain_is_called_three_times_and_then_set_aside() {
    let mut lead = lead();
    let campaign = CampaignId::generate(now());
    lead.enqueue(campaign, now()).unwrap();
    for minutes in [5, 3 * 60] {
        lead.claim(CallId::generate(now()), now()).unwrap();
        lead.back_in_line(false, true, None, now()).unwrap();
        assert_eq!(lead.next_attempt_at, Some(now() + SignedDuration::from_mins(minutes)));
    }
    lead.claim(CallId::generate(now()), now()).unwrap();
    lead.back_in_line(false, true, None, now()).unwrap();
    assert_eq!((lead.status, lead.next_attempt_at), (LeadStatus::Pending, None));
    assert_eq!(lead.campaign_id, Some(campaign), "it is looked for among the campaign's leads");
    assert!(lead.set_aside.as_ref().unwrap().in_words().contains("answered 3 calls"));
    // Another campaign may try, once: nobody has spoken with the lead yet.
    lead.enqueue(CampaignId::generate(now()), now()).unwrap();
    assert_eq!(lead.set_aside, None);
    lead.claim(CallId::generate(now()), now()).unwrap();
    lead.back_in_line(false, true, None, now()).unwrap();
    assert_eq!(lead.status, LeadStatus::Pending);
    lead.enqueue(campaign, now()).unwrap();
    lead.claim(CallId::generate(now()), now()).unwrap();
    lead.settle(Outcome::NoAnswer, NextAttempt::None, now()).unwrap();
    assert_eq!(lead.answered_in_vain, 0);
}

#[test]
fn a_lead_whose_campaign_is_over_is_given_back_and_one_that_was_settled_stays_so() {
    let mut lead = lead();
    lead.enqueue(CampaignId::generate(now()), now()).unwrap();
    lead.claim(CallId::generate(now()), now()).unwrap();
    lead.back_in_line(true, false, None, now()).unwrap();
    assert_eq!((lead.status, lead.campaign_id, lead.next_attempt_at), (LeadStatus::Pending, None, None));
    lead.status = LeadStatus::DoNotCall;
    lead.back_in_line(false, false, None, now()).unwrap();
    assert_eq!(lead.status, LeadStatus::DoNotCall);
}

#[test]
fn a_lead_of_the_last_release_is_read() {
    let mut old = serde_json::to_value(lead()).unwrap();
    for field in ["faults", "answered_in_vain"] {
        old.as_object_mut().unwrap().remove(field);
    }
    let old: Lead = serde_json::from_value(old).unwrap();
    assert_eq!((old.faults, old.answered_in_vain, old.set_aside), (0, 0, None));
}

#[test]
fn only_due_leads_are_released_and_each_release_is_new() {
    let mut lead = lead();
    assert!(lead.release(now(), now()).is_err());
    lead.enqueue(CampaignId::generate(now()), now()).unwrap();
    assert_eq!(lead.release(now(), now()).unwrap(), 1);
    assert!(lead.release(now(), now()).is_err());
    let later = now() + RELEASE_LEASE;
    assert_eq!(lead.release(later, later).unwrap(), 2);
}

#[test]
fn a_lead_in_line_or_on_the_line_is_not_deleted() {
    for status in LeadStatus::ALL {
        let mut lead = Lead { status, ..lead() };
        match lead.begin_deletion(now()) {
            Err(Error::Conflict(_)) => assert!(matches!(status, LeadStatus::Queued | LeadStatus::Calling)),
            begun => {
                assert!(begun.unwrap() && lead.deleting);
                assert!(!lead.begin_deletion(now()).unwrap(), "once");
            }
        }
    }
}

#[test]
fn a_call_that_the_emergency_stop_kept_from_anybody_costs_the_lead_nothing() {
    let mut lead = lead();
    lead.enqueue(CampaignId::generate(now()), now()).unwrap();
    lead.claim(CallId::generate(now()), now()).unwrap();
    lead.back_in_line(false, false, None, now()).unwrap();
    let faults = lead.faults;
    for _ in 0..5 {
        lead.claim(CallId::generate(now()), now()).unwrap();
        lead.keep_place(false, now()).unwrap();
        assert_eq!((lead.status, lead.next_attempt_at), (LeadStatus::Queued, Some(now())));
    }
    assert_eq!((lead.faults, lead.answered_in_vain), (faults, 0));
    lead.claim(CallId::generate(now()), now()).unwrap();
    lead.keep_place(true, now()).unwrap();
    assert_eq!((lead.status, lead.campaign_id), (LeadStatus::Pending, None));
    lead.status = LeadStatus::DoNotCall;
    lead.keep_place(false, now()).unwrap();
    assert_eq!(lead.status, LeadStatus::DoNotCall);
}

#[test]
fn who_is_being_called_goes_into_no_other_line() {
    let mut lead = lead();
    lead.enqueue(CampaignId::generate(now()), now()).unwrap();
    lead.release(now(), now()).unwrap();
    lead.claim(CallId::generate(now()), now()).unwrap();
    let refused = lead.enqueue(CampaignId::generate(now()), now());
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    assert_eq!(lead.status, LeadStatus::Calling);
}

#[test]
fn what_a_late_turn_says_counts_for_a_lead_that_is_queued_for_its_retry_already() {
    let agreed = now() + SignedDuration::from_hours(3);
    for (revised, next, status) in [
        (Outcome::CallBack, NextAttempt::CallBack(agreed), LeadStatus::Contacted),
        (Outcome::NotInterested, NextAttempt::None, LeadStatus::NotInterested),
    ] {
        let mut lead = lead();
        lead.enqueue(CampaignId::generate(now()), now()).unwrap();
        lead.claim(CallId::generate(now()), now()).unwrap();
        lead.settle(Outcome::NoConversation, NextAttempt::Retry(now()), now()).unwrap();
        let release = lead.release(now(), now()).unwrap();
        assert!(lead.follow_reclassification(Outcome::NoConversation, revised, next, now()));
        let due = (next != NextAttempt::None).then_some(agreed);
        assert_eq!((lead.status, lead.next_attempt_at, lead.call_back_at), (status, due, due));
        assert!(
            lead.claim(CallId::generate(now()), now()).is_err(),
            "called by release {release} all the same"
        );
    }
    // One that an operator has had called again since is called.
    let mut lead = lead();
    lead.status = LeadStatus::NotInterested;
    lead.enqueue(CampaignId::generate(now()), now()).unwrap();
    assert!(!lead.follow_reclassification(Outcome::NoAnswer, Outcome::CallBack, NextAttempt::None, now()));
}
