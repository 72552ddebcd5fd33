//! What hosts and guests did in the calendar reaches the meetings.

use homework_domain::Result;
use homework_domain::calendar_sync::Follower;
use homework_domain::clock::Clock;
use homework_domain::ports::{CalendarFeed, Telephony, VideoMeetings};

use crate::sweep::Sweeper;

impl<T: Telephony, C: CalendarFeed, V: VideoMeetings> Sweeper<T, C, V> {
    pub(crate) async fn follow_calendar(&self) -> Result<()> {
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
