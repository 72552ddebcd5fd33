//! The addresses the telephone service calls us at while it handles a call. Each carries the call's
//! id, and each asks to be tried again.

use crate::ids::CallId;
use crate::locale::Locale;

/// Has Twilio try again when our function is throttled (4xx), fails (5xx), cannot be reached (ct) or
/// does not answer in time (rt): up to five times within the 15 s it allows in total. Without this
/// it tries again only when it cannot connect. What it asks for is idempotent, so a repeat is
/// answered like the first request. Twilio reads the fragment off the address and drops it before
/// it signs. The time to answer, 11.5 s, is above the longest that a turn may be set to take.
/// <https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides>
pub const OVERRIDES: &str = "#rc=5&rp=4xx,5xx,ct,rt&ct=2000&rt=11500";

/// How often a step that failed for good is begun again by way of the fallback, before the agent says
/// goodbye.
pub const FRESH_TRIES_MAX: u32 = 2;

const PATH: &str = "/api/webhooks/twilio";

/// Where one event of a call is told: `base` is the function's public address, `event` the last
/// segment of the path.
pub fn of_event(base: &str, event: &str, call: CallId) -> String {
    format!("{}{PATH}/{event}?call={call}{OVERRIDES}", base.trim_end_matches('/'))
}

/// Where to turn when everything above has failed. It names the language, since it is answered
/// without looking at the call.
pub fn fallback(base: &str, call: CallId, locale: &Locale) -> String {
    format!("{}{PATH}/fallback?call={call}&locale={}{OVERRIDES}", base.trim_end_matches('/'), locale.tag)
}

/// Where turn `turn` is answered, relative to the document that says so. `tries` counts how often the
/// turn has been begun again. It names the language in case the call cannot be read.
pub fn turn(call: CallId, locale: &Locale, turn: u32, tries: u32) -> String {
    let tag = locale.tag;
    format!("{PATH}/process-speech?call={call}&locale={tag}&turn={turn}{}{OVERRIDES}", again(tries))
}

/// Where the call is opened, relative to the document that says so.
pub fn opening(call: CallId, tries: u32) -> String {
    format!("{PATH}/voice?call={call}{}{OVERRIDES}", again(tries))
}

/// Where a call goes on that is to leave its message on voicemail: relative to the document that says so, where `base`
/// is empty.
pub fn message(base: &str, call: CallId, locale: &Locale, tries: u32) -> String {
    let (base, tag) = (base.trim_end_matches('/'), locale.tag);
    format!("{base}{PATH}/message?call={call}&locale={tag}{}{OVERRIDES}", again(tries))
}

/// Where it is told what somebody says who rings us and is no lead, relative to the document that says so.
pub fn stranger(locale: &Locale) -> String {
    format!("{PATH}/stranger?locale={}{OVERRIDES}", locale.tag)
}

/// Whether a call to a number with this voice URL comes to us.
pub fn is_of_incoming(voice_url: &str) -> bool {
    voice_url.split(['?', '#']).next().is_some_and(|url| url.ends_with(&format!("{PATH}/incoming")))
}

fn again(tries: u32) -> String {
    if tries == 0 { String::new() } else { format!("&again={tries}") }
}

/// A document that a call asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Also where nobody knows.
    Opening,
    Turn(u32),
    /// What is left on voicemail.
    Message,
}

/// The step that failed, read from the address of the request that did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailedStep {
    pub step: Step,
    /// How often it had been begun again before.
    pub tries: u32,
}

impl FailedStep {
    /// Reads `ErrorUrl`, an address of ours as Twilio reports it.
    pub fn of_url(url: &str) -> Self {
        let address = url.split('#').next().unwrap_or_default();
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let value = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(key, _)| *key == name).and_then(|(_, value)| value.parse().ok())
        };
        let step = match path.rsplit('/').next() {
            Some("process-speech") => {
                value("turn").filter(|turn| *turn > 0).map_or(Step::Opening, Step::Turn)
            }
            Some("message") => Step::Message,
            _ => Step::Opening,
        };
        Self { step, tries: value("again").unwrap_or(0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale;

    fn call() -> CallId {
        "01JD0000000000000000000000".parse().unwrap()
    }

    #[test]
    fn every_address_asks_to_be_tried_again() {
        let spanish = locale::by_tag("es-ES");
        for url in [
            of_event("https://x.example/", "status", call()),
            fallback("https://x.example", call(), spanish),
            turn(call(), spanish, 3, 0),
            turn(call(), spanish, 3, 1),
            opening(call(), 1),
            message("https://x.example/", call(), spanish, 0),
        ] {
            assert!(url.ends_with(OVERRIDES) && url.contains("?call=01JD0000000000000000000000"), "{url}");
            assert!(!url.contains("//api"), "{url}");
        }
        for kind in ["4xx", "5xx", "ct", "rt"] {
            assert!(OVERRIDES.contains(kind));
        }
    }

    #[test]
    fn what_failed_is_read_from_its_address() {
        let step = |url: &str| FailedStep::of_url(&format!("https://x.example{url}"));
        assert_eq!(
            step(&turn(call(), locale::by_tag("de-DE"), 3, 0)),
            FailedStep { step: Step::Turn(3), tries: 0 }
        );
        assert_eq!(
            step(&turn(call(), locale::by_tag("de-DE"), 12, 2)),
            FailedStep { step: Step::Turn(12), tries: 2 }
        );
        assert_eq!(
            step(&message("", call(), locale::by_tag("de-DE"), 1)),
            FailedStep { step: Step::Message, tries: 1 }
        );
        assert_eq!(step(&opening(call(), 0)), FailedStep { step: Step::Opening, tries: 0 });
        assert_eq!(step(&opening(call(), 1)), FailedStep { step: Step::Opening, tries: 1 });
        assert_eq!(FailedStep::of_url(""), FailedStep { step: Step::Opening, tries: 0 });
        assert_eq!(
            step("/api/webhooks/twilio/process-speech?turn=x&again=-1"),
            FailedStep { step: Step::Opening, tries: 0 }
        );
    }
}
