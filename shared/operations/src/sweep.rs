//! Bringing to an end what went silent, because a webhook was lost or a function died half-way. One round does every duty at once, each bounded in time, so that none holds back another.

mod calendar;
mod calls;
mod changes;
mod erasures;
mod holds;
mod recordings;
mod stuck;

use std::sync::Arc;
use std::time::Duration;

use homework_domain::clock::Clock;
use homework_domain::erasure::RecordingArchive;
use homework_domain::files::FileShelf;
use homework_domain::ports::{CalendarFeed, Telephony, VideoMeetings};
use homework_domain::queue::MessageQueue;
use homework_domain::{Error, Result};
use homework_store::Store;

/// For one duty in one round, well within the function's 60 s. What is left is done in the next round.
const WORK_PER_ROUND: Duration = Duration::from_secs(45);

pub struct Sweeper<T, C, V, F, Q> {
    pub store: Store,
    pub finalize: Q,
    pub archive: Q,
    pub files: F,
    pub telephony: T,
    pub calendar: C,
    /// `None`: not set up.
    pub video: Option<V>,
    pub clock: Arc<dyn Clock>,
}

impl<T, C, V, F, Q> Sweeper<T, C, V, F, Q>
where
    T: Telephony + RecordingArchive,
    C: CalendarFeed,
    V: VideoMeetings,
    F: FileShelf,
    Q: MessageQueue,
{
    /// Does all duties; one that fails or hangs does not hold back the others.
    pub async fn run(&self) -> Result<()> {
        let (calls, holds, changes, calendar, recordings, erasures, stuck) = tokio::join!(
            in_time("calls", Box::pin(self.settle_calls())),
            in_time("holds", Box::pin(self.undo_lapsed_holds())),
            in_time("changes of meetings", Box::pin(self.settle_changes())),
            in_time("the calendar", Box::pin(self.follow_calendar())),
            in_time("recordings", Box::pin(self.look_for_recordings())),
            in_time("deletions", Box::pin(self.finish_erasures())),
            in_time("stuck leads", Box::pin(self.rescue_stuck_leads())),
        );
        calls.and(holds).and(changes).and(calendar).and(recordings).and(erasures).and(stuck)
    }
}

/// A duty that is still at it when its time is up is left for the next round.
async fn in_time(duty: &'static str, work: impl Future<Output = Result<()>>) -> Result<()> {
    let done = match tokio::time::timeout(WORK_PER_ROUND, work).await {
        Ok(done) => done,
        Err(_) => Err(Error::unavailable("the sweeper", format!("no time is left for {duty}"))),
    };
    if let Err(error) = &done {
        tracing::error!(duty, %error, "a duty was not finished");
    }
    done
}
