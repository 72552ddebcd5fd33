//! Voices: what ElevenLabs offers, what was chosen, how it sounds.

use std::time::{Duration, Instant};

use axum::body::Bytes;
use homework_domain::clock::Clock;
use homework_domain::settings::{VoiceList, VoiceSetting};
use homework_domain::voice::{self, ChosenVoice, OfferedVoice};
use homework_domain::{Error, Result};
use homework_integrations::elevenlabs::Speech;
use jiff::SignedDuration;

use crate::Api;
use crate::vendor_access::without_our_faults;
use crate::voice_body::NewVoiceBody;

const PREVIEW_TEXT: &str = "Hello! I'm calling to help schedule a meeting with you. I can check my calendar \
                            and find a time that works for both of us.";
pub(crate) const SOUND: &str = "audio/mpeg";
/// How long a preview is waited for that somebody else has asked for, and looked for how often.
const PREVIEW_WAIT: Duration = Duration::from_secs(18);
const PREVIEW_POLL: Duration = Duration::from_millis(250);
/// Longer than making one may take.
const PREVIEW_CLAIM: SignedDuration = SignedDuration::from_secs(20);

/// The voices of our account, not older than five minutes if ElevenLabs answers.
pub(crate) async fn offered(api: &Api) -> Result<Vec<OfferedVoice>> {
    let kept = api.store.voice_list().await?;
    if let Some(kept) = kept.as_ref().filter(|kept| kept.is_fresh(api.clock.now())) {
        return Ok(kept.voices.clone());
    }
    match api.vendors.elevenlabs().await?.voices().await {
        Ok(voices) => {
            let list = VoiceList { voices, fetched_at: api.clock.now() };
            api.store.save_voice_list(&list).await?;
            Ok(list.voices)
        }
        // An old list is better than none.
        Err(error) => match kept {
            Some(kept) => {
                tracing::warn!(%error, "the list of voices is an old one");
                Ok(kept.voices)
            }
            None => Err(without_our_faults(error)),
        },
    }
}

/// Chooses the voice of all calls from the next one on.
pub(crate) async fn choose(api: &Api, body: &NewVoiceBody) -> Result<VoiceSetting> {
    let chosen = if body.voice_id == voice::built_in().id { None } else { Some(known(api, body).await?) };
    let saved = api.store.save_voice_setting(VoiceSetting::new(chosen, api.clock.now())).await?;
    tracing::info!(version = saved.version, "voice changed");
    Ok(saved)
}

/// The voice as ElevenLabs lists it. While the list cannot be had, the operator's word is taken.
async fn known(api: &Api, body: &NewVoiceBody) -> Result<ChosenVoice> {
    voice::check_id(&body.voice_id)?;
    let name = voice::check_name(&body.voice_name)?;
    let gender = match offered(api).await {
        Ok(voices) => {
            let listed = voices.into_iter().find(|voice| voice.voice_id == body.voice_id);
            let unknown = || Error::invalid("voice_id", "is none of the voices listed");
            listed.ok_or_else(unknown)?.gender
        }
        Err(Error::Conflict(_) | Error::Unavailable { .. }) => None,
        Err(error) => return Err(error),
    };
    Ok(ChosenVoice { id: body.voice_id.clone(), name, gender })
}

/// How a voice sounds. A sample is made, and paid for, once: who asks meanwhile waits for it.
pub(crate) async fn preview(api: &Api, voice_id: &str) -> Result<Bytes> {
    voice::check_id(voice_id)?;
    let key = format!("voices/previews/{voice_id}.mp3");
    let started = Instant::now();
    while started.elapsed() < PREVIEW_WAIT {
        if let Some(sound) = api.files.get(&key).await? {
            return Ok(sound);
        }
        let now = api.clock.now();
        if api.store.claim_preview(voice_id, now, now + PREVIEW_CLAIM).await? {
            let made = make_preview(api, voice_id, &key).await;
            if made.is_err() {
                api.store.release_preview(voice_id).await?;
            }
            return made;
        }
        tokio::time::sleep(PREVIEW_POLL).await;
    }
    Err(Error::unavailable("ElevenLabs", "the preview is still being made"))
}

async fn make_preview(api: &Api, voice_id: &str, key: &str) -> Result<Bytes> {
    let made = api.vendors.elevenlabs().await?.speak(voice_id, PREVIEW_TEXT, Speech::Preview).await;
    let sound = Bytes::from(made.map_err(without_our_faults)?);
    api.files.put(key, SOUND, sound.clone()).await?;
    Ok(sound)
}
