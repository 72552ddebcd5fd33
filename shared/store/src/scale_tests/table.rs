//! A table of its own beside the running system's, with as many leads as are asked for.

use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
    Projection, ProjectionType, ScalarAttributeType,
};
use homework_domain::call::{Call, CallState, Outcome};
use homework_domain::campaign::{Campaign, CampaignState, NewCampaign};
use homework_domain::counters::{Countable, Deltas};
use homework_domain::ids::{CallId, CampaignId, LeadId, MeetingId, PartnerId};
use homework_domain::lead::{Lead, LeadStatus, NewLead};
use homework_domain::meeting::{Meeting, MeetingStatus};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};

use super::meter::Meter;
use crate::dynamo::Dynamo;
use crate::keys::{Index, Keyed};
use crate::operation::{Condition, Item, Write};
use crate::table::{Store, entity_item};

/// An hour's item has a figure for each outcome that there was. So few of them a thousand leads have too, and what
/// the reads cost differs by the number of leads alone.
const OUTCOMES: usize = 9;
const CAMPAIGNS: usize = 10;
/// Calls are spread over the quarters of so many hours, and there are enough of them for all quarters
/// in both tables: a time series costs what its hours cost, however many calls they had.
const HOURS: usize = 24;

pub(super) struct Table {
    pub(super) store: Store,
    pub(super) meter: Meter,
    pub(super) campaign: CampaignId,
    pub(super) partner: PartnerId,
}

pub(super) fn start() -> Timestamp {
    "2026-11-02T00:00:00Z".parse().unwrap()
}

impl Table {
    pub(super) async fn create(endpoint: &str, name: &str, leads: usize) -> Self {
        let meter = Meter::default();
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .endpoint_url(endpoint)
            .credentials_provider(Credentials::new("test", "test", None, None, "test"))
            .interceptor(meter.clone());
        let store = Store::new(config, format!("{name}-{leads}"));
        create_table(&store).await;
        let table = Self {
            store,
            meter,
            campaign: CampaignId::generate(start()),
            partner: PartnerId::generate(start()),
        };
        table.seed(leads).await;
        table
    }

    pub(super) async fn drop(self) {
        let dynamo = self.store.dynamo().unwrap();
        dynamo.client.delete_table().table_name(&dynamo.table).send().await.unwrap();
    }

    /// Leads of all statuses, a call for each fifth, a meeting for each tenth, and their counters.
    async fn seed(&self, leads: usize) {
        let mut seeding = Seeding { store: &self.store, items: Vec::new(), counters: Deltas::default() };
        let campaigns: Vec<CampaignId> = std::iter::once(self.campaign)
            .chain((1..CAMPAIGNS).map(|_| CampaignId::generate(start())))
            .collect();
        let pattern = Lead::create(NewLead::parse("Ana Lopez", "+34912345601", None).unwrap(), start());
        let new = NewCampaign::parse("Campaign", &[pattern.id.to_string()], 5.0).unwrap();
        for id in &campaigns {
            let campaign = Campaign::create(&new, start());
            seeding.add(&Campaign { id: *id, state: CampaignState::Running, ..campaign }).await;
        }
        for n in 0..leads {
            let (hour, quarter) = (n / 5 % HOURS, n / 5 / HOURS % 4);
            let at = start() + SignedDuration::from_mins((hour * 60 + quarter * 15) as i64);
            let mut lead =
                Lead { id: LeadId::generate(at), created_at: at, updated_at: at, ..pattern.clone() };
            lead.status = LeadStatus::ALL[n % LeadStatus::ALL.len()];
            lead.campaign_id = Some(campaigns[n % CAMPAIGNS]);
            lead.partner_id = Some(self.partner);
            seeding.add(&lead).await;
            if n % 5 == 0 {
                // The item under which a lead is found; all leads here share one number.
                let mut number = Store::number_item(&lead);
                number.insert("pk".into(), AttributeValue::S(format!("PHONE#{n}")));
                seeding.put(number).await;
                let mut call = Call::claim(CallId::generate(at), &lead, campaigns[n / 5 % CAMPAIGNS], at);
                call.state = if n % 50 == 0 { CallState::InProgress } else { CallState::Ended };
                call.answered_at = Some(at);
                call.outcome = Some(Outcome::ALL[n / 5 % OUTCOMES]);
                let meeting: Meeting = serde_json::from_value(meeting_of(&call, n, at)).unwrap();
                call.meeting_id = (n % 10 == 0).then_some(meeting.id);
                seeding.add(&call).await;
                if call.meeting_id.is_some() {
                    seeding.add(&meeting).await;
                }
            }
        }
        seeding.flush().await;
        self.store.correct_counters(&seeding.counters).await.unwrap();
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
struct Seeding<'a> {
    store: &'a Store,
    items: Vec<Write>,
    counters: Deltas,
}

impl Seeding<'_> {
    async fn add<T: Serialize + Keyed + Countable>(&mut self, entity: &T) {
        entity.count(&mut |scope, name, amount| self.counters.add(scope, name, amount));
        self.put(entity_item(entity).unwrap()).await;
    }

    async fn put(&mut self, item: Item) {
        self.items.push(Write::put(item, Condition::Always));
        if self.items.len() == 1_000 {
            self.flush().await;
        }
    }

    async fn flush(&mut self) {
        self.store.write_all(&std::mem::take(&mut self.items)).await.unwrap();
    }
}

/// Makes an empty table with all indexes.
pub(crate) async fn create_table(store: &Store) {
    let Dynamo { client, table } = store.dynamo().unwrap();
    let mut names = vec!["pk".to_owned(), "sk".to_owned()];
    let mut request = client.create_table().table_name(table).billing_mode(BillingMode::PayPerRequest);
    for index in Index::ALL {
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
