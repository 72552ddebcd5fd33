use jiff::Timestamp;

use super::*;
use crate::call::{Intent, TurnUsage};
use crate::ids::{CallId, CampaignId};
use crate::lead::{Lead, NewLead};

fn now() -> Timestamp {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

fn call() -> Call {
    let lead = Lead::create(NewLead::parse("Ana López", "+34912345601", None).unwrap(), now());
    let mut call = Call::claim(CallId::generate(now()), &lead, CampaignId::generate(now()), now());
    call.answer(now()).unwrap();
    call
}

fn turn(heard: Option<&str>) -> Turn {
    Turn {
        number: 1,
        user_text: heard.map(str::to_owned),
        agent_text: "Hello".into(),
        audio: None,
        tools: vec![],
        intent: Intent::NeedsInfo,
        call_back_at: None,
        ends_call: false,
        is_message: false,
        fault: false,
        usage: TurnUsage::default(),
        heard_at: now(),
        said_at: now(),
    }
}

fn end_of(call: &Call, heard: &[&str]) -> Ending {
    let mut turns = vec![turn(None)];
    turns.extend(heard.iter().map(|heard| turn(Some(heard))));
    derive_outcome(call, &turns, HangupCause::Completed, None)
}

#[test]
fn the_outcome_follows_what_was_done_then_what_was_heard() {
    let mut call = call();
    assert_eq!(end_of(&call, &["what is this"]).outcome, Outcome::NotInterested);
    assert_eq!(end_of(&call, &[""]).outcome, Outcome::NoAnswer);
    assert_eq!(derive_outcome(&call, &[], HangupCause::Busy, None).outcome, Outcome::Busy);
    call.outcome = Some(Outcome::MeetingBooked);
    let spoke = [turn(None), turn(Some("what is this"))];
    assert_eq!(derive_outcome(&call, &spoke, HangupCause::Failed, None).outcome, Outcome::MeetingBooked);
}

#[test]
fn an_opt_out_comes_before_all_else() {
    let mut call = call();
    for established in [None, Some(Outcome::NotInterested), Some(Outcome::MeetingBooked)] {
        call.outcome = established;
        assert_eq!(end_of(&call, &["Please don't call.", "me again"]).outcome, Outcome::DoNotCall);
    }
    call.outcome = Some(Outcome::MeetingBooked);
    let late = reclassify_outcome(&call, &[], &turn(Some("take me off your list"))).unwrap();
    assert_eq!(late.outcome, Outcome::DoNotCall);
    let rest = turn(Some("me again"));
    assert_eq!(
        reclassify_outcome(&call, &[turn(Some("Please don't call."))], &rest).unwrap().outcome,
        Outcome::DoNotCall
    );
}

#[test]
fn a_turn_saved_after_the_end_still_counts() {
    let mut call = call();
    let mut late = turn(Some("what is this"));
    let outcome =
        |call: &Call, late: &Turn| reclassify_outcome(call, &[turn(None)], late).map(|ending| ending.outcome);
    call.outcome = Some(Outcome::NoAnswer);
    assert_eq!(outcome(&call, &late), Some(Outcome::NotInterested));
    assert_eq!(outcome(&call, &turn(Some(""))), None);
    late.intent = Intent::CallBack;
    assert_eq!(outcome(&call, &late), Some(Outcome::CallBack));
    call.outcome = Some(Outcome::MeetingBooked);
    assert_eq!(outcome(&call, &late), None);
    late.intent = Intent::DoNotCall;
    assert_eq!(outcome(&call, &late), Some(Outcome::DoNotCall));
}

#[test]
fn who_answered_is_not_what_was_said() {
    let wanted = [
        ("Please leave a message after the tone.", Outcome::Voicemail, Some(AnsweredBy::Voicemail)),
        ("Record your name and reason for calling.", Outcome::Screened, Some(AnsweredBy::ScreeningAssistant)),
        ("For sales, press one.", Outcome::PhoneMenu, Some(AnsweredBy::Menu)),
        ("The number is not in service.", Outcome::NotInService, Some(AnsweredBy::Announcement)),
        ("The number you are calling is switched off.", Outcome::NoAnswer, Some(AnsweredBy::Announcement)),
        ("Acme, how may I direct your call?", Outcome::Gatekeeper, Some(AnsweredBy::Gatekeeper)),
        ("Sorry, wrong number.", Outcome::WrongNumber, Some(AnsweredBy::WrongNumber)),
        ("Hello?", Outcome::NoConversation, None),
        ("", Outcome::NoAnswer, None),
        ("Not now.", Outcome::NotInterested, Some(AnsweredBy::Person)),
    ];
    for (heard, outcome, who) in wanted {
        let ending = end_of(&call(), &[heard]);
        assert_eq!((ending.outcome, ending.answered_by), (outcome, who), "{heard}");
    }
}

#[test]
fn what_a_model_makes_of_a_machine_does_not_count() {
    let mut call = call();
    call.outcome = Some(Outcome::NotInterested);
    assert_eq!(end_of(&call, &["Please leave a message after the tone."]).outcome, Outcome::Voicemail);
    let gatekeeper = end_of(&call, &["She is in a meeting.", "We want nothing."]);
    assert_eq!(gatekeeper.outcome, Outcome::NotInterested);
    assert_eq!(gatekeeper.answered_by, Some(AnsweredBy::Gatekeeper));
    call.outcome = Some(Outcome::MeetingBooked);
    assert_eq!(end_of(&call, &["Please leave a message after the tone."]).outcome, Outcome::MeetingBooked);
}

#[test]
fn nobody_is_judged_by_a_conversation_that_never_took_place() {
    let mut failed = turn(Some("Yes, I am interested."));
    failed.fault = true;
    let turns = [turn(None), failed.clone(), failed, turn(Some(""))];
    let ending = derive_outcome(&call(), &turns, HangupCause::Completed, Some(20.0));
    assert!(ending.ours && ending.outcome == Outcome::Failed && ending.duration_seconds == Some(20.0));
    let mut booked = call();
    booked.outcome = Some(Outcome::MeetingBooked);
    assert_eq!(derive_outcome(&booked, &turns, HangupCause::Completed, None).outcome, Outcome::MeetingBooked);
    let recovered = [&turns[..], &[turn(Some("No."))]].concat();
    assert_eq!(
        derive_outcome(&call(), &recovered, HangupCause::Completed, None).outcome,
        Outcome::NotInterested
    );
}

#[test]
fn a_late_verdict_is_noted_and_nothing_else() {
    let spoken = [turn(None), turn(Some("Yes, who is it?"))];
    let mut talking = call();
    assert!(!talking.detect_machine(&spoken, AnsweredBy::Voicemail));
    assert_eq!((talking.outcome, talking.machine_detected), (None, Some(AnsweredBy::Voicemail)));
    let mut booked = call();
    booked.outcome = Some(Outcome::MeetingBooked);
    assert!(!booked.detect_machine(&[turn(None)], AnsweredBy::Voicemail));
    assert_eq!(booked.outcome, Some(Outcome::MeetingBooked));
    for heard in [&[][..], &["Please leave a message after the tone."]] {
        let turns: Vec<_> = heard.iter().map(|heard| turn(Some(heard))).collect();
        let mut machine = call();
        assert!(machine.detect_machine(&turns, AnsweredBy::Voicemail));
        assert!(machine.detect_machine(&turns, AnsweredBy::Voicemail), "the line may still be open");
        assert_eq!(machine.outcome, Some(Outcome::Voicemail));
    }
}

/// The model is thinking about the first words, so no turn tells of them yet.
#[test]
fn a_verdict_during_the_first_turn_does_not_hang_up_on_a_person() {
    let opening = [turn(None)];
    let mut talking = call();
    assert!(talking.begins_conversation(&opening, "Not now, call me tomorrow."));
    talking.spoken_at = Some(now());
    assert!(!talking.begins_conversation(&opening, "Not now, call me tomorrow."), "once is enough");
    assert!(!talking.detect_machine(&opening, AnsweredBy::Voicemail));
    assert_eq!((talking.outcome, talking.machine_detected), (None, Some(AnsweredBy::Voicemail)));
    // What the turn then comes to stands.
    talking.outcome = Some(Outcome::CallBack);
    let ending = end_of(&talking, &["Not now, call me tomorrow."]);
    assert_eq!((ending.outcome, ending.answered_by), (Outcome::CallBack, Some(AnsweredBy::Person)));
    for machine in ["", "Please leave a message after the tone.", "For sales, press one."] {
        assert!(!call().begins_conversation(&opening, machine), "{machine}");
    }
}

#[test]
fn a_noted_verdict_counts_where_nothing_speaks_against_it() {
    let mut call = call();
    call.machine_detected = Some(AnsweredBy::Fax);
    let once = end_of(&call, &["Tom here, you know what to do", ""]);
    assert_eq!((once.outcome, once.answered_by), (Outcome::Voicemail, Some(AnsweredBy::Fax)));
    assert_eq!(end_of(&call, &["Yes?", "What is this about?"]).outcome, Outcome::NotInterested);
}

#[test]
fn only_people_count_as_having_answered() {
    let ended = |outcome, answered_by| Call { outcome: Some(outcome), answered_by, ..call() };
    assert!(call().was_answered_by_person());
    assert!(!ended(Outcome::Voicemail, None).was_answered_by_person(), "before there was the field");
    assert!(ended(Outcome::NotInterested, None).was_answered_by_person());
    assert!(!ended(Outcome::NoAnswer, None).was_answered_by_person());
    assert!(ended(Outcome::DoNotCall, Some(AnsweredBy::Gatekeeper)).was_answered_by_person());
    assert!(!ended(Outcome::Failed, Some(AnsweredBy::Menu)).was_answered_by_person());
}

#[test]
fn a_call_of_the_release_before_is_read() {
    let mut stored = serde_json::to_value(call()).unwrap();
    let fields = stored.as_object_mut().unwrap();
    fields.remove("answered_by");
    fields.remove("machine_detected");
    let read: Call = serde_json::from_value(stored).unwrap();
    assert_eq!((read.answered_by, read.machine_detected), (None, None));
}

#[test]
fn a_turn_may_be_under_way_until_we_hang_up() {
    let mut farewell = turn(Some("Bye."));
    assert!(turn_may_be_under_way(&[turn(None), farewell.clone()]));
    farewell.ends_call = true;
    assert!(!turn_may_be_under_way(&[turn(None), farewell]) && !turn_may_be_under_way(&[]));
}
