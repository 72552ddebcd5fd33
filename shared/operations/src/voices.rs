//! Voices: what the studio offers, what was chosen, how it sounds.

use std::sync::Arc;
use std::time::Duration;

use homework_domain::clock::Clock;
use homework_domain::files::{FileShelf, FileSource};
use homework_domain::settings::{VoiceList, VoiceSetting};
use homework_domain::voice::{self, ChosenVoice, OfferedVoice, VoiceStudio};
use homework_domain::{Error, Result};
use homework_store::Store;
use jiff::SignedDuration;
use tokio::time::Instant;

const PREVIEW_TEXT: &str = "Hello! I'm calling to help schedule a meeting with you. I can check my calendar \
                            and find a time that works for both of us.";
/// What kind of file a preview is.
pub const SOUND: &str = "audio/mpeg";
/// How long a preview is waited for that somebody else has asked for, and looked for how often.
const PREVIEW_WAIT: Duration = Duration::from_secs(18);
const PREVIEW_POLL: Duration = Duration::from_millis(250);
/// Longer than making one may take.
const PREVIEW_CLAIM: SignedDuration = SignedDuration::from_secs(20);

pub struct Voices<F, S> {
    pub store: Store,
    pub files: F,
    pub studio: S,
    pub clock: Arc<dyn Clock>,
}

impl<F: FileShelf + FileSource, S: VoiceStudio> Voices<F, S> {
    /// The voices of our account, not older than five minutes if the studio answers.
    ///
    /// # Errors
    /// A conflict if the studio is not set up, `Unavailable` if it does not answer and never did.
    pub async fn offered(&self) -> Result<Vec<OfferedVoice>> {
        let kept = self.store.voice_list().await?;
        if let Some(kept) = kept.as_ref().filter(|kept| kept.is_fresh(self.clock.now())) {
            return Ok(kept.voices.clone());
        }
        match (self.studio.voices().await, kept) {
            (Ok(voices), _) => {
                let list = VoiceList { voices, fetched_at: self.clock.now() };
                self.store.save_voice_list(&list).await?;
                Ok(list.voices)
            }
            // An old list is better than none, but for who has no studio any longer.
            (Err(error), Some(kept)) if !matches!(error, Error::Conflict(_)) => {
                tracing::warn!(%error, "the list of voices is an old one");
                Ok(kept.voices)
            }
            (Err(error), _) => Err(without_our_faults(error)),
        }
    }

    /// Chooses the voice of all calls from the next one on: one of those offered, or the built-in voice.
    ///
    /// # Errors
    /// `Invalid` for a voice that is not offered, or is none.
    pub async fn choose(&self, id: &str, name: &str) -> Result<VoiceSetting> {
        let chosen = if id == voice::built_in().id { None } else { Some(self.known(id, name).await?) };
        let saved = self.store.save_voice_setting(VoiceSetting::new(chosen, self.clock.now())).await?;
        tracing::info!(version = saved.version, "voice changed");
        Ok(saved)
    }

    /// The voice as the studio lists it. While the list cannot be had, the operator's word is taken.
    async fn known(&self, id: &str, name: &str) -> Result<ChosenVoice> {
        voice::check_id(id)?;
        let name = voice::check_name(name)?;
        let gender = match self.offered().await {
            Ok(voices) => {
                let listed = voices.into_iter().find(|voice| voice.voice_id == id);
                listed.ok_or_else(|| Error::invalid("voice_id", "is none of the voices listed"))?.gender
            }
            Err(Error::Conflict(_) | Error::Unavailable { .. }) => None,
            Err(error) => return Err(error),
        };
        Ok(ChosenVoice { id: id.to_owned(), name, gender })
    }

    /// How a voice sounds, as [`SOUND`]. A sample is made, and paid for, once: who asks meanwhile waits for it.
    ///
    /// # Errors
    /// `NotFound` if there is no such voice; a conflict if the studio is not set up.
    pub async fn preview(&self, voice_id: &str) -> Result<Vec<u8>> {
        voice::check_id(voice_id)?;
        let key = format!("voices/previews/{voice_id}.mp3");
        let started = Instant::now();
        while started.elapsed() < PREVIEW_WAIT {
            if let Some(sound) = self.files.whole(&key).await? {
                return Ok(sound);
            }
            let now = self.clock.now();
            if self.store.claim_preview(voice_id, now, now + PREVIEW_CLAIM).await? {
                let made = self.make_preview(voice_id, &key).await;
                if made.is_err() {
                    self.store.release_preview(voice_id).await?;
                }
                return made;
            }
            tokio::time::sleep(PREVIEW_POLL).await;
        }
        Err(Error::unavailable("ElevenLabs", "the preview is still being made"))
    }

    async fn make_preview(&self, voice_id: &str, key: &str) -> Result<Vec<u8>> {
        let sound = self.studio.sample(voice_id, PREVIEW_TEXT).await.map_err(without_our_faults)?;
        self.files.put(key, SOUND, sound.clone()).await?;
        Ok(sound)
    }
}

/// What a caller is told when the studio refuses us: the fault is in our set-up, not in the request.
fn without_our_faults(error: Error) -> Error {
    match error {
        Error::Credentials { detail, .. } | Error::Refused { detail, .. } | Error::Internal(detail) => {
            Error::unavailable("ElevenLabs", detail)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests;
