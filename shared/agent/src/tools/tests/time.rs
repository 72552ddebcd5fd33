//! What there is no time for in one turn goes on in the next.

use super::*;

#[test]
fn a_booking_without_time_left_goes_on_in_the_next_turn() {
    let mut talk = Talk::with("+12125550101", Some("ana@example.com"));
    let start = talk.offers(json!({"date": null, "duration_minutes": null})).remove(0);
    talk.time = Duration::from_secs(1);
    let answer = talk.books(&start, "ana@example.com");
    assert_eq!((&answer["error"], talk.world.meeting().is_none()), (&json!("in_progress"), true));
    let tools = std::mem::take(&mut talk.so_far);
    talk.turns.push(Turn { tools, ..turn() });
    assert!(crate::goes_on(&talk.turns[0]));
    let wish = put_off(&talk.turns).unwrap();
    assert_eq!((wish.id.as_str(), wish.name.as_str()), ("1.1", BOOK_MEETING));
    talk.time = Duration::from_secs(9);
    let answer = talk.uses(BOOK_MEETING, serde_json::from_str(&wish.arguments).unwrap());
    assert_eq!((&answer["success"], talk.world.meeting().is_some()), (&json!(true), true));
    let tools = std::mem::take(&mut talk.so_far);
    talk.turns.push(Turn { number: 2, tools, ..turn() });
    assert_eq!(put_off(&talk.turns), None);
}

#[test]
fn a_correction_without_time_left_goes_on_in_the_next_turn() {
    let mut talk = Talk::with("+12125550101", Some("ana@example.com"));
    let offers = talk.offers(any_time());
    assert_eq!(talk.books(&offers[0], "ana@example.com")["success"], true);
    let booked = talk.world.meeting().unwrap();
    talk.heard = "no, ann at example dot org".into();
    for (start, email) in [(&offers[1], "ana@example.com"), (&offers[0], "ann@example.org")] {
        talk.time = Duration::from_secs(1);
        assert_eq!(talk.books(start, email)["error"], "in_progress", "{start} {email}");
        assert_eq!(talk.world.meeting().as_ref(), Some(&booked));
        assert!(crate::goes_on(&Turn { tools: talk.so_far.clone(), ..turn() }));
    }
    talk.time = Duration::from_secs(9);
    assert_eq!(talk.books(&offers[1], "ann@example.org")["success"], true);
    let corrected = talk.world.meeting().unwrap();
    assert_eq!(corrected.scheduled_time, offers[1].parse().unwrap());
    assert_eq!(corrected.guest_email.as_str(), "ann@example.org");
}

#[test]
fn a_booking_is_not_put_off_for_ever() {
    let mut talk = Talk::with("+12125550101", Some("ana@example.com"));
    let start = talk.offers(json!({"date": null, "duration_minutes": null})).remove(0);
    talk.time = Duration::ZERO;
    talk.books(&start, "ana@example.com");
    let turn = Turn { tools: std::mem::take(&mut talk.so_far), ..turn() };
    assert!(put_off(&[turn.clone(), turn.clone()]).is_some());
    assert_eq!(put_off(&[turn.clone(), turn.clone(), turn]), None);
}

/// A call-back at this moment in New York, asked for on Thursday 10 December 2026, 10:00 there.
fn agreed(moment: &str) -> Value {
    let mut talk = Talk::with("+12125550101", None);
    talk.clock = ManualClock("2026-12-10T15:00:00Z".parse().unwrap());
    talk.uses(SCHEDULE_CALL_BACK, json!({"date_time": moment}))
}

#[test]
fn a_call_back_is_agreed_on_in_the_leads_zone_and_repeated() {
    let answer = agreed("2026-12-11T15:00");
    assert_eq!((&answer["success"], &answer["call_back_at"]), (&json!(true), &json!("2026-12-11T20:00:00Z")));
    assert_eq!(answer["spoken_time"], "Friday, December 11 at 3:00 PM");
    assert_eq!(agreed("2026-12-10T10:02")["success"], true, "in two minutes");
}

#[test]
fn nothing_is_promised_that_could_not_be_kept() {
    for (moment, error) in [
        ("tomorrow", "invalid_date_time"),
        ("2026-12-10T09:59", "in_the_past"),
        ("2026-12-10T10:00", "in_the_past"),
        ("2027-02-01T10:00", "too_far_ahead"),
    ] {
        assert_eq!(agreed(moment)["error"], error, "{moment}");
    }
    // New York has the narrow hours of a state without a row: 9 to 20, and we do not call on Sundays.
    for (moment, next) in [("2026-12-11T20:00", "2026-12-12T09:00"), ("2026-12-13T15:00", "2026-12-14T09:00")]
    {
        let answer = agreed(moment);
        assert_eq!(
            (&answer["error"], &answer["next_possible"]),
            (&json!("outside_calling_hours"), &json!(next))
        );
    }
}

#[test]
fn nothing_is_promised_that_the_most_calls_of_a_day_rule_out() {
    let mut talk = Talk::with("+12125550101", None);
    talk.clock = ManualClock("2026-12-10T15:00:00Z".parse().unwrap());
    talk.call.lead.dials =
        ["2026-12-10T14:30:00Z", "2026-12-10T14:45:00Z"].map(|at| at.parse().unwrap()).to_vec();
    // This is the third call within 24 hours.
    let answer = talk.uses(SCHEDULE_CALL_BACK, json!({"date_time": "2026-12-10T17:00"}));
    assert_eq!(
        (&answer["error"], &answer["next_possible"]),
        (&json!("called_too_often"), &json!("2026-12-11T09:30"))
    );
    let answer = talk.uses(SCHEDULE_CALL_BACK, json!({"date_time": "2026-12-11T09:30"}));
    assert_eq!(answer["success"], true, "{answer}");
    // Who rings us back was not called for it.
    talk.call.incoming = true;
    let answer = talk.uses(SCHEDULE_CALL_BACK, json!({"date_time": "2026-12-10T17:00"}));
    assert_eq!(answer["success"], true, "{answer}");

    talk.call.incoming = false;
    talk.call.attempt = Some(homework_domain::call_policy::ATTEMPTS_MAX);
    let answer = talk.uses(SCHEDULE_CALL_BACK, json!({"date_time": "2026-12-12T10:00"}));
    assert_eq!(answer["error"], "no_further_call");
}
