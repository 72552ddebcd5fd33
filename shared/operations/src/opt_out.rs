//! The opt-out link in an invitation: whose it is, and what it does.

use homework_domain::ids::MeetingId;
use homework_domain::locale::Language;
use homework_domain::phone::PhoneNumber;
use homework_domain::suppression::Suppression;
use homework_domain::{Error, Result};
use homework_store::Store;
use jiff::Timestamp;

/// Whoever has the invitation to a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    /// The language they were talked with in.
    pub language: Language,
    /// The number they are called at, and the one they were called at where that was another.
    numbers: Vec<PhoneNumber>,
}

impl Guest {
    /// The guest whose link has this token.
    ///
    /// # Errors
    /// `NotFound` where the meeting has no such link, or nothing is known of its guest any more.
    pub async fn find(store: &Store, meeting: MeetingId, token: &str) -> Result<Self> {
        let unknown = || Error::not_found("opt-out link", meeting);
        let meeting = store.meeting(meeting).await?;
        if !meeting.opt_out.as_ref().is_some_and(|own| own.is(token)) {
            return Err(unknown());
        }
        let (lead, call) = tokio::join!(store.lead(meeting.lead_id), store.call(meeting.call_id));
        let call = call?;
        let now = match lead {
            Ok(lead) => Some(lead.phone),
            Err(Error::NotFound { .. }) => None,
            Err(error) => return Err(error),
        };
        let then = Some(call.lead.phone).filter(|_| call.erased_at.is_none());
        let mut numbers: Vec<_> = now.into_iter().chain(then).collect();
        numbers.dedup();
        if numbers.is_empty() {
            return Err(unknown());
        }
        Ok(Self { language: call.language, numbers })
    }

    /// Whether they are on the do-not-call list already.
    pub async fn has_opted_out(&self, store: &Store) -> Result<bool> {
        for number in &self.numbers {
            if store.suppression(number).await?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Has them never called again. It may be repeated: what is done stays done.
    pub async fn opt_out(&self, store: &Store, now: Timestamp) -> Result<()> {
        for number in &self.numbers {
            store.suppress(&Suppression::by_guest(number, now)).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use homework_domain::Clock as _;
    use homework_domain::call::Call;
    use homework_domain::lead::LeadStatus;
    use homework_domain::lead_change::{ChangeFields, LeadChange};
    use homework_domain::meeting::Meeting;
    use homework_domain::ports::{Hold, HoldResult, SlotLedger as _};
    use homework_domain::slots::Interval;
    use homework_domain::suppression::SuppressionSource;
    use serde_json::json;

    use super::*;
    use crate::test_world::World;

    const TOKEN: &str = "00112233445566778899aabbccddeeff";

    fn time() -> Interval {
        Interval::new("2026-11-26T15:00:00Z".parse().unwrap(), 30)
    }

    fn hold(call: &Call, turn: u32, token: &str) -> Hold {
        serde_json::from_value(json!({
            "calendar_id": "sales", "time": time(), "meeting_id": MeetingId::generate(call.started_at),
            "call_id": call.id, "turn": turn, "opt_out": token, "lapses_at": "2026-11-24T16:00:00Z",
        }))
        .unwrap()
    }

    async fn booked(world: &World, call: &Call) -> MeetingId {
        let (store, now, time, hold) = (world.table(), world.now(), time(), hold(call, 1, TOKEN));
        let id = hold.meeting_id;
        let meeting: Meeting = serde_json::from_value(json!({
            "id": id, "lead_id": call.lead.id, "lead_name": "Ana", "call_id": call.id,
            "campaign_id": call.campaign_id, "scheduled_time": time.start, "duration_minutes": 30,
            "time_zone": "America/New_York", "guest_email": "ana@example.com", "calendar_id": "sales",
            "calendar_event_id": "1", "meeting_link": "", "opt_out": TOKEN, "status": "SCHEDULED",
            "created_at": now, "updated_at": now, "version": 1,
        }))
        .unwrap();
        store.hold(&hold).await.unwrap();
        store.confirm(&hold, &meeting).await.unwrap();
        id
    }

    #[tokio::test]
    async fn whoever_has_the_link_is_not_called_again_wherever_their_number_went() {
        let world = World::new();
        let (store, call) = (world.table(), world.ringing_call().await);
        let meeting = booked(&world, &call).await;
        let change = ChangeFields { phone: Some("+12125550999"), ..ChangeFields::default() };
        let change = LeadChange::read(&change, world.now()).unwrap();
        store.change_lead(call.lead.id, change, world.now()).await.unwrap();

        let guest = Guest::find(&store, meeting, TOKEN).await.unwrap();
        assert!(!guest.has_opted_out(&store).await.unwrap());
        for _ in 0..2 {
            guest.opt_out(&store, world.now()).await.unwrap();
        }
        assert!(guest.has_opted_out(&store).await.unwrap());
        for number in [call.lead.phone.clone(), "+12125550999".parse().unwrap()] {
            let known = store.suppression(&number).await.unwrap().unwrap();
            assert_eq!(
                (known.source, known.asked_at),
                (SuppressionSource::Invitation, Some(known.recorded_at))
            );
        }
        assert_eq!(store.lead(call.lead.id).await.unwrap().status, LeadStatus::DoNotCall);
    }

    #[tokio::test]
    async fn a_turn_that_goes_on_with_a_booking_has_the_link_that_may_have_been_sent() {
        let world = World::new();
        let (store, call) = (world.table(), world.ringing_call().await);
        let first = hold(&call, 1, TOKEN);
        assert_eq!(store.hold(&first).await.unwrap(), HoldResult::Held(first.clone()));
        let later = store.hold(&hold(&call, 2, "another")).await.unwrap();
        assert_eq!(later, HoldResult::Held(Hold { turn: 2, ..first }));
    }

    #[tokio::test]
    async fn a_link_that_is_not_the_meetings_opens_nothing() {
        let world = World::new();
        let (store, call) = (world.table(), world.ringing_call().await);
        let meeting = booked(&world, &call).await;
        let unknown = MeetingId::generate(world.now());
        for (id, token) in [(meeting, ""), (meeting, "00112233445566778899aabbccddeef0"), (unknown, TOKEN)] {
            let found = Guest::find(&store, id, token).await;
            assert!(matches!(found, Err(Error::NotFound { .. })), "{found:?}");
        }
    }
}
