//! One recording's way from Twilio to our own files.

use homework_domain::Result;
use homework_domain::erasure::RecordingArchive;
use homework_domain::files::FileShelf;
use homework_domain::ids::CallId;
use homework_domain::queue::ArchiveRecording;
use homework_store::Store;

pub struct Archiver<T, F> {
    pub store: Store,
    pub twilio: T,
    pub files: F,
}

impl<T: RecordingArchive, F: FileShelf> Archiver<T, F> {
    /// A recording that is archived already is left as it is, and one that is written twice is
    /// written alike, so a message may come twice. The call learns of the file once it is there.
    pub async fn archive(&self, order: ArchiveRecording) -> Result<()> {
        let ArchiveRecording { call_id, recording_sid } = order;
        let call = self.store.call(call_id).await?;
        if call.recording_key.is_some() {
            return Ok(());
        }
        if call.erased_at.is_some() {
            // The recording was finished after its lead had been deleted.
            tracing::info!(%call_id, "deleting the recording of an erased call");
            return self.delete(call_id, &recording_sid).await;
        }
        let sound = self.twilio.recording(&recording_sid).await?;
        let bytes = sound.len();
        let key = format!("recordings/{call_id}.mp3");
        self.files.put(&key, "audio/mpeg", sound).await?;
        let call = self.store.change_call(call_id, |call| Ok(call.archived(&key))).await?;
        if call.erased_at.is_some() {
            // Erased while its sound was on its way.
            self.files.remove(&key).await?;
            return self.delete(call_id, &recording_sid).await;
        }
        tracing::info!(%call_id, bytes, "recording archived");
        Ok(())
    }

    /// Deletes the recording of an erased call.
    async fn delete(&self, call_id: CallId, recording_sid: &str) -> Result<()> {
        self.twilio.delete_recording(recording_sid).await?;
        self.store.change_call(call_id, |call| Ok(call.recordings_deleted())).await.map(|_| ())
    }
}
