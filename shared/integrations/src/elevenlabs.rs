//! ElevenLabs: the voices of an account, and speech made with them.
//! <https://elevenlabs.io/docs/api-reference/voices/get-all>
//! <https://elevenlabs.io/docs/api-reference/text-to-speech/convert>

use std::collections::BTreeMap;
use std::time::Duration;

use homework_domain::locale::Language;
use homework_domain::voice::{Gender, OfferedVoice};
use homework_domain::{Error, Result};
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::credentials::ElevenLabsSecret;
use crate::http;
use crate::secret::Secret;

const SERVICE: &str = "ElevenLabs";
const VENDOR: &str = "https://api.elevenlabs.io";
const KEY_HEADER: &str = "xi-api-key";
const VOICES_TIMEOUT: Duration = Duration::from_secs(5);
/// Its quality counts, not its speed.
const PREVIEW_MODEL: &str = "eleven_multilingual_v2";
const PREVIEW_TIMEOUT: Duration = Duration::from_secs(15);
/// The fastest one; it speaks all of our languages with every voice.
pub const CALL_MODEL: &str = "eleven_flash_v2_5";
/// A telephone line carries no more, and a small file is there sooner.
const CALL_FORMAT: &str = "mp3_22050_32";
/// More voices than an account has.
const VOICES_MAX: usize = 1000;
/// The labels that are shown first, in this order.
const FIRST_LABELS: [&str; 5] = ["accent", "gender", "age", "description", "use_case"];

/// What the speech is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speech {
    /// To be listened to at leisure.
    Preview,
    /// To be heard on the telephone, in this language, within this time.
    Call(Language, Duration),
}

/// A client for one account.
#[derive(Debug, Clone)]
pub struct ElevenLabs {
    http: Client,
    secret: Secret<ElevenLabsSecret>,
    base: Url,
}

#[derive(Debug, Deserialize)]
struct VoicePage {
    voices: Vec<Voice>,
}

#[derive(Debug, Deserialize)]
struct Voice {
    voice_id: String,
    name: String,
    #[serde(default)]
    labels: Option<BTreeMap<String, Option<String>>>,
}

#[derive(Debug, Serialize)]
struct SpeechToMake<'a> {
    text: &'a str,
    model_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    language_code: Option<&'static str>,
}

impl ElevenLabs {
    /// `base_url` stands in for `https://api.elevenlabs.io`; empty means ElevenLabs.
    ///
    /// # Errors
    /// `Internal` if `base_url` is not an http(s) URL.
    pub fn new(http: Client, secret: Secret<ElevenLabsSecret>, base_url: &str) -> Result<Self> {
        Ok(Self { http, secret, base: http::base_url(SERVICE, base_url, VENDOR)? })
    }

    /// Whether its secret is filled in.
    ///
    /// # Errors
    /// As [`Secret::get`].
    pub async fn is_set_up(&self) -> Result<bool> {
        Ok(self.secret.get().await?.0.is_some())
    }

    /// The voices of the account.
    ///
    /// # Errors
    /// `Unavailable` if ElevenLabs did not answer usefully; `Credentials` if it did not take our key; a conflict that
    /// says what to do if it is not set up.
    pub async fn voices(&self) -> Result<Vec<OfferedVoice>> {
        let request = |secret: &_| self.request(secret, Method::GET, &["v1", "voices"]);
        let page: VoicePage = http::json(SERVICE, self.secret.send(VOICES_TIMEOUT, request).await?).await?;
        Ok(page.voices.into_iter().take(VOICES_MAX).map(offered).collect())
    }

    /// `text` spoken by a voice, as MP3.
    ///
    /// # Errors
    /// `NotFound` if there is no such voice; otherwise as [`Self::voices`].
    pub async fn speak(&self, voice_id: &str, text: &str, speech: Speech) -> Result<Vec<u8>> {
        let timeout = match speech {
            Speech::Preview => PREVIEW_TIMEOUT,
            Speech::Call(_, timeout) => timeout,
        };
        let request = |secret: &_| {
            let request = self.request(secret, Method::POST, &["v1", "text-to-speech", voice_id])?;
            Ok(match speech {
                Speech::Preview => {
                    request.json(&SpeechToMake { text, model_id: PREVIEW_MODEL, language_code: None })
                }
                Speech::Call(language, _) => request
                    .query(&[("output_format", CALL_FORMAT)])
                    .json(&SpeechToMake { text, model_id: CALL_MODEL, language_code: Some(language.code()) }),
            })
        };
        let response = self.secret.send(timeout, request).await?;
        let status = response.status();
        if !status.is_success() {
            let code = http::vendor_code(&response.bytes().await.unwrap_or_default());
            return Err(match code.as_deref() {
                Some("voice_not_found") => Error::not_found("voice", voice_id),
                _ if status == StatusCode::NOT_FOUND => Error::not_found("voice", voice_id),
                code => http::refusal(SERVICE, status, code),
            });
        }
        if !is_audio(response.headers()) {
            return Err(Error::unavailable(SERVICE, "its answer is no sound"));
        }
        let sound = response.bytes().await.map_err(|error| http::unreachable(SERVICE, &error))?;
        if sound.is_empty() {
            return Err(Error::unavailable(SERVICE, "its answer is empty"));
        }
        Ok(sound.into())
    }

    fn request(&self, secret: &ElevenLabsSecret, method: Method, path: &[&str]) -> Result<RequestBuilder> {
        let credentials = secret.0.as_ref().ok_or_else(not_set_up)?;
        let request = self.http.request(method, http::endpoint(&self.base, path));
        Ok(request.header(KEY_HEADER, credentials.api_key.expose_secret()))
    }
}

/// What is answered where there is no key.
pub fn not_set_up() -> Error {
    Error::Conflict("ElevenLabs is not set up: its secret holds no api_key.".to_owned())
}

fn is_audio(headers: &HeaderMap) -> bool {
    let kind = headers.get("content-type").and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("audio/"))
}

fn offered(voice: Voice) -> OfferedVoice {
    let mut known: BTreeMap<String, String> =
        voice.labels.unwrap_or_default().into_iter().filter_map(|(k, v)| Some((k, v?))).collect();
    let gender = known.get("gender").and_then(|label| Gender::of_label(label));
    let mut labels: Vec<String> = FIRST_LABELS.iter().filter_map(|label| known.remove(*label)).collect();
    labels.extend(known.into_values());
    labels.retain(|label| !label.trim().is_empty());
    let mut seen = std::collections::HashSet::new();
    labels.retain(|label| seen.insert(label.clone()));
    OfferedVoice { voice_id: voice.voice_id, name: voice.name, gender, labels }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_become_a_list_and_the_gender_is_understood() {
        let page = r#"{"voices":[
            {"voice_id":"a","name":"Rachel","category":"premade",
             "labels":{"use_case":"narration","gender":"female","accent":"american","language":"en","x":null}},
            {"voice_id":"b","name":"Mine","labels":{}},
            {"voice_id":"c","name":"Bare","labels":null}]}"#;
        let page: VoicePage = serde_json::from_str(page).unwrap();
        let voices: Vec<_> = page.voices.into_iter().map(offered).collect();
        assert_eq!(voices[0].labels, ["american", "female", "narration", "en"]);
        assert_eq!(voices[0].gender, Some(Gender::Female));
        assert_eq!((voices[1].gender, voices[2].labels.len()), (None, 0));
    }
}
