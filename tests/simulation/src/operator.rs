//! Operators and the host, who do what they like whenever they like.

use std::sync::Arc;
use std::time::Duration;

use homework_domain::Error;
use homework_domain::breaker::VendorProbe as _;
use homework_domain::call_price::CallFeatures;
use homework_domain::callable::CallableNumbers;
use homework_domain::campaign::{Campaign, CampaignChange, CampaignState};
use homework_domain::consent::{ConsentFields, ConsentKind};
use homework_domain::erasure::Eraser;
use homework_domain::forecast::Limits;
use homework_domain::lead::{Lead, NewLead};
use homework_domain::lead_change::{ChangeFields, LeadChange};
use homework_domain::meeting::CancelledBy;
use homework_domain::rescheduling::Rescheduler;
use homework_domain::slots::Interval;
use homework_domain::suppression::Suppression;
use homework_operations::calling::Calling;
use homework_operations::campaigns::{Called, Campaigns, KnownPrices, StaggerSeconds, Start};
use jiff::SignedDuration;
use tokio::time::sleep;

use crate::campaign::Probe;
use crate::files::Files;
use crate::google::Google;
use crate::guest;
use crate::judge;
use crate::process::{self, Process};
use crate::queue::{Name, SimQueue, queue};
use crate::rules::{calling_times, consent, meeting_rules, policy};
use crate::slant::Slant;
use crate::truth::short;
use crate::twilio::Twilio;
use crate::world::World;
use crate::zoom::Zoom;

/// The name of leads that were deleted, taken in again and are to be called.
pub(crate) const TAKEN_IN_AGAIN: &str = "Lead Again";
/// The API answers within this.
const LIMIT: Duration = Duration::from_secs(29);

pub(crate) fn campaigns(process: &Arc<Process>) -> Campaigns<SimQueue, Probe> {
    Campaigns {
        store: process.store(),
        dispatch: queue(process, Name::Dispatch),
        stagger: StaggerSeconds { default: 5.0, minimum: 0.0 },
        times: calling_times(),
        callable: CallableNumbers::default(),
        limits: Limits { calls_per_day: 10_000, calls_per_second: None, calls_at_once: None },
        features: CallFeatures { are_recorded: true },
        prices: KnownPrices::default(),
        vendors: Probe(Arc::clone(process)),
        clock: process.clock(),
    }
}

pub(crate) async fn meddle(world: Arc<World>, leads: Vec<Lead>) {
    while !world.state().over {
        let pause = if world.is_rough() { (2000, 30_000) } else { (60_000, 600_000) };
        let at_once = tokio::select! {
            biased;
            () = sleep(world.millis(pause.0, pause.1)) => false,
            // Just while some process waits for an answer.
            () = world.stalled.notified(), if world.happens(0.3) => true,
        };
        if world.is_rough() && world.happens(world.faults.meddling) {
            act(&world, &leads, at_once).await;
        }
        // Not in the quiet hours, when the world is looked at.
        if guest::opt_out(world.seed) && world.is_rough() && world.happens(0.3) {
            guest::uses_link(&world).await;
        }
        // Whoever finds a vendor refusing us sees to it, and has the settings checked.
        if world.happens(0.15) {
            check_vendors(&world).await;
        }
        // Whoever finds calling stopped lets it go on, sooner or later.
        if world.happens(0.15) {
            resume_calling(&world).await;
        }
        // Whoever finds a campaign paused sets it going again, sooner or later.
        if world.happens(0.15) {
            for campaign in judge::campaigns(&world) {
                if campaign.state == CampaignState::Paused {
                    steer(&world, &campaign, CampaignState::Running).await;
                }
            }
        }
    }
}

/// Does one thing; of those that come `at_once`, while something is under way, many stop all calling.
async fn act(world: &Arc<World>, leads: &[Lead], at_once: bool) {
    let lead = &leads[world.pick(leads.len())];
    let what = if at_once && world.happens(0.4) { 20 } else { world.pick(28) };
    match world.slant {
        Slant::TakenInAgain if what.is_multiple_of(2) => return begin_anew(world, leads).await,
        Slant::CalledAgain if what.is_multiple_of(2) => return call_again(world, leads).await,
        _ => {}
    }
    let campaigns = judge::campaigns(world);
    let campaign = campaigns.get(world.pick(campaigns.len()));
    match (what, campaign) {
        (0..=4, Some(campaign)) => steer(world, campaign, CampaignState::Paused).await,
        (5..=8, Some(campaign)) => steer(world, campaign, CampaignState::Running).await,
        (9, Some(campaign)) if world.happens(0.3) => steer(world, campaign, CampaignState::Cancelled).await,
        (10..=11, _) => forbid(world, lead).await,
        (12, _) => rename(world, lead).await,
        (13, _) => change_consent(world, lead).await,
        (14, _) => delete(world, lead).await,
        (15, _) => forget_last_called(world, leads).await,
        (16..=17, _) => change_meeting(world).await,
        (20..=22, _) => stop_calling(world).await,
        (23..=24, Some(campaign)) => edit(world, campaign).await,
        (25..=26, _) => call_again(world, leads).await,
        (27, _) => take_in_again(world).await,
        _ => host_acts(world),
    }
}

async fn steer(world: &Arc<World>, campaign: &Campaign, next: CampaignState) {
    let id = campaign.id;
    world.note(format!("an operator wants the campaign {}", next.as_str()));
    process::run(world, "campaigns", LIMIT, |process| async move {
        campaigns(&process).request_transition(id, next).await
    })
    .await;
}

/// Changes when and how often a campaign calls, and brings its end forward now and then.
async fn edit(world: &Arc<World>, campaign: &Campaign) {
    let mut policy = if world.happens(0.5) { campaign.policy.clone() } else { policy(world) };
    if world.happens(0.3) {
        policy.window.ends_at = Some(world.now() + SignedDuration::from_secs(2 + world.pick(60) as i64));
    }
    let (id, change) = (campaign.id, CampaignChange { policy: Some(policy), ..CampaignChange::default() });
    world.note(format!("an operator changes campaign {}", short(id)));
    process::run(
        world,
        "campaigns",
        LIMIT,
        |process| async move { campaigns(&process).edit(id, &change).await },
    )
    .await;
}

/// Has another campaign call a lead that was called before, or tries to while it is called.
async fn call_again(world: &Arc<World>, leads: &[Lead]) {
    let on_the_line = |lead: &&Lead| world.state().twilio.is_on_the_line(lead.phone.as_str());
    let often = if world.slant == Slant::CalledAgain { 1.0 } else { 0.5 };
    let talking = leads.iter().find(on_the_line).filter(|_| world.happens(often));
    let lead = talking.unwrap_or(&leads[world.pick(leads.len())]);
    let (ids, policy) = ([lead.id.to_string()], policy(world));
    let is_test = world.seed.is_multiple_of(2);
    world.note(format!("an operator has lead {} called again", short(lead.id)));
    process::run(world, "campaigns", LIMIT, |process| async move {
        let called = Called::Leads { ids: &ids, again: true };
        let policy = Some(policy);
        let start = Start { name: "Once more", called, stagger_seconds: None, policy, is_test };
        campaigns(&process).start(start).await
    })
    .await;
}

/// Deletes whoever was called most often, or takes them in again.
async fn begin_anew(world: &Arc<World>, leads: &[Lead]) {
    if !world.state().truth.deleted.is_empty() {
        return take_in_again(world).await;
    }
    let called = |lead: &&Lead| world.rings_of(lead.phone.as_str());
    if let Some(lead) = leads.iter().max_by_key(called).filter(|lead| called(lead) > 1) {
        delete(world, lead).await;
    }
}

/// Takes somebody in again who was deleted, and has them called.
async fn take_in_again(world: &Arc<World>) {
    let deleted = world.state().truth.deleted.iter().next().cloned();
    let Some(phone) = deleted else { return };
    let Ok(new) = NewLead::parse(TAKEN_IN_AGAIN, &phone, None) else { return };
    let new = NewLead { consent: Some(consent(ConsentKind::Written)), ..new };
    let policy = policy(world);
    process::run(world, "leads", LIMIT, |process| async move {
        let lead = Lead::create(new, process.clock().now());
        process.store().create_lead(&lead).await?;
        let called = Called::Leads { ids: &[lead.id.to_string()], again: false };
        let policy = Some(policy);
        let start = Start { name: "Taken in again", called, stagger_seconds: None, policy, is_test: false };
        campaigns(&process).start(start).await
    })
    .await;
}

/// Has the vendors that calls wait for asked whether they work again.
async fn check_vendors(world: &Arc<World>) {
    process::run(world, "settings", LIMIT, |process| async move {
        for breaker in process.store().breakers().await? {
            let probe = Probe(Arc::clone(&process));
            if breaker.blocks().is_some() && probe.probe(breaker.vendor).await.is_ok() {
                process.store().note_probe(breaker.vendor, &Ok(()), process.clock().now()).await?;
            }
        }
        Ok::<_, Error>(())
    })
    .await;
}

fn calling(process: &Arc<Process>) -> Calling<SimQueue> {
    Calling { store: process.store(), dispatch: queue(process, Name::Dispatch), clock: process.clock() }
}

async fn stop_calling(world: &Arc<World>) {
    let ends_conversations = world.happens(0.3);
    world.note("an operator stops all calling");
    let stopped = process::run(world, "campaigns", LIMIT, |process| async move {
        calling(&process).stop("operator", None, ends_conversations).await
    });
    if let Some(Ok(_)) = stopped.await {
        world.note("an operator is told that all calling is stopped");
        world.state().truth.calling_stopped = Some(world.now());
    }
}

async fn resume_calling(world: &Arc<World>) {
    let Ok(Some(stop)) = world.table().calling_stop().await else { return };
    world.note("an operator lets calling go on");
    world.state().truth.calling_stopped = None;
    process::run(world, "campaigns", LIMIT, |process| async move {
        calling(&process).resume(stop.stopped_at, "corrected").await
    })
    .await;
    world.state().truth.calling_resumed = Some(world.now());
}

async fn forbid(world: &Arc<World>, lead: &Lead) {
    let phone = lead.phone.as_str().to_owned();
    world.note(format!("an operator records that {phone} is not to be called"));
    process::run(world, "leads", LIMIT, |process| async move {
        let wanted = Suppression::by_operator(&phone, None, process.clock().now())?;
        process.store().suppress(&wanted).await
    })
    .await;
}

async fn rename(world: &Arc<World>, lead: &Lead) {
    let id = lead.id;
    let name = ["Lea", "Leo", "Lin"][world.pick(3)];
    process::run(world, "leads", LIMIT, |process| async move {
        let now = process.clock().now();
        let change = LeadChange::read(&ChangeFields { name: Some(name), ..ChangeFields::default() }, now)?;
        process.store().change_lead(id, change, now).await
    })
    .await;
}

/// Takes a consent off the record, or puts one there.
async fn change_consent(world: &Arc<World>, lead: &Lead) {
    let (id, given) = (lead.id, world.happens(0.5));
    let what = if given { "puts a consent on record" } else { "takes a consent away" };
    world.note(format!("an operator {what} with {}", lead.phone));
    process::run(world, "leads", LIMIT, |process| async move {
        let consent = given.then_some(ConsentFields {
            kind: Some("WRITTEN"),
            source: Some("example.com/form"),
            text: Some("I agree to be called by an artificial voice."),
            link: None,
            given_at: Some("2026-01-02"),
            seller: Some("Example"),
        });
        let now = process.clock().now();
        let change = ChangeFields { consent: Some(consent), ..ChangeFields::default() };
        process.store().change_lead(id, LeadChange::read(&change, now)?, now).await
    })
    .await;
}

async fn delete(world: &Arc<World>, lead: &Lead) {
    let id = lead.id;
    process::run(world, "leads", LIMIT, |process| async move {
        let (calendar, zoom) = (Google(Arc::clone(&process)), Zoom(Arc::clone(&process)));
        let eraser = Eraser {
            calendar: &calendar,
            video: Some(&zoom),
            ledger: &process.store(),
            recordings: &Twilio(Arc::clone(&process)),
            files: &Files(Arc::clone(&process)),
        };
        process.store().lead(id).await?;
        eraser.erase(id, process.clock().now()).await
    })
    .await;
}

async fn change_meeting(world: &Arc<World>) {
    let meetings = judge::meetings(world);
    if meetings.is_empty() {
        return;
    }
    let meeting = meetings[world.pick(meetings.len())].clone();
    let cancels = world.happens(0.4);
    let hours = 1 + world.pick(30);
    process::run(world, "meetings", LIMIT, |process| async move {
        let (calendar, zoom) = (Google(Arc::clone(&process)), Zoom(Arc::clone(&process)));
        let rescheduler = Rescheduler { calendar: &calendar, video: Some(&zoom), ledger: &process.store() };
        let now = process.clock().now();
        if cancels {
            return rescheduler.cancel(meeting.id, CancelledBy::Operator, now).await;
        }
        let start = meeting.scheduled_time + SignedDuration::from_hours(hours as i64);
        rescheduler.reschedule(meeting.id, start, None, &meeting_rules(), now).await
    })
    .await;
}

/// Whoever hung up just now has complained: they want to be forgotten, and never to be called again.
async fn forget_last_called(world: &Arc<World>, leads: &[Lead]) {
    let last = judge::calls(world)
        .into_iter()
        .filter(|call| call.ended_at.is_some())
        .max_by_key(|call| call.ended_at);
    let lead = last.and_then(|call| leads.iter().find(|lead| lead.id == call.lead.id));
    if let Some(lead) = lead {
        tokio::join!(delete(world, lead), forbid(world, lead));
    }
}

/// The host moves or deletes an event.
fn host_acts(world: &Arc<World>) {
    let deletes = world.happens(0.5);
    let which = world.pick(100);
    let days = if world.happens(0.3) { 1 + world.pick(9) as i64 } else { 0 };
    let by =
        SignedDuration::from_mins(30 * (1 + world.pick(8)) as i64) + SignedDuration::from_hours(24 * days);
    let mut state = world.state();
    let ids: Vec<_> = state.google.on().map(|(id, _)| *id).collect();
    if ids.is_empty() {
        return;
    }
    let id = ids[which % ids.len()];
    state.google.change(id, |event| {
        if deletes {
            event.is_cancelled = true;
        } else {
            event.time = Interval { start: event.time.start + by, end: event.time.end + by };
        }
    });
    drop(state);
    world.note(format!("the host {} an event", if deletes { "deletes" } else { "moves" }));
}
