use super::*;
use crate::call::Ending;
use crate::ids::{CallId, CampaignId};
use crate::lead::{Lead, NewLead};
use crate::locale::Language;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A call to Madrid that began at this moment and ended so.
fn ended(outcome: Outcome, began: &str) -> Call {
    let began = at(began);
    let lead = Lead::create(NewLead::parse("Ana", "+34912345601", None).unwrap(), began);
    let mut call = Call::claim(CallId::generate(began), &lead, CampaignId::generate(began), began);
    call.end(Ending::new(outcome, None, None), began).unwrap();
    call
}

fn next(outcome: Outcome, made: u32) -> NextAttempt {
    let call = ended(outcome, "2026-11-23T10:00:00Z");
    CallPolicy::usual().after(&call, made, at("2026-11-23T10:00:30Z"))
}

#[test]
fn only_who_was_not_reached_is_called_again() {
    for outcome in Outcome::ALL {
        let again = matches!(next(outcome, 1), NextAttempt::Retry(_));
        let expected = matches!(
            outcome,
            Outcome::NoAnswer
                | Outcome::Busy
                | Outcome::Voicemail
                | Outcome::Screened
                | Outcome::PhoneMenu
                | Outcome::Gatekeeper
                | Outcome::NoConversation
                | Outcome::CallBack
        );
        assert_eq!(again, expected, "{outcome}");
    }
}

#[test]
fn a_line_that_was_busy_is_tried_soon_and_a_phone_that_rang_out_at_another_time_of_day() {
    assert_eq!(next(Outcome::Busy, 1), NextAttempt::Retry(at("2026-11-23T10:20:30Z")));
    // 11:00 in Madrid: three hours later it is afternoon there.
    assert_eq!(next(Outcome::NoAnswer, 1), NextAttempt::Retry(at("2026-11-23T13:00:30Z")));
    let call = ended(Outcome::NoAnswer, "2026-11-23T11:30:00Z");
    let next = CallPolicy::usual().after(&call, 1, at("2026-11-23T11:30:30Z"));
    // 12:30, and 15:30 is still the afternoon, which ends at 17:00 there.
    assert_eq!(next, NextAttempt::Retry(at("2026-11-23T16:00:00Z")));
    let call = ended(Outcome::NoAnswer, "2026-11-23T18:00:00Z");
    let next = CallPolicy::usual().after(&call, 1, at("2026-11-23T18:00:30Z"));
    assert_eq!(next, NextAttempt::Retry(at("2026-11-23T23:00:00Z")), "the evening is over at midnight");
}

#[test]
fn attempts_come_to_an_end() {
    assert!(matches!(next(Outcome::NoAnswer, 2), NextAttempt::Retry(_)));
    assert_eq!(next(Outcome::NoAnswer, 3), NextAttempt::None);
    let call = ended(Outcome::NoAnswer, "2026-11-23T10:00:00Z");
    assert_eq!(CallPolicy::default().after(&call, 1, call.started_at), NextAttempt::None);
}

#[test]
fn what_was_agreed_on_is_kept_after_the_last_attempt_too() {
    let mut call = ended(Outcome::CallBack, "2026-11-23T10:00:00Z");
    let agreed = at("2026-11-24T15:00:00Z");
    call.call_back_at = Some(agreed);
    assert_eq!(CallPolicy::usual().after(&call, 9, call.started_at), NextAttempt::CallBack(agreed));
    assert_eq!(CallPolicy::usual().after(&call, ATTEMPTS_MAX, call.started_at), NextAttempt::None);
    let soon_after = at("2026-11-24T15:07:00Z");
    assert_eq!(CallPolicy::usual().after(&call, 1, soon_after), NextAttempt::CallBack(agreed));
    // A moment that is long over, as where the call's end was found out late, is a wish without one.
    let late = at("2026-11-24T16:00:00Z");
    assert!(matches!(CallPolicy::usual().after(&call, 1, late), NextAttempt::Retry(_)));
    call.outcome = Some(Outcome::NotInterested);
    assert_eq!(CallPolicy::usual().after(&call, 1, call.started_at), NextAttempt::None);
}

#[test]
fn a_call_that_was_not_connected_may_be_and_a_refused_number_is_not() {
    let mut call = ended(Outcome::Failed, "2026-11-23T10:00:00Z");
    assert_eq!(CallPolicy::usual().after(&call, 1, call.started_at), NextAttempt::None);
    call.not_connected = true;
    let again = CallPolicy::usual().after(&call, 1, call.started_at);
    assert_eq!(again, NextAttempt::Retry(at("2026-11-23T11:00:00Z")));
}

#[test]
fn wrong_numbers_in_a_policy_are_named() {
    let bad = CallPolicy {
        attempts: 0,
        retries: BTreeMap::from([(RetryAfter::Busy, Pause { minutes: 0, other_time_of_day: false })]),
        window: CallWindow { ends_at: Some(at("2026-11-23T10:00:00Z")), ..CallWindow::default() },
        calls_per_day: Some(0),
        calls_at_once: Some(1001),
        weight: Some(0),
        voicemail_message: Some(VoicemailMessage {
            words: BTreeMap::from([
                (Language::En, String::new()),
                (Language::Es, "Sobre el tejado.".into()),
                (Language::De, "x".repeat(401)),
            ]),
        }),
    };
    let now = at("2026-11-23T10:00:00Z");
    let wrong = |policy: CallPolicy| match policy.checked(now) {
        Err(Error::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
        _ => vec![],
    };
    let fields = [
        "policy.attempts",
        "policy.retries.BUSY",
        "policy.calls_per_day",
        "policy.calls_at_once",
        "policy.weight",
        "policy.ends_at",
        "policy.voicemail_message.words.en",
        "policy.voicemail_message.words.de",
    ];
    assert_eq!(wrong(bad), fields);
    let (starts_at, ends_at) = (Some(at("2026-11-25T10:00:00Z")), Some(at("2026-11-24T10:00:00Z")));
    let backwards = CallWindow { starts_at, ends_at, ..CallWindow::default() };
    assert_eq!(wrong(CallPolicy { window: backwards, ..CallPolicy::usual() }), ["policy.ends_at"]);
    assert!(wrong(CallPolicy::usual()).is_empty() && wrong(CallPolicy::default()).is_empty());
}

#[test]
fn nobody_is_tried_again_after_the_end() {
    let call = ended(Outcome::NoAnswer, "2026-11-23T10:00:00Z");
    let until = |ends_at: &str| {
        let window = CallWindow { ends_at: Some(at(ends_at)), ..CallWindow::default() };
        CallPolicy { window, ..CallPolicy::usual() }.after(&call, 1, call.started_at)
    };
    let retry = at("2026-11-23T13:00:00Z");
    assert_eq!(until("2026-11-23T13:00:01Z"), NextAttempt::Retry(retry));
    assert_eq!(until("2026-11-23T13:00:00Z"), NextAttempt::None);
}

#[test]
fn a_policy_of_an_earlier_release_sets_no_bounds() {
    let stored = serde_json::json!({"attempts": 2, "retries": {}});
    let read: CallPolicy = serde_json::from_value(stored.clone()).unwrap();
    assert!(read.window.is_open() && read.calls_per_day.is_none() && read.voicemail_message.is_none());
    assert_eq!(serde_json::to_value(&read).unwrap(), stored);
    let window = CallWindow { hours: Some("10:00-13:00 Mon-Fri".parse().unwrap()), ..CallWindow::default() };
    let policy = CallPolicy { window, calls_per_day: Some(40), ..read };
    let stored = serde_json::to_value(&policy).unwrap();
    assert_eq!(stored["window"], serde_json::json!({"hours": "10:00-13:00 Mon-Fri"}));
    assert_eq!(serde_json::from_value::<CallPolicy>(stored).unwrap(), policy);
}
