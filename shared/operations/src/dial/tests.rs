use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};

use homework_domain::call::{HangupCause, Outcome};
use homework_domain::call_policy::{CallPolicy, CallWindow};
use homework_domain::calling_rules::CallingRules;
use homework_domain::calling_stop::{CallingStop, LOOK_VALID_FOR};
use homework_domain::campaign::CampaignChange;
use homework_domain::consent::{ConsentKind, ConsentNeeded};
use homework_domain::erasure::ErasureLedger as _;
use homework_domain::ids::CampaignId;
use homework_domain::import::{Import, NumberList};
use homework_domain::national_list::ListEdition;
use homework_domain::page::{Order, PageRequest};
use homework_domain::weekly_hours::WeeklyHours;
use homework_store::{CallFilter, Memory, Passage, Wire};

use super::last_look::Look;
use super::*;
use crate::test_world::{Life, Process, Twilio, World, consent, events};

pub(super) fn dialer(world: &Arc<World>, store: Store) -> Dialer<Twilio, Process> {
    Dialer {
        store,
        queue: world.process(Life::Long),
        telephony: Twilio::of(world.process(Life::Long)),
        times: CallingTimes {
            hours: WeeklyHours::parse("00:00-24:00", "Mon-Sun").unwrap(),
            rules: CallingRules::Enforced,
        },
        callable: CallableNumbers::default(),
        calls_per_day: CallsPerDay { campaign: 10, account: 10 },
        calls_per_second: None,
        calls_at_once: None,
        clock: world.clock(),
    }
}

/// The message that has the lead of the world's campaign called.
pub(super) async fn released(world: &World) -> DialLead {
    release(world, world.queued_lead().await).await
}

pub(super) async fn release(world: &World, mut lead: Lead) -> DialLead {
    let release = lead.release(world.now(), world.now()).unwrap();
    world.table().save_lead(&mut lead).await.unwrap();
    DialLead { campaign_id: lead.campaign_id.unwrap(), lead_id: lead.id, release, not_before: world.now() }
}

async fn stop(world: &World) {
    let stop = CallingStop::new("ana@example.com", None, false, world.now()).unwrap();
    world.table().stop_calling(&stop).await.unwrap();
}

pub(super) async fn calls(world: &World) -> Vec<Call> {
    let page = PageRequest::parse(None, None, None).unwrap();
    world.table().list_calls(&CallFilter::All, None, Order::OldestFirst, &page).await.unwrap().items
}

/// The message came twice, and the campaign was cancelled just after the lead had been claimed for the other.
#[tokio::test]
async fn a_lead_that_is_being_called_is_not_given_back() {
    let world = World::new();
    let call = world.ringing_call().await;
    let dialer = dialer(&world, world.table());
    let reading = Reading {
        campaign: world.table().campaign(call.campaign_id).await.unwrap(),
        lead: world.table().lead(call.lead.id).await.unwrap(),
        breakers: vec![],
        stopped: false,
        do_not_call: false,
        national: NationalStanding::default(),
    };
    let verdict = Verdict::GiveBack(gate::Because::CampaignOver);
    let turned_away = dialer.turn_away(dialer.facts(&reading, false), verdict).await;
    assert!(matches!(turned_away, Err(Error::Stale(_))));
    assert_eq!(world.table().lead(call.lead.id).await.unwrap().status, LeadStatus::Calling);
}

#[tokio::test(start_paused = true)]
async fn while_calling_is_stopped_a_lead_waits_without_being_claimed() {
    let world = World::new();
    let message = released(&world).await;
    stop(&world).await;
    let dialer = dialer(&world, world.table());
    dialer.handle(&message).await.unwrap();
    let lead = world.table().lead(message.lead_id).await.unwrap();
    assert_eq!(
        (lead.status, lead.next_attempt_at, lead.call_id),
        (LeadStatus::Queued, Some(world.now()), None)
    );
    assert_eq!((dialer.telephony.placed(), calls(&world).await.len()), (0, 0));
    world.table().resume_calling(world.now()).await.unwrap();
    dialer.handle(&message).await.unwrap();
    assert_eq!(dialer.telephony.placed(), 1);
}

#[tokio::test(start_paused = true)]
async fn who_has_not_consented_as_the_law_asks_is_set_aside_with_the_evidence_of_it() {
    let world = World::new();
    let message = released(&world).await;
    let mut lead = world.table().lead(message.lead_id).await.unwrap();
    lead.consent = Some(consent(ConsentKind::Oral));
    world.table().save_lead(&mut lead).await.unwrap();
    let dialer = dialer(&world, world.table());
    dialer.handle(&message).await.unwrap();
    let lead = world.table().lead(message.lead_id).await.unwrap();
    assert_eq!((lead.status, lead.call_id), (LeadStatus::Pending, None));
    assert_eq!(lead.set_aside, Some(SetAside::NoConsent { needed: ConsentNeeded::Written }));
    assert_eq!((dialer.telephony.placed(), calls(&world).await.len()), (0, 0));
    let page = PageRequest::parse(None, None, None).unwrap();
    let kept = world.table().decisions(message.campaign_id, Order::OldestFirst, &page).await.unwrap().items;
    let evidence = &kept[0].evidence;
    assert_eq!(evidence.consent, Some(consent(ConsentKind::Oral)));
    assert!(
        evidence.verdict.contains("written consent") && evidence.consent_needed.is_some(),
        "{evidence:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_stop_that_comes_after_the_claim_still_keeps_the_call_from_being_asked_for() {
    let world = World::new();
    let message = released(&world).await;
    let dialer = dialer(&world, world.table());
    let stopped = async {
        // Between the claim and its moment.
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(world.table().lead(message.lead_id).await.unwrap().status, LeadStatus::Calling);
        stop(&world).await;
    };
    tokio::join!(async { dialer.handle(&message).await.unwrap() }, stopped);
    assert_eq!(dialer.telephony.placed(), 0);
    let lead = world.table().lead(message.lead_id).await.unwrap();
    assert_eq!((lead.status, lead.next_attempt_at, lead.faults), (LeadStatus::Queued, Some(world.now()), 0));
    let call = calls(&world).await.remove(0);
    assert_eq!((call.state, call.outcome), (CallState::Ended, Some(Outcome::Failed)));
    assert_eq!(call.failure.as_deref(), Some("not placed: all calling is stopped"));
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_claim_takes_so_long_that_the_campaign_is_over_is_not_asked_for() {
    let world = World::new();
    let message = released(&world).await;
    let ends_at = world.now() + SignedDuration::from_secs(5);
    let ends = |campaign: &mut Campaign| {
        campaign.policy.window.ends_at = Some(ends_at);
        Ok(true)
    };
    world.table().change_campaign(message.campaign_id, ends).await.unwrap();
    let dialer = dialer(&world, world.table());
    let time_passes = async {
        // Between the claim and its moment.
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(world.table().lead(message.lead_id).await.unwrap().status, LeadStatus::Calling);
        world.pass(SignedDuration::from_secs(5));
    };
    tokio::join!(async { dialer.handle(&message).await.unwrap() }, time_passes);
    assert_eq!(dialer.telephony.placed(), 0);
    assert_eq!(world.table().lead(message.lead_id).await.unwrap().status, LeadStatus::Queued);
    let call = calls(&world).await.remove(0);
    assert_eq!(call.failure.as_deref(), Some("not placed: the campaign is over"));
}

/// Among the transactions the claim comes behind the place in line.
const CLAIM: u32 = 2;

/// Has an operator put a campaign off until the next day while the claim of a lead is on its way.
#[derive(Debug)]
struct PutOff {
    memory: Memory,
    campaign: CampaignId,
    until: Timestamp,
    transactions: AtomicU32,
}

impl Wire for PutOff {
    fn pass(&self, request: &'static str) -> Pin<Box<dyn Future<Output = Passage> + Send + '_>> {
        Box::pin(async move {
            if request == "transaction" && self.transactions.fetch_add(1, Ordering::Relaxed) + 1 == CLAIM {
                let window = CallWindow { starts_at: Some(self.until), ..CallWindow::default() };
                let policy = Some(CallPolicy { window, ..CallPolicy::default() });
                let change = CampaignChange { name: None, stagger_seconds: None, policy };
                let edit = |campaign: &mut Campaign| campaign.edit(&change, campaign.created_at);
                Store::in_memory(self.memory.clone()).change_campaign(self.campaign, edit).await.unwrap();
            }
            Passage::Arrives
        })
    }

    fn done(&self) {}

    fn back(&self, _: &'static str) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async {})
    }
}

#[tokio::test(start_paused = true)]
async fn a_campaign_that_is_edited_while_its_lead_is_claimed_is_read_again() {
    let world = World::new();
    let message = released(&world).await;
    let until = world.now() + SignedDuration::from_hours(24);
    let (memory, campaign) = (world.memory.clone(), message.campaign_id);
    let wire = Arc::new(PutOff { memory, campaign, until, transactions: AtomicU32::new(0) });
    let dialer = dialer(&world, Store::in_memory(world.memory.behind(Arc::clone(&wire) as Arc<dyn Wire>)));
    dialer.handle(&message).await.unwrap();
    assert!(wire.transactions.load(Ordering::Relaxed) >= CLAIM);
    let lead = world.table().lead(message.lead_id).await.unwrap();
    assert_eq!((lead.status, lead.next_attempt_at), (LeadStatus::Queued, Some(until)));
    assert_eq!((dialer.telephony.placed(), calls(&world).await.len()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waited_to_be_placed_again_is_not_while_calling_is_stopped() {
    let world = World::new();
    let call = world.claimed_call().await;
    let (table, now) = (world.table(), world.now());
    table.change_call(call.id, |known| known.placing_declined(&call, now).map(|()| true)).await.unwrap();
    stop(&world).await;
    let message = message_of(&world, &call).await;
    let dialer = dialer(&world, world.table());
    dialer.handle(&message).await.unwrap();
    let lead = table.lead(call.lead.id).await.unwrap();
    assert_eq!((lead.status, lead.next_attempt_at, lead.faults), (LeadStatus::Queued, Some(now), 0));
    assert_eq!(dialer.telephony.placed(), 0);
}

/// The message came twice: one of its processes was slow to hear of a refusal, and meanwhile the other has asked again.
#[tokio::test(start_paused = true)]
async fn what_became_of_an_earlier_request_does_not_end_a_call_that_is_being_placed() {
    let world = World::new();
    let (table, now) = (world.table(), world.now());
    let seen = world.claimed_call().await;
    table.change_call(seen.id, |call| call.placing_declined(&seen, now).map(|()| true)).await.unwrap();
    let lead = table.lead(seen.lead.id).await.unwrap();
    let campaign = table.campaign(seen.campaign_id).await.unwrap();
    table.begin_placing(seen.id, &lead, &campaign, now).await.unwrap().unwrap();
    let dialer = dialer(&world, world.table());
    dialer.undo_claim(&seen, None, "Twilio could not take the call".into(), None).await.unwrap();
    dialer.undo_for_stop(&seen).await.unwrap();
    let call = table.call(seen.id).await.unwrap();
    assert_eq!((call.state, call.placing_since), (CallState::Dialing, Some(now)));
    let declined = table.change_call(seen.id, |call| call.placing_declined(&seen, now).map(|()| true)).await;
    assert!(matches!(declined, Err(Error::Stale(_))));
    dialer.undo_claim(&call, None, "Twilio could not take the call".into(), None).await.unwrap();
    assert_eq!(table.call(seen.id).await.unwrap().state, CallState::Ended);
}

#[tokio::test(start_paused = true)]
async fn a_national_list_that_comes_into_use_after_the_claim_has_the_gate_asked_again() {
    let world = World::new();
    let message = released(&world).await;
    let dialer = dialer(&world, world.table());
    let phone = world.table().lead(message.lead_id).await.unwrap().phone;
    let country = phone.country().unwrap();
    let listed = async {
        // Between the claim and its moment.
        tokio::time::sleep(Duration::from_millis(100)).await;
        let edition = ListEdition::parse("LIST", country.as_str(), "2026-11-20", world.now()).unwrap();
        let list = NumberList { reason: None, national: Some(edition.clone()) };
        let import = Import::create_of_numbers(list, None, world.now());
        world.table().use_national_list(&edition, &import, world.now()).await.unwrap();
    };
    tokio::join!(async { dialer.handle(&message).await.unwrap() }, listed);
    assert_eq!(dialer.telephony.placed(), 0);
    assert_eq!(world.table().lead(message.lead_id).await.unwrap().status, LeadStatus::Queued);
    let call = calls(&world).await.remove(0);
    assert_eq!(call.failure.as_deref(), Some("not placed: a national do-not-call list has changed"));
}

/// A message about the lead of a call, as it stands.
async fn message_of(world: &World, call: &Call) -> DialLead {
    let lead = world.table().lead(call.lead.id).await.unwrap();
    let release = lead.release;
    DialLead { campaign_id: call.campaign_id, lead_id: lead.id, release, not_before: world.now() }
}

/// A table that takes its time, or does not answer at all.
#[derive(Debug)]
struct Hesitant(Passage, Duration);

impl Wire for Hesitant {
    fn pass(&self, _: &'static str) -> Pin<Box<dyn Future<Output = Passage> + Send + '_>> {
        Box::pin(async {
            tokio::time::sleep(self.1).await;
            self.0
        })
    }

    fn done(&self) {}

    fn back(&self, _: &'static str) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(self.1))
    }
}

#[tokio::test(start_paused = true)]
async fn a_look_that_fails_or_took_too_long_allows_no_call() {
    let world = World::new();
    let reading = {
        let call = world.claimed_call().await;
        dialer(&world, world.table()).read(&message_of(&world, &call).await).await.unwrap()
    };
    let behind = |passage, takes| {
        dialer(&world, Store::in_memory(Memory::behind(&world.memory, Arc::new(Hesitant(passage, takes)))))
    };
    let quick = behind(Passage::Arrives, LOOK_VALID_FOR / 4);
    assert!(matches!(quick.last_look(&reading).await.unwrap(), Look::May(_)));
    let slow = behind(Passage::Arrives, LOOK_VALID_FOR / 2);
    assert!(matches!(slow.last_look(&reading).await, Err(Error::Unavailable { .. })));
    let refused = behind(Passage::Refused, Duration::ZERO);
    assert!(matches!(refused.last_look(&reading).await, Err(Error::Unavailable { .. })));
    stop(&world).await;
    assert!(slow.last_look(&reading).await.unwrap() == Look::Stopped);
}

#[tokio::test(start_paused = true)]
async fn how_often_somebody_was_called_outlives_their_lead() {
    let world = World::new();
    let hours = |hours| world.now() - SignedDuration::from_hours(hours);
    let mut lead = world.queued_lead().await;
    lead.dials = vec![hours(3), hours(2), hours(1)];
    lead.dequeue(world.now()).unwrap();
    world.table().save_lead(&mut lead).await.unwrap();
    let lead = world.table().begin_erasure(lead.id, world.now()).await.unwrap();
    world.table().finish_erasure(&lead, world.now()).await.unwrap();

    let message = released(&world).await;
    dialer(&world, world.table()).handle(&message).await.unwrap();
    let lead = world.table().lead(message.lead_id).await.unwrap();
    let free = hours(3) + SignedDuration::from_hours(24);
    assert_eq!((lead.status, lead.dials.len()), (LeadStatus::Queued, 3));
    assert!(lead.next_attempt_at.is_some_and(|at| at >= free), "{:?}", lead.next_attempt_at);
    assert!(calls(&world).await.is_empty());
}

/// Two leads of a campaign that makes one call at once, released to be called.
async fn two_for_one_line(world: &World) -> [DialLead; 2] {
    let [one, other] = world.queued_leads(2, 1).await.try_into().unwrap();
    let one_at_once = |campaign: &mut Campaign| {
        campaign.policy.calls_at_once = Some(1);
        Ok(true)
    };
    world.table().change_campaign(one.campaign_id.unwrap(), one_at_once).await.unwrap();
    [release(world, one).await, release(world, other).await]
}

#[tokio::test(start_paused = true)]
async fn a_lead_waits_while_the_lines_of_its_campaign_are_in_use() {
    let world = World::new();
    let [first, second] = two_for_one_line(&world).await;
    let dialer = dialer(&world, world.table());
    dialer.handle(&first).await.unwrap();
    dialer.handle(&second).await.unwrap();
    let waiting = world.table().lead(second.lead_id).await.unwrap();
    let soon = world.now() + SignedDuration::from_secs(10);
    assert_eq!((waiting.status, waiting.next_attempt_at), (LeadStatus::Queued, Some(soon)));
    assert_eq!(dialer.telephony.placed(), 1);
    let call = calls(&world).await.remove(0);
    let page = PageRequest::parse(None, None, None).unwrap();
    let kept = world.table().decisions(call.campaign_id, Order::OldestFirst, &page).await.unwrap().items;
    assert_eq!(kept.len(), 1, "waiting for a line says nothing about the lead");

    let sid = call.twilio_call_sid.unwrap();
    events(world.process(Life::Long)).ended(call.id, &sid, HangupCause::Busy, None).await.unwrap();
    dialer.handle(&second).await.unwrap();
    assert_eq!(dialer.telephony.placed(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_was_agreed_on_waits_for_no_line_of_its_campaign_and_has_the_last_of_the_account() {
    let world = World::new();
    let [first, second] = two_for_one_line(&world).await;
    let mut dialer = Dialer { calls_at_once: Some(10), ..dialer(&world, world.table()) };
    dialer.calls_per_day = CallsPerDay { campaign: 20, account: 20 };
    dialer.handle(&first).await.unwrap();
    // All of the account's are in use but the one that is kept for what was agreed on.
    for block in 2..=9 {
        let lead = world.queued_leads(1, block).await.remove(0);
        dialer.handle(&release(&world, lead).await).await.unwrap();
    }
    assert_eq!(dialer.telephony.placed(), 9);
    let other = release(&world, world.queued_leads(1, 0).await.remove(0)).await;
    dialer.handle(&other).await.unwrap();
    assert_eq!(dialer.telephony.placed(), 9);
    let mut lead = world.table().lead(second.lead_id).await.unwrap();
    lead.call_back_at = Some(world.now());
    world.table().save_lead(&mut lead).await.unwrap();
    dialer.handle(&second).await.unwrap();
    assert_eq!(dialer.telephony.placed(), 10);
}

#[tokio::test(start_paused = true)]
async fn campaigns_together_begin_no_more_calls_in_a_second_than_they_may() {
    let world = World::new();
    let dialer = Dialer { calls_per_second: Some(2), ..dialer(&world, world.table()) };
    let mut begun = Vec::new();
    for block in 1..=7 {
        let lead = world.queued_leads(1, block).await.remove(0);
        let message = release(&world, lead).await;
        begun.push(
            dialer
                .reserve_dial_slot(&world.table().campaign(message.campaign_id).await.unwrap(), &message)
                .await
                .unwrap(),
        );
    }
    let first = world.now() + PREPARATION;
    let half = SignedDuration::from_millis(500);
    let places: Vec<_> = (0..7).map(|n| Some(first + half * n)).collect();
    assert_eq!(begun, places);
    world.take_messages();
    // Later than anybody waits for here.
    let message = release(&world, world.queued_leads(1, 8).await.remove(0)).await;
    dialer.handle(&message).await.unwrap();
    assert_eq!((world.take_messages().len(), dialer.telephony.placed()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn the_calls_of_a_test_campaign_are_tests() {
    let world = World::new();
    let message = released(&world).await;
    let as_test = |campaign: &mut Campaign| Ok(!std::mem::replace(&mut campaign.is_test, true));
    world.table().change_campaign(message.campaign_id, as_test).await.unwrap();
    dialer(&world, world.table()).handle(&message).await.unwrap();
    assert!(calls(&world).await[0].is_test);
}
