//! The emergency stop. It lies among the vendors' breakers, so that the gate before a dial reads all of them in one
//! query, and it is there for as long as it is in force.
//!
//! No write of a dial checks it: transactions on one item get in each other's way, and every dial of the account would
//! check this one. The dialer looks for it once more in the moment it asks Twilio, which costs a read.

use homework_domain::breaker::Breaker;
use homework_domain::calling_stop::CallingStop;
use homework_domain::national_list::NationalList;
use homework_domain::{Error, Result};
use jiff::Timestamp;

use crate::keys::{self, IndexEntry, Key, Keyed};
use crate::operation::{Condition, Write};
use crate::table::{Store, put_new, read};
use crate::versioned::{Attempts, Versioned as _, put_over};

impl Keyed for CallingStop {
    const ENTITY: &'static str = "CALLING_STOP";

    fn key(&self) -> Key {
        keys::calling_stop()
    }

    fn entries(&self) -> Vec<IndexEntry> {
        vec![]
    }
}

/// What may keep the whole account from calling.
#[derive(Debug, Clone)]
pub struct Halts {
    /// Of all vendors.
    pub breakers: Vec<Breaker>,
    pub stop: Option<CallingStop>,
    /// The national do-not-call lists in use.
    pub lists: Vec<NationalList>,
}

impl Store {
    /// The breakers of all vendors, the emergency stop and the national lists, strongly consistent, in one query.
    pub async fn halts(&self) -> Result<Halts> {
        let (mut breakers, mut stop, mut lists) = (Vec::new(), None, Vec::new());
        let stop_key = keys::calling_stop();
        for item in self.partition(keys::BREAKERS).await? {
            let sk = item.get("sk").and_then(|sk| sk.as_s().ok()).map_or("", String::as_str);
            if sk == stop_key.sk {
                stop = Some(read(item)?);
            } else if sk.starts_with(keys::NATIONAL_LIST_PREFIX) {
                lists.push(read(item)?);
            } else {
                breakers.push(read(item)?);
            }
        }
        Ok(Halts { breakers: Breaker::of_all_vendors(breakers), stop, lists })
    }

    /// The emergency stop, strongly consistent; `None` while there is none.
    pub async fn calling_stop(&self) -> Result<Option<CallingStop>> {
        self.get(&keys::calling_stop()).await
    }

    /// Stops all calling; where it is stopped already, that stop is extended. Answers with the stop in force.
    pub async fn stop_calling(&self, wanted: &CallingStop) -> Result<CallingStop> {
        let mut attempts = Attempts::at("emergency stop");
        loop {
            attempts.begin()?;
            let (put, stop) = match self.calling_stop().await? {
                None => (put_new(wanted)?, wanted.clone()),
                Some(mut there) => {
                    if !there.extend(wanted) {
                        return Ok(there);
                    }
                    (put_over(&there)?, there.written())
                }
            };
            if self.commit(vec![put]).await? {
                return Ok(stop);
            }
        }
    }

    /// Lifts the stop that was made at `stopped_at`, and says which; `None` where calling is not stopped.
    ///
    /// # Errors
    /// `Conflict` where another stop is in force, which whoever asks has not seen.
    pub async fn resume_calling(&self, stopped_at: Timestamp) -> Result<Option<CallingStop>> {
        let mut attempts = Attempts::at("emergency stop");
        loop {
            attempts.begin()?;
            let Some(stop) = self.calling_stop().await? else { return Ok(None) };
            if stop.stopped_at != stopped_at {
                return Err(Error::Conflict("calling was stopped again since: look at why first".into()));
            }
            let lift = Write::delete(&keys::calling_stop(), Condition::version(stop.version));
            if self.commit(vec![lift]).await? {
                return Ok(Some(stop));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use homework_domain::breaker::{Fault, FaultKind, Vendor};

    use super::*;
    use crate::memory::Memory;

    fn now() -> Timestamp {
        "2026-11-24T10:00:00Z".parse().unwrap()
    }

    fn stop(by: &str, ends_conversations: bool, at: Timestamp) -> CallingStop {
        CallingStop::new(by, Some("wrong list"), ends_conversations, at).unwrap()
    }

    #[tokio::test]
    async fn the_gate_reads_stop_and_breakers_together() {
        let store = Store::in_memory(Memory::default());
        let fault = Fault::new(FaultKind::Refused, "HTTP 401");
        store.note_fault(Vendor::Zoom, &fault, now()).await.unwrap();
        let Halts { breakers, stop: none, .. } = store.halts().await.unwrap();
        assert_eq!((breakers.len(), none), (Vendor::ALL.len(), None));
        let made = store.stop_calling(&stop("ana", false, now())).await.unwrap();
        let halts = store.halts().await.unwrap();
        assert_eq!((halts.breakers.len(), halts.stop), (Vendor::ALL.len(), Some(made.clone())));
        assert_eq!(store.breakers().await.unwrap().len(), Vendor::ALL.len());
        assert_eq!(store.calling_stop().await.unwrap(), Some(made));
    }

    #[tokio::test]
    async fn who_stops_second_changes_nothing_but_what_is_ended() {
        let store = Store::in_memory(Memory::default());
        let later = now() + jiff::SignedDuration::from_secs(5);
        let first = store.stop_calling(&stop("ana", false, now())).await.unwrap();
        assert_eq!(store.stop_calling(&stop("bob", false, later)).await.unwrap(), first);
        let second = store.stop_calling(&stop("bob", true, later)).await.unwrap();
        assert_eq!((&*second.stopped_by, second.stopped_at, second.ends_conversations), ("ana", now(), true));
        assert_eq!(store.calling_stop().await.unwrap(), Some(second));
    }

    #[tokio::test]
    async fn only_the_stop_that_was_seen_is_lifted_and_only_once() {
        let store = Store::in_memory(Memory::default());
        let later = now() + jiff::SignedDuration::from_secs(5);
        assert_eq!(store.resume_calling(now()).await.unwrap(), None);
        let first = store.stop_calling(&stop("ana", false, now())).await.unwrap();
        assert!(matches!(store.resume_calling(later).await, Err(Error::Conflict(_))));
        assert_eq!(store.resume_calling(now()).await.unwrap(), Some(first));
        assert_eq!(store.calling_stop().await.unwrap(), None);
        // The request comes again, when somebody has stopped calling once more.
        let second = store.stop_calling(&stop("bob", false, later)).await.unwrap();
        assert!(matches!(store.resume_calling(now()).await, Err(Error::Conflict(_))));
        assert_eq!(store.calling_stop().await.unwrap(), Some(second));
    }
}
