//! Changes of meetings that broke off, and what vendors are yet to be told about meetings.

use homework_domain::ports::{Calendar, VideoMeetings};
use homework_domain::rescheduling::Rescheduler;
use homework_domain::{Error, Result};

use super::Sweeper;

const MEETINGS_PER_ROUND: i32 = 50;

impl<T, C: Calendar, V: VideoMeetings, F, Q> Sweeper<T, C, V, F, Q> {
    pub(super) async fn settle_changes(&self) -> Result<()> {
        let rescheduler =
            Rescheduler { calendar: &self.calendar, video: self.video.as_ref(), ledger: &self.store };
        let mut failed = None;
        for meeting in self.store.lapsed_changes(self.clock.now(), MEETINGS_PER_ROUND).await? {
            tracing::warn!(meeting_id = %meeting.id, pending = ?meeting.pending, owed = meeting.owed.len(), "settling a meeting");
            match rescheduler.settle(meeting.id, self.clock.now()).await {
                Ok(_) => {}
                Err(error @ Error::Stale(_)) => {
                    tracing::info!(meeting_id = %meeting.id, %error, "somebody else settles it");
                }
                Err(error) => {
                    tracing::error!(meeting_id = %meeting.id, %error, "a change could not be settled");
                    failed = Some(error);
                }
            }
        }
        failed.map_or(Ok(()), Err)
    }
}
