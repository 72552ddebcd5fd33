use std::sync::Arc;

use homework_domain::answering::AnsweredBy;
use homework_domain::call::{HangupCause, Outcome};
use homework_domain::call_policy::VoicemailMessage;
use homework_domain::campaign::Campaign;
use homework_domain::locale::Language;
use homework_domain::webhook_url::{FailedStep, Step};

use super::*;
use crate::conversation::fall_back;
use crate::conversation::tests::conversation;
use crate::test_world::{Life, World, events};

const OURS: &str = "+12025550100";

/// A call that is answered, of a campaign that leaves this message.
async fn answered(world: &Arc<World>, message: Option<VoicemailMessage>) -> Call {
    let (table, call) = (world.table(), world.ringing_call().await);
    let change = |campaign: &mut Campaign| {
        campaign.policy.voicemail_message.clone_from(&message);
        Ok(true)
    };
    let campaign = table.change_campaign(call.campaign_id, change).await.unwrap();
    let lead = table.lead(call.lead.id).await.unwrap();
    let planned = |call: &mut Call| {
        call.leaves_message = campaign.leaves_message(&lead);
        Ok(true)
    };
    table.change_call(call.id, planned).await.unwrap();
    conversation(world).open(call.id, "CA1", Instant::now()).await.unwrap();
    table.call(call.id).await.unwrap()
}

async fn left(world: &Arc<World>, call: &Call) -> String {
    conversation(world).leave_message(call.id, OURS, Instant::now()).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_machine_that_is_made_out_has_the_message_left_once() {
    let world = World::new();
    let call = answered(&world, Some(VoicemailMessage::default())).await;
    let events = events(world.process(Life::Long));
    let told = || events.machine_detected(call.id, "CA1", AnsweredBy::Voicemail);
    told().await.unwrap();
    let redirected = events.telephony.redirected();
    let [url] = &redirected[..] else { panic!("{redirected:?}") };
    assert!(url.starts_with("https://voice.example/api/webhooks/twilio/message?call="), "{url}");
    assert_eq!((FailedStep::of_url(url).step, events.telephony.hung_up()), (Step::Message, 0));
    let document = left(&world, &call).await;
    assert!(document.contains("Ana") && document.contains("an AI assistant calling on behalf of Acme"));
    assert!(document.contains("1 2 0 2 5 5 5 0 1 0 0") && document.contains("<Hangup"), "{document}");
    // Twilio asks twice, and tells twice.
    assert_eq!(left(&world, &call).await, document);
    told().await.unwrap();
    assert_eq!((events.telephony.redirected().len(), events.telephony.hung_up()), (1, 0));
    events.ended(call.id, "CA1", HangupCause::Completed, Some(20.0)).await.unwrap();
    let record = world.table().call_record(call.id).await.unwrap();
    assert_eq!((record.call.outcome, record.call.message_left), (Some(Outcome::Voicemail), true));
    assert_eq!(record.turns.iter().filter(|turn| turn.is_message).count(), 1);
    let lead = world.table().lead(call.lead.id).await.unwrap();
    assert_eq!(lead.message_left_at, Some(world.clock().now()));
    assert!(!world.table().campaign(call.campaign_id).await.unwrap().leaves_message(&lead));
}

#[tokio::test(start_paused = true)]
async fn a_machine_that_is_heard_is_waited_for_and_told() {
    let world = World::new();
    let words = [(Language::En, "I called about the roof.".to_owned())].into();
    let call = answered(&world, Some(VoicemailMessage { words })).await;
    let talk = conversation(&world);
    let greeting = "Please leave a message after the tone.";
    let answer = talk.answer(call.id, 1, greeting, Instant::now()).await.unwrap();
    assert!(answer.document.contains("<Pause length=\"2\"/><Redirect") && !answer.document.contains("<Say"));
    assert!(answer.document.contains("/message?call="), "{}", answer.document);
    // Machine detection comes to the same while the beep is waited for, and to nothing behind the message.
    let events = events(world.process(Life::Long));
    events.machine_detected(call.id, "CA1", AnsweredBy::Voicemail).await.unwrap();
    assert!(left(&world, &call).await.contains("I called about the roof. You can reach us at"));
    events.machine_detected(call.id, "CA1", AnsweredBy::Voicemail).await.unwrap();
    assert_eq!((events.telephony.redirected().len(), events.telephony.hung_up()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn where_there_is_no_message_a_machine_is_hung_up_on() {
    for (message, machine) in
        [(None, AnsweredBy::Voicemail), (Some(VoicemailMessage::default()), AnsweredBy::Fax)]
    {
        let world = World::new();
        let (call, events) = (answered(&world, message).await, events(world.process(Life::Long)));
        events.machine_detected(call.id, "CA1", machine).await.unwrap();
        assert_eq!((events.telephony.redirected().len(), events.telephony.hung_up()), (0, 1));
    }
    // It was taken out of the policy meanwhile.
    let world = World::new();
    let call = answered(&world, Some(VoicemailMessage::default())).await;
    let change = |campaign: &mut Campaign| {
        campaign.policy.voicemail_message = None;
        Ok(true)
    };
    world.table().change_campaign(call.campaign_id, change).await.unwrap();
    assert_eq!(left(&world, &call).await, twiml::hang_up());
}

#[tokio::test(start_paused = true)]
async fn a_message_that_cannot_be_had_is_asked_for_again_and_then_given_up() {
    let world = World::new();
    let call = answered(&world, Some(VoicemailMessage::default())).await;
    let failed = |tries| fall_back(call.id, call.spoken_locale(), FailedStep { step: Step::Message, tries });
    assert!(failed(0).contains("/message?call=") && failed(0).contains("&amp;again=1"), "{}", failed(0));
    assert_eq!(failed(2), twiml::hang_up());
}

#[tokio::test(start_paused = true)]
async fn a_message_that_was_not_saved_is_not_said() {
    for after in 0..6 {
        let world = World::new();
        let call = answered(&world, Some(VoicemailMessage::default())).await;
        let dying = world.process(Life::Until(after, true));
        let talk = Conversation { store: dying.store(), ..conversation(&world) };
        let said = talk.leave_message(call.id, OURS, Instant::now()).await;
        let saved =
            world.table().call_record(call.id).await.unwrap().turns.iter().any(|turn| turn.is_message);
        assert!(saved || said.is_err(), "after {after} requests: {said:?}");
        assert!(left(&world, &call).await.contains("<Say"), "the next try leaves it");
    }
}
