//! The calls that were placed, and what was said in them.

use std::collections::HashMap;
use std::sync::Mutex;

use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::watch;

use super::order::Order;
use super::recording::Recording;
use super::status::{Ending, Status};
use crate::callees::Character;
use crate::language::Language;
use crate::util::lock;

/// The oldest calls are forgotten when there are more.
const MAX_CALLS: usize = 20_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Speaker {
    Agent,
    Callee,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Remark {
    pub(crate) speaker: Speaker,
    pub(crate) text: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) sid: String,
    pub(crate) order: Order,
    pub(crate) character: Character,
    pub(crate) language: Language,
    pub(crate) status: Status,
    pub(crate) placed_at: Timestamp,
    pub(crate) answered_at: Option<Timestamp>,
    pub(crate) ended_at: Option<Timestamp>,
    pub(crate) answered_by: Option<&'static str>,
    pub(crate) ending: Option<Ending>,
    pub(crate) conversation: Vec<Remark>,
    pub(crate) recording: Option<Recording>,
    /// Says to the task that plays the call that it shall end.
    pub(crate) stop: watch::Sender<bool>,
    /// Has it go on with the document at this address.
    pub(crate) redirect: watch::Sender<Option<String>>,
}

impl Call {
    /// Whole seconds from answer to end, rounded up; 0 if it was never answered.
    pub(crate) fn seconds(&self) -> i64 {
        let (Some(answered), Some(ended)) = (self.answered_at, self.ended_at) else { return 0 };
        let milliseconds = ended.as_millisecond() - answered.as_millisecond();
        ((milliseconds + 999) / 1000).max(1)
    }
}

#[derive(Default)]
struct Register {
    /// In the order in which they were placed.
    order: Vec<String>,
    calls: HashMap<String, Call>,
}

#[derive(Default)]
pub(crate) struct Calls(Mutex<Register>);

impl Calls {
    pub(crate) fn insert(&self, call: Call) {
        let mut register = lock(&self.0);
        if register.order.len() >= MAX_CALLS {
            let oldest = register.order.remove(0);
            register.calls.remove(&oldest);
        }
        register.order.push(call.sid.clone());
        register.calls.insert(call.sid.clone(), call);
    }

    pub(crate) fn get(&self, sid: &str) -> Option<Call> {
        lock(&self.0).calls.get(sid).cloned()
    }

    /// Changes one call; nothing happens if it is forgotten.
    pub(crate) fn update(&self, sid: &str, change: impl FnOnce(&mut Call)) {
        if let Some(call) = lock(&self.0).calls.get_mut(sid) {
            change(call);
        }
    }

    /// All calls, oldest first.
    /// How many calls were placed to a number.
    pub(crate) fn placed_to(&self, number: &str) -> usize {
        self.list().iter().filter(|call| call.order.to == number).count()
    }

    pub(crate) fn list(&self) -> Vec<Call> {
        let register = lock(&self.0);
        register.order.iter().filter_map(|sid| register.calls.get(sid)).cloned().collect()
    }

    /// Says whether there was such a recording.
    pub(crate) fn delete_recording(&self, sid: &str) -> bool {
        let mut register = lock(&self.0);
        let has_it = |call: &&mut Call| call.recording.as_ref().is_some_and(|r| r.sid == sid);
        register.calls.values_mut().find(has_it).is_some_and(|call| call.recording.take().is_some())
    }

    pub(crate) fn recording(&self, sid: &str) -> Option<Recording> {
        let register = lock(&self.0);
        register.calls.values().filter_map(|call| call.recording.as_ref()).find(|r| r.sid == sid).cloned()
    }
}
