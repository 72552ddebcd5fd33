use homework_domain::lead::LeadStatus;
use homework_domain::page::PageRequest;
use homework_domain::partner_webhook::{Attempt, Delivery, DeliveryState, LeadStatusChanged};

use super::*;

fn moved(world: &Arc<World>, partner: PartnerId) -> PartnerWork {
    moved_by(world, partner, "event-1")
}

fn moved_by(world: &Arc<World>, partner: PartnerId, event: &str) -> PartnerWork {
    let now = world.clock().now();
    PartnerWork::Tell {
        moved: LeadStatusChanged {
            event_id: event.into(),
            partner_id: partner,
            lead_id: LeadId::generate(now),
            status: LeadStatus::Queued,
            previous_status: LeadStatus::Pending,
            at: now,
        },
    }
}

async fn log(world: &Arc<World>, partner: PartnerId) -> Vec<Delivery> {
    let page = PageRequest { page: 1, page_size: 100, cursor: None };
    world.table().list_deliveries(partner, &page).await.unwrap().items
}

/// Handles these messages, and those that follow from them, each at its time, for so long.
async fn work(
    world: &Arc<World>,
    worker: &PartnerWorker<Process, Hook>,
    messages: Vec<PartnerWork>,
    time: SignedDuration,
) {
    let end = world.clock().now() + time;
    let mut line: Vec<_> = messages.into_iter().map(|message| (world.clock().now(), message)).collect();
    while let Some(first) = (0..line.len()).min_by_key(|place| line[*place].0) {
        let (due, message) = line.remove(first);
        if due > end {
            break;
        }
        let now = world.clock().now();
        world.pass(due.duration_since(now).max(SignedDuration::ZERO));
        worker.handle(message).await.unwrap();
        for (message, delay) in world.take_messages() {
            let due = world.clock().now() + SignedDuration::from_secs(delay.into());
            line.push((due, serde_json::from_value(message).unwrap()));
        }
    }
    world.pass(end.duration_since(world.clock().now()));
}

#[tokio::test(start_paused = true)]
async fn what_was_not_taken_comes_again_after_growing_pauses_and_is_given_up_in_the_end() {
    let world = World::new();
    let id = partner(&world).await.id;
    let (news, worker) = (moved(&world, id), worker(&world, Life::Long, 500));
    work(&world, &worker, vec![news.clone()], SignedDuration::from_hours(24)).await;
    let logged = log(&world, id).await;
    assert_eq!((logged.len(), logged[0].state, logged[0].due_at), (1, DeliveryState::Failed, None));
    let times: Vec<Timestamp> = logged[0].attempts.iter().map(|attempt| attempt.at).collect();
    let pauses: Vec<_> = times.windows(2).map(|pair| pair[1].duration_since(pair[0]).as_secs()).collect();
    assert_eq!(pauses, [10, 40, 160, 640, 2560, 3600, 3600]);
    let told = worker.told();
    assert!(told.len() == 8 && told.iter().all(|post| *post == told[0]), "each try is the same: {told:?}");
    worker.handle(news).await.unwrap();
    assert_eq!(worker.told().len(), 8);
}

#[tokio::test(start_paused = true)]
async fn a_partner_that_hangs_is_tried_thrice_while_anothers_events_pass_and_is_told_all_once_it_answers() {
    let world = World::new();
    let (hanging, sound) = (partner_at(&world, HANGING, "7").await.id, partner_at(&world, "x", "8").await.id);
    let worker = worker(&world, Life::Long, 204);
    let events = |partner, count: usize| {
        let world = &world;
        (0..count).map(move |n| moved_by(world, partner, &format!("{partner}-{n}"))).collect::<Vec<_>>()
    };
    let (waiting, others) = (events(hanging, 20), events(sound, 3));
    work(&world, &worker, [waiting.clone(), others].concat(), SignedDuration::ZERO).await;
    assert_eq!(worker.told().len(), 3 + 3, "what waits is not tried");
    assert!(log(&world, sound).await.iter().all(|delivery| delivery.state == DeliveryState::Delivered));

    // One probe after 10, one after 20 seconds more, and so on, however many wait.
    work(&world, &worker, waiting.clone(), SignedDuration::from_secs(9)).await;
    assert_eq!(worker.told().len(), 6);
    work(&world, &worker, waiting.clone(), SignedDuration::from_mins(10)).await;
    let probes = worker.told().len() - 6;
    assert!((4..=7).contains(&probes), "{probes} probes in ten minutes");

    change(&world, hanging, |partner| partner.webhook.as_mut().unwrap().url = "x".into()).await;
    work(&world, &worker, waiting, SignedDuration::from_hours(1)).await;
    let log = log(&world, hanging).await;
    assert!(log.len() == 20 && log.iter().all(|d| d.state == DeliveryState::Delivered), "{log:?}");
}

#[tokio::test(start_paused = true)]
async fn what_waits_behind_an_open_breaker_is_given_up_after_three_days() {
    let world = World::new();
    let id = partner_at(&world, HANGING, "7").await.id;
    let worker = worker(&world, Life::Long, 204);
    let news: Vec<_> = (0..60).map(|n| moved_by(&world, id, &n.to_string())).collect();
    work(&world, &worker, news, SignedDuration::from_hours(3 * 24 + 2)).await;
    let deliveries: Vec<std::sync::Arc<Delivery>> = world.memory.entities("DELIVERY");
    assert!(deliveries.len() == 60 && deliveries.iter().all(|d| d.state == DeliveryState::Failed));
    assert!(deliveries.iter().any(|delivery| delivery.attempts.len() < 8), "the probes were too few for all");
}

#[test]
fn a_delivery_of_an_earlier_release_is_due_and_its_tries_count() {
    let world = World::new();
    let PartnerWork::Tell { moved } = moved(&world, PartnerId::generate(world.clock().now())) else {
        panic!()
    };
    let mut delivery = Delivery::of(moved, [0; 10]);
    let at = world.clock().now();
    let attempt = Attempt { at, status_code: Some(500), error: None };
    delivery.attempts = vec![attempt.clone(); 6];
    let stored = serde_json::to_value(&delivery).unwrap();
    assert!(stored.get("due_at").is_none());
    let mut read: Delivery = serde_json::from_value(stored).unwrap();
    assert_eq!(read, delivery);
    read.note(attempt.clone(), 10);
    assert_eq!(read.state, DeliveryState::Pending);
    read.note(attempt, 10);
    assert_eq!(read.state, DeliveryState::Failed);
}

#[tokio::test(start_paused = true)]
async fn news_that_come_twice_are_told_once_and_at_once_at_most_twice() {
    let world = World::new();
    let id = partner(&world).await.id;
    let (news, first) = (moved(&world, id), worker(&world, Life::Long, 204));
    for _ in 0..3 {
        first.handle(news.clone()).await.unwrap();
    }
    assert_eq!(first.told().len(), 1);

    let world = World::new();
    let id = partner(&world).await.id;
    let (news, worker) = (moved(&world, id), worker(&world, Life::Long, 204));
    let (one, other) = tokio::join!(worker.handle(news.clone()), worker.handle(news.clone()));
    assert!(one.is_ok() != other.is_ok(), "who is overtaken drops the message: {one:?} {other:?}");
    let told = worker.told();
    assert!(told.len() == 2 && told[0] == told[1], "the partner knows it by its id");
    assert_eq!(log(&world, id).await[0].state, DeliveryState::Delivered);
}

#[tokio::test(start_paused = true)]
async fn a_delivery_that_is_cut_anywhere_is_made_all_the_same() {
    for first_status in [204, 500] {
        let cuts = wherever_cut(1, async |life| {
            let world = World::new();
            let id = partner(&world).await.id;
            let news = moved(&world, id);
            let cut = worker(&world, life, first_status);
            let handled = cut.handle(news.clone()).await;
            if handled.is_ok() && !cut.work.is_dead() {
                return false;
            }
            let next = worker(&world, Life::Long, 204);
            // Where it fails, the message comes again; else one that follows from it.
            let comes_again = handled.is_err().then_some(news);
            let followers = world.take_messages().into_iter();
            let followers = followers.map(|(message, _)| serde_json::from_value(message).unwrap());
            let messages = comes_again.into_iter().chain(followers).collect();
            work(&world, &next, messages, SignedDuration::from_mins(5)).await;
            let logged = log(&world, id).await;
            assert_eq!(logged[0].state, DeliveryState::Delivered, "{life:?}");
            true
        })
        .await;
        assert!(cuts > 3, "{first_status} is cut {cuts} times");
    }
}

#[tokio::test(start_paused = true)]
async fn a_try_that_is_written_down_twice_counts_once() {
    let world = World::new();
    let id = partner(&world).await.id;
    let (news, stuttering) = (moved(&world, id), worker(&world, Life::Stuttering, 500));
    stuttering.handle(news).await.unwrap();
    assert_eq!(log(&world, id).await[0].attempts.len(), 1);
    assert_eq!(world.take_messages().iter().map(|(_, delay)| *delay).collect::<Vec<_>>(), [10]);
}

#[tokio::test(start_paused = true)]
async fn nobody_is_told_who_is_switched_off_has_no_address_or_is_deleted() {
    for what in ["off", "no address", "deleted", "gone"] {
        let world = World::new();
        let id = partner(&world).await.id;
        let news = moved(&world, id);
        change(&world, id, |partner| match what {
            "off" => partner.is_active = false,
            "no address" => partner.webhook = None,
            _ => partner.deleting = true,
        })
        .await;
        if what == "gone" {
            world.table().remove_partner(id).await.unwrap();
        }
        let worker = worker(&world, Life::Long, 204);
        if let Err(error) = worker.handle(news).await {
            assert!(matches!(error, Error::NotFound { .. }), "{what}: {error}");
        }
        assert!(worker.told().is_empty(), "{what}");
    }
}
