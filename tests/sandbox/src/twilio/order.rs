//! A request to place a call, checked as Twilio checks it.

use url::Url;

use super::error::Refusal;
use super::numbers;
use super::status::Event;
use crate::callees::{Callee, PickUp};
use crate::form::Form;

const INVALID_PARAMETER: u32 = 20001;
const MAX_RING_SECONDS: u64 = 600;
const MAX_CALL_SECONDS: u64 = 86_400;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MachineDetection {
    Enable,
    DetectMessageEnd,
}

/// What was ordered.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) to: String,
    pub(crate) from: String,
    /// Somebody rings a number of the account, whose own addresses are those below.
    pub(crate) incoming: bool,
    pub(crate) url: String,
    pub(crate) fallback_url: Option<String>,
    pub(crate) status_callback: Option<String>,
    pub(crate) events: Vec<Event>,
    pub(crate) ring_seconds: u64,
    pub(crate) limit_seconds: Option<u64>,
    pub(crate) record: bool,
    pub(crate) recording_channels: u8,
    pub(crate) recording_callback: Option<String>,
    pub(crate) machine_detection: Option<MachineDetection>,
    pub(crate) async_detection: bool,
    pub(crate) detection_callback: Option<String>,
}

impl Order {
    pub(crate) fn parse(form: &Form) -> Result<Self, Refusal> {
        let to = form.get("To").ok_or_else(|| Refusal::bad_request(21201, "No 'To' number is specified"))?;
        let from =
            form.get("From").ok_or_else(|| Refusal::bad_request(21213, "'From' phone number is required"))?;
        if !is_e164(to) || Callee::of_number(to).pick_up() == PickUp::Refused {
            let message = format!("The phone number you are attempting to call, {to}, is not valid.");
            return Err(Refusal::bad_request(21211, message));
        }
        if !is_e164(from) {
            return Err(Refusal::bad_request(
                21212,
                format!("The 'From' number {from} is not a valid phone number"),
            ));
        }
        if !numbers::may_call(from) {
            let message =
                format!("The source phone number provided, {from}, is not yet verified for your account.");
            return Err(Refusal::bad_request(21210, message));
        }
        if form.get("Url").is_none() && (form.get("Twiml").is_some() || form.get("ApplicationSid").is_some())
        {
            return Err(Refusal::bad_request(INVALID_PARAMETER, "The sandbox plays calls from a 'Url' only"));
        }
        let url = address(form, "Url", 21205)?
            .ok_or_else(|| Refusal::bad_request(21205, "Url parameter is required"))?;
        for method in ["Method", "FallbackMethod", "StatusCallbackMethod", "AsyncAmdStatusCallbackMethod"] {
            choice(form, method, &["POST"])?;
        }
        choice(form, "RecordingStatusCallbackMethod", &["POST"])?;
        for value in form.all("RecordingStatusCallbackEvent") {
            one_of("RecordingStatusCallbackEvent", value, &["in-progress", "completed", "absent"])?;
        }
        Ok(Self {
            to: to.to_owned(),
            from: from.to_owned(),
            incoming: false,
            url,
            fallback_url: address(form, "FallbackUrl", 21206)?,
            status_callback: address(form, "StatusCallback", 21609)?,
            events: events(form)?,
            ring_seconds: number(form, "Timeout", 1..=MAX_RING_SECONDS)?.unwrap_or(60),
            limit_seconds: number(form, "TimeLimit", 1..=MAX_CALL_SECONDS)?,
            record: flag(form, "Record")?,
            recording_channels: if choice(form, "RecordingChannels", &["mono", "dual"])? == Some("dual") {
                2
            } else {
                1
            },
            recording_callback: address(form, "RecordingStatusCallback", 21609)?,
            machine_detection: machine_detection(form)?,
            async_detection: flag(form, "AsyncAmd")?,
            detection_callback: address(form, "AsyncAmdStatusCallback", 21609)?,
        })
    }
}

impl Order {
    /// Somebody rings a number of the account.
    pub(crate) fn incoming(from: &str, to: &str, url: &str, status_callback: Option<&str>) -> Self {
        Self {
            to: to.to_owned(),
            from: from.to_owned(),
            incoming: true,
            url: url.to_owned(),
            fallback_url: None,
            status_callback: status_callback.map(str::to_owned),
            events: vec![Event::Completed],
            ring_seconds: 0,
            limit_seconds: None,
            record: false,
            recording_channels: 1,
            recording_callback: None,
            machine_detection: None,
            async_detection: false,
            detection_callback: None,
        }
    }

    /// The number of whoever is at the other end.
    pub(crate) fn person(&self) -> &str {
        if self.incoming { &self.from } else { &self.to }
    }

    pub(crate) fn direction(&self) -> &'static str {
        if self.incoming { "inbound" } else { "outbound-api" }
    }
}

fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && digits.bytes().all(|digit| digit.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

fn address(form: &Form, name: &str, code: u32) -> Result<Option<String>, Refusal> {
    let Some(value) = form.get(name) else { return Ok(None) };
    let parsed = Url::parse(value).ok();
    let usable = parsed.is_some_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if usable && value.len() <= 4000 {
        return Ok(Some(value.to_owned()));
    }
    Err(Refusal::bad_request(code, format!("{name} is not a valid URL: {value}")))
}

fn events(form: &Form) -> Result<Vec<Event>, Refusal> {
    let mut events = Vec::new();
    // Twilio's own libraries repeat the key, and a value may hold several names.
    for value in form.all("StatusCallbackEvent").flat_map(str::split_whitespace) {
        let event = Event::parse(value).ok_or_else(|| {
            Refusal::bad_request(21626, format!("Invalid StatusCallbackEvent value: {value}"))
        })?;
        events.push(event);
    }
    if events.is_empty() {
        events.push(Event::Completed);
    }
    Ok(events)
}

fn machine_detection(form: &Form) -> Result<Option<MachineDetection>, Refusal> {
    Ok(match choice(form, "MachineDetection", &["Enable", "DetectMessageEnd"])? {
        Some("Enable") => Some(MachineDetection::Enable),
        Some(_) => Some(MachineDetection::DetectMessageEnd),
        None => None,
    })
}

fn flag(form: &Form, name: &str) -> Result<bool, Refusal> {
    Ok(choice(form, name, &["true", "false"])? == Some("true"))
}

fn choice<'a>(form: &'a Form, name: &'a str, allowed: &[&str]) -> Result<Option<&'a str>, Refusal> {
    form.get(name).map(|value| one_of(name, value, allowed).map(|()| value)).transpose()
}

fn one_of(name: &str, value: &str, allowed: &[&str]) -> Result<(), Refusal> {
    if allowed.contains(&value) {
        return Ok(());
    }
    Err(invalid(name, value))
}

fn number(form: &Form, name: &str, range: std::ops::RangeInclusive<u64>) -> Result<Option<u64>, Refusal> {
    let Some(value) = form.get(name) else { return Ok(None) };
    match value.parse() {
        Ok(number) if range.contains(&number) => Ok(Some(number)),
        _ => Err(invalid(name, value)),
    }
}

fn invalid(name: &str, value: &str) -> Refusal {
    Refusal::bad_request(INVALID_PARAMETER, format!("Invalid parameter {name}: {value}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "To=%2B12025550101&From=%2B15005550006&Url=https%3A%2F%2Fx.example%2Fvoice%3Fcall%3D1";

    fn parse(more: &str) -> Result<Order, u32> {
        Order::parse(&Form::parse(format!("{GOOD}&{more}").as_bytes())).map_err(|refusal| refusal.code)
    }

    #[test]
    fn a_full_order_is_understood() {
        let order = parse(
            "StatusCallbackEvent=initiated&StatusCallbackEvent=completed&Timeout=25&TimeLimit=600&Record=true\
             &MachineDetection=DetectMessageEnd&AsyncAmd=true",
        )
        .unwrap();
        assert_eq!(order.events, [Event::Initiated, Event::Completed]);
        assert_eq!((order.ring_seconds, order.limit_seconds, order.record), (25, Some(600), true));
        assert_eq!(order.machine_detection, Some(MachineDetection::DetectMessageEnd));
        assert!(order.async_detection);
    }

    #[test]
    fn only_the_end_is_reported_unless_asked_otherwise() {
        assert_eq!(parse("").unwrap().events, [Event::Completed]);
    }

    #[test]
    fn mistakes_are_refused_with_twilios_codes() {
        for (more, code) in [
            ("StatusCallbackEvent=finished", 21626),
            ("Timeout=0", 20001),
            ("Record=yes", 20001),
            ("MachineDetection=on", 20001),
            ("AsyncAmd=1", 20001),
            ("StatusCallback=nowhere", 21609),
        ] {
            assert_eq!(parse(more).err(), Some(code), "{more}");
        }
        for (form, code) in [
            ("From=%2B15005550006&Url=https%3A%2F%2Fx.example", 21201),
            ("To=%2B12025550101&Url=https%3A%2F%2Fx.example", 21213),
            ("To=%2B12025550101&From=%2B15005550006", 21205),
            ("To=%2B12025550101&From=%2B15005550006&Url=/relative", 21205),
            ("To=%2B12025550101&From=15005550006&Url=https%3A%2F%2Fx.example", 21212),
            ("To=%2B12025550101&From=%2B442079460000&Url=https%3A%2F%2Fx.example", 21210),
            ("To=%2B12025550101&From=%2B14165550100&Url=https%3A%2F%2Fx.example", 21210),
            ("To=%2B12025550101&From=%2B13125550100&Url=https%3A%2F%2Fx.example", 21210),
            ("To=555&From=%2B15005550006&Url=https%3A%2F%2Fx.example", 21211),
            ("To=%2B12025550112&From=%2B15005550006&Url=https%3A%2F%2Fx.example", 21211),
        ] {
            let refusal = Order::parse(&Form::parse(form.as_bytes())).unwrap_err();
            assert_eq!(refusal.code, code, "{form}");
        }
    }
}
