//! The studio voice: an answer spoken by ElevenLabs, kept as a file, and played on the line from a
//! link that works for a short while. Twilio's `<Say>` has none of these voices.

use std::time::Duration;

use homework_domain::Error;
use homework_domain::locale::Language;
use homework_domain::voice::{ChosenVoice, TtsVoice};
use homework_integrations::elevenlabs::{CALL_MODEL, ElevenLabs, Speech};
use homework_runtime::files::Files;
use sha2::{Digest, Sha256};

/// Twilio fetches a file as soon as it is told of it.
const LINK_VALID: Duration = Duration::from_secs(600);
const SOUND: &str = "audio/mpeg";

pub(crate) struct Studio {
    pub(crate) elevenlabs: ElevenLabs,
    pub(crate) files: Files,
}

impl TtsVoice for Studio {
    /// Its key follows from what is said and how, so a sentence that was said before is not paid
    /// for again.
    async fn synthesize(
        &self,
        voice: &ChosenVoice,
        language: Language,
        text: &str,
        within: Duration,
    ) -> Option<String> {
        let key = key(voice, language, text);
        let made = async {
            if !self.files.exists(&key).await? {
                let sound = self.elevenlabs.speak(&voice.id, text, Speech::Call(language, within)).await?;
                self.files.put(&key, SOUND, sound).await?;
            }
            Ok::<_, Error>(())
        };
        match tokio::time::timeout(within, made).await {
            Ok(Ok(())) => Some(key),
            Ok(Err(error)) => {
                tracing::warn!(%error, "the studio voice failed");
                None
            }
            Err(_) => {
                tracing::warn!("the studio voice did not answer in time");
                None
            }
        }
    }

    async fn link(&self, key: &str) -> Option<String> {
        let link = self.files.link(key, LINK_VALID, None).await;
        link.inspect_err(|error| tracing::warn!(%error, "no link to a synthesized answer")).ok()
    }
}

fn key(voice: &ChosenVoice, language: Language, text: &str) -> String {
    let digest = Sha256::digest(format!("{CALL_MODEL}\n{language}\n{text}"));
    let name: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("voices/calls/{}/{name}.mp3", voice.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_in_the_same_voice_are_the_same_file() {
        let voice = |id: &str| ChosenVoice { id: id.into(), name: "x".into(), gender: None };
        let first = key(&voice("a"), Language::En, "Goodbye!");
        assert!(first.starts_with("voices/calls/a/") && first.ends_with(".mp3"));
        assert_eq!(first, key(&voice("a"), Language::En, "Goodbye!"));
        assert_ne!(first, key(&voice("a"), Language::En, "Hello!"));
        assert_ne!(first, key(&voice("a"), Language::De, "Goodbye!"));
        assert_ne!(first, key(&voice("b"), Language::En, "Goodbye!"));
    }
}
