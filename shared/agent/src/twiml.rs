//! What Twilio is told to do: speak and listen, or speak and hang up.
//!
//! <https://www.twilio.com/docs/voice/twiml/gather>, <https://www.twilio.com/docs/voice/twiml/say>

use homework_domain::ids::CallId;
use homework_domain::locale::Locale;
use homework_domain::voice::SayVoice;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

/// Seconds of silence after which Twilio reports that nothing was said.
const SILENCE_SECONDS: &str = "5";
/// Seconds of quiet that end an utterance. A named speech model wants a whole number here.
const PAUSE_SECONDS: &str = "1";
/// Twilio speaks at most 4,096 characters at once; nobody listens to half of that.
const SPOKEN_CHARS_MAX: usize = 1500;

pub const PROCESS_SPEECH_PATH: &str = "/api/webhooks/twilio/process-speech";

/// How an answer is brought to the ear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Utterance<'a> {
    /// Twilio speaks it.
    Say { text: &'a str, voice: SayVoice },
    /// It was recorded: Twilio plays the file at this address.
    Play { url: &'a str },
}

/// Speaks and listens; what is heard, even nothing, comes back as turn `next_turn`.
pub fn speak_and_listen(utterance: Utterance<'_>, locale: &Locale, call: CallId, next_turn: u32) -> String {
    let action = format!("{PROCESS_SPEECH_PATH}?call={call}&turn={next_turn}");
    let mut attributes = vec![
        ("input", "speech"),
        ("action", &*action),
        ("method", "POST"),
        ("language", locale.recognition),
        ("timeout", SILENCE_SECONDS),
        ("speechTimeout", PAUSE_SECONDS),
        ("actionOnEmptyResult", "true"),
    ];
    match locale.speech_model {
        Some(model) => attributes.push(("speechModel", model)),
        // Twilio's own model tells the end of speech by itself.
        None => attributes[5].1 = "auto",
    }
    document(|writer| {
        let gather = writer.create_element("Gather").with_attributes(attributes);
        gather.write_inner_content(|inner| utter(inner, utterance, locale))?;
        Ok(())
    })
}

/// Speaks and hangs up.
pub fn speak_and_hang_up(utterance: Utterance<'_>, locale: &Locale) -> String {
    document(|writer| {
        utter(writer, utterance, locale)?;
        writer.create_element("Hangup").write_empty()?;
        Ok(())
    })
}

type Xml = Writer<Vec<u8>>;

fn utter(writer: &mut Xml, utterance: Utterance<'_>, locale: &Locale) -> std::io::Result<()> {
    match utterance {
        Utterance::Say { text, voice } => say(writer, text, voice, locale),
        Utterance::Play { url } => {
            writer.create_element("Play").write_text_content(BytesText::new(url))?;
            Ok(())
        }
    }
}

fn say(writer: &mut Xml, text: &str, voice: SayVoice, locale: &Locale) -> std::io::Result<()> {
    let spoken: String = text.chars().filter(|c| !c.is_control()).take(SPOKEN_CHARS_MAX).collect();
    let element =
        writer.create_element("Say").with_attributes([("voice", voice.id), ("language", locale.tag)]);
    element.write_text_content(BytesText::new(&spoken))?;
    Ok(())
}

fn document(content: impl FnOnce(&mut Xml) -> std::io::Result<()>) -> String {
    let mut writer = Writer::new(Vec::new());
    // Writing to memory cannot fail; were it to, an empty response would merely end the call.
    let written =
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None))).and_then(|()| {
            writer.create_element("Response").write_inner_content(content)?;
            Ok(())
        });
    match written {
        Ok(()) => String::from_utf8_lossy(&writer.into_inner()).into_owned(),
        Err(_) => "<Response/>".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use homework_domain::{locale, voice};

    use super::*;

    fn say<'a>(text: &'a str, tag: &str) -> Utterance<'a> {
        Utterance::Say { text, voice: voice::say_voice(locale::by_tag(tag), None) }
    }

    #[test]
    fn listening_names_the_turn_and_the_lead_s_language() {
        let call: CallId = "01JD0000000000000000000000".parse().unwrap();
        let xml = speak_and_listen(say("¿Qué tal? <b> & \"x\"", "es-ES"), locale::by_tag("es-ES"), call, 3);
        assert_eq!(
            xml,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Gather input=\"speech\" \
             action=\"/api/webhooks/twilio/process-speech?call=01JD0000000000000000000000&amp;turn=3\" \
             method=\"POST\" language=\"es-ES\" timeout=\"5\" speechTimeout=\"1\" actionOnEmptyResult=\"true\" \
             speechModel=\"deepgram_nova-2\"><Say voice=\"Polly.Lucia-Neural\" language=\"es-ES\">¿Qué tal? \
             &lt;b&gt; &amp; &quot;x&quot;</Say></Gather></Response>"
        );
    }

    #[test]
    fn the_end_is_spoken_before_hanging_up() {
        let xml = speak_and_hang_up(say("Goodbye!", "en-US"), locale::by_tag("en-US"));
        assert!(xml.ends_with("language=\"en-US\">Goodbye!</Say><Hangup/></Response>"), "{xml}");
    }

    #[test]
    fn what_was_recorded_is_played() {
        let url = "https://files.example/a.mp3?X-Amz-Date=1&X-Amz-Signature=2";
        let xml = speak_and_hang_up(Utterance::Play { url }, locale::by_tag("en-US"));
        assert!(
            xml.contains("<Play>https://files.example/a.mp3?X-Amz-Date=1&amp;X-Amz-Signature=2</Play>"),
            "{xml}"
        );
    }
}
