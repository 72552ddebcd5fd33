//! Attributes: which ones a verb has, and what they may say.

use super::Invalid;
use super::tree::Element;

pub(super) const GATHER: &[&str] = &[
    "action",
    "actionOnEmptyResult",
    "bargeIn",
    "debug",
    "dtmfDetection",
    "enhanced",
    "finishOnKey",
    "hints",
    "input",
    "language",
    "maxSpeechTime",
    "method",
    "numDigits",
    "partialResultCallback",
    "partialResultCallbackMethod",
    "profanityFilter",
    "speechModel",
    "speechTimeout",
    "timeout",
];

/// Deepgram's models come with endings such as `-phonecall`.
const SPEECH_MODELS: &[&str] = &[
    "default",
    "deepgram_nova-2",
    "deepgram_nova-3",
    "experimental_conversations",
    "experimental_utterances",
    "googlev2_long",
    "googlev2_short",
    "googlev2_telephony",
    "googlev2_telephony_short",
    "numbers_and_commands",
    "phone_call",
];

const MAX_HINTS: usize = 500;

pub(super) struct Attributes<'a>(&'a Element);

impl<'a> Attributes<'a> {
    /// Refuses an attribute that is not in the list.
    pub(super) fn of(element: &'a Element, known: &[&str]) -> Result<Self, Invalid> {
        match element.attributes.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            Some((name, _)) => Err(Invalid::markup(format!("<{}> has no attribute {name}", element.name))),
            None => Ok(Self(element)),
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        let found = self.0.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    fn invalid(&self, name: &str, value: &str) -> Invalid {
        Invalid::markup(format!("<{}> {name}={value:?} is not valid", self.0.name))
    }

    pub(super) fn whole(&self, name: &str, least: u32) -> Result<Option<u32>, Invalid> {
        let Some(value) = self.get(name) else { return Ok(None) };
        match value.parse() {
            Ok(number) if number >= least => Ok(Some(number)),
            _ => Err(self.invalid(name, value)),
        }
    }

    /// A positive number of seconds, or `auto`, which is `None`.
    fn seconds_or_auto(&self, name: &str) -> Result<Option<u32>, Invalid> {
        if self.get(name) == Some("auto") { Ok(None) } else { self.whole(name, 1) }
    }

    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, Invalid> {
        Ok(self.choice(name, &["true", "false"])?.map(|value| value == "true"))
    }

    pub(super) fn method(&self, name: &str) -> Result<(), Invalid> {
        self.choice(name, &["GET", "POST"]).map(drop)
    }

    /// A language tag such as `es-ES` or `cmn-Hans-CN`, or a bare language.
    pub(super) fn language(&self, name: &str) -> Result<Option<&'a str>, Invalid> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let mut parts = value.split('-');
        let language = parts.next().unwrap_or_default();
        let well_formed = (2..=3).contains(&language.len())
            && language.bytes().all(|letter| letter.is_ascii_lowercase())
            && parts
                .all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_alphanumeric()));
        if well_formed || value == "multi" { Ok(Some(value)) } else { Err(self.invalid(name, value)) }
    }

    fn choice(&self, name: &str, allowed: &[&str]) -> Result<Option<&'a str>, Invalid> {
        let Some(value) = self.get(name) else { return Ok(None) };
        if allowed.contains(&value) { Ok(Some(value)) } else { Err(self.invalid(name, value)) }
    }

    /// All of `<Gather>`'s attributes.
    pub(super) fn gather(&self) -> Result<(), Invalid> {
        self.choice("input", &["dtmf", "speech", "dtmf speech", "speech dtmf"])?;
        self.method("method")?;
        self.method("partialResultCallbackMethod")?;
        for flag in ["actionOnEmptyResult", "bargeIn", "enhanced", "profanityFilter", "debug"] {
            self.flag(flag)?;
        }
        self.seconds_or_auto("timeout")?;
        self.whole("numDigits", 1)?;
        self.whole("maxSpeechTime", 1)?;
        self.language("language")?;
        let hints = self.get("hints").map_or(0, |hints| hints.split(',').count());
        if hints > MAX_HINTS {
            return Err(Invalid::markup(format!("<Gather> has {hints} hints, more than {MAX_HINTS}")));
        }
        self.speech_model()
    }

    /// A model that is named needs its `speechTimeout` in seconds.
    fn speech_model(&self) -> Result<(), Invalid> {
        let timeout = self.seconds_or_auto("speechTimeout")?;
        let Some(model) = self.get("speechModel") else { return Ok(()) };
        let known = SPEECH_MODELS.contains(&model)
            || ["deepgram_nova-2-", "deepgram_nova-3-"].iter().any(|stem| model.starts_with(stem));
        if !known {
            return Err(self.invalid("speechModel", model));
        }
        if timeout.is_none() {
            return Err(Invalid::markup(format!(
                "speechModel {model} needs speechTimeout to be a positive integer"
            )));
        }
        Ok(())
    }
}
