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
