use super::*;
use crate::slots::Interval;
use crate::test_world::{World, now, old, run};

fn follow(world: &World) -> Followed {
    run(Follower { calendar: world, video: Some(world), ledger: world }.follow(now())).unwrap()
}

/// A world whose calendar was followed up to now.
fn world() -> World {
    let world = World::new();
    assert_eq!(follow(&world), Followed::default());
    world
}

fn elsewhere() -> Interval {
    // Not on our grid: the host may do as they like.
    Interval::new(old().start + SignedDuration::from_mins(130), 45)
}

#[test]
fn a_move_in_the_calendar_moves_meeting_slots_and_video() {
    let world = world();
    world.state().event = Some(elsewhere());
    assert_eq!(follow(&world).changed.len(), 1);
    world.stands_at(elsewhere());
    let meeting = world.state().meeting.clone();
    assert_eq!((meeting.status, meeting.moved_in_calendar_at), (MeetingStatus::Scheduled, Some(now())));
    // The same news once more is none.
    assert_eq!(follow(&world), Followed::default());
}

/// An operator moved meeting and event after the calendar had been asked what is new.
#[test]
fn what_was_listed_before_a_move_of_ours_takes_nothing_back() {
    let world = world();
    let listed = run(world.changes(None, now())).unwrap().unwrap().events;
    {
        let mut state = world.state();
        let moved = state.meeting.moved_in_calendar(elsewhere(), now());
        state.meeting = Meeting { moved_in_calendar_at: None, ..moved };
        state.event = Some(elsewhere());
    }
    let follower = Follower { calendar: &world, video: Some(&world), ledger: &world };
    assert!(matches!(run(follower.apply(&listed[0], now())), Ok(Step::Nothing)));
    assert_eq!(world.state().meeting.time(), elsewhere());
}

/// The host was quicker than the booking, which has put the event into the calendar and is yet to save the meeting.
#[test]
fn an_event_whose_meeting_is_not_saved_yet_is_looked_at_again_and_one_without_any_is_not() {
    let world = world();
    let listed = run(world.changes(None, now())).unwrap().unwrap().events.remove(0);
    let follower = Follower { calendar: &world, video: Some(&world), ledger: &world };
    let step = |id: MeetingId| {
        let event = CalendarEvent { meeting_id: id, ..listed.clone() };
        (run(follower.apply(&event, now())).unwrap(), run(follower.look_at(id, now())).unwrap())
    };
    let minutes_ago = |minutes| MeetingId::derived(now() - SignedDuration::from_mins(minutes), [7; 10]);
    assert!(matches!(step(minutes_ago(2)), (Step::Again, Step::Again)));
    assert!(matches!(step(minutes_ago(300)), (Step::Nothing, Step::Nothing)));
}

#[test]
fn a_deletion_in_the_calendar_cancels_and_frees_the_slot() {
    let world = world();
    world.state().event = None;
    follow(&world);
    let state = world.state().clone();
    assert_eq!(
        (state.meeting.status, state.meeting.cancelled_by),
        (MeetingStatus::Cancelled, Some(CancelledBy::Calendar))
    );
    assert_eq!((state.video, state.cells.len(), &*state.meeting.owed), (None, 0, &[][..]));
}

#[test]
fn a_decline_is_shown_and_cancels_nothing() {
    let world = world();
    world.state().guest = Some(("Ana@example.com".parse().unwrap(), GuestResponse::Declined));
    follow(&world);
    let meeting = world.state().meeting.clone();
    assert_eq!(
        (meeting.guest_response, meeting.status),
        (Some(GuestResponse::Declined), MeetingStatus::Confirmed)
    );
}

#[test]
fn a_move_onto_another_meeting_is_followed_and_takes_nothing_from_it() {
    let world = world();
    let mut others = elsewhere().cells();
    world.state().cells.extend(others.clone());
    world.state().event = Some(elsewhere());
    follow(&world);
    let state = world.state().clone();
    assert_eq!(
        (state.meeting.time(), state.meeting.overlaps, state.video),
        (elsewhere(), true, Some(elsewhere()))
    );
    others.sort();
    assert_eq!(state.cells.into_iter().collect::<Vec<_>>(), others);
}

/// A death after the table was written leaves the video service to be told.
#[test]
fn whenever_following_a_move_dies_it_is_finished() {
    for writes in 1..=4 {
        for takes_effect in [false, true] {
            let world = world();
            world.state().event = Some(elsewhere());
            world.state().life = Some((writes, takes_effect));
            let _ = run(Follower { calendar: &world, video: Some(&world), ledger: &world }.follow(now()));
            world.state().life = None;
            follow(&world);
            let id = world.state().meeting.id;
            run(world.desk().settle(id, now() + SignedDuration::from_mins(2))).unwrap();
            world.stands_at(elsewhere());
        }
    }
}

#[test]
fn a_meeting_that_is_being_changed_is_looked_at_again() {
    let world = world();
    let change = crate::meeting::Change::Cancel;
    let meeting = world.state().meeting.clone();
    world.state().meeting = meeting.with_change(change, now()).unwrap();
    world.state().event = Some(elsewhere());
    let id = meeting.id;
    assert_eq!(follow(&world).again, [id]);
    assert_eq!(world.state().sync.again, [id]);
}

/// Google forgets positions, and deleted events too.
#[test]
fn a_position_that_is_forgotten_is_made_good_by_reading_everything() {
    let world = world();
    world.state().forgetful = true;
    world.state().event = None;
    world.state().listed = false;
    follow(&world);
    assert_eq!(world.state().meeting.status, MeetingStatus::Cancelled);
}
