//! What Twilio is told to do: speak and listen, or speak and hang up.
//!
//! <https://www.twilio.com/docs/voice/twiml/gather>, <https://www.twilio.com/docs/voice/twiml/say>

use homework_domain::ids::CallId;
use homework_domain::locale::Locale;
use homework_domain::voice::SayVoice;
use homework_domain::webhook_url;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::speech;

/// Seconds of silence after which Twilio reports that nothing was said.
const SILENCE_SECONDS: &str = "5";
/// Seconds of quiet that end an utterance. A named speech model wants a whole number here.
const PAUSE_SECONDS: &str = "1";
/// Within so many seconds of the last word of a greeting comes the beep.
const BEEP_SECONDS: &str = "2";

/// How an answer is brought to the ear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Utterance<'a> {
    /// Twilio speaks it.
    Say { text: &'a str, voice: SayVoice },
    /// It was recorded: Twilio plays the file at this address.
    Play { url: &'a str },
}

/// Speaks and listens; what is heard, even nothing, comes back as turn `next_turn`. Who begins to
/// speak interrupts.
pub fn speak_and_listen(utterance: Utterance<'_>, locale: &Locale, call: CallId, next_turn: u32) -> String {
    document(|writer| listen(writer, Some(utterance), locale, &webhook_url::turn(call, locale, next_turn, 0)))
}

/// Speaks and listens once more for a turn that failed `tries` times.
pub fn speak_and_listen_again(
    utterance: Utterance<'_>,
    locale: &Locale,
    call: CallId,
    turn: u32,
    tries: u32,
) -> String {
    document(|writer| listen(writer, Some(utterance), locale, &webhook_url::turn(call, locale, turn, tries)))
}

/// Opens the call. The notice stands in front of the listening, so that nobody can talk over it; only
/// the question may be interrupted. What is heard comes back as turn 1.
pub fn open(notice: Utterance<'_>, question: Option<Utterance<'_>>, locale: &Locale, call: CallId) -> String {
    document(|writer| {
        utter(writer, notice, locale)?;
        listen(writer, question, locale, &webhook_url::turn(call, locale, 1, 0))
    })
}

/// Speaks to somebody who rings us and is no lead, and listens once.
pub fn speak_to_stranger(utterance: Utterance<'_>, locale: &Locale) -> String {
    document(|writer| {
        utter(writer, utterance, locale)?;
        listen(writer, None, locale, &webhook_url::stranger(locale))
    })
}

/// Speaks and goes on with turn `next_turn` at once, without listening.
pub fn speak_and_go_on(utterance: Utterance<'_>, locale: &Locale, call: CallId, next_turn: u32) -> String {
    document(|writer| {
        utter(writer, utterance, locale)?;
        redirect(writer, &webhook_url::turn(call, locale, next_turn, 0))
    })
}

/// Waits a second, then opens the call again after `tries` attempts that failed.
pub fn open_again(call: CallId, tries: u32) -> String {
    document(|writer| {
        writer.create_element("Pause").with_attribute(("length", "1")).write_empty()?;
        redirect(writer, &webhook_url::opening(call, tries))
    })
}

/// Waits for the beep behind a greeting, then leaves the message on voicemail.
pub fn wait_and_leave_message(call: CallId, locale: &Locale, tries: u32) -> String {
    document(|writer| {
        writer.create_element("Pause").with_attribute(("length", BEEP_SECONDS)).write_empty()?;
        redirect(writer, &webhook_url::message("", call, locale, tries))
    })
}

/// Hangs up without a word.
pub fn hang_up() -> String {
    document(|writer| writer.create_element("Hangup").write_empty().map(drop))
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

fn listen(
    writer: &mut Xml,
    utterance: Option<Utterance<'_>>,
    locale: &Locale,
    action: &str,
) -> std::io::Result<()> {
    let mut attributes = vec![
        ("input", "dtmf speech"),
        ("action", action),
        ("method", "POST"),
        ("language", locale.recognition),
        ("timeout", SILENCE_SECONDS),
        // A key is told at once.
        ("numDigits", "1"),
        // Twilio's own model tells the end of speech by itself.
        ("speechTimeout", locale.speech_model.map_or("auto", |_| PAUSE_SECONDS)),
        ("actionOnEmptyResult", "true"),
    ];
    attributes.extend(locale.speech_model.map(|model| ("speechModel", model)));
    let gather = writer.create_element("Gather").with_attributes(attributes);
    match utterance {
        Some(utterance) => gather.write_inner_content(|inner| utter(inner, utterance, locale))?,
        None => gather.write_empty()?,
    };
    Ok(())
}

fn redirect(writer: &mut Xml, url: &str) -> std::io::Result<()> {
    let element = writer.create_element("Redirect").with_attribute(("method", "POST"));
    element.write_text_content(BytesText::new(url))?;
    Ok(())
}

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
    let spoken = speech::clean(text);
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
        let xml = speak_and_listen(say("¿Qué tal? <b> & O'Neil", "es-ES"), locale::by_tag("es-ES"), call, 3);
        assert_eq!(
            xml,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Gather input=\"dtmf speech\" \
             action=\"/api/webhooks/twilio/process-speech?call=01JD0000000000000000000000&amp;locale=es-ES&amp;turn=3#rc=5&amp;rp=4xx,5xx,ct,rt&amp;ct=2000&amp;rt=11500\" \
             method=\"POST\" language=\"es-ES\" timeout=\"5\" numDigits=\"1\" speechTimeout=\"1\" actionOnEmptyResult=\"true\" \
             speechModel=\"deepgram_nova-2\"><Say voice=\"Polly.Lucia-Neural\" language=\"es-ES\">¿Qué tal? \
             &amp; O&apos;Neil</Say></Gather></Response>"
        );
    }

    #[test]
    fn the_notice_stands_before_the_listening_and_the_question_in_it() {
        let call: CallId = "01JD0000000000000000000000".parse().unwrap();
        let english = locale::by_tag("en-US");
        let xml = open(say("An AI calls.", "en-US"), Some(say("Shall we?", "en-US")), english, call);
        let (before, listening) = xml.split_once("<Gather").unwrap();
        assert!(before.contains(">An AI calls.</Say>") && !before.contains("Shall we?"), "{xml}");
        assert!(
            listening.contains(">Shall we?</Say></Gather>") && listening.contains("turn=1#rc=5"),
            "{xml}"
        );
        let xml = open(say("An AI calls.", "en-US"), None, english, call);
        assert!(xml.contains("</Say><Gather ") && xml.ends_with("/></Response>"), "{xml}");
    }

    #[test]
    fn what_takes_longer_goes_on_without_listening() {
        let call: CallId = "01JD0000000000000000000000".parse().unwrap();
        let xml = speak_and_go_on(say("One moment.", "en-US"), locale::by_tag("en-US"), call, 4);
        assert!(
            xml.contains("</Say><Redirect method=\"POST\">/api/webhooks/twilio/process-speech?call="),
            "{xml}"
        );
        assert!(xml.contains("&amp;turn=4#rc=5&amp;rp=4xx") && !xml.contains("Gather"), "{xml}");
        let xml = open_again(call, 1);
        assert!(xml.contains("<Pause length=\"1\"/><Redirect") && xml.contains("/voice?call="), "{xml}");
        assert!(xml.contains("&amp;again=1#rc=5"), "{xml}");
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
