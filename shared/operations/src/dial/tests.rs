use homework_domain::phone::PhoneNumber;
use homework_domain::ports::{PlaceCall, PlaceCallError, RemoteCall};

use super::*;
use crate::test_world::{Life, World};

/// Nobody is to be phoned here.
struct NoTelephone;

impl Telephony for NoTelephone {
    async fn place_call(&self, _: &PlaceCall) -> Result<String, PlaceCallError> {
        unreachable!()
    }
    async fn calls_to(&self, _: &PhoneNumber, _: Timestamp) -> Result<Vec<RemoteCall>> {
        unreachable!()
    }
    async fn call(&self, _: &str) -> Result<RemoteCall> {
        unreachable!()
    }
    async fn hang_up(&self, _: &str) -> Result<()> {
        unreachable!()
    }
}

/// The message came twice, and the campaign was cancelled just after the lead had been claimed for the other.
#[tokio::test]
async fn a_lead_that_is_being_called_is_not_given_back() {
    let world = World::new();
    let call = world.ringing_call().await;
    let dialer = Dialer {
        store: world.table(),
        queue: world.process(Life::Long),
        telephony: NoTelephone,
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
