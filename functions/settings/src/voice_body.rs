//! Voices as the API shows them.

use homework_domain::locale;
use homework_domain::settings::VoiceSetting;
use homework_domain::voice::{self, OfferedVoice};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const ELEVENLABS: &str = "elevenlabs";
const TWILIO: &str = "twilio";

/// A voice that can be chosen.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Voice)]
pub(crate) struct VoiceBody {
    #[schema(example = "21m00Tcm4TlvDq8ikWAM")]
    voice_id: String,
    #[schema(example = "Rachel")]
    name: String,
    #[schema(example = json!(["american", "female", "professional"]))]
    labels: Vec<String>,
}

impl From<OfferedVoice> for VoiceBody {
    fn from(voice: OfferedVoice) -> Self {
        Self { voice_id: voice.voice_id, name: voice.name, labels: voice.labels }
    }
}

/// The voice to use from the next call on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewVoiceSetting)]
pub(crate) struct NewVoiceBody {
    /// One of the voices listed, or the built-in voice to go back to the built-in ones.
    #[schema(example = "21m00Tcm4TlvDq8ikWAM")]
    pub(crate) voice_id: String,
    #[schema(example = "Rachel")]
    pub(crate) voice_name: String,
}

/// The default voice, and what of it is heard.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VoiceSetting)]
pub(crate) struct VoiceSettingBody {
    #[schema(example = "21m00Tcm4TlvDq8ikWAM")]
    voice_id: String,
    #[schema(example = "Rachel")]
    voice_name: String,
    /// Null as long as nobody has chosen a voice.
    updated_at: Option<Timestamp>,
    heard_as: HeardAs,
    /// The voice whose choice goes back to the built-in ones.
    built_in: BuiltIn,
    /// The best match among Twilio's voices for each locale: heard where the chosen voice is not.
    fallback: Vec<Fallback>,
}

/// The voice that callees hear.
#[derive(Debug, Serialize, ToSchema)]
struct HeardAs {
    /// `elevenlabs`, or `twilio` for Twilio's own voices.
    #[schema(example = "elevenlabs")]
    provider: &'static str,
    #[schema(example = "21m00Tcm4TlvDq8ikWAM")]
    voice_id: String,
    #[schema(example = "Rachel")]
    voice_name: String,
    /// Why it is this one, in words.
    reason: &'static str,
}

/// What stands for all of Twilio's voices.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BuiltInVoice)]
struct BuiltIn {
    #[schema(example = "Polly.Matthew-Neural")]
    voice_id: &'static str,
    #[schema(example = "Matthew")]
    voice_name: &'static str,
}

/// One of Twilio's voices.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FallbackVoice)]
struct Fallback {
    #[schema(example = "en-US")]
    locale: &'static str,
    #[schema(example = "Polly.Joanna-Neural")]
    voice_id: &'static str,
    #[schema(example = "Joanna")]
    voice_name: &'static str,
}

impl VoiceSettingBody {
    /// `within_reach`: ElevenLabs is set up.
    pub(crate) fn new(setting: Option<VoiceSetting>, within_reach: bool) -> Self {
        let updated_at = setting.as_ref().map(|setting| setting.updated_at);
        let chosen = setting.and_then(|setting| setting.voice);
        let gender = chosen.as_ref().and_then(|voice| voice.gender);
        let matching = voice::say_voice(locale::of_country(None), gender);
        let (id, name) = match &chosen {
            Some(voice) => (voice.id.clone(), voice.name.clone()),
            None => (matching.id.to_owned(), matching.name.to_owned()),
        };
        let heard_as = match (&chosen, within_reach) {
            (Some(voice), true) => HeardAs {
                provider: ELEVENLABS,
                voice_id: voice.id.clone(),
                voice_name: voice.name.clone(),
                reason: "ElevenLabs speaks every answer. If one is not ready in time, leads hear the \
                         fallback voice for their region.",
            },
            (Some(_), false) => HeardAs {
                provider: TWILIO,
                voice_id: matching.id.to_owned(),
                voice_name: matching.name.to_owned(),
                reason: "ElevenLabs is not set up, so leads hear the closest Twilio voice.",
            },
            (None, _) => HeardAs {
                provider: TWILIO,
                voice_id: matching.id.to_owned(),
                voice_name: matching.name.to_owned(),
                reason: "No voice is chosen: leads hear the built-in voice for their region.",
            },
        };
        let fallback = locale::all().iter().map(|locale| {
            let voice = voice::say_voice(locale, gender);
            Fallback { locale: locale.tag, voice_id: voice.id, voice_name: voice.name }
        });
        let built_in = voice::built_in();
        Self {
            voice_id: id,
            voice_name: name,
            updated_at,
            heard_as,
            built_in: BuiltIn { voice_id: built_in.id, voice_name: built_in.name },
            fallback: fallback.collect(),
        }
    }
}
