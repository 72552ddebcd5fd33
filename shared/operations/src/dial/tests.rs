use super::*;
use crate::test_world::{Life, Twilio, World};

/// The message came twice, and the campaign was cancelled just after the lead had been claimed for the other.
#[tokio::test]
async fn a_lead_that_is_being_called_is_not_given_back() {
    let world = World::new();
    let call = world.ringing_call().await;
    let dialer = Dialer {
        store: world.table(),
        queue: world.process(Life::Long),
        telephony: Twilio::of(world.process(Life::Long)),
        calling_hours: WeeklyHours::parse("00:00-24:00", "Mon-Sun").unwrap(),
        callable: CallableNumbers::default(),
        calls_per_day: CallsPerDay { campaign: 10, account: 10 },
        clock: world.clock(),
    };
    let lead = world.table().lead(call.lead.id).await.unwrap();
    let turned_away = dialer.turn_away(lead, Verdict::GiveBack(gate::Because::CampaignOver)).await;
    assert!(matches!(turned_away, Err(Error::Stale(_))));
    assert_eq!(world.table().lead(call.lead.id).await.unwrap().status, LeadStatus::Calling);
}
