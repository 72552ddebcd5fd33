use homework_domain::call::{CallState, TurnUsage};
use homework_domain::call_policy::CallPolicy;
use homework_domain::campaign::{CampaignChange, NewCampaign};
use homework_domain::gate::Evidence;
use homework_domain::lead::NewLead;
use serde_json::json;

use super::*;
use crate::Memory;

/// An empty table, and a call that may be put there.
fn store_for_call() -> (Store, Call, Timestamp) {
    let now: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
    let lead = Lead::create(NewLead::parse("Ana", "+12125550100", None).unwrap(), now);
    let call = Call::claim(CallId::generate(now), &lead, CampaignId::generate(now), now);
    (Store::in_memory(Memory::default()), call, now)
}

#[tokio::test]
async fn a_transcript_lies_beside_its_call_and_an_earlier_one_within_it() {
    let (store, call, now) = store_for_call();
    let ended = Call { state: CallState::Ended, ..call };
    assert!(store.commit(vec![put_new(&ended).unwrap()]).await.unwrap());
    let written = PostCallSummary { transcript: "Lead: Hello".into(), summary: "They talked.".into() };
    assert!(store.save_write_up(&ended, &written).await.unwrap());
    assert!(!store.save_write_up(&ended, &written).await.unwrap(), "written over a call that has changed");
    let record = store.call_record(ended.id).await.unwrap();
    assert_eq!(record.transcript.as_deref(), Some("Lead: Hello"));
    assert_eq!((record.call.transcript, record.call.summary.as_deref()), (None, Some("They talked.")));

    let earlier = Call {
        id: CallId::generate(now),
        transcript: Some("Lead: Hello".into()),
        summary: Some("They talked.".into()),
        ..ended
    };
    assert!(store.commit(vec![put_new(&earlier).unwrap()]).await.unwrap());
    // Its recording comes late, and changes the call alone.
    store.change_call(earlier.id, |call| Ok(call.recording_key.replace("k".into()).is_none())).await.unwrap();
    assert_eq!(store.call_record(earlier.id).await.unwrap().transcript.as_deref(), Some("Lead: Hello"));
}

#[tokio::test]
async fn an_end_that_was_judged_without_the_last_turn_is_judged_again() {
    let (store, call, now) = store_for_call();
    assert!(store.commit(vec![put_new(&call).unwrap()]).await.unwrap());
    let turn = |number: u32| -> Turn {
        serde_json::from_value(json!({
            "number": number, "heard": "Hello?", "said": "Hello!", "intent": "NEEDS_INFO", "ends_call": false,
            "usage": TurnUsage::default(), "heard_at": now, "said_at": now,
        }))
        .unwrap()
    };
    // Both where nothing was said before and where something was.
    for number in [1, 2] {
        let (_, talk) = store.call_record_and_talk(call.id).await.unwrap();
        store.save_turn(&call, &turn(number), now).await.unwrap();
        assert!(!store.commit(vec![talk.end(call.id)]).await.unwrap(), "ended without turn {number}");
    }
    let mut seen = 0;
    let end = |record: &mut CallRecord| {
        seen = record.turns.len();
        Ok(Some(Ending::new(Outcome::Interested, None, None)))
    };
    store.end_call(call.id, now, end).await.unwrap();
    let (_, talk) = store.call_record_and_talk(call.id).await.unwrap();
    let late = vec![crate::talk::note_turn(call.id)];
    assert!(!store.commit(late).await.unwrap() && talk != Talk::default(), "a turn after the end");
    assert_eq!(seen, 2);
}

#[tokio::test]
async fn nobody_is_claimed_or_called_again_for_a_campaign_that_was_just_paused_or_changed() {
    let store = Store::in_memory(Memory::default());
    let now: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
    let lead = Lead::create(NewLead::parse("Ana", "+12125550100", None).unwrap(), now);
    assert!(store.create_leads(std::slice::from_ref(&lead)).await.unwrap().is_empty());
    let new = NewCampaign::parse("Test", &[lead.id.to_string()], 1.0).unwrap();
    let campaign = store.start_campaign(&new, now).await.unwrap();
    let steer = async |next| {
        store.change_campaign(campaign.id, |campaign| campaign.request_transition(next, now)).await.unwrap();
    };
    let edit = async |calls_at_once| {
        let policy = Some(CallPolicy { calls_at_once, ..CallPolicy::usual() });
        let change = CampaignChange { policy, ..CampaignChange::default() };
        store.change_campaign(campaign.id, |campaign| campaign.edit(&change, now)).await.unwrap();
    };
    let queued = store.lead(lead.id).await.unwrap();
    let call = Call::claim(CallId::generate(now), &queued, campaign.id, now);
    let claim = async |campaign: &Campaign| {
        let mut lead = queued.clone();
        lead.claim(call.id, now).unwrap();
        store.claim_call(&call, &mut lead, campaign, &Evidence::default()).await
    };
    steer(CampaignState::Paused).await;
    assert!(matches!(claim(&campaign).await, Err(Error::Stale(_))));
    steer(CampaignState::Running).await;
    edit(Some(1)).await;
    assert!(matches!(claim(&campaign).await, Err(Error::Stale(_))), "by a policy that was changed since");
    let campaign = store.campaign(campaign.id).await.unwrap();
    edit(Some(2)).await;
    assert!(matches!(claim(&campaign).await, Err(Error::Stale(_))), "by one that was changed again");
    let campaign = store.campaign(campaign.id).await.unwrap();
    claim(&campaign).await.unwrap();
    store.change_call(call.id, |known| known.placing_declined(&call, now).map(|()| true)).await.unwrap();
    let claimed = store.lead(lead.id).await.unwrap();
    steer(CampaignState::Paused).await;
    let place_again = async |campaign: &Campaign| store.begin_placing(call.id, &claimed, campaign, now).await;
    assert!(place_again(&campaign).await.unwrap().is_none());
    steer(CampaignState::Running).await;
    edit(Some(3)).await;
    assert!(place_again(&campaign).await.unwrap().is_none(), "by a policy that was changed since");
    let campaign = store.campaign(campaign.id).await.unwrap();
    assert!(place_again(&campaign).await.unwrap().is_some());
    assert!(matches!(place_again(&campaign).await, Err(Error::Stale(_))));
}
