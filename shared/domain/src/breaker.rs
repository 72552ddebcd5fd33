//! A circuit breaker per vendor: what keeps an outage from being tried on one lead after the other.
//!
//! Closed, it lets everything through and counts faults in a row. It opens at once when the vendor
//! refuses us (credentials, account), since nothing but a person helps then, and after a few faults in
//! a row otherwise. An outage that may pass is probed now and then; a probe that succeeds lets calls
//! through on probation: the first that succeeds closes the breaker, the first that fails opens it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Faults further apart than this are not in a row.
const IN_A_ROW: SignedDuration = SignedDuration::from_mins(2);
/// Until a vendor that failed is asked again; doubles with each probe that fails.
const FIRST_PROBE_AFTER: SignedDuration = SignedDuration::from_secs(30);
const PROBE_AFTER_MAX: SignedDuration = SignedDuration::from_mins(5);
/// So long a probe is its prober's alone.
const PROBE_LEASE: SignedDuration = SignedDuration::from_secs(30);
/// A probation in which nothing failed for so long is over.
const PROBATION: SignedDuration = SignedDuration::from_mins(5);
/// A vendor's error code is short; what is longer is not one.
const CODE_MAX_CHARS: usize = 80;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vendor {
    Twilio,
    Openai,
    Google,
    Zoom,
    Elevenlabs,
}

/// Asking a vendor something harmless.
pub trait VendorProbe: Send + Sync {
    /// Whether the vendor works and takes our credentials, its secret read again. One that is not set up
    /// counts as working, since nothing depends on it.
    ///
    /// # Errors
    /// Those of the vendor's client; `Credentials` also for a secret that is not what it should be.
    fn probe(&self, vendor: Vendor) -> impl Future<Output = Result<()>> + Send;
}

impl Vendor {
    pub const ALL: [Self; 5] = [Self::Twilio, Self::Openai, Self::Google, Self::Zoom, Self::Elevenlabs];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Twilio => "twilio",
            Self::Openai => "openai",
            Self::Google => "google",
            Self::Zoom => "zoom",
            Self::Elevenlabs => "elevenlabs",
        }
    }

    /// As the vendor writes itself, and as [`Error`] names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Twilio => "Twilio",
            Self::Openai => "OpenAI",
            Self::Google => "Google",
            Self::Zoom => "Zoom",
            Self::Elevenlabs => "ElevenLabs",
        }
    }

    /// Whether calls make no sense without it. Without Zoom a meeting has a link of the calendar's,
    /// without ElevenLabs Twilio's voices are heard.
    pub fn stops_campaigns(self) -> bool {
        matches!(self, Self::Twilio | Self::Openai | Self::Google)
    }

    /// The vendor that an [`Error`] names as its service.
    pub fn of_service(service: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|vendor| vendor.name() == service)
    }

    /// So many faults in a row make an outage. Twilio's are counted by the dialer, which also sees every
    /// success; of the others' only what came of a whole turn, after its own retries.
    fn faults_max(self) -> u32 {
        if self == Self::Twilio { 3 } else { 4 }
    }
}

/// What kind of fault it is, which is who can do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The vendor refuses us: credentials, account, or what is configured. A person has to act.
    Refused,
    /// An outage, a rate limit, no answer: it may pass by itself.
    Passing,
}

/// One request, or one turn's requests, that failed by the vendor's fault.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    pub kind: FaultKind,
    /// HTTP status and the vendor's error code, in words; nothing personal.
    pub code: String,
    /// How long the vendor asks us to wait.
    pub retry_after: Option<SignedDuration>,
    /// What it happened in, such as a call's id: two faults in one call are one.
    pub source: Option<String>,
}

impl Fault {
    pub fn new(kind: FaultKind, code: impl Into<String>) -> Self {
        let code = code.into().chars().take(CODE_MAX_CHARS).collect();
        Self { kind, code, retry_after: None, source: None }
    }

    /// The vendor and its fault, if that is what the error is.
    pub fn of(error: &Error) -> Option<(Vendor, Self)> {
        match error {
            Error::Credentials { service, detail } => {
                Some((Vendor::of_service(service)?, Self::new(FaultKind::Refused, detail.as_str())))
            }
            Error::Unavailable { service, detail } => {
                Some((Vendor::of_service(service)?, Self::new(FaultKind::Passing, detail.as_str())))
            }
            _ => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BreakerState {
    Closed,
    Open,
    /// On probation: everything is let through, and the next fault opens it again.
    Probing,
}

impl BreakerState {
    pub const ALL: [Self; 3] = [Self::Closed, Self::Open, Self::Probing];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "CLOSED",
            Self::Open => "OPEN",
            Self::Probing => "PROBING",
        }
    }
}

/// Why a breaker opened. Times are UTC.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outage {
    pub kind: FaultKind,
    pub code: String,
    pub since: Timestamp,
    /// When the vendor is to be asked again; nobody asks by itself where it refused us.
    pub probe_at: Timestamp,
    /// How many probes failed.
    pub probes: u32,
}

/// What a fault did to the breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// There is nothing to write.
    Nothing,
    Noted,
    Opened,
}

/// The breaker of one vendor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Breaker {
    pub vendor: Vendor,
    pub state: BreakerState,
    /// Faults in a row, while closed.
    #[serde(default)]
    pub faults: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_fault_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_source: Option<String>,
    /// Set unless closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outage: Option<Outage>,
    /// Counts the writes; each write states the version it is based on.
    pub version: u64,
}

impl Breaker {
    pub fn closed(vendor: Vendor) -> Self {
        Self {
            vendor,
            state: BreakerState::Closed,
            faults: 0,
            last_fault_at: None,
            last_source: None,
            outage: None,
            version: 0,
        }
    }

    /// One for each vendor: `stored`, and closed ones for those that never failed.
    pub fn of_all_vendors(mut stored: Vec<Self>) -> Vec<Self> {
        for vendor in Vendor::ALL {
            if stored.iter().all(|breaker| breaker.vendor != vendor) {
                stored.push(Self::closed(vendor));
            }
        }
        stored
    }

    /// Why nothing goes through, if nothing does.
    pub fn blocks(&self) -> Option<&Outage> {
        self.outage.as_ref().filter(|_| self.state == BreakerState::Open)
    }

    /// Whether a success would change anything, so that the others need not be written down.
    pub fn heeds_success(&self) -> bool {
        self.state == BreakerState::Probing || (self.state == BreakerState::Closed && self.faults > 0)
    }

    /// A fault of the vendor.
    pub fn fault(&mut self, fault: &Fault, now: Timestamp) -> Step {
        let on_probation = self.state == BreakerState::Probing
            && self.last_fault_at.is_some_and(|at| now.duration_since(at) <= PROBATION);
        let in_a_row = self.last_fault_at.is_some_and(|at| now.duration_since(at) <= IN_A_ROW);
        match self.state {
            BreakerState::Open => {
                // What was an outage may turn out to be a refusal.
                let worse = fault.kind == FaultKind::Refused
                    && self.outage.as_ref().is_some_and(|outage| outage.kind == FaultKind::Passing);
                if !worse {
                    return Step::Nothing;
                }
            }
            BreakerState::Probing if on_probation => {}
            BreakerState::Probing | BreakerState::Closed => {
                let known = fault.source.is_some() && fault.source == self.last_source;
                if self.state == BreakerState::Probing || !in_a_row {
                    self.faults = 0;
                } else if known && fault.kind == FaultKind::Passing {
                    return Step::Nothing;
                }
                self.state = BreakerState::Closed;
                self.outage = None;
                self.faults += 1;
                self.last_fault_at = Some(now);
                self.last_source.clone_from(&fault.source);
                if fault.kind == FaultKind::Passing && self.faults < self.vendor.faults_max() {
                    return Step::Noted;
                }
            }
        }
        let probes = self.outage.as_ref().map_or(0, |outage| outage.probes + 1);
        let since = self.outage.as_ref().map_or(now, |outage| outage.since);
        self.open(fault, probes, since, now);
        Step::Opened
    }

    fn open(&mut self, fault: &Fault, probes: u32, since: Timestamp, now: Timestamp) {
        let pause = (FIRST_PROBE_AFTER * (1 << probes.min(8))).min(PROBE_AFTER_MAX);
        let pause = fault.retry_after.map_or(pause, |asked| asked.max(pause));
        self.state = BreakerState::Open;
        self.last_fault_at = Some(now);
        let code = fault.code.clone();
        self.outage = Some(Outage { kind: fault.kind, code, since, probe_at: now + pause, probes });
    }

    /// A request of ours succeeded. Says whether that changed anything. While the breaker is open only
    /// probes count: what succeeds then was asked before it opened.
    pub fn success(&mut self) -> bool {
        let heeds = self.heeds_success();
        if heeds {
            *self = Self { version: self.version, ..Self::closed(self.vendor) };
        }
        heeds
    }

    /// Takes on the probe that is due; `false` if none is, or somebody else is at it.
    pub fn begin_probe(&mut self, now: Timestamp) -> bool {
        match &mut self.outage {
            Some(outage)
                if self.state == BreakerState::Open
                    && outage.kind == FaultKind::Passing
                    && outage.probe_at <= now =>
            {
                outage.probe_at = now + PROBE_LEASE;
                true
            }
            _ => false,
        }
    }

    /// What a probe came to. Says whether that changed anything.
    pub fn probed(&mut self, answer: Result<(), &Fault>, now: Timestamp) -> bool {
        let Some(outage) = self.outage.as_ref().filter(|_| self.state == BreakerState::Open) else {
            return false;
        };
        match answer {
            Ok(()) => {
                self.state = BreakerState::Probing;
                self.last_fault_at = Some(now);
                self.last_source = None;
                self.faults = 0;
            }
            Err(fault) => {
                let (probes, since) = (outage.probes + 1, outage.since);
                self.open(fault, probes, since, now);
            }
        }
        true
    }

    /// The outage in a sentence for an operator.
    pub fn in_words(&self) -> Option<String> {
        self.blocks().map(|outage| describe(self.vendor, outage.kind, &outage.code))
    }
}

/// A vendor's fault, and what is to be done about it, for an operator.
pub fn describe(vendor: Vendor, kind: FaultKind, code: &str) -> String {
    let name = vendor.name();
    match kind {
        FaultKind::Refused => {
            format!(
                "{name} rejects our credentials or account ({code}). Correct them, then check the vendors in Settings."
            )
        }
        FaultKind::Passing => {
            format!("{name} is not working ({code}). We check again every few minutes.")
        }
    }
}

#[cfg(test)]
mod tests;
