use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};

use homework_domain::Error;
use homework_domain::breaker::{BreakerState, Fault, FaultKind, Vendor};
use homework_domain::caller_number::{CallerNumbers, NewCallerNumber};
use homework_domain::campaign::{NewCampaign, PauseReason};
use homework_domain::lead::{Lead, NewLead};
use homework_domain::phone::PhoneNumber;
use homework_store::{Passage, Wire};

use super::*;
use crate::test_world::World;

/// Queues that hold what a test says; those it does not name refuse to tell.
#[derive(Default)]
struct Queues {
    held: Mutex<BTreeMap<(WorkQueue, Side), Depth>>,
    /// One that never answers.
    silent: Option<WorkQueue>,
    asked: AtomicUsize,
}

impl Queues {
    fn empty() -> Self {
        let all =
            WorkQueue::ALL.into_iter().flat_map(|queue| [(queue, Side::Work), (queue, Side::DeadLetters)]);
        let held = all.map(|place| (place, Depth::default())).collect();
        Self { held: Mutex::new(held), ..Self::default() }
    }

    fn hold(&self, queue: WorkQueue, side: Side, depth: Depth) {
        self.held.lock().unwrap().insert((queue, side), depth);
    }
}

impl QueueDepths for Queues {
    async fn depth(&self, queue: WorkQueue, side: Side) -> Result<Depth> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if self.silent == Some(queue) {
            std::future::pending::<()>().await;
        }
        let held = self.held.lock().unwrap().get(&(queue, side)).copied();
        held.ok_or_else(|| Error::unavailable("SQS", "access denied"))
    }
}

/// A model that nobody will shut down.
struct LastingModel;

impl ModelCatalog for LastingModel {
    fn model(&self) -> &'static str {
        "gpt"
    }

    async fn shutdown_date(&self) -> Result<Option<jiff::civil::Date>> {
        Ok(None)
    }
}

/// What Twilio says that it charged; nothing while it has nothing to say.
#[derive(Default)]
struct Bill {
    dollars: Mutex<Option<f64>>,
    asked: AtomicUsize,
}

impl Charges for Bill {
    async fn charged_today(&self) -> Result<f64> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let dollars = *self.dollars.lock().unwrap();
        dollars.ok_or_else(|| Error::unavailable("Twilio", "HTTP 503"))
    }
}

/// Counts the requests to the table.
#[derive(Debug, Default)]
struct Counted(AtomicUsize);

impl Wire for Counted {
    fn pass(&self, _: &'static str) -> Pin<Box<dyn Future<Output = Passage> + Send + '_>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(async { Passage::Arrives })
    }

    fn done(&self) {}

    fn back(&self, _: &'static str) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async {})
    }
}

fn watch(world: &Arc<World>, queues: Queues) -> Watch<Queues> {
    Watch {
        store: world.table(),
        queues,
        calls_per_day: CallsPerDay { campaign: 1, account: 10 },
        clock: world.clock(),
        seen: Mutex::default(),
        charged: Mutex::default(),
    }
}

async fn campaign(world: &World, phone: &str) -> Campaign {
    let (table, now) = (world.table(), world.now());
    let lead = Lead::create(NewLead::parse("Ana", phone, None).unwrap(), now);
    table.create_lead(&lead).await.unwrap();
    let new = NewCampaign::parse("Spring", &[lead.id.to_string()], 1.0).unwrap();
    table.start_campaign(&new, now).await.unwrap()
}

#[tokio::test]
async fn a_quiet_system_has_nothing_to_tell() {
    let status = watch(&World::new(), Queues::empty()).status(&Bill::default()).await.unwrap();
    assert_eq!(status.breakers.len(), Vendor::ALL.len());
    assert!(status.breakers.iter().all(|breaker| breaker.state == BreakerState::Closed));
    assert!(status.paused.is_empty() && status.at_ceiling.is_empty() && status.stop.is_none());
    assert_eq!((status.active_calls, status.calls_today), (0, 0));
    assert!(status.backlogs.iter().all(|backlog| backlog.remark().is_none()));
    let unknown: Vec<_> = status.backlogs.iter().filter(|backlog| backlog.work.is_none()).collect();
    assert_eq!(unknown.iter().map(|backlog| backlog.queue).collect::<Vec<_>>(), [WorkQueue::Projector]);
}

#[tokio::test]
async fn campaigns_are_told_that_the_system_paused_or_whose_day_is_used_up() {
    let world = World::new();
    let (table, now) = (world.table(), world.now());
    let [by_operator, by_system] =
        [campaign(&world, "+12125551001").await, campaign(&world, "+12125551002").await];
    let pause = |campaign: &mut Campaign| campaign.request_transition(CampaignState::Paused, now);
    table.change_campaign(by_operator.id, pause).await.unwrap();
    let fault = Fault::new(FaultKind::Refused, "HTTP 401, error 20003");
    let breaker = table.note_fault(Vendor::Twilio, &fault, now).await.unwrap();
    let [full, fresh] = [campaign(&world, "+12125551003").await, campaign(&world, "+12125551004").await];
    assert!(table.take_call_of_day(full.id, 1, 10, now).await.unwrap());

    let watch = watch(&world, Queues::empty());
    let status = watch.status(&Bill::default()).await.unwrap();
    assert_eq!(status.paused.iter().map(|campaign| campaign.id).collect::<Vec<_>>(), [by_system.id]);
    assert_eq!(status.paused[0].pause_reason, PauseReason::of(&breaker));
    assert_eq!(status.at_ceiling.iter().map(|campaign| campaign.id).collect::<Vec<_>>(), [full.id]);
    assert_eq!(status.calls_today, 1);
    let open: Vec<_> = status.breakers.iter().filter_map(|breaker| breaker.in_words()).collect();
    assert_eq!(open.len(), 1);

    world.pass(SignedDuration::from_hours(24));
    let tomorrow = watch.status(&Bill::default()).await.unwrap();
    assert_eq!((tomorrow.calls_today, tomorrow.at_ceiling.len()), (0, 0), "{} goes on", fresh.id);
}

#[tokio::test]
async fn a_queue_that_cannot_be_asked_is_unknown_and_hides_no_other() {
    let queues = Queues::empty();
    let three = Depth { waiting: 2, delayed: 0, in_progress: 1 };
    queues.hold(WorkQueue::Archive, Side::DeadLetters, three);
    queues.held.lock().unwrap().remove(&(WorkQueue::Dial, Side::Work));
    let status = watch(&World::new(), queues).status(&Bill::default()).await.unwrap();
    let of = |queue| status.backlogs.iter().find(|backlog| backlog.queue == queue).unwrap();
    assert_eq!((of(WorkQueue::Dial).work, of(WorkQueue::Dial).dead_letters), (None, Some(0)));
    assert_eq!(of(WorkQueue::Archive).dead_letters, Some(3), "one that is being looked at is still there");
}

#[tokio::test(start_paused = true)]
async fn a_queue_that_does_not_answer_keeps_nobody_waiting() {
    let queues = Queues { silent: Some(WorkQueue::Import), ..Queues::empty() };
    let began = Instant::now();
    let status = watch(&World::new(), queues).status(&Bill::default()).await.unwrap();
    assert!(began.elapsed() <= PATIENCE, "{:?}", began.elapsed());
    let unknown: Vec<_> = status.backlogs.iter().filter(|backlog| backlog.dead_letters.is_none()).collect();
    assert_eq!(unknown.iter().map(|backlog| backlog.queue).collect::<Vec<_>>(), [WorkQueue::Import]);
}

#[tokio::test]
async fn an_emergency_stop_is_told() {
    let world = World::new();
    let stop = CallingStop::new("ana@example.com", Some("wrong list"), false, world.now()).unwrap();
    world.table().stop_calling(&stop).await.unwrap();
    assert_eq!(watch(&world, Queues::empty()).status(&Bill::default()).await.unwrap().stop, Some(stop));
}

#[tokio::test]
async fn many_who_look_ask_the_queues_once() {
    let world = World::new();
    let watch = watch(&world, Queues::empty());
    let asked = || watch.queues.asked.load(Ordering::Relaxed);
    watch.alerts(&LastingModel).await.unwrap();
    assert_eq!(asked(), 13);
    world.pass(SignedDuration::from_secs(50));
    watch.alerts(&LastingModel).await.unwrap();
    assert_eq!(asked(), 13, "alerts make do with what is a minute old");

    let letter = Depth { waiting: 1, ..Depth::default() };
    watch.queues.hold(WorkQueue::Dial, Side::DeadLetters, letter);
    let shown = watch.status(&Bill::default()).await.unwrap().backlogs;
    assert_eq!(asked(), 26, "whoever looks at the queues sees what is there now");
    assert!(shown.iter().any(|backlog| backlog.dead_letters == Some(1)));
    let [alert] = &watch.alerts(&LastingModel).await.unwrap()[..] else { panic!("one alert") };
    assert_eq!((&*alert.id, asked()), ("dead-letters:dial", 26), "and the alerts say the same");
    world.pass(SignedDuration::from_secs(5));
    watch.status(&Bill::default()).await.unwrap();
    assert_eq!(asked(), 26);
}

#[tokio::test]
async fn looking_takes_few_reads() {
    let world = World::new();
    let counted = Arc::new(Counted::default());
    let wire: Arc<dyn Wire> = Arc::<Counted>::clone(&counted);
    let watch =
        Watch { store: Store::in_memory(world.memory.behind(wire)), ..watch(&world, Queues::empty()) };
    let requests = || counted.0.swap(0, Ordering::Relaxed);
    watch.status(&Bill::default()).await.unwrap();
    assert_eq!(requests(), 5);
    campaign(&world, "+12125551001").await;
    campaign(&world, "+12125551002").await;
    watch.status(&Bill::default()).await.unwrap();
    assert_eq!(requests(), 6, "one more for all running campaigns");
    watch.alerts(&LastingModel).await.unwrap();
    assert_eq!(requests(), 6, "one more to keep what the model's vendor says");
    watch.alerts(&LastingModel).await.unwrap();
    assert_eq!(requests(), 5);
}

#[tokio::test]
async fn the_gravest_alert_comes_first() {
    let world = World::new();
    let refused = Fault::new(FaultKind::Refused, "HTTP 401");
    for vendor in [Vendor::Zoom, Vendor::Twilio] {
        world.table().note_fault(vendor, &refused, world.now()).await.unwrap();
    }
    let alerts = watch(&world, Queues::empty()).alerts(&LastingModel).await.unwrap();
    let ids: Vec<&str> = alerts.iter().map(|alert| &*alert.id).collect();
    assert_eq!(ids, ["vendor:twilio", "vendor:zoom"]);
}

#[tokio::test]
async fn a_number_that_twilio_refuses_is_told_of() {
    let (world, denver) = (World::new(), PhoneNumber::of_ours("+13035550190").unwrap());
    let new = |number: &str| NewCallerNumber { number: number.to_owned(), calls_per_day: None };
    let numbers = CallerNumbers::parse(&[new("+12125550190"), new(denver.as_str())]).unwrap();
    world.table().save_caller_numbers(&numbers, 0, world.now()).await.unwrap();
    let watch = watch(&world, Queues::empty());
    assert_eq!(watch.alerts(&LastingModel).await.unwrap(), []);
    world.table().refuse_caller_number(&denver, "HTTP 400, error 21210", world.now()).await.unwrap();
    let [alert] = &watch.alerts(&LastingModel).await.unwrap()[..] else { panic!("one alert") };
    assert_eq!((&*alert.id, alert.since), ("caller:+13035550190", world.now()));
    assert!(alert.detail.contains("21210"), "{}", alert.detail);
}

#[tokio::test]
async fn what_was_charged_is_asked_for_once_in_two_minutes_and_sooner_where_nothing_was_told() {
    let world = World::new();
    let (watch, bill) = (watch(&world, Queues::empty()), Bill::default());
    assert_eq!(watch.status(&bill).await.unwrap().charged_today, None);
    *bill.dollars.lock().unwrap() = Some(3.52);
    world.pass(SignedDuration::from_secs(19));
    assert_eq!(watch.status(&bill).await.unwrap().charged_today, None);
    world.pass(SignedDuration::from_secs(1));
    assert_eq!(watch.status(&bill).await.unwrap().charged_today, Some(3.52));
    *bill.dollars.lock().unwrap() = None;
    world.pass(SignedDuration::from_secs(119));
    assert_eq!(watch.status(&bill).await.unwrap().charged_today, Some(3.52));
    assert_eq!(bill.asked.load(Ordering::Relaxed), 2);
}
