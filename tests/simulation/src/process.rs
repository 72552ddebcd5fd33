//! One run of one function: a process of ours, which may die at any request it makes.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use homework_domain::breaker::{Fault, Vendor};
use homework_domain::clock::Clock;
use homework_domain::{Error, Result};
use homework_operations::vendor_health::VendorHealth;
use homework_store::{ListShards, Passage, Store, Used, Wire};
use jiff::Timestamp;
use tokio::sync::Notify;

use crate::truth;
use crate::world::World;

pub(crate) struct Process {
    pub(crate) world: Arc<World>,
    function: &'static str,
    name: String,
    lists: ListShards,
    /// When it began, by the true time.
    pub(crate) began: Timestamp,
    killed: Notify,
    /// When its last write reached the table: what it knew then it acts on.
    decided: Mutex<Option<Timestamp>>,
    /// Whether the table failed it.
    table_failed: Mutex<bool>,
    /// What it saw of the vendors.
    seen: Mutex<Vec<(Vendor, Option<Fault>)>>,
}

impl fmt::Debug for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// What became of a request to a vendor.
pub(crate) enum Fate {
    Done,
    /// It failed, and nothing was done.
    Failed,
    /// It was done, and the answer was lost.
    AnswerLost,
}

/// Runs one function once. `None`: it died, or ran out of time.
pub(crate) async fn run<T, F: Future<Output = T>>(
    world: &Arc<World>,
    function: &'static str,
    limit: Duration,
    work: impl FnOnce(Arc<Process>) -> F,
) -> Option<T> {
    let number = {
        let mut state = world.state();
        state.processes += 1;
        state.processes
    };
    let process = Arc::new(Process {
        world: Arc::clone(world),
        function,
        name: format!("{function}#{number}"),
        lists: world.lists[usize::from(number % 2 == 0)],
        began: world.now(),
        killed: Notify::new(),
        decided: Mutex::new(None),
        table_failed: Mutex::new(false),
        seen: Mutex::default(),
    });
    let began = tokio::time::Instant::now();
    let work = tokio::time::timeout(limit, work(Arc::clone(&process)));
    let done = tokio::select! {
        biased;
        () = process.killed.notified() => None,
        done = work => {
            if done.is_err() {
                world.note(format!("{} runs out of time", process.name));
            }
            done.ok()
        }
    };
    world.enter(|ledger| ledger.ran(function, began.elapsed().as_secs_f64()));
    done
}

impl Process {
    /// The table as this process reaches it.
    pub(crate) fn store(self: &Arc<Self>) -> Store {
        let wire: Arc<dyn Wire> = Arc::clone(self) as Arc<dyn Wire>;
        Store::in_memory(self.world.memory.behind(wire)).spreading(self.lists)
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        self.world.clock()
    }

    pub(crate) fn decided_at(&self) -> Option<Timestamp> {
        *held(&self.decided)
    }

    pub(crate) fn table_failed(&self) -> bool {
        *held(&self.table_failed)
    }

    pub(crate) fn note(&self, what: impl AsRef<str>) {
        self.world.note(format!("{} {}", self.name, what.as_ref()));
    }

    /// A moment at which the process may be slow, or die.
    async fn crossing(&self, request: &str, least: u64, most: u64) {
        self.world.state().steps += 1;
        let mut pause = self.world.millis(least, most);
        if self.world.strikes("stall", self.world.faults.stall) {
            pause += self.world.millis(200, 15_000);
            self.note(format!("waits {:.1} s at {request}", pause.as_secs_f64()));
            self.world.stalled.notify_waiters();
        }
        tokio::time::sleep(pause).await;
        if self.world.strikes("crash", self.world.faults.crash) {
            self.note(format!("DIES at {request}"));
            self.killed.notify_one();
            std::future::pending::<()>().await;
        }
    }

    /// A request to a vendor, around what it does there.
    pub(crate) async fn ask(&self, request: &str, millis: (u64, u64)) -> Fate {
        self.crossing(request, millis.0, millis.1).await;
        if self.world.strikes("vendor fails", self.world.faults.vendor) {
            self.note(format!("{request} fails"));
            return Fate::Failed;
        }
        if self.world.strikes("vendor's answer lost", self.world.faults.vendor) {
            self.note(format!("{request} is done, its answer lost"));
            return Fate::AnswerLost;
        }
        Fate::Done
    }

    /// The same with the effect itself: what it answers, if the answer arrives.
    pub(crate) async fn vendor<T>(
        &self,
        service: &'static str,
        request: &str,
        effect: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let answer = match Vendor::of_service(service).and_then(|vendor| self.world.outage(vendor)) {
            None => self.works(service, request, effect).await,
            Some(kind) => {
                self.crossing(request, 20, 300).await;
                Err(kind.error(service))
            }
        };
        self.saw(service, answer.as_ref().err());
        answer
    }

    /// Remembers how a vendor answered, as each client does.
    pub(crate) fn saw(&self, service: &'static str, error: Option<&Error>) {
        let Some(vendor) = Vendor::of_service(service) else { return };
        let mut seen = held(&self.seen);
        seen.retain(|(other, _)| *other != vendor);
        seen.push((vendor, error.and_then(Fault::of).map(|(_, fault)| fault)));
    }

    /// Tells the breakers what this process saw, as its function does at the end of an event.
    pub(crate) async fn report(self: &Arc<Self>, function: &'static str, source: Option<String>) {
        let failing = Arc::clone(self.world.state().failing.entry(function).or_default());
        let seen = std::mem::take(&mut *held(&self.seen));
        VendorHealth { store: self.store(), clock: self.clock(), failing }.note(seen, source).await;
    }

    async fn works<T>(
        &self,
        service: &'static str,
        request: &str,
        effect: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let fate = self.ask(request, (40, 600)).await;
        let failed = || Err(Error::unavailable(service, "HTTP 503"));
        match fate {
            Fate::Failed => failed(),
            Fate::AnswerLost => {
                let _ = effect();
                self.crossing(request, 1, 1).await;
                Err(Error::unavailable(service, "time-out"))
            }
            Fate::Done => {
                let answer = effect();
                self.note(format!("{request}: {}", if answer.is_ok() { "done" } else { "refused" }));
                self.crossing(request, 1, 20).await;
                answer
            }
        }
    }
}

impl Wire for Process {
    fn pass(&self, request: &'static str) -> Pin<Box<dyn Future<Output = Passage> + Send + '_>> {
        Box::pin(async move {
            self.world.enter(|ledger| ledger.asked_the_table(self.function));
            self.crossing(request, 1, 12).await;
            let chance = self.world.faults.table;
            let passage = if self.world.strikes("table refuses", chance) {
                Passage::Refused
            } else if self.world.strikes("table's answer lost", chance) {
                Passage::AnswerLost
            } else if self.world.strikes("table asked twice", chance) {
                Passage::ArrivesTwice
            } else if self.world.strikes("transactions meet", chance) {
                Passage::Contended
            } else {
                Passage::Arrives
            };
            if passage != Passage::Arrives {
                self.note(format!("{request}: {passage:?}"));
                *held(&self.table_failed) = true;
            }
            passage
        })
    }

    fn done(&self) {
        if truth::observe(&self.world, &self.name) {
            *held(&self.decided) = Some(self.world.now());
        }
    }

    fn back(&self, request: &'static str) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(self.crossing(request, 0, 3))
    }

    fn meters(&self) -> bool {
        self.world.ledger.is_some()
    }

    fn used(&self, used: &Used<'_>) {
        let second = self.world.elapsed().as_secs();
        self.world.enter(|ledger| ledger.used(self.function, second, used));
    }
}

fn held<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}
