//! A partner: sends leads, is told what becomes of them, and may be deleted.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;
use std::time::Duration;

use homework_domain::calling_rules::CallingRules;
use homework_domain::consent::ConsentKind;
use homework_domain::ids::{DeliveryId, PartnerId};
use homework_domain::lead::{Lead, NewLead};
use homework_domain::page::PageRequest;
use homework_domain::partner::{ApiKey, KEY_CHARS, NewPartner, Partner};
use homework_domain::partner_webhook::{DeliveryState, LeadStatusChanged, Webhook, WebhookSender};
use homework_domain::queue::PartnerWork;
use homework_domain::{Error, Result};
use homework_operations::partners::{
    Accounts, IdempotencyKey, PartnerGateway, PartnerWorker, Transfer, Transferred, Transfers,
};
use jiff::Timestamp;
use tokio::time::sleep;

use crate::process::{self, Fate, Process};
use crate::queue::{Name, queue};
use crate::rules;
use crate::truth::{self, short};
use crate::world::World;

/// The name of the leads that it sends.
pub(crate) const NAME: &str = "Sent";
/// The API answers within this.
const API: Duration = Duration::from_secs(29);
const LEADS_PER_DAY: u64 = 10_000;
/// Shorter than in template.yaml: a campaign does not wait for hours.
const FIRST_PAUSE_SECONDS: i32 = 4;

#[derive(Debug, Default)]
pub(crate) struct PartnerState {
    pub(crate) id: Option<PartnerId>,
    /// Since when it is deleted.
    pub(crate) deleted: Option<Timestamp>,
    /// Transfers that are not answered yet.
    open: usize,
    /// What was answered to each.
    answers: BTreeMap<String, Vec<String>>,
    created: BTreeMap<String, Lead>,
    /// What the partner is to be told, by its delivery.
    due: BTreeMap<String, LeadStatusChanged>,
    /// What the partner took, by its delivery.
    taken: BTreeMap<DeliveryId, String>,
}

impl PartnerState {
    pub(crate) fn owe(&mut self, moved: &LeadStatusChanged) {
        self.due.entry(moved.event_id.clone()).or_insert_with(|| moved.clone());
    }
}

fn key() -> Option<ApiKey> {
    ApiKey::parse(&"7".repeat(KEY_CHARS))
}

/// Makes the partner, before anything goes wrong.
pub(crate) async fn create(world: &Arc<World>) -> Option<PartnerId> {
    let mut partner = Partner::create(NewPartner::parse("Sender", None).ok()?, &key()?, world.now());
    let (url, secret) = ("https://example.com/hook".to_owned(), "0123456789abcdef".to_owned());
    partner.webhook = Some(Webhook { url, secret });
    world.table().create_partner(&partner).await.ok()?;
    truth::observe(world, "an operator");
    world.state().partner.id = Some(partner.id);
    Some(partner.id)
}

/// Sends some requests, each again until it is answered, and has the partner deleted now and then.
pub(crate) async fn act(world: Arc<World>, id: PartnerId, leads: Vec<Lead>) {
    let requests = 1 + world.pick(3);
    world.state().partner.open = requests;
    for number in 0..requests {
        let (world, leads) = (Arc::clone(&world), leads.clone());
        tokio::task::spawn_local(async move {
            sleep(world.millis(3000, 120_000)).await;
            send(&world, id, number, &leads).await;
            world.state().partner.open -= 1;
        });
    }
    if !world.happens(0.3) {
        return;
    }
    sleep(world.millis(20_000, 400_000)).await;
    world.note("an operator deletes the partner");
    loop {
        let removed = process::run(&world, "partners", API, |process| async move {
            let gateway = Gateway(Arc::clone(&process));
            let (store, clock) = (process.store(), process.clock());
            Accounts { store, gateway, work: queue(&process, Name::Partners), clock }.remove(id).await
        });
        match removed.await {
            Some(Ok(()) | Err(Error::NotFound { .. })) => return,
            _ => sleep(world.millis(2000, 20_000)).await,
        }
    }
}

async fn send(world: &Arc<World>, id: PartnerId, number: usize, leads: &[Lead]) {
    let key = format!("request-{number}");
    let mut wanted = vec![];
    for place in 0..2 + world.pick(4) {
        let phone = match world.pick(8) {
            0 => leads[world.pick(leads.len())].phone.to_string(),
            1 => format!("+12125575{number}01"),
            2 => "12".to_owned(),
            // One that the other requests have too, and the import.
            3 => format!("+12125565{:03}", world.pick(8)),
            _ => format!("+12125575{number}{place:02}"),
        };
        wanted.push(phone);
    }
    loop {
        let again = world.strikes("request twice", world.faults.twice * 0.5);
        if again {
            let (world, wanted, key) = (Arc::clone(world), wanted.clone(), key.clone());
            tokio::task::spawn_local(async move {
                sleep(world.millis(0, 400)).await;
                request(&world, id, &wanted, &key).await;
            });
        }
        if request(world, id, &wanted, &key).await {
            break;
        }
        sleep(world.millis(1000, 30_000)).await;
    }
    if world.happens(0.3) {
        sleep(world.millis(1000, 200_000)).await;
        request(world, id, &wanted, &key).await;
    }
}

fn fingerprint(wanted: &[String]) -> String {
    let mut hasher = DefaultHasher::new();
    wanted.hash(&mut hasher);
    hasher.finish().to_string()
}

/// One request; says whether it is answered for good.
async fn request(world: &Arc<World>, id: PartnerId, wanted: &[String], key: &str) -> bool {
    let consent = rules::consent(ConsentKind::Written);
    let lead = |phone: &String| {
        NewLead::parse(NAME, phone, None).map(|new| NewLead { consent: Some(consent.clone()), ..new })
    };
    let leads = wanted.iter().map(lead).collect();
    let answer = process::run(world, "partner-leads", API, |process| async move {
        let refused = || Error::Forbidden("no such key".into());
        let access = process.store().access(&self::key().ok_or_else(refused)?.hash()).await?;
        access.filter(|access| access.is_active).ok_or_else(refused)?;
        let idempotency_key = Some(IdempotencyKey { key: key.to_owned(), fingerprint: fingerprint(wanted) });
        let transfers = Transfers {
            store: process.store(),
            leads_per_day: LEADS_PER_DAY,
            rules: CallingRules::Enforced,
            clock: process.clock(),
        };
        let done = transfers.transfer(Transfer { partner: id, leads, idempotency_key }).await?;
        process.ask("answer", (1, 20)).await;
        Ok(done)
    });
    match answer.await {
        Some(Ok(answer)) => note(world, key, answer),
        Some(Err(Error::Forbidden(_))) => return true,
        Some(Err(Error::Unavailable { .. } | Error::Stale(_))) | None => return false,
        Some(Err(error)) => world.violation(format!("transfer {key} is refused: {error}")),
    }
    true
}

/// The same key has the same answer.
fn note(world: &Arc<World>, key: &str, answer: Transferred) {
    let Transferred { created, refused } = answer;
    let lines = created.iter().map(|(place, lead)| format!("{place} {}", lead.id));
    let lines: Vec<String> =
        lines.chain(refused.values().map(|r| format!("{} {}", r.index, r.message))).collect();
    let mut state = world.state();
    let before = state.partner.answers.entry(key.to_owned()).or_insert_with(|| lines.clone()).clone();
    for lead in created.into_values() {
        state.partner.created.insert(lead.id.to_string(), lead);
    }
    drop(state);
    if before != lines {
        world.violation(format!("transfer {key} is answered with {lines:?} after {before:?}"));
    }
}

/// Handles a message for the partners' worker.
pub(crate) async fn handle(process: Arc<Process>, work: PartnerWork) -> Result<()> {
    let worker = PartnerWorker {
        store: process.store(),
        work: queue(&process, Name::Partners),
        webhooks: Hook(Arc::clone(&process)),
        first_pause_seconds: FIRST_PAUSE_SECONDS,
        clock: process.clock(),
    };
    worker.handle(work).await
}

/// The partner's own server.
struct Hook(Arc<Process>);

impl WebhookSender for Hook {
    async fn post(&self, _: &Webhook, id: DeliveryId, body: &str, _: Timestamp) -> Result<u16, String> {
        let world = &self.0.world;
        let fate = self.0.ask("post to the partner", (30, 600)).await;
        if matches!(fate, Fate::Failed) {
            return Err("no connection".to_owned());
        }
        let deleted = world.state().partner.deleted;
        if deleted.is_some_and(|deleted| deleted < self.0.began) {
            world.violation(format!("a partner is told of {} though it was deleted", short(id)));
        }
        if world.strikes("partner refuses", world.faults.vendor) {
            return Ok(500);
        }
        let before = world.state().partner.taken.entry(id).or_insert_with(|| body.to_owned()).clone();
        if before != body {
            world.violation(format!("delivery {} says {body} after {before}", short(id)));
        }
        if matches!(fate, Fate::AnswerLost) { Err("no answer in time".to_owned()) } else { Ok(204) }
    }
}

/// API Gateway as operators' functions reach it.
struct Gateway(Arc<Process>);

impl Gateway {
    async fn asked(&self) -> Result<()> {
        self.0.vendor("API Gateway", "change the gateway", || Ok(())).await
    }
}

impl PartnerGateway for Gateway {
    async fn create_key(&self, _: &Partner, key: &ApiKey) -> Result<String> {
        self.asked().await.map(|()| key.hash().to_string())
    }

    async fn attach(&self, _: &Partner) -> Result<()> {
        self.asked().await
    }

    async fn detach(&self, _: &Partner) -> Result<()> {
        self.asked().await
    }

    async fn delete_key(&self, _: &str) -> Result<()> {
        self.asked().await
    }
}

pub(crate) fn unfinished(world: &World) -> Vec<String> {
    let mut open = vec![];
    if world.state().partner.open > 0 {
        open.push("a transfer is not answered".to_owned());
    }
    let partners: Vec<Arc<Partner>> = world.memory.entities("PARTNER");
    open.extend(
        partners.iter().filter(|p| p.deleting).map(|p| format!("partner {} is being deleted", short(p.id))),
    );
    open
}

/// Everything that was due is told or given up, and what was answered is so.
pub(crate) async fn look(world: &World) {
    let Some(id) = world.state().partner.id else { return };
    let leads: Vec<Arc<Lead>> = world.memory.entities("LEAD");
    let ours = leads.iter().filter(|lead| lead.partner_id == Some(id));
    if world.state().partner.deleted.is_some() {
        for lead in ours {
            world.violation(format!("lead {} is still of a partner that is deleted", short(lead.id)));
        }
        return;
    }
    let created = world.state().partner.created.clone();
    for lead in ours.filter(|lead| lead.name == NAME && !created.contains_key(&lead.id.to_string())) {
        world.violation(format!("lead {} was created and not answered", short(lead.id)));
    }
    let there: BTreeSet<String> = leads.iter().map(|lead| lead.id.to_string()).collect();
    let erased: Vec<Arc<serde_json::Value>> = world.memory.entities("ERASED_LEAD");
    for id in created.keys() {
        if !there.contains(id) && !erased.iter().any(|lead| lead["id"] == id.as_str()) {
            world.violation(format!("lead {} was answered and is not there", short(id)));
        }
    }
    look_at_deliveries(world, id).await;
}

async fn look_at_deliveries(world: &World, id: PartnerId) {
    let page = PageRequest { page: 1, page_size: 1000, cursor: None };
    let log = match world.table().list_deliveries(id, &page).await {
        Ok(page) => page.items,
        Err(error) => return world.violation(format!("the deliveries cannot be listed: {error}")),
    };
    let (due, taken, mut dead) = {
        let state = world.state();
        let dead = state.queues.dead.get(&Name::Partners).copied().unwrap_or(0);
        (state.partner.due.clone(), state.partner.taken.clone(), dead)
    };
    for (event, moved) in due {
        let logged = log.iter().find(|delivery| delivery.moved.event_id == event);
        let (lead, status) = (short(moved.lead_id), moved.status);
        match logged {
            Some(delivery) if delivery.state == DeliveryState::Failed => {}
            Some(delivery) if delivery.state == DeliveryState::Delivered => {
                if !taken.contains_key(&delivery.id) {
                    world.violation(format!("lead {lead} being {status} is noted as told and was not"));
                }
            }
            // The process died at the last try.
            _ if dead > 0 => dead -= 1,
            _ => world.violation(format!("the partner was never told that lead {lead} is {status}")),
        }
    }
}
