//! Campaigns on a quiet day, measured: what their work takes of the table and of everything that is paid for.

use std::sync::Arc;
use std::time::Duration;

use homework_domain::call_policy::CallPolicy;
use homework_domain::campaign::CampaignState;
use homework_domain::consent::ConsentKind;
use homework_domain::ids::repeat_ids;
use homework_domain::lead::{Lead, NewLead};
use homework_domain::{Error, Result};
use homework_operations::campaigns::{Called, Start};
use homework_store::ListShards;
use jiff::Timestamp;
use tokio::time::sleep;

use crate::ledger::Ledger;
use crate::world::{Report, World};
use crate::{campaign, judge, operator, process, rules, stream};

const MINUTE: Duration = Duration::from_secs(60);
/// Who asks to be called another time names one up to three days ahead.
const OVER_BY: Duration = Duration::from_secs(5 * 24 * 3600);
const LEADS_PER_WRITE: usize = 100;

/// What is to be done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    pub(crate) campaigns: usize,
    /// Of each campaign.
    pub(crate) leads: usize,
    /// Between two calls of a campaign.
    pub(crate) stagger_seconds: f64,
    /// The last digits of their numbers, in turn: see `callee.rs`.
    pub(crate) characters: &'static [u8],
    /// How the lists of all leads and calls are spread.
    pub(crate) lists: ListShards,
}

/// What it came to.
pub(crate) struct Measured {
    pub(crate) ledger: Ledger,
    pub(crate) violations: Vec<String>,
    pub(crate) calls: u64,
    pub(crate) meetings: u64,
    /// Since the ledger was begun.
    pub(crate) lasted: Duration,
    /// Seconds on the line, of all calls.
    pub(crate) talked: f64,
}

/// What a load takes, from the moment on at which it is started.
pub(crate) fn measure(load: &Load) -> Result<Measured> {
    in_a_world(load.lists, async |world| work(world, load).await)
}

/// What is taken while nothing happens.
pub(crate) fn idle(minutes: u32) -> Result<Measured> {
    in_a_world(ListShards::default(), async |world| {
        tokio::task::spawn_local(every_minute(Arc::clone(world)));
        sleep(MINUTE * minutes).await;
        world.state().over = true;
        Ok(Duration::ZERO)
    })
}

/// `work` says when the ledger was begun.
fn in_a_world(
    lists: ListShards,
    work: impl AsyncFnOnce(&Arc<World>) -> Result<Duration>,
) -> Result<Measured> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    repeat_ids();
    tokio::task::LocalSet::new().block_on(&runtime.map_err(Error::internal)?, async {
        // A Tuesday, ten o'clock in New York.
        let base: Timestamp = "2026-11-24T15:00:00Z".parse().map_err(Error::internal)?;
        let world = World::measured(base, lists);
        let begun = work(&world).await?;
        let talked = world.state().twilio.answered().iter().map(|(_, line)| line.seconds).sum();
        let Report { violations, calls, meetings, lasted, .. } = world.report(0);
        let (ledger, lasted) = (world.take_ledger(), lasted - begun);
        Ok(Measured { ledger, violations, calls, meetings, lasted, talked })
    })
}

async fn work(world: &Arc<World>, load: &Load) -> Result<Duration> {
    let numbers = &mut numbers(load.characters);
    let mut lists = Vec::new();
    for _ in 0..load.campaigns {
        lists.push(take_in(world, numbers, load.leads).await?);
    }
    for shard in 0..stream::SHARDS_MEASURED {
        tokio::task::spawn_local(stream::feed(Arc::clone(world), shard));
    }
    tokio::task::spawn_local(stream::index(Arc::clone(world)));
    // The lists are counted before anything is measured.
    sleep(MINUTE * 5).await;
    world.take_ledger();
    let begun = world.elapsed();
    tokio::task::spawn_local(every_minute(Arc::clone(world)));
    for list in &lists {
        start(world, list, load.stagger_seconds).await?;
    }
    let mut completed = None;
    loop {
        // Who is to be called again may keep the world waiting for days, and a look goes through everything.
        let waited = completed.map_or(Duration::ZERO, |since| world.elapsed() - since);
        sleep(MINUTE.max(waited / 8)).await;
        let campaigns = judge::campaigns(world);
        if campaigns.iter().all(|campaign| campaign.state == CampaignState::Completed) {
            if judge::unfinished(world).is_empty() {
                break;
            }
            completed.get_or_insert_with(|| world.elapsed());
        }
        if world.elapsed() > OVER_BY {
            judge::unfinished(world).into_iter().take(10).for_each(|open| world.violation(open));
            break;
        }
    }
    // What the judge does is not part of it.
    let ledger = world.take_ledger();
    judge::look(world).await;
    world.state().over = true;
    world.enter(|own| *own = ledger);
    Ok(begun)
}

/// Numbers of America, whose last digits are characters.
fn numbers(characters: &'static [u8]) -> impl Iterator<Item = String> {
    const AREAS: [u16; 3] = [212, 312, 213];
    let places = AREAS.into_iter().flat_map(|area| (220..990).map(move |exchange| (area, exchange)));
    let lines = places
        .filter(|(_, exchange)| exchange % 100 != 11)
        .flat_map(|(area, exchange)| (0..1000).map(move |line| format!("+1{area}{exchange}{line:03}")));
    lines.zip(characters.iter().cycle()).map(|(line, character)| format!("{line}{}", char::from(*character)))
}

async fn take_in(
    world: &Arc<World>,
    numbers: &mut impl Iterator<Item = String>,
    count: usize,
) -> Result<Vec<String>> {
    let mut leads = Vec::new();
    for number in numbers.take(count) {
        let email = format!("lead{}@example.com", number.trim_start_matches('+'));
        let new = NewLead::parse("Maria Lindqvist", &number, Some(&email))?;
        let consent = Some(rules::consent(ConsentKind::Written));
        leads.push(Lead::create(NewLead { consent, ..new }, world.now()));
    }
    for some in leads.chunks(LEADS_PER_WRITE) {
        if let Some((_, refused)) = world.table().create_leads(some).await?.into_iter().next() {
            return Err(Error::internal(format!("a lead of the list is refused: {refused:?}")));
        }
        crate::truth::observe(world, "list");
    }
    Ok(leads.iter().map(|lead| lead.id.to_string()).collect())
}

async fn start(world: &Arc<World>, list: &[String], stagger: f64) -> Result<()> {
    let started = process::run(world, "campaigns", Duration::from_secs(29), |process| async move {
        let called = Called::Leads { ids: list, again: false };
        let policy = Some(CallPolicy::default());
        let start =
            Start { name: "Measured", called, stagger_seconds: Some(stagger), policy, is_test: false };
        operator::campaigns(&process).start(start).await.map(|_| ())
    });
    started.await.unwrap_or_else(|| Err(Error::internal("the start takes too long")))
}

async fn every_minute(world: Arc<World>) {
    while !world.state().over {
        let (one, other) = (Arc::clone(&world), Arc::clone(&world));
        tokio::task::spawn_local(async move { campaign::dispatch(&one).await });
        tokio::task::spawn_local(async move { campaign::sweep(&other).await });
        sleep(MINUTE).await;
    }
}
