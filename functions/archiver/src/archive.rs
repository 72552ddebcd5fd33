//! One recording's way from Twilio to our own files.

use homework_domain::Result;
use homework_domain::queue::ArchiveRecording;
use homework_integrations::twilio::Twilio;
use homework_runtime::files::Files;
use homework_runtime::sqs::Delivery;
use homework_store::Store;

pub(crate) struct Archiver {
    pub(crate) store: Store,
    pub(crate) twilio: Twilio,
    pub(crate) files: Files,
}

impl Archiver {
    /// A recording that is archived already is left as it is, and one that is written twice is
    /// written alike, so a message may come twice. The call learns of the file once it is there.
    pub(crate) async fn handle(&self, delivery: Delivery<ArchiveRecording>) -> Result<()> {
        let ArchiveRecording { call_id, recording_sid } = delivery.body;
        if self.store.call(call_id).await?.recording_key.is_some() {
            return Ok(());
        }
        let sound = self.twilio.recording(&recording_sid).await?;
        let bytes = sound.len();
        let key = format!("recordings/{call_id}.mp3");
        self.files.put(&key, "audio/mpeg", sound).await?;
        self.store
            .change_call(call_id, |call| {
                let news = call.recording_key.is_none();
                call.recording_key.get_or_insert_with(|| key.clone());
                Ok(news)
            })
            .await?;
        tracing::info!(%call_id, bytes, "recording archived");
        Ok(())
    }
}
