//! The emergency stop, as operators ask for it. What it ends at Twilio the dispatcher ends, however this request goes on.

use std::sync::Arc;

use homework_domain::calling_stop::{CallingStop, IN_FORCE_AFTER, resume_reason};
use homework_domain::campaign::CampaignState;
use homework_domain::clock::Clock;
use homework_domain::counters::{Counter, Scope};
use homework_domain::queue::{MessageQueue, Reconsider};
use homework_domain::{Result, metric};
use homework_store::Store;
use jiff::Timestamp;

pub struct Calling<Q> {
    pub store: Store,
    /// The queue that wakes the dispatcher.
    pub dispatch: Q,
    pub clock: Arc<dyn Clock>,
}

/// Whether calling is stopped, and what a stop would stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallingState {
    pub stop: Option<CallingStop>,
    pub running_campaigns: u64,
    /// Calls that are not over.
    pub active_calls: u64,
}

impl<Q: MessageQueue> Calling<Q> {
    pub async fn state(&self) -> Result<CallingState> {
        let (stop, counters) = tokio::try_join!(self.store.calling_stop(), self.store.counters(&Scope::All))?;
        Ok(CallingState {
            stop,
            running_campaigns: counters.get(Counter::CampaignsIn(CampaignState::Running)),
            active_calls: counters.get(Counter::ActiveCalls),
        })
    }

    /// Stops all calling. Once this answers, Twilio is asked for no further call until an admin lifts the stop; what
    /// rings is being cancelled. May be repeated: the first stop stands.
    ///
    /// # Errors
    /// `Invalid` where the reason is too long. After any other, calling may be stopped or not.
    pub async fn stop(
        &self,
        by: &str,
        reason: Option<&str>,
        ends_conversations: bool,
    ) -> Result<CallingStop> {
        let wanted = CallingStop::new(by, reason, ends_conversations, self.clock.now())?;
        let stop = self.store.stop_calling(&wanted).await?;
        tracing::warn!(ends_conversations, "all calling is stopped");
        tracing::info!(target: metric::TARGET, calling_stops = 1_u64);
        self.wake_dispatcher(stop.stopped_at).await;
        tokio::time::sleep(IN_FORCE_AFTER).await;
        Ok(stop)
    }

    /// Lifts the stop that was made at `stopped_at`: campaigns that run go on by themselves. `false` where calling was
    /// not stopped any more.
    ///
    /// # Errors
    /// `Invalid` without a reason; `Conflict` where calling was stopped again since.
    pub async fn resume(&self, stopped_at: Timestamp, reason: &str) -> Result<bool> {
        resume_reason(reason)?;
        let lifted = self.store.resume_calling(stopped_at).await?.is_some();
        if lifted {
            tracing::warn!("calling goes on");
        }
        // Also where the first try got no further than lifting it.
        self.wake_dispatcher(stopped_at).await;
        Ok(lifted)
    }

    /// Merely a nudge: without it the dispatcher looks at its next tick.
    async fn wake_dispatcher(&self, stopped_at: Timestamp) {
        if let Err(error) = self.dispatch.send(&Reconsider { stopped_at }, 0).await {
            tracing::warn!(%error, "the dispatcher was not woken");
        }
    }
}

#[cfg(test)]
mod tests {
    use homework_domain::Clock as _;
    use homework_domain::Error;
    use tokio::time::Instant;

    use super::*;
    use crate::test_world::{Life, Process, World};

    fn calling(world: &Arc<World>, life: Life) -> Calling<Process> {
        let process = world.process(life);
        Calling { store: process.store(), dispatch: process, clock: world.clock() }
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_wakes_the_dispatcher_and_is_answered_for_once_it_is_in_force() {
        let world = World::new();
        let began = Instant::now();
        let stop = calling(&world, Life::Long).stop("ana@example.com", None, false).await.unwrap();
        assert!(began.elapsed() >= IN_FORCE_AFTER);
        assert_eq!(world.table().calling_stop().await.unwrap(), Some(stop));
        assert_eq!(world.take_messages().len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_asks_again_has_the_same_stop_and_wakes_the_dispatcher_again() {
        for dies_at in 1..4 {
            let world = World::new();
            let dies = calling(&world, Life::Until(dies_at, true));
            dies.stop("ana@example.com", Some("wrong list"), false).await.ok();
            let first = world.table().calling_stop().await.unwrap();
            world.take_messages();
            world.pass(jiff::SignedDuration::from_secs(5));
            let again = calling(&world, Life::Stuttering).stop("ana@example.com", None, false).await.unwrap();
            assert_eq!(first.unwrap_or_else(|| again.clone()), again, "died at {dies_at}");
            assert!(!world.take_messages().is_empty());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn calling_goes_on_for_a_reason_and_only_from_the_stop_that_was_seen() {
        let world = World::new();
        let calling = calling(&world, Life::Long);
        let stop = calling.stop("ana@example.com", None, false).await.unwrap();
        world.take_messages();
        assert!(matches!(calling.resume(stop.stopped_at, " ").await, Err(Error::Invalid(_))));
        let earlier = world.now() - jiff::SignedDuration::from_secs(1);
        assert!(matches!(calling.resume(earlier, "corrected").await, Err(Error::Conflict(_))));
        assert_eq!(
            (calling.state().await.unwrap().stop, world.take_messages()),
            (Some(stop.clone()), vec![])
        );
        assert!(calling.resume(stop.stopped_at, "corrected").await.unwrap());
        assert_eq!((calling.state().await.unwrap().stop, world.take_messages().len()), (None, 1));
        assert!(!calling.resume(stop.stopped_at, "corrected").await.unwrap());
    }
}
