use std::collections::HashMap;
use std::sync::Mutex;

use homework_domain::calling_rules::CallingRules;
use homework_domain::consent::ConsentKind;
use homework_domain::erasure::ErasureLedger as _;
use homework_domain::ids::{DeliveryId, LeadId, PartnerId};
use homework_domain::lead::{Lead, NewLead};
use homework_domain::partner::{ApiKey, KEY_CHARS, NewPartner, Partner};
use homework_domain::partner_webhook::Webhook;
use homework_domain::suppression::Suppression;
use homework_domain::{Error, Result};
use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::test_world::{Life, Process, World, consent, wherever_cut};

mod deliveries;

/// The address of a server that never answers.
const HANGING: &str = "https://example.com/hangs";

/// Partners' own servers: what they are to answer, and what they were told.
struct Hook {
    process: Process,
    status: u16,
    told: Mutex<Vec<(DeliveryId, String)>>,
}

impl WebhookSender for Hook {
    async fn post(&self, webhook: &Webhook, id: DeliveryId, body: &str, _: Timestamp) -> Result<u16, String> {
        let told = || self.told.lock().unwrap().push((id, body.to_owned()));
        self.process.ask(told).await.map_err(|_| "no connection".to_owned())?;
        if webhook.url == HANGING { Err("no answer in time".to_owned()) } else { Ok(self.status) }
    }
}

fn worker(world: &Arc<World>, life: Life, status: u16) -> PartnerWorker<Process, Hook> {
    let process = world.process(life);
    PartnerWorker {
        store: process.store(),
        work: process.clone(),
        webhooks: Hook { process, status, told: Mutex::default() },
        first_pause_seconds: 10,
        clock: world.clock(),
    }
}

impl<Q> PartnerWorker<Q, Hook> {
    fn told(&self) -> Vec<(DeliveryId, String)> {
        self.webhooks.told.lock().unwrap().clone()
    }
}

async fn partner(world: &Arc<World>) -> Partner {
    partner_at(world, "https://example.com/hook", "7").await
}

async fn partner_at(world: &Arc<World>, url: &str, digit: &str) -> Partner {
    let new = NewPartner::parse("Listener", None).unwrap();
    let key = ApiKey::parse(&digit.repeat(KEY_CHARS)).unwrap();
    let mut partner = Partner::create(new, &key, world.clock().now());
    partner.webhook = Some(Webhook { url: url.into(), secret: "0123456789abcdef".into() });
    world.table().create_partner(&partner).await.unwrap();
    partner
}

async fn change(world: &Arc<World>, id: PartnerId, change: impl FnOnce(&mut Partner)) {
    let read = world.table().partner(id).await.unwrap();
    let mut partner = read.clone();
    change(&mut partner);
    world.table().save_partner(&mut partner, &read).await.unwrap();
}

fn transfers(world: &Arc<World>, life: Life, leads_per_day: u64) -> Transfers {
    let rules = CallingRules::Simulated;
    Transfers { store: world.process(life).store(), leads_per_day, rules, clock: world.clock() }
}

/// Two good leads, one that repeats the first, one that cannot be read, and one whose number `Other` has.
fn request(partner: PartnerId, key: Option<&str>) -> Transfer {
    let lead = |name, phone: &str| NewLead::parse(name, phone, None);
    Transfer {
        partner,
        leads: vec![
            lead("Ana", "+12125551001"),
            lead("Bob", "+12125551001"),
            lead("Cid", "12"),
            lead("Dan", "+12125551002"),
            lead("Eve", "+12125551003"),
        ],
        idempotency_key: key
            .map(|key| IdempotencyKey { key: key.to_owned(), fingerprint: "the same".into() }),
    }
}

async fn somebody_has(world: &Arc<World>, phone: &str) -> Lead {
    let lead = Lead::create(NewLead::parse("Other", phone, None).unwrap(), world.clock().now());
    world.table().create_lead(&lead).await.unwrap();
    lead
}

async fn suppress(world: &Arc<World>, phone: &str) {
    let wanted = Suppression::by_operator(phone, None, world.clock().now()).unwrap();
    world.table().suppress(&wanted).await.unwrap();
}

/// What the partner is told, in short.
fn told(answer: &Transferred) -> Vec<String> {
    let created = answer.created.iter().map(|(place, lead)| format!("{place} {}", lead.id));
    created.chain(answer.refused.values().map(|r| format!("{} {}", r.index, r.message))).collect()
}

/// How many leads still fit into the partner's day.
async fn room(world: &Arc<World>, partner: PartnerId, per_day: u64) -> u64 {
    let now = world.clock().now();
    let mut room = 0;
    while world.table().take_partner_leads(partner, 1, per_day, now).await.is_ok() {
        room += 1;
    }
    room
}

fn numbers(world: &Arc<World>, partner: PartnerId) -> HashMap<String, LeadId> {
    let leads: Vec<std::sync::Arc<Lead>> = world.memory.entities("LEAD");
    let ours = leads.into_iter().filter(|lead| lead.partner_id == Some(partner));
    ours.map(|lead| (lead.phone.to_string(), lead.id)).collect()
}

#[tokio::test(start_paused = true)]
async fn a_wrong_lead_is_named_and_the_others_are_taken() {
    let world = World::new();
    let id = partner(&world).await.id;
    somebody_has(&world, "+12125551003").await;
    let answer = transfers(&world, Life::Long, 3).transfer(request(id, None)).await.unwrap();
    assert_eq!(answer.created.keys().copied().collect::<Vec<_>>(), [0, 3]);
    let refused: Vec<_> = answer.refused.values().map(|r| (r.index, r.message.as_str())).collect();
    assert_eq!(refused[0], (1, "phone: repeats the number of leads[0]"));
    assert_eq!((refused[1].0, refused[2].0), (2, 4));
    assert_eq!(refused[2].1, format!("phone: {}", transfer::NEUTRAL_REFUSAL));
    assert_eq!(room(&world, id, 3).await, 1, "who was refused does not count");
    // Without a key it is another request, of leads that were sent before.
    let again = transfers(&world, Life::Long, 9).transfer(request(id, None)).await.unwrap();
    assert!(again.created.is_empty());
    assert_eq!(again.refused[&0].lead_id, Some(answer.created[&0].id));
}

#[tokio::test(start_paused = true)]
async fn what_is_known_and_what_is_not_to_be_called_is_refused_alike_however_often_it_is_sent() {
    let numbers = ["+12125551001", "+12125551002", "+12125551003"];
    let (mut answers, mut left) = (vec![], vec![]);
    for number in numbers {
        let world = World::new();
        let id = partner(&world).await.id;
        somebody_has(&world, numbers[0]).await;
        suppress(&world, numbers[1]).await;
        // Somebody else's lead that asked not to be called, and was deleted.
        let deleted = somebody_has(&world, numbers[2]).await;
        suppress(&world, numbers[2]).await;
        let now = world.clock().now();
        let lead = world.table().begin_erasure(deleted.id, now).await.unwrap();
        world.table().finish_erasure(&lead, now).await.unwrap();
        for key in [None, Some("a"), Some("a"), Some("b"), None] {
            let leads = vec![NewLead::parse("Ana", number, None)];
            let key = key.map(|key| IdempotencyKey { key: key.to_owned(), fingerprint: "same".into() });
            let transfer = Transfer { partner: id, leads, idempotency_key: key };
            let answer = transfers(&world, Life::Long, 3).transfer(transfer).await.unwrap();
            assert!(answer.created.is_empty());
            answers.push(answer.refused[&0].clone());
        }
        left.push(room(&world, id, 3).await);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!((answers[0].lead_id, left), (None, vec![3; 3]));
}

#[tokio::test(start_paused = true)]
async fn of_its_own_lead_a_partner_is_told_the_same_after_it_asked_not_to_be_called() {
    let world = World::new();
    let id = partner(&world).await.id;
    let send = async || {
        let leads = vec![NewLead::parse("Ana", "+12125551001", None)];
        let transfer = Transfer { partner: id, leads, idempotency_key: None };
        transfers(&world, Life::Long, 9).transfer(transfer).await.unwrap()
    };
    let lead = send().await.created[&0].id;
    let before = send().await.refused[&0].clone();
    suppress(&world, "+12125551001").await;
    assert_eq!((before.lead_id, &send().await.refused[&0]), (Some(lead), &before));
}

#[tokio::test(start_paused = true)]
async fn the_same_key_has_the_same_answer_wherever_the_first_try_was_cut() {
    let cuts = wherever_cut(1, async |life| {
        let world = World::new();
        let id = partner(&world).await.id;
        somebody_has(&world, "+12125551003").await;
        let cut = world.process(life);
        let first = Transfers { store: cut.store(), ..transfers(&world, Life::Long, 3) };
        let _ = first.transfer(request(id, Some("a"))).await;
        if !cut.is_dead() {
            return false;
        }
        world.pass(SignedDuration::from_mins(5));
        let transfers = transfers(&world, Life::Long, 3);
        let answer = transfers.transfer(request(id, Some("a"))).await.unwrap();
        assert_eq!(answer.created.len(), 2, "{life:?}");
        let made = numbers(&world, id);
        let created: HashMap<_, _> =
            answer.created.values().map(|lead| (lead.phone.to_string(), lead.id)).collect();
        assert_eq!(made, created, "what is answered is there, and nothing else");
        for _ in 0..2 {
            let again = transfers.transfer(request(id, Some("a"))).await.unwrap();
            assert_eq!(told(&again), told(&answer));
        }
        assert_eq!(room(&world, id, 3).await, 1, "leads count once: {life:?}");
        true
    })
    .await;
    assert!(cuts > 6, "{cuts} cuts");
}

#[tokio::test(start_paused = true)]
async fn two_requests_at_once_under_one_key_have_one_answer() {
    for head_start in 0..12 {
        let world = World::new();
        let id = partner(&world).await.id;
        let other = somebody_has(&world, "+12125551003").await;
        let (one, two) = (transfers(&world, Life::Long, 3), transfers(&world, Life::Long, 3));
        let second = async {
            for _ in 0..head_start {
                tokio::task::yield_now().await;
            }
            // Between the two, the number that is refused becomes free.
            let now = world.clock().now();
            let lead = world.table().begin_erasure(other.id, now).await.unwrap();
            world.table().finish_erasure(&lead, now).await.unwrap();
            two.transfer(request(id, Some("a"))).await
        };
        let (one, two) = tokio::join!(one.transfer(request(id, Some("a"))), second);
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_eq!(told(&one), told(&two), "{head_start}");
        assert_eq!(numbers(&world, id).len(), one.created.len(), "{head_start}: made, and not told");
        assert_eq!(room(&world, id, 3).await, 3 - one.created.len() as u64, "{head_start}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_of_another_request_and_a_full_day_are_refused_whole() {
    let world = World::new();
    let id = partner(&world).await.id;
    let full = transfers(&world, Life::Long, 2).transfer(request(id, Some("a"))).await;
    assert!(matches!(full, Err(Error::UsedUp { .. })), "{full:?}");
    assert!(numbers(&world, id).is_empty());
    world.pass(SignedDuration::from_hours(10));
    let transfers = transfers(&world, Life::Long, 3);
    transfers.transfer(request(id, Some("a"))).await.unwrap();
    let mut another = request(id, Some("a"));
    another.idempotency_key.as_mut().unwrap().fingerprint = "another".into();
    assert!(matches!(transfers.transfer(another).await, Err(Error::Invalid(_))));
    // Another partner's key is its own.
    let other = PartnerId::generate(world.clock().now());
    assert_eq!(transfers.transfer(request(other, Some("a"))).await.unwrap().created.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_lead_that_was_deleted_before_the_transfer_was_through_is_not_made_again() {
    let world = World::new();
    let id = partner(&world).await.id;
    let cut = world.process(Life::Until(5, false));
    let first = Transfers { store: cut.store(), ..transfers(&world, Life::Long, 9) };
    assert!(first.transfer(request(id, Some("a"))).await.is_err());
    let made = numbers(&world, id)["+12125551001"];
    let now = world.clock().now();
    let lead = world.table().begin_erasure(made, now).await.unwrap();
    world.table().finish_erasure(&lead, now).await.unwrap();
    let answer = transfers(&world, Life::Long, 9).transfer(request(id, Some("a"))).await.unwrap();
    assert_eq!(answer.created[&0].id, made, "the answer is what it would have been");
    assert!(!numbers(&world, id).contains_key("+12125551001"));
}

#[tokio::test(start_paused = true)]
async fn a_deleted_partner_is_emptied_wherever_that_was_cut() {
    let cuts = wherever_cut(1, async |life| {
        let world = World::new();
        let id = partner(&world).await.id;
        transfers(&world, Life::Long, 9).transfer(request(id, None)).await.unwrap();
        change(&world, id, |partner| partner.deleting = true).await;
        let process = world.process(life);
        let cut = PartnerWorker {
            work: process.clone(),
            store: process.store(),
            ..worker(&world, Life::Long, 204)
        };
        let begun = PartnerWork::Empty { partner_id: id, once_more: true };
        if cut.handle(begun.clone()).await.is_ok() && !process.is_dead() {
            return false;
        }
        let next = worker(&world, Life::Long, 204);
        next.handle(begun).await.unwrap();
        // A transfer that was let in just before the deletion.
        let late =
            Transfer { leads: vec![NewLead::parse("Late", "+12125551009", None)], ..request(id, None) };
        transfers(&world, Life::Long, 9).transfer(late).await.unwrap();
        for (message, delay) in world.take_messages() {
            assert!(delay >= 29, "longer than a transfer lasts");
            next.handle(serde_json::from_value(message).unwrap()).await.unwrap();
        }
        assert_eq!(numbers(&world, id).len(), 0, "{life:?}");
        assert_eq!(world.memory.entities::<Lead>("LEAD").len(), 4, "the leads themselves stay");
        assert!(world.table().doomed_partner(id).await.unwrap().is_none());
        true
    })
    .await;
    assert!(cuts > 4, "{cuts} cuts");
}

/// Without it nobody calls the lead; which numbers are known is told neither way.
#[tokio::test]
async fn a_partner_brings_the_consent_that_the_place_of_a_number_asks_for() {
    let world = World::new();
    let partner = partner(&world).await;
    let lead = |phone: &str, kind: Option<ConsentKind>| {
        NewLead::parse("Ana", phone, None).map(|new| NewLead { consent: kind.map(consent), ..new })
    };
    let leads = || {
        vec![
            lead("+12125551001", None),
            lead("+12125551002", Some(ConsentKind::Oral)),
            lead("+12125551003", Some(ConsentKind::Written)),
            lead("+34612345604", None),
            lead("+34612345605", Some(ConsentKind::Oral)),
        ]
    };
    let request = || Transfer { partner: partner.id, leads: leads(), idempotency_key: None };
    let strict = Transfers { rules: CallingRules::Enforced, ..transfers(&world, Life::Long, 9) };
    let done = strict.transfer(request()).await.unwrap();
    let refused: Vec<_> = done.refused.values().map(|lead| (lead.index, lead.field.as_str())).collect();
    assert_eq!(refused, [(0, "consent"), (1, "consent"), (3, "consent")]);
    assert!(done.refused[&1].message.contains("WRITTEN"), "{:?}", done.refused);
    let stored = world.table().lead(done.created[&4].id).await.unwrap();
    assert_eq!(stored.consent, Some(consent(ConsentKind::Oral)));
    // Where callees are simulated nothing is asked for.
    let done = transfers(&world, Life::Long, 9).transfer(request()).await.unwrap();
    assert_eq!(done.created.keys().collect::<Vec<_>>(), [&0, &1, &3]);
}
