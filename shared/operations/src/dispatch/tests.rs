use std::collections::BTreeMap;

use homework_domain::breaker::Vendor;
use homework_domain::call::HangupCause;
use homework_domain::call_policy::CallPolicy;
use homework_domain::calling_rules::CallingRules;
use homework_domain::campaign::CampaignChange;
use homework_domain::clock::Clock as _;
use homework_domain::ids::CampaignId;
use homework_domain::lines::Lines;
use homework_domain::weekly_hours::WeeklyHours;
use serde_json::Value;

use super::*;
use crate::test_world::{Life, Process, Twilio, World, events};

pub(super) struct NoProbe;

impl VendorProbe for NoProbe {
    async fn probe(&self, _: Vendor) -> Result<()> {
        Ok(())
    }
}

pub(super) fn dispatcher(world: &Arc<World>, life: Life) -> Dispatcher<Twilio, Process, NoProbe> {
    let process = world.process(life);
    Dispatcher {
        store: process.store(),
        telephony: Twilio::of(process.clone()),
        dial: process.clone(),
        wake: process,
        vendors: NoProbe,
        times: CallingTimes {
            hours: WeeklyHours::parse("00:00-24:00", "Mon-Sun").unwrap(),
            rules: CallingRules::Simulated,
        },
        calls_at_once: None,
        clock: world.clock(),
    }
}

/// How many leads the dispatcher's next round hands to the dialer.
async fn released(world: &World, dispatcher: &Dispatcher<Twilio, Process, NoProbe>) -> Vec<Value> {
    world.take_messages();
    dispatcher.run().await.unwrap();
    world.take_messages().into_iter().map(|(message, _)| message["campaign_id"].clone()).collect()
}

async fn bound(world: &World, campaign: CampaignId, calls_at_once: Option<u32>, weight: u32) {
    let change = |campaign: &mut Campaign| {
        campaign.policy.calls_at_once = calls_at_once;
        campaign.policy.weight = Some(weight);
        Ok(true)
    };
    world.table().change_campaign(campaign, change).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn no_more_leads_are_released_than_there_are_lines_for() {
    let world = World::new();
    let campaign = world.queued_leads(5, 1).await[0].campaign_id.unwrap();
    bound(&world, campaign, Some(3), 1).await;
    let dispatcher = dispatcher(&world, Life::Long);
    assert_eq!(released(&world, &dispatcher).await.len(), 3);
    // They are on their way.
    world.pass(SignedDuration::from_millis(500));
    assert_eq!(released(&world, &dispatcher).await.len(), 0);
    bound(&world, campaign, Some(4), 1).await;
    assert_eq!(released(&world, &dispatcher).await.len(), 1);
}

/// It is 10:00 in New York and 7:00 in Los Angeles.
#[tokio::test(start_paused = true)]
async fn whose_morning_is_still_to_come_takes_nobodys_place() {
    let world = World::new();
    let (table, now) = (world.table(), world.now());
    let leads = world.queued_leads(5, 1).await;
    for lead in &leads[..3] {
        let mut lead = table.lead(lead.id).await.unwrap();
        lead.time_zones = vec!["America/Los_Angeles".into()];
        table.save_lead(&mut lead).await.unwrap();
    }
    let mut dispatcher = dispatcher(&world, Life::Long);
    dispatcher.times.hours = WeeklyHours::parse("09:00-20:00", "Mon-Sun").unwrap();
    dispatcher.run().await.unwrap();
    let seconds: BTreeMap<String, i64> = world
        .take_messages()
        .into_iter()
        .map(|(message, _)| serde_json::from_value::<DialLead>(message).unwrap())
        .map(|message| (message.lead_id.to_string(), message.not_before.duration_since(now).as_secs()))
        .collect();
    let of = |leads: &[Lead]| leads.iter().map(|lead| seconds[&lead.id.to_string()]).collect::<Vec<_>>();
    assert_eq!((of(&leads[..3]), of(&leads[3..])), (vec![0, 0, 0], vec![0, 1]));
    let line = table.campaign(leads[0].campaign_id.unwrap()).await.unwrap().line_ends_at;
    assert_eq!(line, Some(now + SignedDuration::from_secs(2)));
}

/// An operator lets the campaign call more on a day: who was put off until tomorrow may be called today.
#[tokio::test(start_paused = true)]
async fn who_was_put_off_comes_up_sooner_once_the_campaign_allows_it() {
    let world = World::new();
    let (table, now) = (world.table(), world.now());
    let leads = world.queued_leads(120, 1).await;
    let campaign = leads[0].campaign_id.unwrap();
    let put_off = async |lead: &Lead| {
        let mut lead = table.lead(lead.id).await.unwrap();
        lead.postpone(now + SignedDuration::from_hours(22), now).unwrap();
        table.save_lead(&mut lead).await.unwrap();
    };
    for lead in &leads[1..] {
        put_off(lead).await;
    }
    let dispatcher = dispatcher(&world, Life::Long);
    assert_eq!(released(&world, &dispatcher).await.len(), 1);
    let policy = CallPolicy { calls_per_day: Some(500), ..CallPolicy::usual() };
    let change = CampaignChange { policy: Some(policy), ..CampaignChange::default() };
    table.change_campaign(campaign, |campaign| campaign.edit(&change, now)).await.unwrap();
    // A dialer that had read the campaign before puts somebody off behind the dispatcher's back.
    dispatcher.run().await.unwrap();
    put_off(&leads[119]).await;
    world.pass(SignedDuration::from_secs(60));
    dispatcher.run().await.unwrap();
    for lead in table.leads_by_id(&leads.iter().map(|lead| lead.id).collect::<Vec<_>>()).await.unwrap() {
        assert!(lead.next_attempt_at.is_some_and(|at| at < now + SignedDuration::from_hours(1)), "{lead:?}");
    }
    assert_eq!(table.campaign(campaign).await.unwrap().replan, None);
    // What was handed to the dialer is nobody's to move.
    assert_eq!(table.lead(leads[0].id).await.unwrap().release, 1);
}

#[tokio::test(start_paused = true)]
async fn all_who_were_promised_a_call_at_one_moment_are_called_then() {
    let world = World::new();
    let (table, moment) = (world.table(), world.now());
    let promised = LEADS_PER_ROUND as u32 + 30;
    for lead in world.queued_leads(promised, 1).await {
        let mut lead = table.lead(lead.id).await.unwrap();
        (lead.call_back_at, lead.next_attempt_at) = (Some(moment), Some(moment));
        table.save_lead(&mut lead).await.unwrap();
    }
    assert_eq!(released(&world, &dispatcher(&world, Life::Long)).await.len(), promised as usize);
}

/// The promise of one campaign stands behind those of others, more of them than a round looks through.
#[tokio::test(start_paused = true)]
async fn a_campaign_is_not_complete_because_its_promise_is_out_of_sight() {
    let world = World::new();
    let (table, now) = (world.table(), world.now());
    let others = world.queued_leads(250, 1).await;
    let ours = world.queued_leads(1, 2).await;
    for (hours, leads) in [(5, &others), (6, &ours)] {
        for lead in leads {
            let mut lead = table.lead(lead.id).await.unwrap();
            lead.call_back_at = Some(now + SignedDuration::from_hours(hours));
            lead.next_attempt_at = lead.call_back_at;
            table.save_lead(&mut lead).await.unwrap();
        }
    }
    world.pass(SETTLED_AFTER * 2);
    dispatcher(&world, Life::Long).run().await.unwrap();
    let campaign = table.campaign(ours[0].campaign_id.unwrap()).await.unwrap();
    assert_eq!(campaign.state, CampaignState::Running);
}

#[tokio::test(start_paused = true)]
async fn campaigns_share_the_lines_of_the_account_by_their_weight() {
    let world = World::new();
    let heavy = world.queued_leads(9, 1).await[0].campaign_id.unwrap();
    let light = world.queued_leads(9, 2).await[0].campaign_id.unwrap();
    bound(&world, heavy, None, 3).await;
    let dispatcher = Dispatcher { calls_at_once: Some(8), ..dispatcher(&world, Life::Long) };
    let released = released(&world, &dispatcher).await;
    let of = |campaign: CampaignId| released.iter().filter(|of| **of == serde_json::json!(campaign)).count();
    assert_eq!((of(heavy), of(light)), (6, 2));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_ends_has_somebody_else_called_on_its_line() {
    let world = World::new();
    let lead = world.queued_lead().await;
    let call = world.ringing_call_of(lead, Lines { campaign: Some(0), account: None }).await;
    let events = events(world.process(Life::Long));
    let wakes = |world: &World| {
        let messages = world.take_messages();
        messages
            .iter()
            .filter(|(message, _)| *message == serde_json::json!({"campaign_id": call.campaign_id}))
            .count()
    };
    world.take_messages();
    events.ended(call.id, "CA1", HangupCause::NoAnswer, None).await.unwrap();
    assert_eq!(wakes(&world), 1);
    // The first time may have broken off before.
    events.ended(call.id, "CA1", HangupCause::NoAnswer, None).await.unwrap();
    assert_eq!(wakes(&world), 1);
    let of = CallsOf::Campaign(call.campaign_id);
    assert!(world.table().lines_taken(of, world.now()).await.unwrap().is_empty());
}
