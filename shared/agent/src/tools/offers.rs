//! What was offered in a call, read back from the answers of the tools: only that can be booked.

use homework_domain::call::ToolUse;
use homework_domain::slots::{
    DURATION_DEFAULT_MINUTES, DURATION_MAX_MINUTES, DURATION_MIN_MINUTES, Interval,
};
use jiff::civil::DateTime;
use jiff::{Timestamp, ZonedDateTime};
use serde_json::{Value, json};

/// A time that was offered.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Offer {
    pub(super) time: Interval,
    /// The start as it was written in the answer: local time with its offset.
    start: String,
    pub(super) spoken: String,
    /// It lies outside of the lead's day, and was offered as such.
    pub(super) outside_lead_hours: bool,
}

/// Every offer of the call, the earliest first.
pub(super) fn made<'t>(uses: impl Iterator<Item = &'t ToolUse>) -> Vec<Offer> {
    let mut offers: Vec<Offer> = vec![];
    for tool in uses {
        let minutes = tool.result["duration_minutes"].as_u64().and_then(|m| u32::try_from(m).ok());
        let minutes = minutes.unwrap_or(DURATION_DEFAULT_MINUTES);
        for slot in tool.result["available_slots"].as_array().into_iter().flatten() {
            if let Some(offer) = Offer::read(slot, minutes)
                && !offers.iter().any(|known| known.time == offer.time)
            {
                offers.push(offer);
            }
        }
    }
    offers
}

impl Offer {
    /// The start as it was offered: local time with its offset.
    pub(super) fn start(&self) -> &str {
        &self.start
    }

    fn read(slot: &Value, minutes: u32) -> Option<Self> {
        let start = slot["start"].as_str()?;
        Some(Self {
            time: Interval::new(start.parse().ok()?, minutes),
            start: start.to_owned(),
            spoken: slot["spoken"].as_str().unwrap_or(start).to_owned(),
            outside_lead_hours: slot["outside_usual_hours"].as_bool().unwrap_or(false),
        })
    }

    /// Whether `text` names this start and no other: the same instant with any offset, or exactly the local
    /// time that was offered.
    fn is_named_by(&self, text: &str) -> bool {
        if let Ok(instant) = text.parse::<Timestamp>() {
            return instant == self.time.start;
        }
        if let Ok(zoned) = text.parse::<ZonedDateTime>() {
            return zoned.timestamp() == self.time.start;
        }
        // Only a date with a time: a date alone would be read as its midnight.
        let local = text.contains(['T', ' ']).then(|| text.parse::<DateTime>().ok()).flatten();
        let offered = self.start.get(..19).and_then(|start| start.parse::<DateTime>().ok());
        local.is_some() && local == offered
    }
}

/// The offer that `text` names; `None` where it names none, or leaves a choice. Words are not understood on
/// purpose: what is not exactly an offered start is nobody's agreement.
pub(super) fn named<'o>(offers: &'o [Offer], text: &str, minutes: Option<u32>) -> Option<&'o Offer> {
    let text = text.trim();
    let mut fitting = offers.iter().rev().filter(|offer| {
        offer.is_named_by(text) && minutes.is_none_or(|minutes| minutes == offer.time.minutes())
    });
    let first = fitting.next()?;
    fitting.all(|other| other.time.start == first.time.start).then_some(first)
}

/// How long a meeting is to be, as the tools take it.
pub(super) fn duration_schema() -> Value {
    json!({
        "type": ["integer", "null"],
        "description": format!("Length in minutes, {DURATION_MIN_MINUTES} to {DURATION_MAX_MINUTES}; null for {DURATION_DEFAULT_MINUTES}"),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// Ways to say a time, in five languages, none of which is the start of an offer.
    const PHRASES: &str = include_str!("phrases_of_time.txt");

    fn offers() -> Vec<Offer> {
        let result = json!({"duration_minutes": 30, "available_slots": [
            {"start": "2026-12-14T09:00:00-05:00", "spoken": "Monday, December 14 at 9:00 AM"},
            {"start": "2026-12-14T14:30:00-05:00", "spoken": "Monday, December 14 at 2:30 PM"},
            {"start": "2026-12-15T09:00:00-05:00", "spoken": "Tuesday, December 15 at 9:00 AM"},
        ]});
        let tool = ToolUse { id: "1".into(), name: "check".into(), arguments: Value::Null, result };
        made([&tool].into_iter())
    }

    #[test]
    fn an_offered_start_is_understood_in_any_exact_form() {
        let offers = offers();
        for text in [
            "2026-12-14T09:00:00-05:00",
            "2026-12-14T14:00:00Z",
            "2026-12-14T15:00:00+01:00",
            "2026-12-14T09:00:00",
            "2026-12-14T09:00",
            " 2026-12-14 09:00 ",
            "2026-12-14T09:00:00-05:00[America/New_York]",
        ] {
            let named = named(&offers, text, None).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(named.spoken, "Monday, December 14 at 9:00 AM", "{text}");
        }
        assert_eq!(named(&offers, "2026-12-14T09:00:00-05:00", Some(60)), None, "another length");
    }

    #[test]
    fn what_is_not_exactly_an_offer_is_refused_and_never_guessed() {
        let offers = offers();
        let phrases = PHRASES.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        assert!(phrases.clone().count() > 100);
        for phrase in phrases {
            assert_eq!(named(&offers, phrase, None), None, "{phrase}");
        }
        for text in ["2026-12-14T10:00:00-05:00", "2026-12-14", "2026-12-14T09:00:00Z", "", "9", "null"] {
            assert_eq!(named(&offers, text, None), None, "{text}");
        }
    }

    #[test]
    fn the_same_local_time_twice_in_a_night_wants_its_offset() {
        let result = json!({"available_slots": [
            {"start": "2026-11-01T01:30:00-04:00"}, {"start": "2026-11-01T01:30:00-05:00"},
        ]});
        let tool = ToolUse { id: "1".into(), name: "check".into(), arguments: Value::Null, result };
        let offers = made([&tool].into_iter());
        assert_eq!(named(&offers, "2026-11-01T01:30:00", None), None);
        let second = named(&offers, "2026-11-01T01:30:00-05:00", None).unwrap();
        assert_eq!(second.time.start, "2026-11-01T06:30:00Z".parse().unwrap());
    }

    proptest! {
        #[test]
        fn nothing_but_an_offer_is_ever_named(text in "\\PC{0,40}", second in 1_796_000_000_i64..1_800_000_000) {
            let offers = offers();
            let instant = Timestamp::from_second(second).unwrap();
            for text in [text, instant.to_string()] {
                if let Some(offer) = named(&offers, &text, None) {
                    prop_assert!(offers.contains(offer));
                    prop_assert!(offer.is_named_by(text.trim()));
                }
            }
        }
    }
}
