//! Plays one call from the first ring to the last callback.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::sync::{mpsc, watch};

use super::callbacks::{self, Callback};
use super::calls::{Call, Remark, Speaker};
use super::conversation::Conversation;
use super::order::Order;
use super::recording::Recording;
use super::status::{Ending, Event, Status};
use crate::callees::{Callee, Character, PickUp};
use crate::state::Sandbox;
use crate::util::{hex, now};

/// Most that a caller waits for a call to end.
const END_WAIT: Duration = Duration::from_secs(5);

/// One call on its way: what every step of it needs.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) sid: String,
    pub(crate) order: Order,
    pub(crate) callbacks: mpsc::Sender<Callback>,
}

/// Takes an order and plays the call in a task of its own.
pub(crate) fn place(sandbox: &Arc<Sandbox>, order: Order) -> Call {
    let callee = Callee::of_number(order.person());
    let call = Call {
        sid: format!("CA{}", hex(32)),
        character: callee.character(),
        language: callee.language(),
        order,
        status: Status::Queued,
        placed_at: now(),
        answered_at: None,
        ended_at: None,
        answered_by: None,
        ending: None,
        conversation: Vec::new(),
        recording: None,
        stop: watch::Sender::new(false),
        redirect: watch::Sender::new(None),
    };
    let details = json!({"call_sid": call.sid, "to": call.order.to, "from": call.order.from, "character": call.character});
    sandbox.journal.record("twilio", "placed", details);
    sandbox.calls.insert(call.clone());
    start(sandbox, &call);
    call
}

fn start(sandbox: &Arc<Sandbox>, call: &Call) {
    let callbacks = callbacks::sender(Arc::clone(sandbox), call);
    let line =
        Line { sandbox: Arc::clone(sandbox), sid: call.sid.clone(), order: call.order.clone(), callbacks };
    tokio::spawn(line.play(call.stop.subscribe()));
}

/// Waits until the call has ended, but not for long.
pub(crate) async fn wait_for_end(sandbox: &Sandbox, sid: &str) {
    let ended = async {
        while sandbox.calls.get(sid).is_some_and(|call| !call.status.is_final()) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    // A call that does not end in time is shown as it is.
    let _ = tokio::time::timeout(END_WAIT, ended).await;
}

impl Line {
    async fn play(self, mut stop: watch::Receiver<bool>) {
        let earlier = self.sandbox.calls.placed_to(&self.order.to).saturating_sub(1);
        let callee = Callee::of_number(self.order.person()).after(earlier);
        if self.order.incoming {
            let ending = self.answered(callee, stop).await;
            return self.end(Status::Completed, Some(ending)).await;
        }
        self.report(Event::Initiated).await;
        let picked_up = tokio::select! {
            picked_up = self.ring(&callee) => picked_up,
            _ = stop.wait_for(|stop| *stop) => None,
        };
        match picked_up {
            None => self.end(Status::Canceled, None).await,
            Some(PickUp::Busy) => self.end(Status::Busy, None).await,
            Some(PickUp::NoAnswer | PickUp::Refused) => self.end(Status::NoAnswer, None).await,
            Some(PickUp::Answer | PickUp::Machine) => {
                let ending = self.answered(callee, stop).await;
                self.end(Status::Completed, Some(ending)).await;
            }
        }
    }

    async fn ring(&self, callee: &Callee) -> Option<PickUp> {
        self.set_status(Status::Ringing);
        self.journal("ringing", json!({}));
        self.report(Event::Ringing).await;
        self.pause().await;
        if callee.pick_up() == PickUp::NoAnswer {
            // Rings until Twilio gives up, in simulated seconds: some rings more than an answer takes.
            let timeout = Duration::from_secs(self.order.ring_seconds);
            let rings_on = callee.character() == Character::RingsOn;
            let patience = if rings_on { timeout } else { (self.sandbox.config.pace() * 3).min(timeout) };
            tokio::time::sleep(patience).await;
        }
        Some(callee.pick_up())
    }

    async fn answered(&self, callee: Callee, mut stop: watch::Receiver<bool>) -> Ending {
        self.set_status(Status::InProgress);
        self.sandbox.calls.update(&self.sid, |call| call.answered_at = Some(now()));
        self.journal("answered", json!({"character": callee.character()}));
        self.report(Event::Answered).await;
        let answered_by = self.detect_machine(&callee).await;
        let limit = self.order.limit_seconds.map_or(Duration::MAX, Duration::from_secs);
        let Some(redirect) = self.sandbox.calls.get(&self.sid).map(|call| call.redirect.subscribe()) else {
            return Ending::Request;
        };
        let conversation = Conversation::new(self, callee, answered_by);
        tokio::select! {
            ending = conversation.run(redirect) => ending,
            _ = stop.wait_for(|stop| *stop) => Ending::Request,
            () = tokio::time::sleep(limit) => Ending::TimeLimit,
        }
    }

    /// Who answered, as far as it is known before the first webhook. Asynchronous detection tells it
    /// later, in a message of its own.
    async fn detect_machine(&self, callee: &Callee) -> Option<&'static str> {
        let mode = self.order.machine_detection?;
        let by = callee.answered_by(mode == super::order::MachineDetection::DetectMessageEnd);
        let wait = self.sandbox.config.pace() * if callee.pick_up() == PickUp::Machine { 2 } else { 1 };
        if !self.order.async_detection {
            tokio::time::sleep(wait).await;
            self.sandbox.calls.update(&self.sid, |call| call.answered_by = Some(by));
            return Some(by);
        }
        let line = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(wait).await;
            let still_on = line.sandbox.calls.get(&line.sid).is_some_and(|call| !call.status.is_final());
            let by = if still_on { by } else { "unknown" };
            line.sandbox.calls.update(&line.sid, |call| call.answered_by = Some(by));
            line.callback(Callback::MachineDetection(by)).await;
        });
        None
    }

    async fn end(&self, status: Status, ending: Option<Ending>) {
        self.sandbox.calls.update(&self.sid, |call| {
            call.status = status;
            call.ended_at = Some(now());
            call.ending = ending;
            call.recording = Recording::of(call);
        });
        let call = self.sandbox.calls.get(&self.sid);
        let seconds = call.as_ref().map_or(0, Call::seconds);
        self.journal("ended", json!({"status": status, "ending": ending, "seconds": seconds}));
        self.report(Event::Completed).await;
        if call.is_some_and(|call| call.recording.is_some()) {
            self.pause().await;
            self.callback(Callback::Recording).await;
        }
    }

    /// One ring, utterance or pause.
    pub(crate) async fn pause(&self) {
        tokio::time::sleep(self.sandbox.config.pace()).await;
    }

    /// Keeps what was said.
    pub(crate) fn said(&self, speaker: Speaker, text: &str) {
        let remark = Remark { speaker, text: text.to_owned() };
        self.sandbox.calls.update(&self.sid, |call| call.conversation.push(remark));
    }

    pub(crate) fn journal(&self, kind: &str, mut details: serde_json::Value) {
        details["call_sid"] = self.sid.as_str().into();
        details["to"] = self.order.person().into();
        self.sandbox.journal.record("twilio", kind, details);
    }

    fn set_status(&self, status: Status) {
        self.sandbox.calls.update(&self.sid, |call| call.status = status);
    }

    async fn report(&self, event: Event) {
        if self.order.events.contains(&event) {
            self.callback(Callback::Status(event)).await;
        }
    }

    async fn callback(&self, callback: Callback) {
        if self.callbacks.send(callback).await.is_err() {
            tracing::error!(call = self.sid, "the call's callbacks have stopped");
        }
    }
}
