//! What this process saw of each vendor: whether the last request succeeded, or by what fault it failed.
//!
//! Every client passes through [`crate::http`], which notes it here, so that no caller has to. A
//! function handles one event at a time and asks at its end.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use homework_domain::Error;
use homework_domain::breaker::{Fault, FaultKind, Vendor};

/// A request that its sender gave up on after so long was not answered.
const SILENCE: Duration = Duration::from_secs(2);

static SEEN: Mutex<BTreeMap<&'static str, Option<Fault>>> = Mutex::new(BTreeMap::new());

/// The vendors that were asked since this was last called, with the fault that the last request to each
/// met, or none where it succeeded.
pub fn take() -> Vec<(Vendor, Option<Fault>)> {
    let seen = std::mem::take(&mut *lock());
    seen.into_iter().filter_map(|(service, fault)| Some((Vendor::of_service(service)?, fault))).collect()
}

pub(crate) fn success(service: &'static str) {
    note(service, None);
}

/// Notes an error, if it is the vendor's fault; a refusal of one request says that the vendor works.
pub(crate) fn error(service: &'static str, error: &Error) {
    note(service, Fault::of(error).map(|(_, fault)| fault));
}

fn note(service: &'static str, fault: Option<Fault>) {
    lock().insert(service, fault);
}

fn lock() -> std::sync::MutexGuard<'static, BTreeMap<&'static str, Option<Fault>>> {
    SEEN.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// A request under way. One that is dropped unanswered after a while counts as a fault: its sender had a
/// deadline of its own.
#[derive(Debug)]
pub(crate) struct Asking {
    service: &'static str,
    since: Instant,
    answered: bool,
}

impl Asking {
    pub(crate) fn of(service: &'static str) -> Self {
        Self { service, since: Instant::now(), answered: false }
    }

    pub(crate) fn answered(mut self) {
        self.answered = true;
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        if !self.answered && self.since.elapsed() >= SILENCE {
            note(self.service, Some(Fault::new(FaultKind::Passing, "no answer in time")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_request_to_each_vendor_is_what_was_seen_of_it() {
        error("Zoom", &Error::unavailable("Zoom", "HTTP 500"));
        success("Zoom");
        error("ElevenLabs", &Error::credentials("ElevenLabs", "HTTP 401"));
        let silent = Asking { since: Instant::now().checked_sub(SILENCE).unwrap(), ..Asking::of("OpenAI") };
        drop(silent);
        Asking::of("Google").answered();
        let seen = take();
        let of = |vendor| seen.iter().find(|(v, _)| *v == vendor).map(|(_, fault)| fault.clone());
        assert_eq!(of(Vendor::Zoom), Some(None));
        assert_eq!(of(Vendor::Elevenlabs).flatten().map(|f| f.kind), Some(FaultKind::Refused));
        assert_eq!(of(Vendor::Openai).flatten().map(|f| f.kind), Some(FaultKind::Passing));
    }
}
