//! How much goes wrong in one campaign.

use std::time::Duration;

use homework_domain::Error;
use homework_domain::breaker::Vendor;
use rand::RngExt as _;
use rand::rngs::StdRng;

/// Chances of the faults of one campaign, drawn from its seed: some campaigns have a quiet day.
#[derive(Debug, Clone)]
pub(crate) struct Faults {
    /// That a request to anything is a process's last.
    pub(crate) crash: f64,
    /// That the table refuses a request, answers into the void, or is asked twice; each.
    pub(crate) table: f64,
    /// That a request takes long.
    pub(crate) stall: f64,
    /// That a vendor fails, before or after having done what it was asked; each.
    pub(crate) vendor: f64,
    /// That a message or webhook comes once more, late.
    pub(crate) twice: f64,
    /// That Twilio's news of a call is lost.
    pub(crate) lost: f64,
    /// How far the processes' clocks are off, at most.
    pub(crate) skew: Duration,
    /// How long indexes lag behind at most.
    pub(crate) lag: Duration,
    /// How often operators and hosts do something.
    pub(crate) meddling: f64,
    /// When a vendor refuses everything.
    pub(crate) outages: Vec<Outage>,
    /// After this nothing goes wrong any more.
    pub(crate) until: Duration,
}

/// That a request takes long where nothing else goes wrong.
const SLOWNESS: f64 = 0.1;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Outage {
    pub(crate) vendor: Vendor,
    pub(crate) from: Duration,
    pub(crate) until: Duration,
    pub(crate) kind: OutageKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OutageKind {
    Credentials,
    TooManyRequests,
    Down,
}

impl Faults {
    /// Nothing goes wrong, though it may take long.
    pub(crate) fn are_none(&self) -> bool {
        [self.crash, self.table, self.vendor, self.lost].iter().all(|chance| *chance <= 0.0)
            && self.outages.is_empty()
    }

    /// Nothing goes wrong.
    pub(crate) fn none() -> Self {
        Self {
            crash: 0.0,
            table: 0.0,
            stall: 0.0,
            vendor: 0.0,
            twice: 0.0,
            lost: 0.0,
            skew: Duration::ZERO,
            lag: Duration::ZERO,
            meddling: 0.0,
            outages: vec![],
            until: Duration::ZERO,
        }
    }

    pub(crate) fn draw(rng: &mut StdRng) -> Self {
        // Half of the campaigns are mild, so that a rare fault is seen alone; some are a storm. In some nothing
        // fails, and everything is slow: what others take in between is seen there.
        let severity = match rng.random_range(0..10) {
            0 => 0.0,
            1..=5 => rng.random_range(0.0..0.3),
            6..=8 => rng.random_range(0.3..1.0),
            _ => rng.random_range(1.0..2.0),
        };
        let mut of = |most: f64| severity * rng.random_range(0.0..most);
        let (crash, table, stall, vendor) = (of(0.015), of(0.015), of(0.03), of(0.1));
        let stall = if severity > 0.0 { stall } else { SLOWNESS };
        let (twice, lost, meddling) = (of(0.3), of(0.3), of(0.8));
        let (skew, lag) = (of(3.0), of(4.0));
        let mut outages = Vec::new();
        for vendor in [Vendor::Twilio, Vendor::Openai, Vendor::Google, Vendor::Zoom] {
            let often = if vendor == Vendor::Twilio { 0.25 } else { 0.12 };
            if rng.random_bool((severity * often).min(0.5)) {
                let from = Duration::from_secs(rng.random_range(1..240));
                let kinds = [OutageKind::Credentials, OutageKind::TooManyRequests, OutageKind::Down];
                let until = from + Duration::from_secs(rng.random_range(10..240));
                outages.push(Outage { vendor, from, until, kind: kinds[rng.random_range(0..3)] });
            }
        }
        Self {
            crash,
            table,
            stall,
            vendor,
            twice,
            lost,
            skew: Duration::from_secs_f64(skew),
            lag: Duration::from_secs_f64(lag),
            meddling,
            outages,
            until: Duration::from_secs(rng.random_range(180..900)),
        }
    }
}

impl OutageKind {
    /// What requests are answered with.
    pub(crate) fn error(self, service: &'static str) -> Error {
        match self {
            Self::Credentials => Error::credentials(service, "HTTP 401"),
            Self::TooManyRequests => Error::unavailable(service, "HTTP 429"),
            Self::Down => Error::unavailable(service, "HTTP 503"),
        }
    }
}
