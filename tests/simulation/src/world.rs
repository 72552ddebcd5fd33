//! The world of one campaign: its time, its chances, its trace, and everything outside of our code.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use homework_domain::breaker::Vendor;
use homework_domain::clock::Clock;
use homework_store::{ListShards, Memory, Store};
use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::faults::{Faults, Outage, OutageKind};
use crate::google::GoogleState;
use crate::import::Rows;
use crate::ledger::Ledger;
use crate::partner::PartnerState;
use crate::queue::Queues;
use crate::rules;
use crate::slant::Slant;
use crate::stream::{self, Shards};
use crate::truth::Truth;
use crate::twilio::TwilioState;
use crate::zoom::ZoomState;

/// What the trace remembers of the past.
const TRACE_LINES: usize = 200_000;

/// What came of one campaign.
#[derive(Debug, Clone, Default)]
pub struct Report {
    pub seed: u64,
    /// What must never be, and was.
    pub violations: Vec<String>,
    /// Injected, by kind.
    pub faults: BTreeMap<&'static str, u64>,
    /// Requests of processes to table, queues and vendors.
    pub steps: u64,
    /// Of virtual time.
    pub lasted: Duration,
    pub calls: u64,
    pub meetings: u64,
    /// What happened, a line each, beginning with the time.
    pub trace: Vec<String>,
    /// Of all lines ever, so that two runs can be compared.
    pub fingerprint: u64,
}

impl Report {
    /// The part of the trace that tells how the first violation came about: what concerns the same calls,
    /// leads and meetings, and every death.
    pub fn shortened(&self) -> Vec<String> {
        const LINES: usize = 60;
        let Some(end) = self.trace.iter().position(|line| line.contains("VIOLATION")) else { return vec![] };
        let ids: Vec<&str> = self.trace[end].split_whitespace().filter(|word| is_id(word)).collect();
        let concerns = |line: &&String| {
            let own = ids.iter().any(|id| line.contains(id));
            own || ids.is_empty() || line.contains("DIES") || line.contains("operator")
        };
        let told: Vec<String> = self.trace[..=end].iter().filter(concerns).cloned().collect();
        told[told.len().saturating_sub(LINES)..].to_vec()
    }
}

fn is_id(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
}

pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) slant: Slant,
    pub(crate) memory: Memory,
    pub(crate) faults: Faults,
    /// Told of each write, so that nobody has to look again and again in the quiet hours.
    pub(crate) written: Notify,
    /// Told when a process begins to wait for long: what others do meanwhile matters most.
    pub(crate) stalled: Notify,
    /// How the lists of all leads and calls are spread, for one half of the processes and for the other.
    pub(crate) lists: [ListShards; 2],
    /// Where somebody wants to know what the work takes.
    pub(crate) ledger: Option<Mutex<Ledger>>,
    base: Timestamp,
    begun: Instant,
    state: Mutex<State>,
}

pub(crate) struct State {
    rng: StdRng,
    trace: VecDeque<String>,
    fingerprint: u64,
    pub(crate) counted: BTreeMap<&'static str, u64>,
    pub(crate) steps: u64,
    pub(crate) processes: u64,
    pub(crate) over: bool,
    pub(crate) truth: Truth,
    pub(crate) queues: Queues,
    pub(crate) shards: Shards,
    pub(crate) twilio: TwilioState,
    pub(crate) google: GoogleState,
    pub(crate) zoom: ZoomState,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// The list that is taken in.
    pub(crate) imported: Rows,
    pub(crate) partner: PartnerState,
    /// What the processes of each function remember of failing vendors.
    pub(crate) failing: BTreeMap<&'static str, Arc<Mutex<Vec<Vendor>>>>,
}

impl World {
    pub(crate) fn new(seed: u64, begins: impl FnOnce(&mut StdRng) -> Timestamp) -> Arc<Self> {
        let mut rng = StdRng::seed_from_u64(seed);
        let faults = Slant::of(seed).faults(Faults::draw(&mut rng));
        let base = begins(&mut rng);
        Self::with(seed, faults, rules::lists(seed), base, rng, None)
    }

    /// A world in which nothing goes wrong and everything is entered in a ledger.
    pub(crate) fn measured(base: Timestamp, lists: ListShards) -> Arc<Self> {
        // By its seed it is given to nothing, leaves no messages, and has as many lines as it needs.
        const PLAIN: u64 = 8;
        Self::with(PLAIN, Faults::none(), [lists; 2], base, StdRng::seed_from_u64(1), Some(Mutex::default()))
    }

    fn with(
        seed: u64,
        faults: Faults,
        lists: [ListShards; 2],
        base: Timestamp,
        rng: StdRng,
        ledger: Option<Mutex<Ledger>>,
    ) -> Arc<Self> {
        let memory = Memory::default();
        memory.set_lagging(true);
        let shards = if ledger.is_some() { stream::SHARDS_MEASURED } else { stream::SHARDS };
        Arc::new(Self {
            seed,
            slant: Slant::of(seed),
            memory,
            faults,
            lists,
            written: Notify::new(),
            stalled: Notify::new(),
            ledger,
            base,
            begun: Instant::now(),
            state: Mutex::new(State {
                rng,
                trace: VecDeque::new(),
                fingerprint: 0,
                counted: BTreeMap::new(),
                steps: 0,
                processes: 0,
                over: false,
                truth: Truth::default(),
                queues: Queues::default(),
                shards: Shards::new(shards),
                twilio: TwilioState::default(),
                google: GoogleState::default(),
                zoom: ZoomState::default(),
                files: BTreeMap::new(),
                imported: Rows::default(),
                partner: PartnerState::default(),
                failing: BTreeMap::new(),
            }),
        })
    }

    /// Enters something in the ledger, if there is one.
    pub(crate) fn enter(&self, what: impl FnOnce(&mut Ledger)) {
        if let Some(ledger) = &self.ledger {
            what(&mut ledger.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// What was entered so far; from now on it is empty.
    pub(crate) fn take_ledger(&self) -> Ledger {
        let mut ledger = Ledger::default();
        self.enter(|own| std::mem::swap(own, &mut ledger));
        ledger
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The true time, which no process knows.
    pub(crate) fn now(&self) -> Timestamp {
        self.base + SignedDuration::try_from(self.begun.elapsed()).unwrap_or_default()
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// What a vendor's outage is at this moment.
    pub(crate) fn outage(&self, vendor: Vendor) -> Option<OutageKind> {
        let at = self.elapsed();
        let now = |outage: &&Outage| outage.vendor == vendor && outage.from <= at && at < outage.until;
        self.faults.outages.iter().find(now).map(|outage| outage.kind)
    }

    /// Nothing has gone wrong from this moment on.
    pub(crate) fn was_calm_since(&self, at: Timestamp) -> bool {
        let begun = self.now() - SignedDuration::try_from(self.elapsed()).unwrap_or_default();
        let stopped = self.state().truth.calling_resumed.is_some_and(|resumed| resumed >= at);
        at > begun + SignedDuration::try_from(self.faults.until).unwrap_or_default() && !stopped
    }

    /// How often this number rang, this time included.
    pub(crate) fn rings_of(&self, phone: &str) -> usize {
        self.state().truth.rings.get(phone).map_or(0, Vec::len)
    }

    /// Whether anything may still go wrong.
    pub(crate) fn is_rough(&self) -> bool {
        self.elapsed() < self.faults.until
    }

    /// Whether a fault of this kind happens now; counted if so.
    pub(crate) fn strikes(&self, kind: &'static str, chance: f64) -> bool {
        if chance <= 0.0 || !self.is_rough() {
            return false;
        }
        let mut state = self.state();
        let strikes = state.rng.random_bool(chance.min(1.0));
        if strikes {
            *state.counted.entry(kind).or_default() += 1;
        }
        strikes
    }

    /// By chance, whether or not things may go wrong.
    pub(crate) fn pick(&self, below: usize) -> usize {
        self.state().rng.random_range(0..below.max(1))
    }

    pub(crate) fn happens(&self, chance: f64) -> bool {
        self.state().rng.random_bool(chance.clamp(0.0, 1.0))
    }

    pub(crate) fn between(&self, least: Duration, most: Duration) -> Duration {
        let (least, most) = (least.as_micros() as u64, most.as_micros() as u64);
        Duration::from_micros(self.state().rng.random_range(least..=most.max(least)))
    }

    pub(crate) fn millis(&self, least: u64, most: u64) -> Duration {
        self.between(Duration::from_millis(least), Duration::from_millis(most))
    }

    /// Notes what happens.
    pub(crate) fn note(&self, what: impl AsRef<str>) {
        let line = format!("{:>10.3} {}", self.elapsed().as_secs_f64(), what.as_ref());
        let mut state = self.state();
        // FNV-1a: the same on every machine.
        let hash = line.bytes().fold(state.fingerprint ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        state.fingerprint = hash;
        if state.trace.len() == TRACE_LINES {
            state.trace.pop_front();
        }
        state.trace.push_back(line);
    }

    /// Notes what must never be.
    pub(crate) fn violation(&self, what: impl AsRef<str>) {
        self.note(format!("VIOLATION {}", what.as_ref()));
        let line = format!("at {:.3} s: {}", self.elapsed().as_secs_f64(), what.as_ref());
        self.state().truth.violations.push(line);
    }

    /// The table as it is, without any wire.
    pub(crate) fn table(&self) -> Store {
        Store::in_memory(self.memory.clone()).spreading(self.lists[0])
    }

    /// A process's clock, which is off by its own amount.
    pub(crate) fn clock(self: &Arc<Self>) -> Arc<dyn Clock> {
        let most = self.faults.skew.as_millis() as i64;
        let skew = if most == 0 { 0 } else { self.state().rng.random_range(-most..=most) };
        Arc::new(WorldClock { world: Arc::clone(self), skew: SignedDuration::from_millis(skew) })
    }

    pub(crate) fn report(&self, seed: u64) -> Report {
        let mut state = self.state();
        Report {
            seed,
            violations: state.truth.violations.clone(),
            faults: state.counted.clone(),
            steps: state.steps,
            lasted: self.elapsed(),
            calls: state.twilio.placed(),
            meetings: state.truth.booked(),
            trace: std::mem::take(&mut state.trace).into(),
            fingerprint: state.fingerprint,
        }
    }
}

struct WorldClock {
    world: Arc<World>,
    skew: SignedDuration,
}

impl Clock for WorldClock {
    fn now(&self) -> Timestamp {
        self.world.now() + self.skew
    }
}
