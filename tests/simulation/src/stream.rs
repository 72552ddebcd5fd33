//! The table's stream and its indexes: in order within a shard only, late, and again after a failure.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use homework_domain::partner_webhook::LeadStatusChanged;
use homework_operations::project::project;
use homework_store::{Change, Image, Record, lead_status_changed};

use crate::process;
use crate::queue::{Name, SimQueue};
use crate::truth;
use crate::world::World;

pub(crate) const SHARDS: usize = 3;
const BATCH: usize = 25;
/// Where the work is measured, shards and batches are as many and as large as AWS makes them for it.
pub(crate) const SHARDS_MEASURED: usize = 4;
const BATCH_MEASURED: usize = 100;
/// As template.yaml has it: a batch that is not full is waited for so long.
const WINDOW_MEASURED: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(crate) struct Shards(pub(crate) Vec<VecDeque<Record>>);

impl Shards {
    pub(crate) fn new(shards: usize) -> Self {
        Self(vec![VecDeque::new(); shards])
    }

    pub(crate) fn push(&mut self, record: Record) {
        let hash = record.pk.bytes().fold(0_usize, |hash, byte| hash.wrapping_mul(31) + usize::from(byte));
        let shards = self.0.len();
        self.0[hash % shards].push_back(record);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().all(VecDeque::is_empty)
    }
}

/// Feeds the projector, a batch of a shard at a time, until the world is over.
pub(crate) async fn feed(world: Arc<World>, shard: usize) {
    let is_measured = world.ledger.is_some();
    let most = if is_measured { BATCH_MEASURED } else { BATCH };
    while !world.state().over {
        if is_measured {
            fill(&world, shard).await;
        } else {
            tokio::time::sleep(world.millis(150, 900)).await;
        }
        let batch: Vec<Record> = world.state().shards.0[shard].iter().take(most).cloned().collect();
        if batch.is_empty() {
            world.written.notified().await;
            continue;
        }
        let counted = process::run(&world, "projector", Duration::from_secs(30), |process| {
            let batch = &batch;
            async move {
                let (changes, moved) = read(batch);
                moved.iter().for_each(|moved| process.world.state().partner.owe(moved));
                let partners = SimQueue { process: Arc::clone(&process), name: Name::Partners };
                project(&process.store(), &partners, &changes, moved, process.clock().now()).await
            }
        });
        let done = matches!(counted.await, Some(Ok(())));
        // What was done may come again all the same.
        if done && !world.strikes("stream again", world.faults.twice * 0.2) {
            world.state().shards.0[shard].drain(..batch.len());
        }
    }
}

/// Waits until a batch is full, or its time is up.
async fn fill(world: &Arc<World>, shard: usize) {
    let begun = tokio::time::Instant::now();
    while begun.elapsed() < WINDOW_MEASURED && world.state().shards.0[shard].len() < BATCH_MEASURED {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

fn read(batch: &[Record]) -> (Vec<Change>, Vec<LeadStatusChanged>) {
    let (mut changes, mut moved, nothing) = (vec![], vec![], serde_dynamo::Item::default());
    for record in batch {
        let id = format!("event-{}", record.sequence);
        let [old, new] = [&record.old, &record.new].map(|at| at.as_ref().map_or(&nothing, Image::streamed));
        changes.extend(Change::read(&id, old, new).ok().flatten());
        moved.extend(lead_status_changed(&id, old, new).ok().flatten());
    }
    (changes, moved)
}

/// Has the indexes learn of changes, sooner or later.
pub(crate) async fn index(world: Arc<World>) {
    while !world.state().over {
        let lag = if world.is_rough() { world.faults.lag } else { Duration::ZERO };
        tokio::time::sleep(world.between(Duration::from_millis(30), Duration::from_millis(120) + lag)).await;
        let changes = if world.is_rough() && world.happens(0.3) { 1 + world.pick(20) } else { usize::MAX };
        world.memory.catch_up(changes);
        if !truth::observe(&world, "the judge") && !world.memory.lags() {
            // The judge writes without telling.
            let patience = if world.is_rough() { Duration::from_secs(1) } else { Duration::from_secs(20) };
            tokio::time::timeout(patience, world.written.notified()).await.ok();
        }
    }
}
