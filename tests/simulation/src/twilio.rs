//! Twilio: takes calls, or not, and tells how they go.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use homework_domain::breaker::{FaultKind, Vendor};
use homework_domain::erasure::{RecordingArchive, RemoteRecording};
use homework_domain::ids::CallId;
use homework_domain::phone::PhoneNumber;
use homework_domain::ports::{PlaceCall, PlaceCallError, RemoteCall, RemoteCallStatus, Telephony};
use homework_domain::webhook_url::{FailedStep, Step};
use homework_domain::{Error, Result};
use jiff::Timestamp;

use crate::faults::OutageKind;
use crate::process::{Fate, Process};
use crate::truth::{self, short};
use crate::{callee, callers};

#[derive(Debug, Default)]
pub(crate) struct TwilioState {
    calls: BTreeMap<String, Line>,
    /// The SIDs of a person's calls.
    sids: BTreeMap<String, Vec<String>>,
    /// People who are going to ring us.
    pub(crate) ring_backs_to_come: u64,
}

/// A call as Twilio has it.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// On our record; none for somebody who rings us and is no lead for all we know.
    pub(crate) call: Option<CallId>,
    /// Of the person.
    pub(crate) number: String,
    /// Of ours, where there are several.
    from: Option<PhoneNumber>,
    incoming: bool,
    created_at: Timestamp,
    pub(crate) status: RemoteCallStatus,
    pub(crate) seconds: f64,
    pub(crate) answered: bool,
    /// We hung up.
    pub(crate) cut: bool,
    /// We had it go on with the message for voicemail, and it has not yet.
    pub(crate) redirected: bool,
    /// We cancelled it before anybody answered.
    pub(crate) cancelled: bool,
    recording: Option<String>,
}

impl Line {
    fn new(call: Option<CallId>, number: &str, now: Timestamp) -> Self {
        Self {
            call,
            number: number.to_owned(),
            from: None,
            incoming: false,
            created_at: now,
            status: RemoteCallStatus::Active,
            seconds: 0.0,
            answered: false,
            cut: false,
            redirected: false,
            cancelled: false,
            recording: None,
        }
    }

    pub(crate) fn has_recording(&self) -> bool {
        self.recording.is_some()
    }
}

impl TwilioState {
    pub(crate) fn placed(&self) -> u64 {
        self.calls.values().filter(|line| !line.incoming).count() as u64
    }

    /// Whether somebody is being called, or talks with us as a lead.
    pub(crate) fn is_on_the_line(&self, number: &str) -> bool {
        let is_on = |line: &Line| line.call.is_some() && line.status == RemoteCallStatus::Active;
        self.of(number).any(|(_, line)| is_on(line))
    }

    /// A person's calls with their SIDs, the oldest first.
    fn of(&self, number: &str) -> impl Iterator<Item = (&String, &Line)> {
        let sids = self.sids.get(number).into_iter().flatten();
        sids.filter_map(|sid| self.calls.get_key_value(sid))
    }

    /// Somebody rings us; returns the call's SID.
    pub(crate) fn take_in(&mut self, number: &str, now: Timestamp) -> String {
        self.begin(Line { incoming: true, ..Line::new(None, number, now) })
    }

    /// Returns the call's SID.
    fn begin(&mut self, line: Line) -> String {
        let sid = format!("CA{:032}", self.calls.len() + 1);
        self.sids.entry(line.number.clone()).or_default().push(sid.clone());
        self.calls.insert(sid.clone(), line);
        sid
    }

    pub(crate) fn line(&mut self, sid: &str) -> Option<&mut Line> {
        self.calls.get_mut(sid)
    }

    pub(crate) fn nobody_is_on_the_line(&self) -> bool {
        self.calls.values().all(|line| line.status != RemoteCallStatus::Active)
    }

    /// The calls on our record that somebody or something answered.
    pub(crate) fn answered(&self) -> Vec<(CallId, Line)> {
        let answered = self.calls.values().filter(|line| line.answered);
        answered.filter_map(|line| Some((line.call?, line.clone()))).collect()
    }

    /// The calls that we cancelled.
    pub(crate) fn cancelled(&self) -> Vec<CallId> {
        let cancelled = self.calls.values().filter(|line| line.status == RemoteCallStatus::Canceled);
        cancelled.filter_map(|line| line.call).collect()
    }

    pub(crate) fn record(&mut self, sid: &str) -> Option<String> {
        let line = self.calls.get_mut(sid)?;
        let recording = sid.replacen("CA", "RE", 1);
        line.recording = Some(recording.clone());
        Some(recording)
    }
}

/// Twilio as a process reaches it.
#[derive(Clone)]
pub(crate) struct Twilio(pub(crate) Arc<Process>);

impl Twilio {
    async fn ask<T>(&self, request: &str, effect: impl FnOnce() -> Result<T>) -> Result<T> {
        self.0.vendor("Twilio", request, effect).await
    }

    async fn create(&self, call: &PlaceCall) -> String {
        let world = &self.0.world;
        let campaign = crate::campaign::of(world, call.call_id).await;
        let zones = call.to.time_zones();
        let zones: Vec<String> = zones.iter().map(ToString::to_string).collect();
        truth::before_it_rings(&self.0, call, &zones, campaign);
        let sid = {
            let line = Line::new(Some(call.call_id), call.to.as_str(), world.now());
            world.state().twilio.begin(Line { from: call.from.clone(), ..line })
        };
        world.note(format!("call {} rings {}", short(call.call_id), call.to.as_str()));
        tokio::task::spawn_local(callee::live(Arc::clone(world), sid.clone()));
        sid
    }
}

impl Telephony for Twilio {
    async fn place_call(&self, call: &PlaceCall) -> Result<String, PlaceCallError> {
        let world = &self.0.world;
        let not_placed = |kind, detail: &str, retry_after| {
            Err(PlaceCallError::NotPlaced { detail: detail.to_owned(), retry_after, kind })
        };
        let unknown = |detail: &str| Err(PlaceCallError::Unknown { detail: detail.to_owned() });
        let request = format!("place call {}", short(call.call_id));
        if world.happens(0.05) {
            // The secret is read again.
            self.0.ask("read secret", (10, 300)).await;
        }
        if tokio::time::Instant::now().into_std() >= call.not_after {
            return not_placed(FaultKind::Passing, "too late", None);
        }
        truth::before_it_is_asked_for(world, call.call_id, call.to.as_str());
        let fate = self.0.ask(&request, (60, 900)).await;
        match world.outage(Vendor::Twilio) {
            Some(OutageKind::Credentials) => return not_placed(FaultKind::Refused, "HTTP 401", None),
            Some(OutageKind::TooManyRequests) => {
                return not_placed(FaultKind::Passing, "HTTP 429", Some(Duration::from_secs(10)));
            }
            Some(OutageKind::Down) => return unknown("HTTP 503"),
            None => {}
        }
        if callers::is_refused(world.seed, call.from.as_ref()) {
            return Err(PlaceCallError::CallerRefused { detail: "error 21210".into() });
        }
        if world.state().truth.unreachable.contains(call.to.as_str()) {
            return Err(PlaceCallError::Refused { code: 21211, message: "not a number".into() });
        }
        match fate {
            Fate::Failed if world.happens(0.3) => not_placed(FaultKind::Passing, "HTTP 429", None),
            Fate::Failed if world.happens(0.3) => {
                Err(PlaceCallError::Declined { detail: "code 99999".into(), kind: FaultKind::Passing })
            }
            Fate::Failed => unknown("HTTP 500"),
            Fate::AnswerLost => {
                self.create(call).await;
                // The connection breaks, or our client gives up in the end.
                let most = if world.happens(0.5) { 50 } else { 10_000 };
                tokio::time::sleep(world.millis(1, most)).await;
                unknown("time-out")
            }
            Fate::Done => {
                let sid = self.create(call).await;
                // The answer is on its way, and the process may not live to see it.
                self.0.vendor("Twilio", "the answer", || Ok(())).await.ok();
                Ok(sid)
            }
        }
    }

    async fn calls_to(
        &self,
        to: &PhoneNumber,
        from: Option<&PhoneNumber>,
        since: Timestamp,
    ) -> Result<Vec<RemoteCall>> {
        // Twilio lists by the second.
        let since = Timestamp::from_second(since.as_second() - 5).unwrap_or(since);
        let listed = || {
            let state = self.0.world.state();
            let placed =
                |line: &Line| !line.incoming && line.from.as_ref() == from && line.created_at >= since;
            let of = state.twilio.of(to.as_str()).filter(|(_, line)| placed(line));
            of.map(|(sid, line)| remote(sid, line)).collect()
        };
        self.ask("list calls", || Ok(listed())).await
    }

    async fn call(&self, sid: &str) -> Result<RemoteCall> {
        let found = || self.0.world.state().twilio.calls.get(sid).map(|line| remote(sid, line));
        self.ask("look at call", || found().ok_or_else(|| Error::not_found("call", sid))).await
    }

    async fn cancel(&self, sid: &str) -> Result<()> {
        self.ask("cancel", || {
            if let Some(line) = self.0.world.state().twilio.line(sid) {
                line.cancelled |= !line.answered && line.status == RemoteCallStatus::Active;
            }
            Ok(())
        })
        .await
    }

    async fn hang_up(&self, sid: &str) -> Result<()> {
        self.ask("hang up", || {
            if let Some(line) = self.0.world.state().twilio.line(sid) {
                line.cut = true;
            }
            Ok(())
        })
        .await
    }

    async fn redirect(&self, sid: &str, url: &str) -> Result<()> {
        if FailedStep::of_url(url).step != Step::Message {
            self.0.world.violation(format!("{sid} is sent to {url}"));
        }
        self.ask("redirect", || {
            if let Some(line) = self.0.world.state().twilio.line(sid) {
                line.redirected = line.status == RemoteCallStatus::Active;
            }
            Ok(())
        })
        .await
    }
}

fn remote(sid: &str, line: &Line) -> RemoteCall {
    RemoteCall {
        sid: sid.to_owned(),
        status: line.status,
        created_at: Some(line.created_at),
        duration_seconds: (line.status != RemoteCallStatus::Active).then_some(line.seconds),
    }
}

/// The call that a recording is of.
fn recorded_call(recording: &str) -> String {
    recording.replacen("RE", "CA", 1)
}

impl RecordingArchive for Twilio {
    async fn recordings(&self, call_sid: &str) -> Result<Vec<RemoteRecording>> {
        let found = || {
            let state = self.0.world.state();
            let recording = state.twilio.calls.get(call_sid).and_then(|line| line.recording.clone());
            recording.into_iter().map(|sid| RemoteRecording { sid, is_ready: true }).collect()
        };
        self.ask("list recordings", || Ok(found())).await
    }

    async fn delete_recordings(&self, call_sid: &str) -> Result<u32> {
        let delete = || {
            let mut state = self.0.world.state();
            let line = state.twilio.line(call_sid);
            u32::from(line.and_then(|line| line.recording.take()).is_some())
        };
        self.ask("delete recordings", || Ok(delete())).await
    }

    async fn recording(&self, sid: &str) -> Result<Vec<u8>> {
        let there = || {
            let mut state = self.0.world.state();
            state.twilio.line(&recorded_call(sid)).is_some_and(|line| line.recording.is_some())
        };
        let sound = || if there() { Ok(vec![1]) } else { Err(Error::not_found("recording", sid)) };
        self.ask("fetch recording", sound).await
    }

    async fn delete_recording(&self, sid: &str) -> Result<()> {
        self.ask("delete recording", || {
            if let Some(line) = self.0.world.state().twilio.line(&recorded_call(sid)) {
                line.recording = None;
            }
            Ok(())
        })
        .await
    }
}
