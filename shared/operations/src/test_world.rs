//! What operations are tested in: table, queue and files in memory, and processes that may die at any request.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use homework_domain::call::Call;
use homework_domain::campaign::NewCampaign;
use homework_domain::clock::Clock;
use homework_domain::consent::{Consent, ConsentKind};
use homework_domain::email::Email;
use homework_domain::files::{FileShelf, FileSource, OpenFile, Pieces};
use homework_domain::gate::Evidence;
use homework_domain::ids::{CallId, LeadId, MeetingId};
use homework_domain::lead::{Lead, NewLead};
use homework_domain::lines::Lines;
use homework_domain::phone::PhoneNumber;
use homework_domain::ports::{
    Calendar, CalendarEvent, CreatedEvent, NewEvent, PlaceCall, PlaceCallError, RemoteCall, RemoteCallStatus,
    Telephony,
};
use homework_domain::queue::{Message, MessageQueue};
use homework_domain::slots::Interval;
use homework_domain::{Error, Result};
use homework_store::{Memory, Passage, Store, Wire};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::call_events::CallEvents;

/// A consent that was given long before.
pub(crate) fn consent(kind: ConsentKind) -> Consent {
    Consent {
        kind,
        source: "acme.example/quote".into(),
        text: Some("I agree, and may be called.".into()),
        link: Some("https://acme.example/proof/7".into()),
        given_at: "2026-01-02T09:30:00Z".parse().unwrap(),
        seller: "Acme, Inc.".into(),
    }
}

pub(crate) struct World {
    pub(crate) memory: Memory,
    state: Mutex<State>,
}

struct State {
    now: Timestamp,
    /// By which the clock moves whenever it is read.
    tick: SignedDuration,
    messages: Vec<(Value, i32)>,
    files: BTreeMap<String, Vec<u8>>,
}

/// How long a process lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Life {
    Long,
    /// After so many requests it makes no other; whether the last one takes effect.
    Until(u32, bool),
    /// Every request reaches the table twice, for its answer is lost at first.
    Stuttering,
}

/// Has a process live again and again, cut after one of its requests, every `step`th of them, which takes effect or
/// does not, until one comes to its end. `live` says whether the process was cut; returns how many were.
pub(crate) async fn wherever_cut(step: u32, mut live: impl AsyncFnMut(Life) -> bool) -> u32 {
    let mut cuts = 0;
    loop {
        let requests = 1 + cuts / 2 * step;
        if !live(Life::Until(requests, cuts % 2 == 1)).await {
            return cuts;
        }
        cuts += 1;
    }
}

/// A process of ours, with what it reaches.
#[derive(Clone)]
pub(crate) struct Process {
    world: Arc<World>,
    life: Arc<Mutex<Life>>,
}

impl std::fmt::Debug for Process {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("process")
    }
}

impl World {
    pub(crate) fn new() -> Arc<Self> {
        let now = "2026-11-24T15:00:00Z".parse().unwrap();
        let state = State { now, tick: SignedDuration::ZERO, messages: vec![], files: BTreeMap::new() };
        Arc::new(Self { memory: Memory::default(), state: Mutex::new(state) })
    }

    pub(crate) fn table(&self) -> Store {
        Store::in_memory(self.memory.clone())
    }

    pub(crate) fn process(self: &Arc<Self>, life: Life) -> Process {
        Process { world: Arc::clone(self), life: Arc::new(Mutex::new(life)) }
    }

    pub(crate) fn clock(self: &Arc<Self>) -> Arc<dyn Clock> {
        Arc::<Self>::clone(self)
    }

    /// A lead in line in a campaign.
    pub(crate) async fn queued_lead(&self) -> Lead {
        self.queued_leads(1, 1).await.remove(0)
    }

    /// So many leads in line in one campaign, with numbers of a block that no other lead has.
    pub(crate) async fn queued_leads(&self, count: u32, block: u32) -> Vec<Lead> {
        let (table, now) = (self.table(), self.now());
        let mut ids = Vec::new();
        for n in 0..count {
            let number = format!("+1212555{:04}", block * 1000 + n + 1);
            let new = NewLead::parse("Ana", &number, None).unwrap();
            let lead = Lead::create(NewLead { consent: Some(consent(ConsentKind::Written)), ..new }, now);
            table.create_lead(&lead).await.unwrap();
            ids.push(lead.id);
        }
        let names: Vec<String> = ids.iter().map(LeadId::to_string).collect();
        table.start_campaign(&NewCampaign::parse("Test", &names, 1.0).unwrap(), now).await.unwrap();
        table.leads_by_id(&ids).await.unwrap()
    }

    /// A lead's call that Twilio has not confirmed yet.
    pub(crate) async fn claimed_call(&self) -> Call {
        let lead = self.queued_lead().await;
        self.claimed_call_of(lead, Lines::default()).await
    }

    async fn claimed_call_of(&self, mut lead: Lead, lines: Lines) -> Call {
        let (table, now) = (self.table(), self.now());
        let mut call = Call::claim(CallId::generate(now), &lead, lead.campaign_id.unwrap(), now);
        call.lines = lines;
        lead.claim(call.id, now).unwrap();
        let campaign = table.campaign(call.campaign_id).await.unwrap();
        table.claim_call(&call, &mut lead, &campaign, &Evidence::default()).await.unwrap();
        table.call(call.id).await.unwrap()
    }

    /// A lead's call that Twilio has taken.
    pub(crate) async fn ringing_call(&self) -> Call {
        let lead = self.queued_lead().await;
        self.ringing_call_of(lead, Lines::default()).await
    }

    /// The same of this lead, on these lines.
    pub(crate) async fn ringing_call_of(&self, lead: Lead, lines: Lines) -> Call {
        let call = self.claimed_call_of(lead, lines).await;
        self.table().change_call(call.id, |call| call.identified("CA1")).await.unwrap()
    }

    pub(crate) fn pass(&self, time: SignedDuration) {
        self.state().now += time;
    }

    pub(crate) fn set_tick(&self, tick: SignedDuration) {
        self.state().tick = tick;
    }

    pub(crate) fn put(&self, key: &str, content: &[u8]) {
        self.state().files.insert(key.to_owned(), content.to_vec());
    }

    pub(crate) fn file(&self, key: &str) -> Option<String> {
        self.state().files.get(key).map(|file| String::from_utf8(file.clone()).unwrap())
    }

    /// How many files there are.
    pub(crate) fn files(&self) -> usize {
        self.state().files.len()
    }

    pub(crate) fn remove(&self, key: &str) {
        self.state().files.remove(key);
    }

    /// The messages that were sent, with their delays.
    pub(crate) fn take_messages(&self) -> Vec<(Value, i32)> {
        std::mem::take(&mut self.state().messages)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for World {
    fn now(&self) -> Timestamp {
        let mut state = self.state();
        let tick = state.tick;
        state.now += tick;
        state.now
    }
}

impl Process {
    pub(crate) fn store(&self) -> Store {
        Store::in_memory(self.world.memory.behind(Arc::new(self.clone())))
    }

    pub(crate) fn is_dead(&self) -> bool {
        matches!(*self.life.lock().unwrap(), Life::Until(0, _))
    }

    /// What becomes of the next request.
    fn next(&self) -> Passage {
        let mut life = self.life.lock().unwrap();
        match &mut *life {
            Life::Long => Passage::Arrives,
            Life::Stuttering => Passage::ArrivesTwice,
            Life::Until(0, _) => Passage::Refused,
            Life::Until(left, takes_effect) => {
                *left -= 1;
                match (*left, *takes_effect) {
                    (0, true) => Passage::AnswerLost,
                    (0, false) => Passage::Refused,
                    _ => Passage::Arrives,
                }
            }
        }
    }

    /// A request to anything but the table.
    pub(crate) async fn ask<T>(&self, effect: impl FnOnce() -> T) -> Result<T> {
        tokio::task::yield_now().await;
        let dead = Error::unavailable("test", "dead");
        match self.next() {
            Passage::Refused | Passage::Contended => Err(dead),
            Passage::AnswerLost => {
                effect();
                Err(dead)
            }
            Passage::Arrives | Passage::ArrivesTwice => Ok(effect()),
        }
    }
}

impl Wire for Process {
    fn pass(&self, _: &'static str) -> Pin<Box<dyn Future<Output = Passage> + Send + '_>> {
        Box::pin(async {
            tokio::task::yield_now().await;
            self.next()
        })
    }

    fn done(&self) {}

    fn back(&self, _: &'static str) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async {})
    }
}

impl MessageQueue for Process {
    async fn send<T: Message>(&self, message: &T, delay_seconds: i32) -> Result<()> {
        let message = serde_json::to_value(message).unwrap();
        self.ask(|| self.world.state().messages.push((message, delay_seconds))).await
    }

    async fn send_all<T: Message>(&self, messages: &[(T, i32)]) -> Result<()> {
        for (message, delay) in messages {
            self.send(message, *delay).await?;
        }
        Ok(())
    }
}

impl FileShelf for Process {
    async fn remove(&self, key: &str) -> Result<()> {
        self.ask(|| self.world.remove(key)).await
    }

    async fn put(&self, key: &str, _: &str, content: Vec<u8>) -> Result<()> {
        self.ask(|| self.world.put(key, &content)).await
    }
}

/// What is left of a file, with the process that reads it.
pub(crate) struct Rest(Process, Vec<u8>);

impl FileSource for Process {
    type Pieces = Rest;

    async fn open(&self, key: &str, from: u64) -> Result<Option<OpenFile<Rest>>> {
        let file = self.ask(|| self.world.state().files.get(key).cloned()).await?;
        let from = usize::try_from(from).unwrap();
        let file = file.filter(|file| from == 0 || from < file.len());
        Ok(file.map(|file| OpenFile {
            length: file.len() as u64,
            etag: format!("{}-{}", file.len(), file.iter().map(|byte| u64::from(*byte)).sum::<u64>()),
            pieces: Rest(self.clone(), file[from..].to_vec()),
        }))
    }
}

impl Pieces for Rest {
    async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        const PIECE_BYTES: usize = 1500;
        let rest = &mut self.1;
        let size = PIECE_BYTES.max(rest.len() / 4);
        let piece = rest.drain(..rest.len().min(size)).collect::<Vec<_>>();
        self.0.ask(|| Some(piece).filter(|piece| !piece.is_empty())).await
    }
}

/// Twilio, which takes every call and tells nothing of it until it is asked.
pub(crate) struct Twilio {
    process: Process,
    /// Where the calls came from that it took.
    placed: Mutex<Vec<Option<PhoneNumber>>>,
    /// No call may come from it.
    refused: Mutex<Option<PhoneNumber>>,
    /// Its answers to calls that it took are lost.
    unheard: AtomicBool,
    cancelled: AtomicU32,
    hung_up: AtomicU32,
    redirected: Mutex<Vec<String>>,
}

impl Twilio {
    pub(crate) fn of(process: Process) -> Self {
        Self {
            process,
            placed: Mutex::default(),
            refused: Mutex::default(),
            unheard: AtomicBool::new(false),
            cancelled: AtomicU32::new(0),
            hung_up: AtomicU32::new(0),
            redirected: Mutex::default(),
        }
    }

    /// How many calls it took.
    pub(crate) fn placed(&self) -> usize {
        self.placed.lock().unwrap().len()
    }

    /// Where they came from.
    pub(crate) fn placed_from(&self) -> Vec<Option<PhoneNumber>> {
        self.placed.lock().unwrap().clone()
    }

    /// From now on it takes no call from this number.
    pub(crate) fn refuse(&self, number: &PhoneNumber) {
        *self.refused.lock().unwrap() = Some(number.clone());
    }

    /// From now on its answers to calls that it took are lost.
    pub(crate) fn lose_answers(&self) {
        self.unheard.store(true, Ordering::Relaxed);
    }

    /// How often it was asked to cancel a call.
    pub(crate) fn cancelled(&self) -> u32 {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Where calls were redirected to.
    pub(crate) fn redirected(&self) -> Vec<String> {
        self.redirected.lock().unwrap().clone()
    }

    /// How often it was hung up.
    pub(crate) fn hung_up(&self) -> u32 {
        self.hung_up.load(Ordering::Relaxed)
    }
}

impl Telephony for Twilio {
    async fn place_call(&self, call: &PlaceCall) -> Result<String, PlaceCallError> {
        if call.from.is_some() && call.from == *self.refused.lock().unwrap() {
            return Err(PlaceCallError::CallerRefused { detail: "HTTP 400, error 21210".into() });
        }
        self.placed.lock().unwrap().push(call.from.clone());
        if self.unheard.load(Ordering::Relaxed) {
            return Err(PlaceCallError::Unknown { detail: "time-out".into() });
        }
        Ok(format!("CA{}", call.call_id))
    }

    async fn calls_to(
        &self,
        _: &PhoneNumber,
        from: Option<&PhoneNumber>,
        _: Timestamp,
    ) -> Result<Vec<RemoteCall>> {
        let placed = self.placed.lock().unwrap();
        let remote = |(n, _)| RemoteCall {
            sid: format!("CA{n}"),
            status: RemoteCallStatus::Active,
            created_at: None,
            duration_seconds: None,
        };
        Ok(placed.iter().enumerate().filter(|(_, own)| own.as_ref() == from).map(remote).collect())
    }

    async fn call(&self, _: &str) -> Result<RemoteCall> {
        unreachable!()
    }

    async fn cancel(&self, _: &str) -> Result<()> {
        self.process.ask(|| _ = self.cancelled.fetch_add(1, Ordering::Relaxed)).await
    }

    async fn hang_up(&self, _: &str) -> Result<()> {
        self.process.ask(|| _ = self.hung_up.fetch_add(1, Ordering::Relaxed)).await
    }

    async fn redirect(&self, _: &str, url: &str) -> Result<()> {
        self.process.ask(|| self.redirected.lock().unwrap().push(url.to_owned())).await
    }
}

/// What hears of calls from Twilio, with this process.
pub(crate) fn events(process: Process) -> CallEvents<Twilio, Process> {
    CallEvents {
        store: process.store(),
        finalize: process.clone(),
        archive: process.clone(),
        wake: process.clone(),
        clock: process.world.clock(),
        telephony: Twilio::of(process),
        voice_webhook_url: "https://voice.example".into(),
    }
}

/// A calendar with nothing in it, into which nobody may write.
pub(crate) struct EmptyCalendar;

impl Calendar for EmptyCalendar {
    async fn id(&self) -> Result<String> {
        Ok("host@example.com".into())
    }

    async fn busy(&self, _: Interval) -> Result<Vec<Interval>> {
        Ok(vec![])
    }

    async fn insert(&self, _: &NewEvent) -> Result<CreatedEvent> {
        unreachable!()
    }

    async fn reschedule(&self, _: &str, _: MeetingId, _: Interval, _: &str) -> Result<()> {
        unreachable!()
    }

    async fn invite(&self, _: &str, _: MeetingId, _: &Email) -> Result<()> {
        unreachable!()
    }

    async fn delete(&self, _: &str, _: MeetingId) -> Result<()> {
        unreachable!()
    }

    async fn event(&self, _: &str, _: MeetingId) -> Result<Option<CalendarEvent>> {
        unreachable!()
    }
}
