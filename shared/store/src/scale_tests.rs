//! What every list and every analytics read costs, with few leads and with a hundred times as many, in a
//! table of its own beside the running system's.
//!
//! Read units are counted by DynamoDB's rules from the items that were read, and asserted. Latency is
//! only reported (`target/local/read-costs.txt`): what the local AWS needs for a read grows with its
//! table, which says nothing about DynamoDB.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::AfterDeserializationInterceptorContextRef;
use aws_sdk_dynamodb::config::{
    BehaviorVersion, ConfigBag, Credentials, Intercept, Region, RuntimeComponents,
};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::operation::batch_get_item::BatchGetItemOutput;
use aws_sdk_dynamodb::operation::get_item::GetItemOutput;
use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
    Projection, ProjectionType, PutRequest, ScalarAttributeType, WriteRequest,
};
use homework_domain::analytics::Days;
use homework_domain::call::{Call, CallState, Outcome};
use homework_domain::campaign::{Campaign, CampaignState, NewCampaign};
use homework_domain::counters::{Countable, Deltas, Scope};
use homework_domain::ids::{CallId, CampaignId, LeadId, MeetingId, PartnerId};
use homework_domain::lead::{Lead, LeadStatus, NewLead};
use homework_domain::lead_search::LeadSearch;
use homework_domain::meeting::{Meeting, MeetingStatus};
use homework_domain::page::{Order, PageRequest, TimeRange};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};

use crate::keys::{Index, Keyed};
use crate::table::{Item, Store, entity_item};
use crate::{CallFilter, LeadFilter, MeetingFilter};

const FEW: usize = 1_000;
const MANY: usize = 100_000;
const RATIO_MAX: f64 = 1.5;
const PAGE_SIZE: u32 = 10;
const CAMPAIGNS: usize = 10;
/// Calls are spread over the quarters of so many hours, and there are enough of them for all quarters
/// in both tables: a time series costs what its hours cost, however many calls they had.
const HOURS: usize = 24;

#[tokio::test]
async fn a_read_costs_the_same_with_a_hundred_times_as_many_leads() {
    let Some((endpoint, report)) = local_aws() else {
        eprintln!("not run: it takes the system that `cargo xtask test` starts");
        return;
    };
    let mut costs = Vec::new();
    for leads in [FEW, MANY] {
        let table = Table::create(&endpoint, leads).await;
        costs.push(table.measure().await);
        table.drop().await;
    }
    let mut lines = format!("{:<34}{:>20}{:>20}{:>8}\n", "read", FEW, MANY, "units");
    let mut dear = Vec::new();
    for (few, many) in costs[0].iter().zip(&costs[1]) {
        let ratio = many.units / few.units;
        let _ = writeln!(
            lines,
            "{:<34}{:>6.1} RU {:>7.1} ms{:>6.1} RU {:>7.1} ms{ratio:>8.2}",
            few.read, few.units, few.millis, many.units, many.millis
        );
        if ratio >= RATIO_MAX || few.requests != many.requests || few.units == 0.0 {
            dear.push(format!("{few:?} {many:?}"));
        }
    }
    println!("{lines}");
    std::fs::write(report, &lines).unwrap();
    assert!(dear.is_empty(), "{}\n{lines}", dear.join("\n"));
}

/// Where the local AWS is, and where to write the report.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where the system is")]
fn local_aws() -> Option<(String, PathBuf)> {
    let file = PathBuf::from(std::env::var("HOMEWORK_ENDPOINTS").ok()?);
    let endpoints: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    Some((endpoints["aws_endpoint"].as_str().unwrap().to_owned(), file.with_file_name("read-costs.txt")))
}

/// What one read cost.
#[derive(Debug)]
struct Cost {
    read: &'static str,
    requests: u64,
    units: f64,
    millis: f64,
}

/// Counts requests, and the units they consume: half a unit for each 4 KB of an eventually consistent
/// Query, a unit for each 4 KB of an item that is got consistently.
#[derive(Debug, Clone, Default)]
struct Meter {
    requests: Arc<AtomicU64>,
    half_units: Arc<AtomicU64>,
}

impl Intercept for Meter {
    fn name(&self) -> &'static str {
        "Meter"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Ok(output) = context.output_or_error() else { return Ok(()) };
        let half_units = if let Some(answer) = output.downcast_ref::<QueryOutput>() {
            blocks(answer.items().iter().map(size).sum())
        } else if let Some(answer) = output.downcast_ref::<GetItemOutput>() {
            2 * blocks(answer.item().map_or(1, size))
        } else if let Some(answer) = output.downcast_ref::<BatchGetItemOutput>() {
            let items = answer.responses().into_iter().flat_map(|tables| tables.values().flatten());
            items.map(|item| 2 * blocks(size(item))).sum()
        } else {
            return Ok(());
        };
        self.requests.fetch_add(1, Relaxed);
        self.half_units.fetch_add(half_units, Relaxed);
        Ok(())
    }
}

fn blocks(bytes: usize) -> u64 {
    bytes.div_ceil(4096).max(1) as u64
}

fn size(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + value_size(value)).sum()
}

fn value_size(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(number) => number.len().div_ceil(2) + 1,
        AttributeValue::L(list) => 3 + list.iter().map(|value| value_size(value) + 1).sum::<usize>(),
        AttributeValue::M(map) => {
            3 + map.iter().map(|(name, value)| name.len() + value_size(value) + 1).sum::<usize>()
        }
        _ => 1,
    }
}

struct Table {
    store: Store,
    meter: Meter,
    campaign: CampaignId,
    partner: PartnerId,
}

fn start() -> Timestamp {
    "2026-11-02T00:00:00Z".parse().unwrap()
}

impl Table {
    async fn create(endpoint: &str, leads: usize) -> Self {
        let meter = Meter::default();
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .endpoint_url(endpoint)
            .credentials_provider(Credentials::new("test", "test", None, None, "test"))
            .interceptor(meter.clone())
            .build();
        let store = Store::new(Client::from_conf(config), format!("scale-{leads}"));
        create_table(&store).await;
        let table = Self {
            store,
            meter,
            campaign: CampaignId::generate(start()),
            partner: PartnerId::generate(start()),
        };
        table.fill(leads).await;
        table
    }

    async fn drop(self) {
        self.store.client.delete_table().table_name(&self.store.table).send().await.unwrap();
    }

    /// Leads of all statuses, a call for each fifth, a meeting for each tenth, and their counters.
    async fn fill(&self, leads: usize) {
        let mut filling = Filling { store: &self.store, items: Vec::new(), counters: Deltas::default() };
        let campaigns: Vec<CampaignId> = std::iter::once(self.campaign)
            .chain((1..CAMPAIGNS).map(|_| CampaignId::generate(start())))
            .collect();
        let pattern = Lead::create(NewLead::parse("Ana Lopez", "+34912345601", None).unwrap(), start());
        let new = NewCampaign::parse("Campaign", &[pattern.id.to_string()], 5.0).unwrap();
        for id in &campaigns {
            let campaign = Campaign::create(&new, start());
            filling.add(&Campaign { id: *id, state: CampaignState::Running, ..campaign }).await;
        }
        for n in 0..leads {
            let (hour, quarter) = (n / 5 % HOURS, n / 5 / HOURS % 4);
            let at = start() + SignedDuration::from_mins((hour * 60 + quarter * 15) as i64);
            let mut lead =
                Lead { id: LeadId::generate(at), created_at: at, updated_at: at, ..pattern.clone() };
            lead.status = LeadStatus::ALL[n % LeadStatus::ALL.len()];
            lead.campaign_id = Some(campaigns[n % CAMPAIGNS]);
            lead.partner_id = Some(self.partner);
            filling.add(&lead).await;
            if n % 5 == 0 {
                // The item under which a lead is found; all leads here share one number.
                let mut number = Store::number_item(&lead);
                number.insert("pk".into(), AttributeValue::S(format!("PHONE#{n}")));
                filling.put(number).await;
                let mut call = Call::claim(CallId::generate(at), &lead, campaigns[n / 5 % CAMPAIGNS], at);
                call.state = if n % 50 == 0 { CallState::InProgress } else { CallState::Ended };
                call.answered_at = Some(at);
                call.outcome = Some(Outcome::ALL[n / 5 % Outcome::ALL.len()]);
                let meeting: Meeting = serde_json::from_value(meeting_of(&call, n, at)).unwrap();
                call.meeting_id = (n % 10 == 0).then_some(meeting.id);
                filling.add(&call).await;
                if call.meeting_id.is_some() {
                    filling.add(&meeting).await;
                }
            }
        }
        filling.flush().await;
        self.store.correct_counters(&filling.counters).await.unwrap();
    }

    async fn measure(&self) -> Vec<Cost> {
        let store = &self.store;
        let page = |page| PageRequest { page, page_size: PAGE_SIZE, cursor: None };
        let first = page(1);
        let newest = Order::NewestFirst;
        let week = TimeRange { from: start(), to: start() + SignedDuration::from_hours(7 * 24) };
        let second = store.list_leads(&LeadFilter::All, newest, &page(9)).await.unwrap().next_cursor;
        let onwards = PageRequest { cursor: second, ..page(10) };
        let days =
            Days::parse(Some("2026-11-01"), Some("2026-11-30"), Some("Asia/Kathmandu"), start()).unwrap();
        let mut costs = Vec::new();
        macro_rules! measure {
            ($($name:literal: $read:expr;)*) => {$({
                self.meter.requests.store(0, Relaxed);
                self.meter.half_units.store(0, Relaxed);
                let started = Instant::now();
                $read.await.unwrap();
                costs.push(Cost {
                    read: $name,
                    millis: started.elapsed().as_secs_f64() * 1000.0,
                    requests: self.meter.requests.load(Relaxed),
                    units: self.meter.half_units.load(Relaxed) as f64 / 2.0,
                });
            })*};
        }
        measure! {
            "leads": store.list_leads(&LeadFilter::All, newest, &first);
            "leads, page 10": store.list_leads(&LeadFilter::All, newest, &page(10));
            "leads, page 10 by cursor": store.list_leads(&LeadFilter::All, newest, &onwards);
            "leads by status": store.list_leads(&LeadFilter::Status(LeadStatus::Pending), newest, &first);
            "leads, the oldest first": store.list_leads(&LeadFilter::All, Order::OldestFirst, &first);
            "leads of a campaign": store.list_leads(&LeadFilter::Campaign(self.campaign), newest, &first);
            "leads of a partner": store.list_leads(&LeadFilter::Partner(self.partner), newest, &first);
            "leads by search": store.search_leads(&LeadSearch::parse("ana").unwrap(), &first);
            "campaigns": store.list_campaigns(None, &first);
            "campaigns by state": store.list_campaigns(Some(CampaignState::Running), &first);
            "calls": store.list_calls(&CallFilter::All, newest, &first);
            "calls by outcome": store.list_calls(&CallFilter::Outcome(Outcome::Busy), newest, &first);
            "calls of a campaign": store.list_calls(&CallFilter::Campaign(self.campaign), newest, &first);
            "calls under way": store.list_calls(&CallFilter::Active, newest, &first);
            "meetings": store.list_meetings(&MeetingFilter::All, &first);
            "meetings by status": store.list_meetings(&MeetingFilter::Status(MeetingStatus::Scheduled), &first);
            "meetings within a week": store.list_meetings_within(&MeetingFilter::All, &week, &first);
            "analytics: overview, distributions": store.counters(&Scope::All);
            "analytics: recent calls": store.newest_calls(10);
            "analytics: recent meetings": store.newest_meetings(10);
            "analytics: active campaigns": store.running_campaigns();
            "analytics: voices": store.voice_counters();
            "analytics: time series": store.hour_counters(&days);
        }
        costs
    }
}

fn meeting_of(call: &Call, n: usize, at: Timestamp) -> Value {
    json!({
        "id": MeetingId::generate(at), "lead_id": call.lead.id, "lead_name": call.lead.name, "call_id": call.id,
        "campaign_id": call.campaign_id, "scheduled_time": at + SignedDuration::from_hours(48),
        "duration_minutes": 30, "time_zone": "Europe/Madrid", "guest_email": "ana@example.com",
        "calendar_id": "primary", "calendar_event_id": "event", "meeting_link": "https://example.com/meeting",
        "status": MeetingStatus::ALL[n / 10 % MeetingStatus::ALL.len()], "created_at": at, "updated_at": at,
        "version": 1,
    })
}

/// Writes items in batches and adds up what they count.
struct Filling<'a> {
    store: &'a Store,
    items: Vec<WriteRequest>,
    counters: Deltas,
}

impl Filling<'_> {
    async fn add<T: Serialize + Keyed + Countable>(&mut self, entity: &T) {
        entity.count(&mut |scope, name, amount| self.counters.add(scope, name, amount));
        self.put(entity_item(entity).unwrap()).await;
    }

    async fn put(&mut self, item: Item) {
        let put = PutRequest::builder().set_item(Some(item)).build().unwrap();
        self.items.push(WriteRequest::builder().put_request(put).build());
        if self.items.len() == 1_000 {
            self.flush().await;
        }
    }

    async fn flush(&mut self) {
        self.store.write_all(std::mem::take(&mut self.items)).await.unwrap();
    }
}

async fn create_table(store: &Store) {
    let indexes = [Index::Gsi1, Index::Gsi2, Index::Gsi3, Index::Gsi4, Index::Gsi5];
    let mut names = vec!["pk".to_owned(), "sk".to_owned()];
    let mut request =
        store.client.create_table().table_name(&store.table).billing_mode(BillingMode::PayPerRequest);
    for index in indexes {
        names.extend([index.pk(), index.sk()]);
        let all = Projection::builder().projection_type(ProjectionType::All).build();
        let built = GlobalSecondaryIndex::builder()
            .index_name(index.name())
            .set_key_schema(Some(key_schema(&index.pk(), &index.sk())))
            .projection(all)
            .build();
        request = request.global_secondary_indexes(built.unwrap());
    }
    for name in names {
        let attribute = AttributeDefinition::builder()
            .attribute_name(name)
            .attribute_type(ScalarAttributeType::S)
            .build();
        request = request.attribute_definitions(attribute.unwrap());
    }
    request.set_key_schema(Some(key_schema("pk", "sk"))).send().await.unwrap();
}

fn key_schema(pk: &str, sk: &str) -> Vec<KeySchemaElement> {
    let element = |name: &str, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build();
    vec![element(pk, KeyType::Hash).unwrap(), element(sk, KeyType::Range).unwrap()]
}
