use std::sync::Arc;

use homework_domain::Clock as _;
use homework_domain::call::{CallState, HangupCause, Outcome};
use homework_domain::lead::LeadStatus;
use serde_json::json;

use super::*;
use crate::dispatch::tests::dispatcher;
use crate::test_world::{Life, World, events};

async fn stop(world: &World, ends_conversations: bool) -> CallingStop {
    let wanted = CallingStop::new("ana@example.com", None, ends_conversations, world.now()).unwrap();
    world.table().stop_calling(&wanted).await.unwrap()
}

async fn ended(world: &Arc<World>, call: &Call, cause: HangupCause) {
    events(world.process(Life::Long)).ended(call.id, "CA1", cause, None).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_ringing_call_is_cancelled_and_its_lead_keeps_its_place() {
    let world = World::new();
    let call = world.ringing_call().await;
    stop(&world, false).await;
    let dispatcher = dispatcher(&world, Life::Long);
    dispatcher.run().await.unwrap();
    assert_eq!((dispatcher.telephony.cancelled(), dispatcher.telephony.hung_up()), (1, 0));
    ended(&world, &call, HangupCause::Canceled).await;
    let call = world.table().call(call.id).await.unwrap();
    assert_eq!((call.state, call.outcome), (CallState::Ended, Some(Outcome::Failed)));
    let lead = world.table().lead(call.lead.id).await.unwrap();
    assert_eq!((lead.status, lead.next_attempt_at, lead.faults), (LeadStatus::Queued, Some(world.now()), 0));
    // It stays there until the stop is lifted.
    world.take_messages();
    dispatcher.run().await.unwrap();
    let again = json!({"stopped_at": world.now()});
    assert_eq!(world.take_messages(), [(again, AGAIN_AFTER_SECONDS)], "somebody is to be called");
    world.table().resume_calling(world.now()).await.unwrap();
    dispatcher.run().await.unwrap();
    let messages = world.take_messages();
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].0["lead_id"], json!(lead.id));
}

#[tokio::test(start_paused = true)]
async fn conversations_come_to_their_own_end_unless_they_are_to_be_ended() {
    let world = World::new();
    let call = world.ringing_call().await;
    let table = world.table();
    table.change_call(call.id, |call| call.answer(world.now()).map(|()| true)).await.unwrap();
    stop(&world, false).await;
    let dispatcher = dispatcher(&world, Life::Long);
    dispatcher.run().await.unwrap();
    assert_eq!((dispatcher.telephony.cancelled(), dispatcher.telephony.hung_up()), (0, 0));
    stop(&world, true).await;
    dispatcher.run().await.unwrap();
    assert_eq!((dispatcher.telephony.cancelled(), dispatcher.telephony.hung_up()), (0, 1));
    ended(&world, &call, HangupCause::Completed).await;
    assert_eq!(table.lead(call.lead.id).await.unwrap().status, LeadStatus::Queued);
}

#[tokio::test(start_paused = true)]
async fn whoever_takes_over_from_one_that_died_ends_what_is_left() {
    for dies_at in 1..12 {
        let world = World::new();
        let call = world.ringing_call().await;
        stop(&world, false).await;
        let first = dispatcher(&world, Life::Until(dies_at, dies_at % 2 == 0));
        let died = first.run().await.is_err();
        let second = dispatcher(&world, Life::Stuttering);
        second.run().await.unwrap();
        assert!(first.telephony.cancelled() + second.telephony.cancelled() > 0, "died: {died}");
        let noted = world.table().call(call.id).await.unwrap().stopped_in;
        assert_eq!(noted, Some(CallState::Ringing), "died at {dies_at}");
    }
}

#[tokio::test(start_paused = true)]
async fn it_looks_again_for_a_minute_and_then_by_the_clock_alone() {
    let world = World::new();
    let call = world.claimed_call().await;
    stop(&world, false).await;
    let dispatcher = dispatcher(&world, Life::Long);
    dispatcher.run().await.unwrap();
    assert_eq!(dispatcher.telephony.cancelled(), 0, "Twilio has not confirmed it");
    assert_eq!(world.take_messages().len(), 1);
    world.table().change_call(call.id, |call| call.identified("CA1")).await.unwrap();
    world.pass(CHASED_FOR);
    dispatcher.run().await.unwrap();
    assert_eq!(dispatcher.telephony.cancelled(), 1);
    assert_eq!(world.take_messages(), []);
}
