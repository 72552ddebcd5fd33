use homework_domain::lead::NewLead;
use jiff::SignedDuration;

use super::*;
use crate::memory::Memory;

/// An answer holds a megabyte: so many leads are more.
const OTHERS: u32 = 2_500;

fn now() -> Timestamp {
    "2026-11-24T10:00:00Z".parse().unwrap()
}

/// A lead that its campaign is to call as many minutes from now as its number says.
fn promised(number: u32, campaign: CampaignId) -> Lead {
    let mut lead = Lead::create(NewLead::parse("Ana", &format!("+1212555{number:04}"), None).unwrap(), now());
    lead.enqueue(campaign, now()).unwrap();
    lead.next_attempt_at = Some(now() + SignedDuration::from_mins(number.into()));
    lead.call_back_at = lead.next_attempt_at;
    lead
}

/// A cancelled campaign that promised a lead a call, behind all the promises of another.
async fn behind_others() -> (Store, Campaign) {
    let store = Store::in_memory(Memory::default());
    let mut campaign = Campaign::create_by_selection("Ours", LeadSelection::Pending, 1.0, now()).unwrap();
    campaign.state = CampaignState::Cancelled;
    let others = CampaignId::generate(now());
    let leads: Vec<Lead> = (0..OTHERS).map(|number| promised(number, others)).collect();
    assert!(store.create_leads(&leads).await.unwrap().is_empty());
    assert!(store.create_leads(&[promised(OTHERS, campaign.id)]).await.unwrap().is_empty());
    let line = Query::index(Index::Gsi5, keys::call_backs());
    assert!(store.query(&line).await.unwrap().next.is_some(), "one answer has them all");
    (store, campaign)
}

#[tokio::test]
async fn a_list_that_is_too_long_says_nothing_of_who_is_not_at_its_head() {
    let (store, campaign) = behind_others().await;
    assert_eq!(store.has_call_backs(campaign.id).await.unwrap(), None);
    assert_eq!(store.has_calls_under_way(campaign.id).await.unwrap(), Some(false));
}

#[tokio::test]
async fn who_was_promised_a_call_is_given_back_behind_others() {
    let (store, campaign) = behind_others().await;
    assert_eq!(store.dequeue_some(&campaign, now()).await.unwrap(), 1);
    assert_eq!(store.dequeue_some(&campaign, now()).await.unwrap(), 0);
}
