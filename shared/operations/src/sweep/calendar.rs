//! What hosts and guests did in the calendar reaches the meetings.

use homework_domain::Result;
use homework_domain::calendar_sync::Follower;
use homework_domain::ports::{CalendarFeed, VideoMeetings};

use super::Sweeper;

impl<T, C: CalendarFeed, V: VideoMeetings, F, Q> Sweeper<T, C, V, F, Q> {
    pub(super) async fn follow_calendar(&self) -> Result<()> {
        let follower = Follower { calendar: &self.calendar, video: self.video.as_ref(), ledger: &self.store };
        let followed = follower.follow(self.clock.now()).await?;
        for meeting_id in &followed.changed {
            tracing::info!(%meeting_id, "the meeting follows its event");
        }
        if !followed.again.is_empty() {
            tracing::warn!(meetings = followed.again.len(), "meetings are followed in the next round");
        }
        Ok(())
    }
}
