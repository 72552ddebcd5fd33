//! TwiML, read strictly: whatever Twilio would refuse or warn about is an error here, so that it is
//! noticed on a laptop and not by a callee.

mod attributes;
mod tree;
mod voices;

use attributes::Attributes;
use tree::{Child, Element};

/// Twilio speaks no more than this in one `<Say>`.
const MAX_SAY: usize = 4096;
const DOCUMENT_PARSE_FAILURE: u32 = 12100;
const INVALID_MARKUP: u32 = 12200;
const INVALID_CONTENT_TYPE: u32 = 12300;

/// Why a document was refused, with Twilio's error code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Invalid {
    pub code: u32,
    pub message: String,
}

impl Invalid {
    fn markup(message: impl Into<String>) -> Self {
        Self { code: INVALID_MARKUP, message: message.into() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verb {
    Prompt(Prompt),
    Gather(Gather),
    Redirect(String),
    Hangup,
}

/// What can stand alone or inside `<Gather>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prompt {
    Say(String),
    /// The URL, as written; `None` plays the tones of keys.
    Play(Option<String>),
    /// Seconds.
    Pause(u32),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gather {
    /// As written; relative to the document's URL. Absent: that URL itself.
    pub action: Option<String>,
    /// Whether it listens to speech, and to keys.
    pub speech: bool,
    pub keys: bool,
    pub action_on_empty_result: bool,
    pub prompts: Vec<Prompt>,
}

/// Reads a webhook's answer. An empty document is an empty response: Twilio hangs up.
pub fn parse(content_type: &str, body: &str) -> Result<Vec<Verb>, Invalid> {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !matches!(kind.as_str(), "text/xml" | "application/xml" | "application/twiml+xml") {
        let message = format!("Content-Type is {content_type:?}, not XML");
        return Err(Invalid { code: INVALID_CONTENT_TYPE, message });
    }
    let root = tree::parse(body).map_err(|message| Invalid { code: DOCUMENT_PARSE_FAILURE, message })?;
    if root.name != "Response" {
        return Err(Invalid {
            code: DOCUMENT_PARSE_FAILURE,
            message: format!("<{}> is not <Response>", root.name),
        });
    }
    Attributes::of(&root, &[])?;
    root.elements()?.map(verb).collect()
}

fn verb(element: &Element) -> Result<Verb, Invalid> {
    Ok(match element.name.as_str() {
        "Gather" => Verb::Gather(gather(element)?),
        "Redirect" => {
            Attributes::of(element, &["method"])?.method("method")?;
            Verb::Redirect(required_text(element)?)
        }
        "Hangup" => {
            Attributes::of(element, &[])?;
            element.must_be_empty()?;
            Verb::Hangup
        }
        _ => Verb::Prompt(prompt(element)?),
    })
}

fn prompt(element: &Element) -> Result<Prompt, Invalid> {
    Ok(match element.name.as_str() {
        "Say" => say(element)?,
        "Play" => {
            let attributes = Attributes::of(element, &["loop", "digits"])?;
            attributes.whole("loop", 0)?;
            let url = attributes.get("digits").is_none().then(|| required_text(element)).transpose()?;
            Prompt::Play(url)
        }
        "Pause" => {
            element.must_be_empty()?;
            Prompt::Pause(Attributes::of(element, &["length"])?.whole("length", 0)?.unwrap_or(1))
        }
        name => return Err(Invalid::markup(format!("<{name}> is not a verb that can stand here"))),
    })
}

fn say(element: &Element) -> Result<Prompt, Invalid> {
    let attributes = Attributes::of(element, &["voice", "language", "loop"])?;
    attributes.whole("loop", 0)?;
    let language = attributes.language("language")?;
    if let Some(voice) = attributes.get("voice") {
        voices::check(voice, language)?;
    }
    let text = spoken(element)?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return Err(Invalid::markup("<Say> has nothing to say"));
    }
    if text.chars().count() > MAX_SAY {
        return Err(Invalid::markup(format!("<Say> is longer than {MAX_SAY} characters")));
    }
    Ok(Prompt::Say(text))
}

/// The text of a `<Say>`, with that of the SSML in it.
fn spoken(element: &Element) -> Result<String, Invalid> {
    const SSML: [&str; 10] =
        ["break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"];
    let mut text = String::new();
    for child in &element.children {
        match child {
            Child::Text(part) => text.push_str(part),
            Child::Element(inner) if SSML.contains(&inner.name.as_str()) => {
                text.push(' ');
                text.push_str(&spoken(inner)?);
                text.push(' ');
            }
            Child::Element(inner) => {
                return Err(Invalid::markup(format!("<{}> cannot stand in <Say>", inner.name)));
            }
        }
    }
    Ok(text)
}

fn gather(element: &Element) -> Result<Gather, Invalid> {
    let attributes = Attributes::of(element, attributes::GATHER)?;
    attributes.gather()?;
    let input = attributes.get("input").unwrap_or("dtmf");
    let prompts = element.elements()?.map(prompt).collect::<Result<_, _>>()?;
    Ok(Gather {
        action: attributes.get("action").map(str::to_owned),
        speech: input.split(' ').any(|kind| kind == "speech"),
        keys: input.split(' ').any(|kind| kind == "dtmf"),
        action_on_empty_result: attributes.flag("actionOnEmptyResult")?.unwrap_or(false),
        prompts,
    })
}

fn required_text(element: &Element) -> Result<String, Invalid> {
    let text = element.text()?;
    let text = text.trim();
    if text.is_empty() {
        return Err(Invalid::markup(format!("<{}> needs a URL", element.name)));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests;
