//! The number a call comes from, and the day's calls.

use homework_domain::Result;
use homework_domain::caller_number::{CallerNumber, CallerNumbers};
use homework_domain::gate::{self, Because, Verdict};
use homework_domain::phone::PhoneNumber;
use homework_domain::ports::Telephony;
use homework_domain::queue::MessageQueue;

use super::{CallsPerDay, Dialer, Reading};

impl<T: Telephony, Q: MessageQueue> Dialer<T, Q> {
    /// Counts the call on the day of its campaign, of the account and of the number that suits the lead best, and says
    /// which that is: `None` for the one that is kept with Twilio's credentials. Where there is no such call now, what
    /// becomes of its lead. A claim that is tried again counts again, which errs on the side of fewer calls.
    pub(super) async fn take_call_of_day(
        &self,
        reading: &Reading,
        callers: &CallerNumbers,
    ) -> Result<Result<Option<PhoneNumber>, Verdict>> {
        let Reading { campaign, lead, .. } = reading;
        if callers.are_ours(&lead.phone) {
            return Ok(Err(Verdict::Never(Because::NotCallable)));
        }
        let now = self.clock.now();
        let CallsPerDay { campaign: most, account } = self.calls_per_day;
        let most = campaign.calls_of_day(lead, most);
        if !self.store.take_call_of_day(campaign.id, most, account, now).await? {
            return Ok(Err(gate::after_ceiling(now)));
        }
        if callers.is_empty() {
            return Ok(Ok(None));
        }
        let suiting = callers.for_lead(lead.id, &lead.phone);
        // No number's own limit puts off what was agreed on.
        let whatever = suiting.first().filter(|_| lead.call_back_at.is_some());
        let whatever = whatever.map(|first| CallerNumber { calls_per_day: None, ..(*first).clone() });
        for caller in suiting.into_iter().chain(&whatever) {
            if self.store.take_call_from(caller, now).await? {
                return Ok(Ok(Some(caller.number.clone())));
            }
        }
        // Should this be lost, there is one call less today.
        self.store.give_back_call_of_day(campaign.id, now).await?;
        Ok(Err(gate::after_ceiling(now)))
    }
}

#[cfg(test)]
mod tests {
    use homework_domain::call::CallState;
    use homework_domain::caller_number::NewCallerNumber;
    use homework_domain::clock::Clock as _;
    use homework_domain::lead::LeadStatus;
    use homework_domain::page::{Order, PageRequest};
    use jiff::SignedDuration;

    use super::*;
    use crate::dial::tests::{calls, dialer, release, released};
    use crate::test_world::World;

    const NEW_YORK: &str = "+12125550190";
    const DENVER: &str = "+13035550190";

    /// Has calls come from these numbers, each of which may make so many a day.
    async fn choose(world: &World, numbers: &[(&str, u64)]) {
        let new = |(number, most): &(&str, u64)| NewCallerNumber {
            number: (*number).to_owned(),
            calls_per_day: Some(*most),
        };
        let numbers = CallerNumbers::parse(&numbers.iter().map(new).collect::<Vec<_>>()).unwrap();
        world.table().save_caller_numbers(&numbers, 0, world.now()).await.unwrap();
    }

    fn number(e164: &str) -> Option<PhoneNumber> {
        PhoneNumber::of_ours(e164)
    }

    #[tokio::test(start_paused = true)]
    async fn leads_are_called_from_their_area_and_then_from_their_country_until_the_day_is_used_up() {
        let world = World::new();
        choose(&world, &[(DENVER, 1), (NEW_YORK, 1)]).await;
        let dialer = dialer(&world, world.table());
        let leads = world.queued_leads(3, 1).await;
        let mut messages = Vec::new();
        for lead in leads {
            messages.push(release(&world, lead).await);
        }
        for message in &messages {
            dialer.handle(message).await.unwrap();
        }
        assert_eq!(dialer.telephony.placed_from(), [number(NEW_YORK), number(DENVER)]);
        let waiting = world.table().lead(messages[2].lead_id).await.unwrap();
        let midnight = "2026-11-25T00:00:00Z".parse().unwrap();
        assert_eq!((waiting.status, waiting.next_attempt_at), (LeadStatus::Queued, Some(midnight)));
        let page = PageRequest::parse(None, None, None).unwrap();
        let campaign = messages[0].campaign_id;
        let kept = world.table().decisions(campaign, Order::OldestFirst, &page).await.unwrap().items;
        let from: Vec<_> = kept.into_iter().filter_map(|decision| decision.evidence.called_from).collect();
        assert_eq!(from, [NEW_YORK, DENVER]);
        let mut lead = waiting;
        (lead.call_back_at, lead.next_attempt_at) = (Some(world.now()), Some(world.now()));
        world.table().save_lead(&mut lead).await.unwrap();
        dialer.handle(&release(&world, lead).await).await.unwrap();
        assert_eq!(dialer.telephony.placed_from()[2], number(NEW_YORK), "agreed on");
        // What was counted for the one who waited was given back to the account and the campaign.
        assert_eq!(world.table().calls_of_day(world.now()).await.unwrap(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_whose_answer_was_lost_is_looked_for_by_the_number_it_came_from() {
        let world = World::new();
        choose(&world, &[(NEW_YORK, 9)]).await;
        let dialer = dialer(&world, world.table());
        dialer.telephony.lose_answers();
        let message = released(&world).await;
        for _ in 0..2 {
            dialer.handle(&message).await.unwrap();
            world.pass(SignedDuration::from_secs(30));
        }
        assert_eq!(dialer.telephony.placed_from(), [number(NEW_YORK)]);
        assert_eq!(calls(&world).await[0].twilio_call_sid.as_deref(), Some("CA0"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_number_that_twilio_refuses_costs_no_lead_and_is_left_out() {
        let world = World::new();
        choose(&world, &[(DENVER, 9), (NEW_YORK, 9)]).await;
        let dialer = dialer(&world, world.table());
        dialer.telephony.refuse(&number(NEW_YORK).unwrap());
        let message = released(&world).await;
        dialer.handle(&message).await.unwrap();
        let lead = world.table().lead(message.lead_id).await.unwrap();
        assert_eq!((lead.status, lead.attempts), (LeadStatus::Queued, 0));
        assert_eq!(calls(&world).await[0].state, CallState::Ended);
        assert!(world.table().breakers().await.unwrap().iter().all(|breaker| breaker.blocks().is_none()));
        world.pass(SignedDuration::from_secs(30));
        dialer.handle(&release(&world, lead).await).await.unwrap();
        assert_eq!(dialer.telephony.placed_from(), [number(DENVER)]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_of_the_only_number_halts_calling_until_somebody_acts() {
        let world = World::new();
        choose(&world, &[(NEW_YORK, 9)]).await;
        let dialer = dialer(&world, world.table());
        dialer.telephony.refuse(&number(NEW_YORK).unwrap());
        let message = released(&world).await;
        dialer.handle(&message).await.unwrap();
        let lead = world.table().lead(message.lead_id).await.unwrap();
        assert_eq!((lead.status, dialer.telephony.placed()), (LeadStatus::Queued, 0));
        assert!(world.table().campaign(message.campaign_id).await.unwrap().pause_reason.is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn a_number_of_ours_is_never_called() {
        let world = World::new();
        let message = released(&world).await;
        let phone = world.table().lead(message.lead_id).await.unwrap().phone;
        choose(&world, &[(phone.as_str(), 9), (DENVER, 9)]).await;
        let dialer = dialer(&world, world.table());
        dialer.handle(&message).await.unwrap();
        let lead = world.table().lead(message.lead_id).await.unwrap();
        assert_eq!((lead.status, dialer.telephony.placed()), (LeadStatus::Failed, 0));
    }
}
