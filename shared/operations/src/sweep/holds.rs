//! Bookings that broke off are undone.

use homework_domain::Result;
use homework_domain::booking::undo_hold;
use homework_domain::ports::{Calendar, VideoMeetings};

use super::Sweeper;

/// A hold is listed once per quarter hour it takes.
const HELD_QUARTER_HOURS_PER_ROUND: i32 = 200;

impl<T, C: Calendar, V: VideoMeetings, F, Q> Sweeper<T, C, V, F, Q> {
    pub(super) async fn undo_lapsed_holds(&self) -> Result<()> {
        let mut failed = None;
        for hold in self.store.lapsed_holds(self.clock.now(), HELD_QUARTER_HOURS_PER_ROUND).await? {
            tracing::warn!(meeting_id = %hold.meeting_id, call_id = %hold.call_id, "undoing a booking that broke off");
            if let Err(error) = undo_hold(&self.calendar, self.video.as_ref(), &self.store, &hold).await {
                tracing::error!(meeting_id = %hold.meeting_id, %error, "a broken booking could not be undone");
                failed = Some(error);
            }
        }
        failed.map_or(Ok(()), Err)
    }
}
