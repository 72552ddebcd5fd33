//! The breaker of a partner's webhook: what keeps an address that hangs or fails from taking the time that is
//! the other partners'. While it is open the partner's events wait untried, but for one at a time that probes.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ids::PartnerId;

/// So many tries in a row that failed open it.
const FAULTS_MAX: u32 = 3;
const LONGEST_PAUSE_SECONDS: u32 = 900;
/// So long a probe is its prober's alone: longer than a post may take.
const PROBE_LEASE: SignedDuration = SignedDuration::from_secs(10);

/// What an event may do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    Try,
    /// It is the one that finds out whether the webhook works again.
    Probe,
    WaitUntil(Timestamp),
}

/// The breaker of one partner's webhook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WebhookBreaker {
    pub partner_id: PartnerId,
    /// Tries in a row that failed.
    pub faults: u32,
    /// Set while it is open: when the next probe is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe_at: Option<Timestamp>,
    /// Counts the writes; each write states the version it is based on.
    pub version: u64,
}

impl WebhookBreaker {
    pub fn closed(partner_id: PartnerId) -> Self {
        Self { partner_id, faults: 0, probe_at: None, version: 0 }
    }

    /// What an event of the partner may do now. A probe is taken on by this, and is to be written down first.
    pub fn admit(&mut self, now: Timestamp) -> Admission {
        match self.probe_at {
            None => Admission::Try,
            Some(probe_at) if probe_at > now => Admission::WaitUntil(probe_at),
            Some(_) => {
                self.probe_at = Some(now + PROBE_LEASE);
                Admission::Probe
            }
        }
    }

    /// An event was taken. Says whether that changed anything.
    pub fn success(&mut self) -> bool {
        let heeds = self.faults > 0;
        (self.faults, self.probe_at) = (0, None);
        heeds
    }

    /// An event was not taken. Says whether that changed anything: while the breaker is open only the probe
    /// counts, as what fails then was tried before it opened.
    pub fn fault(&mut self, was_probe: bool, first_pause_seconds: i32, now: Timestamp) -> bool {
        if self.probe_at.is_some() && !was_probe {
            return false;
        }
        self.faults = self.faults.saturating_add(1);
        self.probe_at = self.faults.checked_sub(FAULTS_MAX).map(|probes| {
            let first = u32::try_from(first_pause_seconds).unwrap_or(0);
            let pause = first.saturating_mul(2_u32.saturating_pow(probes));
            now + SignedDuration::from_secs(pause.clamp(1, LONGEST_PAUSE_SECONDS).into())
        });
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_795_424_400 + second).unwrap()
    }

    fn failing(breaker: &mut WebhookBreaker, times: u32) {
        for _ in 0..times {
            assert!(breaker.fault(false, 10, at(0)));
        }
    }

    fn closed() -> WebhookBreaker {
        WebhookBreaker::closed(PartnerId::generate(at(0)))
    }

    #[test]
    fn faults_in_a_row_open_it_and_a_success_in_between_does_not_let_them_add_up() {
        let mut breaker = closed();
        failing(&mut breaker, 2);
        assert_eq!(breaker.admit(at(0)), Admission::Try);
        assert!(breaker.success() && !breaker.success());
        failing(&mut breaker, 2);
        assert_eq!(breaker.admit(at(0)), Admission::Try);
        failing(&mut breaker, 1);
        assert_eq!(breaker.admit(at(0)), Admission::WaitUntil(at(10)));
    }

    #[test]
    fn one_event_at_a_time_probes_and_each_probe_that_fails_doubles_the_pause() {
        let mut breaker = closed();
        failing(&mut breaker, 3);
        assert!(!breaker.fault(false, 10, at(1)), "it was tried before the breaker opened");
        let (mut now, mut pauses) = (0, vec![]);
        for _ in 0..8 {
            let Admission::WaitUntil(probe_at) = breaker.admit(at(now)) else { panic!("not open") };
            let pause = probe_at.duration_since(at(now)).as_secs();
            pauses.push(pause);
            now += pause;
            assert_eq!(breaker.admit(at(now)), Admission::Probe);
            assert_eq!(breaker.admit(at(now)), Admission::WaitUntil(at(now + 10)), "the probe is taken");
            assert!(breaker.fault(true, 10, at(now)));
        }
        assert_eq!(pauses, [10, 20, 40, 80, 160, 320, 640, 900]);
        assert_eq!(breaker.admit(at(now + 900)), Admission::Probe);
        assert!(breaker.success());
        assert_eq!(breaker.admit(at(now + 900)), Admission::Try);
    }

    #[test]
    fn a_probe_whose_prober_died_is_taken_by_the_next() {
        let mut breaker = closed();
        failing(&mut breaker, 3);
        assert_eq!(breaker.admit(at(10)), Admission::Probe);
        assert_eq!(breaker.admit(at(20)), Admission::Probe);
    }
}
