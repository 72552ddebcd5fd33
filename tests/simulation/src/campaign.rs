//! One campaign from its start to its end, by one seed.

use std::sync::Arc;
use std::time::Duration;

use homework_agent::Persona;
use homework_domain::breaker::{Vendor, VendorProbe};
use homework_domain::callable::CallableNumbers;
use homework_domain::campaign::CampaignState;
use homework_domain::ids::{CallId, CampaignId, PartnerId, repeat_ids};
use homework_domain::lead::{Lead, LeadStatus, NewLead};
use homework_domain::locale::Language;
use homework_domain::queue::{ContinueImport, FinalizeCall};
use homework_domain::voice::{ChosenVoice, TtsVoice};
use homework_domain::{Error, Result};
use homework_operations::archive::Archiver;
use homework_operations::call_events::CallEvents;
use homework_operations::campaigns::{Called, Start};
use homework_operations::conversation::Conversation;
use homework_operations::dial::{CallsPerDay, Dialer};
use homework_operations::dispatch::Dispatcher;
use homework_operations::finalize::Finalizer;
use homework_operations::sweep::Sweeper;
use jiff::{SignedDuration, Timestamp};
use rand::RngExt as _;
use serde_json::Value;
use tokio::time::sleep;

use crate::character::Character;
use crate::files::Files;
use crate::google::Google;
use crate::model::Model;
use crate::operator;
use crate::process::{self, Process};
use crate::queue::{Name, SimQueue, queue};
use crate::rules::{calling_times, calls_at_once, meeting_rules, policy, some_consent};
use crate::stream;
use crate::twilio::Twilio;
use crate::world::{Report, World};
use crate::zoom::Zoom;
use crate::{callers, import, judge, numbers, partner};

/// More than any world makes.
const CALLS_PER_DAY: CallsPerDay = CallsPerDay { campaign: 10_000_000, account: 10_000_000 };
/// As template.yaml has them.
const DISPATCHER_TIMEOUT: Duration = Duration::from_secs(60);
const DIALER_TIMEOUT: Duration = Duration::from_secs(30);
const FINALIZER_TIMEOUT: Duration = Duration::from_secs(90);
const ARCHIVER_TIMEOUT: Duration = Duration::from_secs(120);
const IMPORTER_TIMEOUT: Duration = Duration::from_secs(60);
const WORKER_TIMEOUT: Duration = Duration::from_secs(60);
const SWEEPER_TIMEOUT: Duration = Duration::from_secs(60);
const TURN_DEADLINE: Duration = Duration::from_secs(10);
/// The clock goes round so often, and so often while nothing happens.
const ROUND: Duration = Duration::from_secs(60);
const CALM_ROUND: Duration = Duration::from_secs(600);
/// Two rounds of the sweeper: what a host does in the calendar reaches the meeting by then.
const SETTLING: Duration = CALM_ROUND.saturating_mul(2).saturating_add(ROUND);
const POLL: Duration = Duration::from_secs(20);
const CALM_POLL: Duration = Duration::from_secs(300);
/// However unlucky, a campaign is over by then: nobody gets more than three calls in 24 hours.
const OVER_BY: Duration = Duration::from_secs(10 * 24 * 3600);

/// Area codes with the zones America/New_York, Chicago, Los_Angeles.
const AREAS: [u32; 3] = [212, 312, 213];

pub(crate) type Events = CallEvents<Twilio, SimQueue>;

/// Runs one campaign in a world of its own.
pub fn run(seed: u64) -> Report {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let Ok(runtime) = runtime else {
        return Report { seed, violations: vec!["there is no runtime".into()], ..Report::default() };
    };
    repeat_ids();
    tokio::task::LocalSet::new().block_on(&runtime, async {
        let world = World::new(seed, |rng| {
            // A Tuesday between 9 and 19 in New York: now and then the day ends before the campaign does.
            let nine: Timestamp = "2026-11-24T14:00:00Z".parse().unwrap_or_default();
            nine + SignedDuration::from_mins(rng.random_range(0..600))
        });
        // Every second one takes more in than its own leads.
        campaign(&world, seed.is_multiple_of(2)).await;
        world.report(seed)
    })
}

async fn campaign(world: &Arc<World>, takes_in: bool) {
    callers::choose(world).await;
    let partner = if takes_in { partner::create(world).await } else { None };
    let leads = create_leads(world, partner).await;
    for shard in 0..stream::SHARDS {
        tokio::task::spawn_local(stream::feed(Arc::clone(world), shard));
    }
    tokio::task::spawn_local(stream::index(Arc::clone(world)));
    tokio::task::spawn_local(every_minute(Arc::clone(world), "dispatcher"));
    tokio::task::spawn_local(every_minute(Arc::clone(world), "sweeper"));
    tokio::task::spawn_local(expire(Arc::clone(world)));
    if let Some(id) = partner {
        tokio::task::spawn_local(import::take_in(Arc::clone(world), leads.clone()));
        tokio::task::spawn_local(numbers::take_in(Arc::clone(world), leads.clone()));
        tokio::task::spawn_local(partner::act(Arc::clone(world), id, leads.clone()));
    }
    // Two at once now and then, each with leads of its own.
    let split = if world.happens(0.25) { leads.len() / 2 } else { 0 };
    for part in [&leads[..split], &leads[split..]] {
        start(world, part).await;
    }
    tokio::task::spawn_local(operator::meddle(Arc::clone(world), leads));
    loop {
        sleep(if world.is_rough() { POLL } else { CALM_POLL }).await;
        if world.elapsed() > world.faults.until + SETTLING && is_over(world) {
            judge::look(world).await;
            break;
        }
        if world.elapsed() > OVER_BY {
            world.violation("the campaign does not come to its end");
            for open in judge::unfinished(world) {
                world.violation(open);
            }
            break;
        }
    }
    world.state().over = true;
}

/// Nothing is left to be done.
fn is_over(world: &Arc<World>) -> bool {
    let is_quiet = {
        let state = world.state();
        state.shards.is_empty()
            && state.twilio.nobody_is_on_the_line()
            && state.twilio.ring_backs_to_come == 0
            && state.queues.open.values().all(|open| *open == 0)
    };
    is_quiet && judge::unfinished(world).is_empty()
}

/// The campaign's leads; of the partner's, if there is one, every other.
async fn create_leads(world: &Arc<World>, partner: Option<PartnerId>) -> Vec<Lead> {
    let count = 3 + world.pick(8);
    let mut leads = Vec::new();
    for n in 0..count {
        let area = AREAS[world.pick(AREAS.len())];
        // Two in five are ready to meet.
        let drawn = if world.happens(0.4) { 0 } else { world.pick(10) };
        let character = world.slant.character(Character::of_digit(drawn), n).digit();
        let phone = format!("+1{area}555{:02}{n:01}{character}", world.pick(90) + 10);
        let name = format!(
            "Lead {}",
            ["Ann", "Bob", "Cid", "Dan", "Eve", "Fay", "Gus", "Hal", "Ida", "Jan", "Kim"][n]
        );
        let Ok(new) = NewLead::parse(&name, &phone, None) else { continue };
        let partner_id = partner.filter(|_| n % 2 == 0);
        let lead = Lead::create(NewLead { partner_id, consent: some_consent(world), ..new }, world.now());
        if Character::of(&phone) == Character::Busy && world.happens(0.3) {
            world.state().truth.unreachable.insert(phone);
        }
        leads.push(lead);
    }
    // A list's numbers are told apart when it is taken in.
    if let Ok(refused) = world.table().create_leads(&leads).await {
        let refused: Vec<usize> = refused.into_iter().map(|(index, _)| index).collect();
        let mut index = 0;
        leads.retain(|_| {
            index += 1;
            !refused.contains(&(index - 1))
        });
    }
    crate::truth::observe(world, "list");
    leads
}

/// Starts the campaign; an operator whose request fails looks, and tries again with who is still PENDING.
async fn start(world: &Arc<World>, leads: &[Lead]) {
    let stagger = [1.0, 2.0, 5.0, 20.0][world.pick(4)];
    let policy = policy(world);
    let ends_at = policy.window.ends_at;
    if let Err(wrong) = policy.clone().checked(world.now()) {
        return world.violation(format!("no campaign has such a policy: {wrong}"));
    }
    for _ in 0..10 {
        let mut pending = Vec::new();
        for lead in leads {
            if let Ok(lead) = world.table().lead(lead.id).await
                && lead.status == LeadStatus::Pending
            {
                pending.push(lead.id.to_string());
            }
        }
        let is_starting = judge::campaigns(world).iter().any(|known| known.state == CampaignState::Starting);
        if pending.is_empty() && !is_starting {
            return;
        }
        let policy = policy.clone();
        let started = process::run(world, "campaigns", Duration::from_secs(29), |process| async move {
            let campaigns = operator::campaigns(&process);
            let start = Start {
                name: "Simulated",
                called: Called::Leads { ids: &pending, again: false },
                stagger_seconds: Some(stagger),
                policy: Some(policy),
                is_test: false,
            };
            let campaign = campaigns.start(start).await?;
            Ok::<_, Error>(campaign.id)
        });
        match started.await {
            Some(Ok(id)) => return world.note(format!("campaign {} is started", crate::truth::short(id))),
            Some(Err(error)) => world.note(format!("the campaign is not started: {error}")),
            None => {}
        }
        sleep(Duration::from_secs(200)).await;
        if ends_at.is_some_and(|end| end <= world.now()) {
            world.state().truth.is_start_given_up = true;
            return;
        }
    }
}

/// The schedule of dispatcher and sweeper; now and then it fires twice.
async fn every_minute(world: Arc<World>, function: &'static str) {
    while !world.state().over {
        let calm =
            !world.is_rough() && world.state().twilio.nobody_is_on_the_line() && !judge::is_near_work(&world);
        sleep(if calm { CALM_ROUND } else { ROUND }).await;
        let times = 1 + usize::from(world.strikes("schedule twice", world.faults.twice * 0.3));
        for _ in 0..times {
            let world = Arc::clone(&world);
            tokio::task::spawn_local(async move {
                if function == "dispatcher" {
                    dispatch(&world).await;
                } else {
                    sweep(&world).await;
                }
            });
        }
    }
}

async fn expire(world: Arc<World>) {
    while !world.state().over {
        sleep(Duration::from_secs(1800)).await;
        world.memory.expire(world.now().as_second() - 600);
        crate::truth::observe(&world, "expiry");
    }
}

pub(crate) async fn dispatch(world: &Arc<World>) -> Option<Result<()>> {
    process::run(world, "dispatcher", DISPATCHER_TIMEOUT, |process| async move {
        let dispatcher = Dispatcher {
            store: process.store(),
            telephony: Twilio(Arc::clone(&process)),
            dial: queue(&process, Name::Dial),
            wake: queue(&process, Name::Dispatch),
            vendors: Probe(Arc::clone(&process)),
            times: calling_times(),
            calls_at_once: calls_at_once(process.world.seed),
            clock: process.clock(),
        };
        dispatcher.run().await
    })
    .await
}

pub(crate) async fn sweep(world: &Arc<World>) {
    process::run(world, "sweeper", SWEEPER_TIMEOUT, |process| async move {
        let sweeper = Sweeper {
            store: process.store(),
            finalize: queue(&process, Name::Finalize),
            archive: queue(&process, Name::Archive),
            files: Files(Arc::clone(&process)),
            telephony: Twilio(Arc::clone(&process)),
            calendar: Google(Arc::clone(&process)),
            video: Some(Zoom(Arc::clone(&process))),
            clock: process.clock(),
        };
        let swept = sweeper.run().await;
        process.report("sweeper", None).await;
        swept
    })
    .await;
}

/// Has a message handled by its function, which it has come to so many times; `None` where that died.
pub(crate) async fn handle(
    world: &Arc<World>,
    name: Name,
    body: &Value,
    received: u32,
) -> Option<Result<()>> {
    fn read<T: serde::de::DeserializeOwned>(body: &Value) -> Result<T> {
        serde_json::from_value(body.clone()).map_err(Error::internal)
    }
    match name {
        Name::Dial => {
            process::run(world, "dialer", DIALER_TIMEOUT, |process| async move {
                let dialer = Dialer {
                    store: process.store(),
                    queue: queue(&process, Name::Dial),
                    telephony: Twilio(Arc::clone(&process)),
                    times: calling_times(),
                    callable: CallableNumbers::default(),
                    calls_per_day: CALLS_PER_DAY,
                    calls_per_second: (process.world.seed % 13 == 5).then_some(1),
                    calls_at_once: calls_at_once(process.world.seed),
                    clock: process.clock(),
                };
                dialer.handle(&read(body)?).await
            })
            .await
        }
        Name::Dispatch => dispatch(world).await,
        Name::Finalize => {
            process::run(world, "finalizer", FINALIZER_TIMEOUT, |process| async move {
                let finalizer = Finalizer { store: process.store(), model: Model(Arc::clone(&process)) };
                let order: FinalizeCall = read(body)?;
                let written = finalizer.write_up(order.call_id, received == name.receives_max()).await;
                process.report("finalizer", Some(order.call_id.to_string())).await;
                written
            })
            .await
        }
        Name::Archive => {
            process::run(world, "archiver", ARCHIVER_TIMEOUT, |process| async move {
                let twilio = Twilio(Arc::clone(&process));
                let archiver =
                    Archiver { store: process.store(), twilio, files: Files(Arc::clone(&process)) };
                archiver.archive(read(body)?).await
            })
            .await
        }
        Name::Import => {
            process::run(world, "importer", IMPORTER_TIMEOUT, |process| async move {
                let ContinueImport { import_id } = read(body)?;
                import::handle(process, import_id, received).await
            })
            .await
        }
        Name::Partners => {
            process::run(world, "partner-worker", WORKER_TIMEOUT, |process| async move {
                partner::handle(process, read(body)?).await
            })
            .await
        }
    }
}

pub(crate) fn events(process: &Arc<Process>) -> Events {
    CallEvents {
        store: process.store(),
        finalize: queue(process, Name::Finalize),
        archive: queue(process, Name::Archive),
        wake: queue(process, Name::Dispatch),
        telephony: Twilio(Arc::clone(process)),
        voice_webhook_url: "https://voice.example".into(),
        clock: process.clock(),
    }
}

pub(crate) fn conversation(process: &Arc<Process>) -> Conversation<Model, Google, Zoom, NoVoice> {
    Conversation {
        store: process.store(),
        model: Model(Arc::clone(process)),
        calendar: Google(Arc::clone(process)),
        video: Some(Zoom(Arc::clone(process))),
        voice: NoVoice,
        rules: meeting_rules(),
        times: calling_times(),
        persona: Persona {
            agent_name: "Ada".into(),
            company_name: "Acme".into(),
            records_calls: true,
            api: Some("https://api.example".into()),
        },
        clock: process.clock(),
        turn_deadline: TURN_DEADLINE,
    }
}

/// The campaign of a call, as the table has it.
pub(crate) async fn of(world: &Arc<World>, id: CallId) -> CampaignId {
    match world.table().call(id).await {
        Ok(call) => call.campaign_id,
        Err(_) => {
            world.violation("a call rings that the table does not know");
            CampaignId::earliest(Timestamp::UNIX_EPOCH)
        }
    }
}

pub(crate) struct Probe(pub(crate) Arc<Process>);

impl VendorProbe for Probe {
    async fn probe(&self, vendor: Vendor) -> Result<()> {
        self.0.ask("probe", (50, 500)).await;
        self.0.world.outage(vendor).map_or(Ok(()), |kind| Err(kind.error(vendor.name())))
    }
}

/// Nobody chose a studio voice.
pub(crate) struct NoVoice;

impl TtsVoice for NoVoice {
    async fn synthesize(&self, _: &ChosenVoice, _: Language, _: &str, _: Duration) -> Option<String> {
        None
    }

    async fn link(&self, _: &str) -> Option<String> {
        None
    }
}
