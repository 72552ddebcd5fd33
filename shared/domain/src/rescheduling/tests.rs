//! The process dies before or after each of its writes; whatever it left is settled afterwards.

use std::sync::atomic::{AtomicU32, Ordering};

use super::*;
use crate::test_world::{World, now, old, rules, run};

/// Half an hour later and an hour long: half of it is the meeting's own time.
fn reschedule(world: &World, at: Timestamp) -> Result<Meeting> {
    let id = world.state().meeting.id;
    run(world.desk().reschedule(id, new().start, Some(60), &rules(), at))
}

fn new() -> Interval {
    Interval::new(old().start + SignedDuration::from_mins(30), 60)
}

fn later() -> Timestamp {
    now() + CHANGE_LASTS
}

#[test]
fn a_move_moves_everything_and_may_be_repeated() {
    let world = World::new();
    for _ in 0..2 {
        assert_eq!(reschedule(&world, now()).unwrap().status, MeetingStatus::Scheduled);
        world.stands_at(new());
    }
}

#[test]
fn a_stray_video_meeting_is_found_though_the_meeting_was_moved_since() {
    let world = World::new();
    {
        let mut state = world.state();
        state.stray_video = Some(old());
        state.meeting.owe(Task::DeleteStrayVideo, now());
        let far = Interval::new(old().start + SignedDuration::from_hours(24 * 9), 30);
        state.meeting = state.meeting.moved_in_calendar(far, now());
    }
    let id = world.state().meeting.id;
    let settled = run(world.desk().settle(id, later())).unwrap();
    assert_eq!(world.state().stray_video, None);
    assert!(settled.owed.iter().all(|owed| owed.task != Task::DeleteStrayVideo), "{:?}", settled.owed);
}

#[test]
fn whenever_a_move_dies_it_is_undone_or_done() {
    for writes in 1..=5 {
        for takes_effect in [false, true] {
            let world = World::new();
            world.state().life = Some((writes, takes_effect));
            let outcome = reschedule(&world, now());
            world.state().life = None;
            let id = world.state().meeting.id;
            if world.state().meeting.pending.is_some() {
                // Nobody else touches the meeting before it lapses.
                assert!(matches!(
                    run(world.desk().cancel(id, CancelledBy::Operator, now())),
                    Err(Error::Conflict(_))
                ));
            }
            run(world.desk().settle(id, later())).unwrap();
            let stands = world.state().meeting.time();
            assert!(stands == new() || (stands == old() && outcome.is_err()), "{writes} {takes_effect}");
            world.stands_at(stands);
            reschedule(&world, later()).unwrap();
            world.stands_at(new());
        }
    }
}

#[test]
fn whenever_a_cancellation_dies_it_is_finished_or_never_was() {
    for writes in 1..=4 {
        for takes_effect in [false, true] {
            let world = World::new();
            let id = world.state().meeting.id;
            world.state().life = Some((writes, takes_effect));
            let _ = run(world.desk().cancel(id, CancelledBy::Operator, now()));
            world.state().life = None;
            let never_was = (writes, takes_effect) == (1, false);
            assert_eq!(world.state().meeting.status == MeetingStatus::Confirmed, never_was);
            if never_was {
                world.stands_at(old());
                run(world.desk().cancel(id, CancelledBy::Operator, now())).unwrap();
            }
            run(world.desk().settle(id, later())).unwrap();
            let state = world.state().clone();
            assert_eq!((state.meeting.status, &*state.meeting.owed), (MeetingStatus::Cancelled, &[][..]));
            assert_eq!((state.event, state.video, state.cells.len()), (None, None, 0));
        }
    }
}

/// An app of Zoom's without the right to delete.
#[test]
fn a_refusal_for_good_keeps_neither_the_event_nor_the_slot_nor_the_status() {
    let world = World::new();
    let id = world.state().meeting.id;
    world.state().video_refuses = true;
    let cancelled = run(world.desk().cancel(id, CancelledBy::Operator, now())).unwrap();
    assert_eq!(
        (cancelled.status, cancelled.cancelled_by),
        (MeetingStatus::Cancelled, Some(CancelledBy::Operator))
    );
    let [owed] = &*cancelled.owed else { panic!("{:?}", cancelled.owed) };
    assert_eq!((owed.task, owed.reason.as_deref()), (Task::DeleteVideo, Some("Zoom refuses: HTTP 400 4711")));
    let state = world.state().clone();
    assert_eq!((state.event, state.cells.len()), (None, 0));
    // The sweeper leaves it alone for a while; asking again tries again.
    assert_eq!(run(world.desk().settle(id, later())).unwrap(), cancelled);
    world.state().video_refuses = false;
    assert_eq!(run(world.desk().cancel(id, CancelledBy::Operator, later())).unwrap().owed, []);
    assert_eq!(world.state().video, None);
}

#[test]
fn a_move_that_the_video_service_refuses_is_made_and_told() {
    let world = World::new();
    world.state().video_refuses = true;
    let moved = reschedule(&world, now()).unwrap();
    assert_eq!((moved.time(), moved.owed[0].task), (new(), Task::MoveVideo));
    let state = world.state().clone();
    assert_eq!((state.event, state.video), (Some(new()), Some(old())));
    world.state().video_refuses = false;
    let hour_later = now() + SignedDuration::from_hours(1);
    run(world.desk().settle(moved.id, hour_later)).unwrap();
    world.stands_at(new());
}

/// The host has moved the event in the calendar to where it is moved here now.
#[test]
fn moving_a_meeting_to_where_its_event_already_is_succeeds() {
    let world = World::new();
    world.state().event = Some(new());
    reschedule(&world, now()).unwrap();
    world.stands_at(new());
}

#[test]
fn a_meeting_that_was_missed_can_be_moved() {
    let world = World::new();
    world.state().meeting.status = MeetingStatus::NoShow;
    assert_eq!(reschedule(&world, now()).unwrap().status, MeetingStatus::Scheduled);
    world.stands_at(new());
}

#[test]
fn a_link_that_the_calendar_makes_late_is_fetched() {
    let world = World::new();
    let id = world.state().meeting.id;
    world.state().meeting.meeting_link = String::new();
    world.state().meeting.owe(Task::FetchLink, now());
    run(world.desk().settle(id, now())).unwrap();
    assert_eq!(world.state().meeting.meeting_link, "");
    world.state().video_link = Some("https://meet.google.com/abc".to_owned());
    let settled = run(world.desk().settle(id, later())).unwrap();
    assert_eq!((&*settled.meeting_link, &*settled.owed), ("https://meet.google.com/abc", &[][..]));
}

/// As the release before this one stored it.
#[test]
fn a_meeting_stored_earlier_is_read_and_its_cancellation_finished() {
    let world = World::new();
    let mut stored = serde_json::to_value(world.state().meeting.clone()).unwrap();
    stored["pending"] = serde_json::json!({"change": "CANCEL", "lapses_at": now()});
    let meeting: Meeting = serde_json::from_value(stored).unwrap();
    let id = meeting.id;
    world.state().meeting = meeting;
    let settled = run(world.desk().settle(id, later())).unwrap();
    assert_eq!((settled.status, &*settled.owed), (MeetingStatus::Cancelled, &[][..]));
    let state = world.state().clone();
    assert_eq!((state.event, state.video), (None, None));
}

#[test]
fn a_taken_time_and_a_deleted_event_are_told() {
    let world = World::new();
    world.state().cells.extend(new().cells());
    assert!(matches!(reschedule(&world, now()), Err(Error::Conflict(_))));
    let world = World::new();
    world.state().event = None;
    assert!(matches!(reschedule(&world, now()), Err(Error::Conflict(_))));
    assert_eq!(world.state().meeting.pending, None);
    assert_eq!(world.state().video, Some(old()));
}

#[test]
fn a_guest_is_changed_once_whatever_dies_in_between() {
    let guest: Email = "anna@example.com".parse().unwrap();
    for (writes, last) in [(1, false), (1, true), (2, false), (2, true)] {
        let world = World::new();
        world.state().life = Some((writes, last));
        let id = world.state().meeting.id;
        assert!(run(world.desk().change_guest(id, &guest, now())).is_err());
        world.state().life = None;
        run(world.desk().change_guest(id, &guest, now())).unwrap();
        let state = world.state();
        assert_eq!((&state.meeting.guest_email, state.invited.as_ref()), (&guest, Some(&guest)));
        assert_eq!((state.meeting.time(), state.event), (old(), Some(old())));
    }
}

/// Moves the meeting with time left for so many steps.
fn move_with_time_for(world: &World, steps: u32) -> Result<Option<Meeting>> {
    let id = world.state().meeting.id;
    let left = AtomicU32::new(steps);
    let time_is_left =
        || left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok();
    run(world.desk().reschedule_while(&time_is_left, id, new().start, Some(60), &rules(), now()))
}

#[test]
fn a_move_without_time_left_goes_on_when_it_is_asked_for_again() {
    for steps in 0..3 {
        let world = World::new();
        assert_eq!(move_with_time_for(&world, steps).unwrap(), None, "{steps}");
        assert_eq!(world.state().meeting.time(), old());
        let moved = move_with_time_for(&world, 3).unwrap().unwrap();
        assert_eq!(moved.time(), new());
        world.stands_at(new());
    }
}

#[test]
fn a_move_that_was_put_off_and_is_not_asked_for_again_is_undone() {
    for steps in 0..3 {
        let world = World::new();
        assert_eq!(move_with_time_for(&world, steps).unwrap(), None);
        let id = world.state().meeting.id;
        run(world.desk().settle(id, now())).unwrap();
        world.stands_at(old());
    }
}

/// Google says the same of what is gone and of what is not shared with us.
#[test]
fn a_guest_is_not_changed_in_an_earlier_calendar_that_is_out_of_reach() {
    let world = World::new();
    world.state().meeting.calendar_id = "earlier".to_owned();
    let before = world.state().meeting.clone();
    let guest = "anna@example.com".parse().unwrap();
    let refused = run(world.desk().change_guest(before.id, &guest, now()));
    assert!(matches!(refused, Err(Error::Refused { service: "Google", .. })), "{refused:?}");
    assert_eq!(world.state().meeting, before);
}
