//! Queues: what is sent comes at least once, late, and in any order; what fails too often is a dead letter.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use homework_domain::queue::{Message, MessageQueue};
use homework_domain::{Error, Result};
use serde_json::Value;

use crate::process::{Fate, Process};
use crate::world::World;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Name {
    Dial,
    Dispatch,
    Finalize,
    Archive,
    Import,
    Partners,
}

impl Name {
    /// As template.yaml has them: the time-out, and how often a message is received.
    pub(crate) fn visibility(self) -> Duration {
        match self {
            Self::Dial => Duration::from_secs(180),
            Self::Dispatch | Self::Import | Self::Partners => Duration::from_secs(360),
            Self::Finalize => Duration::from_secs(540),
            Self::Archive => Duration::from_secs(720),
        }
    }

    /// When what failed for the first time by a service's fault is visible again, where that is soon.
    fn shown_again(self) -> Option<Duration> {
        matches!(self, Self::Import | Self::Partners).then_some(Duration::from_secs(20))
    }

    pub(crate) fn receives_max(self) -> u32 {
        match self {
            Self::Partners => 8,
            Self::Import => 6,
            _ => 3,
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Queues {
    /// Messages that wait for their moment or are being handled.
    pub(crate) open: BTreeMap<Name, usize>,
    pub(crate) dead: BTreeMap<Name, u64>,
}

/// A queue as a process reaches it.
pub(crate) struct SimQueue {
    pub(crate) process: Arc<Process>,
    pub(crate) name: Name,
}

impl SimQueue {
    async fn put<T: Message>(&self, message: &T, delay_seconds: i32) -> Result<()> {
        let body = serde_json::to_value(message).map_err(Error::internal)?;
        let name = self.name;
        let delay = Duration::from_secs(u64::try_from(delay_seconds).unwrap_or_default());
        match self.process.ask(&format!("send to {name:?}"), (3, 30)).await {
            Fate::Failed => Err(Error::unavailable("SQS", "send")),
            fate => {
                // Sent, received and deleted: a request each.
                self.process.world.enter(|ledger| ledger.queue_requests += 3);
                deliver(&self.process.world, name, body, delay);
                if matches!(fate, Fate::AnswerLost) { Err(Error::unavailable("SQS", "send")) } else { Ok(()) }
            }
        }
    }
}

impl MessageQueue for SimQueue {
    async fn send<T: Message>(&self, message: &T, delay_seconds: i32) -> Result<()> {
        self.put(message, delay_seconds).await
    }

    async fn send_all<T: Message>(&self, messages: &[(T, i32)]) -> Result<()> {
        let mut lost = Ok(());
        for (message, delay) in messages {
            if let Err(error) = self.put(message, *delay).await {
                lost = Err(error);
            }
        }
        lost
    }
}

pub(crate) fn queue(process: &Arc<Process>, name: Name) -> SimQueue {
    SimQueue { process: Arc::clone(process), name }
}

/// Has a message delivered after `delay`, until it is handled or dead.
pub(crate) fn deliver(world: &Arc<World>, name: Name, body: Value, delay: Duration) {
    *world.state().queues.open.entry(name).or_default() += 1;
    let copies = 1 + usize::from(world.strikes("message twice", world.faults.twice * 0.3));
    if copies == 2 {
        *world.state().queues.open.entry(name).or_default() += 1;
    }
    for copy in 0..copies {
        let (world, body) = (Arc::clone(world), body.clone());
        let late = world.millis(5, 300) + Duration::from_secs(copy as u64 * world.pick(40) as u64);
        tokio::task::spawn_local(async move {
            tokio::time::sleep(delay + late).await;
            handle_until_done(&world, name, body).await;
            if let Some(open) = world.state().queues.open.get_mut(&name) {
                *open -= 1;
            }
        });
    }
}

async fn handle_until_done(world: &Arc<World>, name: Name, body: Value) {
    for received in 1..=name.receives_max() {
        let began = tokio::time::Instant::now();
        match crate::campaign::handle(world, name, &body, received).await {
            Some(Ok(())) => {
                // Deleting it may come too late, or not at all.
                if !world.strikes("message not deleted", world.faults.twice * 0.1) {
                    return;
                }
            }
            // Its time has passed.
            Some(Err(Error::NotFound { .. } | Error::Stale(_))) => return,
            Some(Err(Error::Unavailable { .. })) if received == 1 => {
                if let Some(pause) = name.shown_again() {
                    tokio::time::sleep(pause).await;
                    continue;
                }
            }
            // Failed: it is visible again once its time is up.
            Some(Err(_)) | None => {}
        }
        tokio::time::sleep_until(began + name.visibility()).await;
    }
    world.note(format!("a message of {name:?} is a dead letter"));
    *world.state().queues.dead.entry(name).or_default() += 1;
}
