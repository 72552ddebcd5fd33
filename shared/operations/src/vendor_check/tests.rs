use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use homework_domain::breaker::{BreakerState, Fault, FaultKind};
use jiff::SignedDuration;
use jiff::civil::Date;

use super::*;
use crate::test_world::World;

/// What is told of the model's end.
type Told = fn() -> Result<Option<Date>>;

/// Vendors of which those that are named here do not simply answer.
#[derive(Default)]
struct Vendors {
    answers: BTreeMap<&'static str, Answer>,
    /// `None`: it is never told.
    shutdown: Mutex<Option<Told>>,
    /// How often the end of the model was asked for.
    asked: AtomicUsize,
}

enum Answer {
    Empty,
    Unreadable,
    Fails(fn() -> Error),
    /// Its secret is no secret of it.
    Malformed,
    Never,
}

impl Vendors {
    fn but(answers: impl IntoIterator<Item = (Vendor, Answer)>) -> Self {
        let answers = answers.into_iter().map(|(vendor, answer)| (vendor.as_str(), answer)).collect();
        Self { answers, ..Self::default() }
    }

    fn say(&self, shutdown: Told) {
        *self.shutdown.lock().unwrap() = Some(shutdown);
    }
}

impl ModelCatalog for Vendors {
    fn model(&self) -> &'static str {
        "gpt-old"
    }

    async fn shutdown_date(&self) -> Result<Option<Date>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let told = *self.shutdown.lock().unwrap();
        match told {
            Some(told) => told(),
            None => std::future::pending().await,
        }
    }
}

impl VendorAccess for Vendors {
    async fn is_configured(&self, vendor: Vendor) -> Result<bool> {
        match self.answers.get(vendor.as_str()) {
            Some(Answer::Unreadable) => Err(Error::internal("denied")),
            answer => Ok(!matches!(answer, Some(Answer::Empty))),
        }
    }

    async fn ask(&self, vendor: Vendor) -> Result<(), AccessFault> {
        match self.answers.get(vendor.as_str()) {
            None => Ok(()),
            Some(Answer::Fails(error)) => Err(AccessFault::Vendor(error())),
            Some(Answer::Malformed) => Err(AccessFault::Secret),
            Some(Answer::Never) => std::future::pending().await,
            Some(Answer::Empty | Answer::Unreadable) => panic!("{} was asked", vendor.name()),
        }
    }
}

fn checkup(world: &Arc<World>, vendors: Vendors) -> Checkup<Vendors> {
    Checkup { store: world.table(), vendors, clock: world.clock() }
}

#[tokio::test(start_paused = true)]
async fn calls_can_be_held_without_what_only_adds_to_them() {
    let optional = [(Vendor::Zoom, Answer::Empty), (Vendor::Elevenlabs, Answer::Unreadable)];
    let check = checkup(&World::new(), Vendors::but(optional)).run().await.unwrap();
    assert!(check.is_ok());
    let standings: Vec<_> = check.vendors.iter().map(|check| (check.vendor, check.standing)).collect();
    let expected = [
        (Vendor::Twilio, Standing::Reachable),
        (Vendor::Openai, Standing::Reachable),
        (Vendor::Google, Standing::Reachable),
        (Vendor::Zoom, Standing::NotConfigured),
        (Vendor::Elevenlabs, Standing::Misconfigured),
    ];
    assert_eq!(standings, expected);
    assert_eq!(check.vendors[3].detail, "Meetings get a Google Meet link.");

    for vendor in Vendor::ALL {
        let without = checkup(&World::new(), Vendors::but([(vendor, Answer::Empty)]));
        assert_eq!(without.run().await.unwrap().is_ok(), !vendor.stops_campaigns(), "{}", vendor.name());
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_vendor_rejects_is_told_from_a_vendor_that_is_away() {
    for (answer, standing, detail) in [
        (Answer::Fails(|| Error::credentials("Google", "HTTP 401")), Standing::Refused, "HTTP 401"),
        (Answer::Fails(|| Error::refused("Google", "HTTP 404")), Standing::Refused, "HTTP 404"),
        (Answer::Fails(|| Error::unavailable("Google", "HTTP 503")), Standing::Unreachable, "HTTP 503"),
        (Answer::Never, Standing::Unreachable, "No answer in time."),
        (Answer::Malformed, Standing::Misconfigured, "The secret cannot be read or"),
    ] {
        let checkup = checkup(&World::new(), Vendors::but([(Vendor::Google, answer)]));
        let check = checkup.run().await.unwrap();
        let google = &check.vendors[2];
        assert_eq!((google.vendor, google.standing), (Vendor::Google, standing));
        assert!(google.detail.starts_with(detail), "{}", google.detail);
        assert!(!check.is_ok());
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_never_answers_keeps_nobody_waiting_for_the_others() {
    let silent = Vendor::ALL.map(|vendor| (vendor, Answer::Never));
    let check = checkup(&World::new(), Vendors::but(silent)).run().await.unwrap();
    assert!(check.vendors.iter().all(|check| check.latency == PATIENCE), "{:?}", check.vendors);
}

#[tokio::test(start_paused = true)]
async fn a_vendor_that_works_again_is_used_again_and_no_other() {
    let world = World::new();
    let table = world.table();
    for vendor in [Vendor::Twilio, Vendor::Google] {
        let fault = Fault::new(FaultKind::Refused, "HTTP 401");
        table.note_fault(vendor, &fault, world.now()).await.unwrap();
    }
    let refused = Answer::Fails(|| Error::credentials("Google", "HTTP 401"));
    checkup(&world, Vendors::but([(Vendor::Google, refused)])).run().await.unwrap();
    let open: Vec<_> = table.breakers().await.unwrap();
    let state = |vendor| open.iter().find(|breaker| breaker.vendor == vendor).unwrap().state;
    assert_eq!(state(Vendor::Twilio), BreakerState::Probing);
    assert_eq!(state(Vendor::Google), BreakerState::Open);
}

#[tokio::test(start_paused = true)]
async fn the_end_of_the_model_is_asked_for_once_a_day_and_remembered_while_it_is_not_told() {
    let world = World::new();
    let checkup = checkup(&world, Vendors::default());
    let warning = async || checkup.run().await.unwrap().vendors[1].warning.clone();
    checkup.vendors.say(|| Ok(Some("2026-12-24".parse().unwrap())));
    assert!(warning().await.unwrap().contains("24 December 2026"));
    world.pass(SignedDuration::from_hours(23));
    assert!(warning().await.is_some());
    assert_eq!(checkup.vendors.asked.load(Ordering::Relaxed), 1);
    let silence: [Option<Told>; 2] = [Some(|| Err(Error::unavailable("OpenAI", "HTTP 500"))), None];
    for shutdown in silence {
        world.pass(SignedDuration::from_hours(25));
        *checkup.vendors.shutdown.lock().unwrap() = shutdown;
        assert!(warning().await.is_some(), "what was said before still counts");
    }
    assert_eq!(checkup.vendors.asked.load(Ordering::Relaxed), 3);
    world.pass(SignedDuration::from_hours(25));
    checkup.vendors.say(|| Ok(None));
    assert_eq!(warning().await, None);
}
