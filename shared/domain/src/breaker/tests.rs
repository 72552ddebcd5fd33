use super::*;

fn now() -> Timestamp {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

fn after(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

fn passing() -> Fault {
    Fault::new(FaultKind::Passing, "HTTP 503")
}

fn refused() -> Fault {
    Fault::new(FaultKind::Refused, "HTTP 401 20003")
}

fn open() -> Breaker {
    let mut breaker = Breaker::closed(Vendor::Twilio);
    for second in 0..3 {
        breaker.fault(&passing(), after(second));
    }
    assert_eq!(breaker.state, BreakerState::Open);
    breaker
}

#[test]
fn a_refusal_opens_at_once_and_is_never_probed() {
    let mut breaker = Breaker::closed(Vendor::Google);
    assert_eq!(breaker.fault(&refused(), now()), Step::Opened);
    assert_eq!(breaker.blocks().unwrap().kind, FaultKind::Refused);
    assert!(!breaker.begin_probe(after(100_000)));
    assert!(breaker.in_words().unwrap().contains("HTTP 401 20003"));
}

#[test]
fn passing_faults_open_only_in_a_row() {
    let mut breaker = Breaker::closed(Vendor::Twilio);
    for round in 0..10 {
        assert_eq!(breaker.fault(&passing(), after(round * 10)), Step::Noted);
        assert_eq!(breaker.fault(&passing(), after(round * 10 + 1)), Step::Noted);
        assert!(breaker.heeds_success() && breaker.success());
    }
    for minutes in 0..10 {
        assert_eq!(breaker.fault(&passing(), after(1000 + minutes * 180)), Step::Noted, "too far apart");
    }
    assert_eq!(breaker.fault(&passing(), after(2621)), Step::Noted);
    assert_eq!(breaker.fault(&passing(), after(2622)), Step::Opened);
    assert_eq!(breaker.fault(&passing(), after(2623)), Step::Nothing);
    assert!(!breaker.success(), "what was asked before it opened");
}

#[test]
fn one_call_is_one_fault_however_many_turns_fail() {
    let mut breaker = Breaker::closed(Vendor::Openai);
    let in_call = |call: &str| Fault { source: Some(call.into()), ..passing() };
    assert_eq!(breaker.fault(&in_call("a"), now()), Step::Noted);
    for turn in 0..9 {
        assert_eq!(breaker.fault(&in_call("a"), after(turn)), Step::Nothing);
    }
    assert_eq!(breaker.fault(&in_call("b"), after(10)), Step::Noted);
    assert_eq!(breaker.fault(&in_call("c"), after(11)), Step::Noted);
    assert_eq!(breaker.fault(&in_call("d"), after(12)), Step::Opened);
}

#[test]
fn probes_come_one_at_a_time_with_growing_pauses() {
    let mut breaker = open();
    assert!(!breaker.begin_probe(after(20)));
    let mut at = after(40);
    assert!(breaker.begin_probe(at) && !breaker.begin_probe(at), "it is somebody's already");
    let mut pauses = vec![];
    for _ in 0..6 {
        breaker.probed(Err(&passing()), at);
        let due = breaker.blocks().unwrap().probe_at;
        pauses.push(due.duration_since(at).as_secs());
        at = due;
        assert!(breaker.begin_probe(at));
    }
    assert_eq!(pauses, [60, 120, 240, 300, 300, 300]);
    assert_eq!(breaker.blocks().unwrap().since, after(2));
}

#[test]
fn on_probation_the_first_answer_decides() {
    let mut breaker = open();
    assert!(breaker.probed(Ok(()), after(60)));
    assert!(breaker.blocks().is_none());
    assert_eq!(breaker.fault(&passing(), after(61)), Step::Opened);
    assert!(breaker.probed(Ok(()), after(120)) && breaker.success());
    assert_eq!(breaker, Breaker::closed(Vendor::Twilio));
}

#[test]
fn a_probation_without_faults_ends_by_itself() {
    let mut breaker = open();
    breaker.probed(Ok(()), after(60));
    assert_eq!(breaker.fault(&passing(), after(60 + 301)), Step::Noted);
    assert_eq!((breaker.state, breaker.faults), (BreakerState::Closed, 1));
}

#[test]
fn the_vendors_wish_to_wait_is_respected() {
    let mut breaker = Breaker::closed(Vendor::Twilio);
    let fault = Fault { retry_after: Some(SignedDuration::from_secs(90)), ..passing() };
    for second in 0..3 {
        breaker.fault(&fault, after(second));
    }
    assert_eq!(breaker.blocks().unwrap().probe_at, after(92));
}

#[test]
fn an_outage_that_turns_out_to_be_a_refusal_waits_for_a_person() {
    let mut breaker = open();
    assert_eq!(breaker.fault(&refused(), after(5)), Step::Opened);
    assert_eq!(breaker.blocks().unwrap().kind, FaultKind::Refused);
}

#[test]
fn only_vendors_errors_are_faults() {
    let (vendor, fault) = Fault::of(&Error::unavailable("OpenAI", "HTTP 500")).unwrap();
    assert_eq!((vendor, fault.kind), (Vendor::Openai, FaultKind::Passing));
    let error = Error::credentials("Google", "HTTP 400 invalid_grant");
    assert_eq!(Fault::of(&error).unwrap().1.kind, FaultKind::Refused);
    assert!(Fault::of(&Error::unavailable("DynamoDB", "time-out")).is_none());
    assert!(Fault::of(&Error::refused("Twilio", "HTTP 400 21205")).is_none());
}
