//! Deletions of persons that a vendor or a death kept from their end.

use homework_domain::erasure::{Eraser, RecordingArchive};
use homework_domain::files::FileShelf;
use homework_domain::ports::{Calendar, VideoMeetings};
use homework_domain::{Error, Result};
use jiff::SignedDuration;

use super::Sweeper;

/// A younger deletion is at work.
const LEFT_ALONE: SignedDuration = SignedDuration::from_mins(1);
const LEADS_PER_ROUND: i32 = 20;

impl<T: RecordingArchive, C: Calendar, V: VideoMeetings, F: FileShelf, Q> Sweeper<T, C, V, F, Q> {
    pub(super) async fn finish_erasures(&self) -> Result<()> {
        let eraser = Eraser {
            calendar: &self.calendar,
            video: self.video.as_ref(),
            ledger: &self.store,
            recordings: &self.telephony,
            files: &self.files,
        };
        let mut failed = None;
        let until = self.clock.now() - LEFT_ALONE;
        for lead in self.store.leads_being_deleted(until, LEADS_PER_ROUND).await? {
            match eraser.erase(lead.id, self.clock.now()).await {
                Ok(done) => {
                    let (removed, unfinished) = (done.lead_removed, done.unfinished.len());
                    tracing::info!(lead_id = %lead.id, removed, unfinished, "went on with a deletion");
                }
                // A call of the lead's that is not over, or a meeting that is being changed, is waited for.
                Err(error @ (Error::Conflict(_) | Error::Stale(_) | Error::NotFound { .. })) => {
                    tracing::info!(lead_id = %lead.id, %error, "a deletion waits");
                }
                Err(error) => {
                    tracing::error!(lead_id = %lead.id, %error, "a deletion could not be finished");
                    failed = Some(error);
                }
            }
        }
        failed.map_or(Ok(()), Err)
    }
}
