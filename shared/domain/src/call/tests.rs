use jiff::SignedDuration;

use super::*;
use crate::lead::NewLead;

fn now() -> Timestamp {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

fn call() -> Call {
    let lead = Lead::create(NewLead::parse("Ana", "+34912345601", None).unwrap(), now());
    Call::claim(CallId::generate(now()), &lead, CampaignId::generate(now()), now())
}

#[test]
fn an_open_request_can_never_be_repeated() {
    let mut call = call();
    assert!(call.begin_placing(now()).is_err());
    let seen = call.clone();
    call.placing_declined(&seen, now()).unwrap();
    call.begin_placing(now()).unwrap();
    assert_eq!(call.placing_tries, 2);
    assert!(!call.is_on_same_try(&seen));
    assert!(matches!(call.placing_declined(&seen, now()), Err(Error::Stale(_))));
}

#[test]
fn a_call_is_being_placed_until_its_request_shows_or_the_next_one_is_overdue() {
    let mut call = call();
    let after = |seconds| now() + SignedDuration::from_secs(seconds);
    assert!(call.is_being_placed(after(44)) && !call.is_being_placed(after(45)));
    call.placing_declined(&call.clone(), after(60)).unwrap();
    assert!(call.is_being_placed(after(239)) && !call.is_being_placed(after(240)));
    // Its age says nothing: the next request is as young as any.
    call.begin_placing(after(300)).unwrap();
    assert!(call.is_being_placed(after(344)) && !call.is_being_placed(after(345)));
    call.identified("CA1").unwrap();
    assert!(!call.is_being_placed(after(345)));
}

#[test]
fn a_webhook_may_name_the_call_first_but_only_one_name_counts() {
    let mut call = call();
    assert!(call.identified("CA1").unwrap());
    assert_eq!(call.state, CallState::Ringing);
    assert!(!call.identified("CA1").unwrap());
    // Two calls where one was asked for must not pass for a message that came twice.
    assert!(matches!(call.identified("CA2"), Err(Error::Conflict(_))));
    call.answer(now()).unwrap();
    assert!(matches!(call.answer(now()), Err(Error::Stale(_))));
}

#[test]
fn a_call_ends_once() {
    let mut call = call();
    call.end(Ending::failed("refused"), now()).unwrap();
    assert!(matches!(call.end(Ending::failed("again"), now()), Err(Error::Stale(_))));
    assert!(!call.awaits_write_up());
}

#[test]
fn a_terminated_call_says_so_and_nothing_about_the_lead() {
    let mut call = call();
    assert!(call.terminate(now()).is_err(), "nobody knows the SID");
    call.identified("CA1").unwrap();
    call.answer(now()).unwrap();
    assert!(call.terminate(now()).unwrap());
    let ending = derive_outcome(&call, &[], HangupCause::Completed, None);
    assert_eq!(ending.outcome, Outcome::Failed);
    call.end(ending, now()).unwrap();
    assert_eq!(call.failure.as_deref(), Some("an operator ended the call"));
    assert!(!call.terminate(now()).unwrap());
}

#[test]
fn talk_after_a_booking_does_not_unmake_it() {
    assert!(!Outcome::MeetingBooked.gives_way_to(Outcome::Interested));
    assert!(Outcome::MeetingBooked.gives_way_to(Outcome::DoNotCall));
    assert!(!Outcome::DoNotCall.gives_way_to(Outcome::MeetingBooked));
    assert!(Outcome::CallBack.gives_way_to(Outcome::MeetingBooked));
}

#[test]
fn an_erased_call_takes_no_recording_and_the_first_file_stays() {
    let mut call = call();
    assert!(call.recorded("https://twilio/1") && !call.recorded("https://twilio/1"));
    assert!(call.archived("recordings/1.mp3") && !call.archived("recordings/2.mp3"));
    assert_eq!(call.recording_key.as_deref(), Some("recordings/1.mp3"));
    let mut erased = call.erased(true, now());
    assert!(!erased.recorded("https://twilio/2") && !erased.archived("recordings/3.mp3"));
    assert_eq!((erased.recording_url, erased.recording_key), (None, None));
}

#[test]
fn a_turn_is_stored_under_the_names_it_always_had() {
    let stored = serde_json::json!({
        "number": 1, "heard": "Yes.", "said": "Fine.", "intent": "INTERESTED", "ends_call": false, "fault": false,
        "usage": TurnUsage::default(), "heard_at": now(), "said_at": now(),
    });
    let turn: Turn = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!((turn.user_text.as_deref(), turn.agent_text.as_str()), (Some("Yes."), "Fine."));
    assert_eq!(serde_json::to_value(turn).unwrap(), stored);
}

#[test]
fn only_a_call_that_has_ended_is_written_up_and_only_once() {
    let written = |summary: &str| PostCallSummary { transcript: "…".into(), summary: summary.into() };
    let mut call = call();
    assert!(matches!(call.write_up(&written("Nobody spoke.")), Err(Error::Conflict(_))));
    call.end(Ending::failed("refused"), now()).unwrap();
    assert!(call.write_up(&written("Nobody spoke.")).unwrap());
    assert!(!call.write_up(&written("Somebody did.")).unwrap());
    assert_eq!(call.summary.as_deref(), Some("Nobody spoke."));
}

#[test]
fn a_ringing_call_that_the_emergency_stop_cancels_does_not_count() {
    let mut call = call();
    assert_eq!(call.stop(true), None, "nobody knows the SID");
    call.identified("CA1").unwrap();
    let before = derive_outcome(&call, &[], HangupCause::Canceled, None);
    assert_eq!((before.outcome, before.ours), (Outcome::NoAnswer, false));
    assert_eq!(call.stop(false), Some(StopAtTwilio::Cancel));
    let ending = derive_outcome(&call, &[], HangupCause::Canceled, None);
    assert_eq!((ending.outcome, ending.ours), (Outcome::Failed, true));
    assert_eq!(ending.failure.as_deref(), Some("all calling was stopped"));
    // It was over by itself before Twilio was asked.
    assert_eq!(derive_outcome(&call, &[], HangupCause::Busy, None).outcome, Outcome::Busy);
    assert!(call.was_stopped_unanswered());
    call.end(ending, now()).unwrap();
    assert_eq!(call.stop(true), None);
}

#[test]
fn a_conversation_is_ended_by_the_emergency_stop_only_where_that_is_wanted() {
    let mut call = call();
    call.identified("CA1").unwrap();
    // It was answered while it was being cancelled, and is talked in.
    assert_eq!(call.stop(false), Some(StopAtTwilio::Cancel));
    call.answer(now()).unwrap();
    assert_eq!(call.stop(false), None);
    let ending = derive_outcome(&call, &[], HangupCause::Completed, None);
    assert_eq!((ending.outcome, ending.ours), (Outcome::NoAnswer, false));
    assert_eq!(call.stop(true), Some(StopAtTwilio::HangUp));
    let ending = derive_outcome(&call, &[], HangupCause::Completed, None);
    assert_eq!((ending.outcome, ending.ours), (Outcome::Failed, true));
    assert!(!call.was_stopped_unanswered());
    call.outcome = Some(Outcome::CallBack);
    assert_eq!(derive_outcome(&call, &[], HangupCause::Completed, None).outcome, Outcome::CallBack);
}
