//! Recordings whose webhook was lost.

use homework_domain::Result;
use homework_domain::call::Call;
use homework_domain::erasure::RecordingArchive;
use homework_domain::queue::{ArchiveRecording, MessageQueue};
use jiff::SignedDuration;

use super::Sweeper;

/// Calls that began longer ago are looked at. Twilio's own message comes within minutes.
const LOOKED_AT_AFTER: SignedDuration = SignedDuration::from_mins(10);
/// A call that was over longer ago and has no recording gets none any more.
const GIVEN_UP_AFTER: SignedDuration = SignedDuration::from_hours(6);
/// The same for a call that was erased, whose recording is only to be deleted.
const ERASED_GIVEN_UP_AFTER: SignedDuration = SignedDuration::from_mins(40);
const CALLS_PER_ROUND: i32 = 30;

impl<T: RecordingArchive, C, V, F, Q: MessageQueue> Sweeper<T, C, V, F, Q> {
    pub(super) async fn look_for_recordings(&self) -> Result<()> {
        let until = self.clock.now() - LOOKED_AT_AFTER;
        let mut failed = None;
        for call in self.store.calls_without_recording(until, CALLS_PER_ROUND).await? {
            if let Err(error) = self.look_for_recording(&call).await {
                tracing::error!(call_id = %call.id, %error, "a recording could not be looked for");
                failed = Some(error);
            }
        }
        failed.map_or(Ok(()), Err)
    }

    async fn look_for_recording(&self, call: &Call) -> Result<()> {
        let found = match &call.twilio_call_sid {
            Some(sid) => self.telephony.recordings(sid).await?,
            None => Vec::new(),
        };
        if let Some(ready) = found.iter().find(|recording| recording.is_ready) {
            tracing::warn!(call_id = %call.id, "archiving a recording that was never reported");
            let order = ArchiveRecording { call_id: call.id, recording_sid: ready.sid.clone() };
            return self.archive.send(&order, 0).await;
        }
        let patience = if call.erased_at.is_some() { ERASED_GIVEN_UP_AFTER } else { GIVEN_UP_AFTER };
        let over_at = call.ended_at.unwrap_or(call.started_at);
        if over_at < self.clock.now() - patience || call.twilio_call_sid.is_none() {
            self.store.change_call(call.id, |call| Ok(call.give_up_recording())).await?;
        }
        Ok(())
    }
}
