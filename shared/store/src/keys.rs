//! Every key of the table, spelled here and nowhere else.
//!
//! | item | pk | sk | indexes |
//! |---|---|---|---|
//! | lead | `LEAD#id` | `LEAD` | 1 all, 2 by status, 3 of a partner, 4 of a campaign, 5 due in a campaign, or being deleted |
//! | phone | `PHONE#e164` | `PHONE` | its lead: 1 by number, 2 by name, 3 by e-mail, 5 by national number; 4 not to be called, by when that was recorded |
//! | a further word of a lead | `PHONE#e164` | `WORD#place` | 4 by the word |
//! | that a number was taken off the do-not-call list | `REMOVAL#e164` | `REMOVAL#moment` | 1 all |
//! | import of leads | `IMPORT#id` | `IMPORT` | |
//! | errors of an import | `IMPORT#id` | `ERRORS#byte` | |
//! | deleted lead, which counts | `ERASED#id` | `ERASED` | |
//! | campaign | `CAMPAIGN#id` | `CAMPAIGN` | 1 all, 2 by state, 5 giving its leads back |
//! | pace of a campaign | `CAMPAIGN#id` | `PACE` | |
//! | call | `CALL#id` | `CALL` | 1 all, 2 by outcome, 3 of a lead, 4 of a campaign, 5 under way, or awaiting its write-up or recording |
//! | turn | `CALL#id` | `TURN#number` | |
//! | an operator's prompt in force for a call | `CALL#id` | `PROMPT` | |
//! | meeting | `MEETING#id` | `MEETING` | 1 by time, 2 by status, 3 of a lead, 4 of a campaign, 5 being changed or owing a vendor something, by when |
//! | slot (a quarter hour) | `SLOT#calendar#start` | `SLOT` | 5 held, by lapse |
//! | partner | `PARTNER#id` | `PARTNER` | 1 all, 2 active |
//! | requests of a partner in a minute | `PARTNER#id` | `REQUESTS#minute` | |
//! | leads of a partner on a day | `PARTNER#id` | `LEADS#day` | |
//! | a partner's transfer under an idempotency key | `PARTNER#id` | `TRANSFER#key` | |
//! | event told to a partner | `DELIVERY#id` | `DELIVERY` | 1 of a partner |
//! | what a partner's key opens | `KEY#hash` | `KEY` | |
//! | counters | `COUNTERS#scope` | `COUNTERS`, the hour or the voice | |
//! | what an operator spent in the playground on a day | `PLAYGROUND#operator` | `TOKENS#day` | |
//! | setting | `SETTING#name` | `SETTING` | |
//! | where a duty of the sweeper goes on | `CURSOR#duty` | `CURSOR` | |
//! | breaker of a vendor | `BREAKERS` | the vendor | |
//! | a prompt that was in force earlier | `SETTING#name` | `EARLIER#version` | |
//! | canary of a rebuild of the counters | `CANARY#rebuild#number` | `CANARY` | |
//! | counted stream event | `EVENT#id` | `EVENT` | |

use std::collections::HashMap;
use std::fmt::Display;

use aws_sdk_dynamodb::types::AttributeValue;
use homework_domain::breaker::Vendor;
use homework_domain::call::{Call, CallState, Outcome};
use homework_domain::campaign::{Campaign, CampaignState};
use homework_domain::counters::Scope;
use homework_domain::email::Email;
use homework_domain::erasure::ErasedLead;
use homework_domain::ids::{CallId, CampaignId, DeliveryId, ImportId, LeadId, MeetingId, PartnerId};
use homework_domain::import::Import;
use homework_domain::lead::{Lead, LeadStatus};
use homework_domain::lead_search::SearchField;
use homework_domain::locale::Language;
use homework_domain::meeting::{Meeting, MeetingStatus};
use homework_domain::partner::{KeyHash, Partner};
use homework_domain::partner_webhook::Delivery;
use homework_domain::phone::PhoneNumber;
use homework_domain::ports::Hold;
use homework_domain::suppression::Removal;
use jiff::Timestamp;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

/// Where an item lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl Key {
    fn new(pk: String, sk: impl Into<String>) -> Self {
        Self { pk, sk: sk.into() }
    }
}

/// The overloaded indexes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Index {
    Gsi1,
    Gsi2,
    Gsi3,
    Gsi4,
    Gsi5,
}

impl Index {
    #[cfg(any(test, feature = "memory"))]
    pub(crate) const ALL: [Self; 5] = [Self::Gsi1, Self::Gsi2, Self::Gsi3, Self::Gsi4, Self::Gsi5];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Gsi1 => "gsi1",
            Self::Gsi2 => "gsi2",
            Self::Gsi3 => "gsi3",
            Self::Gsi4 => "gsi4",
            Self::Gsi5 => "gsi5",
        }
    }

    pub(crate) fn pk(self) -> String {
        format!("{}pk", self.name())
    }

    pub(crate) fn sk(self) -> String {
        format!("{}sk", self.name())
    }
}

/// One entry of an item in an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IndexEntry {
    pub(crate) index: Index,
    pub(crate) pk: String,
    pub(crate) sk: String,
}

fn entry(index: Index, pk: String, sk: impl Display) -> IndexEntry {
    IndexEntry { index, pk, sk: sk.to_string() }
}

/// An entity that knows its key and its index entries.
pub(crate) trait Keyed {
    /// Stored with the item, so that a reader of the stream knows what it is.
    const ENTITY: &'static str;
    fn key(&self) -> Key;
    fn entries(&self) -> Vec<IndexEntry>;
}

impl Keyed for Lead {
    const ENTITY: &'static str = "LEAD";

    fn key(&self) -> Key {
        lead(self.id)
    }

    fn entries(&self) -> Vec<IndexEntry> {
        let mut entries = vec![entry(Index::Gsi1, leads(), self.id), lead_status_entry(self.id, self.status)];
        if let Some(partner) = self.partner_id {
            entries.push(entry(Index::Gsi3, partner_leads(partner), self.id));
        }
        if let Some(campaign) = self.campaign_id {
            entries.push(entry(Index::Gsi4, campaign_leads(campaign), self.id));
            if let Some(due) = self.next_attempt_at {
                entries.push(entry(Index::Gsi5, due_leads(campaign), timed(due, self.id)));
            }
        }
        if self.deleting {
            entries.retain(|entry| entry.index != Index::Gsi5);
            entries.push(entry(Index::Gsi5, leads_being_deleted(), timed(self.updated_at, self.id)));
        }
        entries
    }
}

impl Keyed for ErasedLead {
    const ENTITY: &'static str = "ERASED_LEAD";

    fn key(&self) -> Key {
        erased_lead(self.id)
    }

    fn entries(&self) -> Vec<IndexEntry> {
        vec![]
    }
}

impl Keyed for Import {
    const ENTITY: &'static str = "IMPORT";

    fn key(&self) -> Key {
        import(self.id)
    }

    fn entries(&self) -> Vec<IndexEntry> {
        vec![]
    }
}

impl Keyed for Campaign {
    const ENTITY: &'static str = "CAMPAIGN";

    fn key(&self) -> Key {
        campaign(self.id)
    }

    fn entries(&self) -> Vec<IndexEntry> {
        let mut entries = vec![
            entry(Index::Gsi1, campaigns(), self.id),
            entry(Index::Gsi2, campaigns_in(self.state), self.id),
        ];
        if self.gives_back {
            entries.push(entry(Index::Gsi5, campaigns_giving_back(), self.id));
        }
        entries
    }
}

impl Keyed for Call {
    const ENTITY: &'static str = "CALL";

    fn key(&self) -> Key {
        call(self.id)
    }

    fn entries(&self) -> Vec<IndexEntry> {
        let mut entries = vec![
            entry(Index::Gsi1, calls(), self.id),
            entry(Index::Gsi3, lead_calls(self.lead.id), self.id),
            entry(Index::Gsi4, campaign_calls(self.campaign_id), self.id),
        ];
        entries.extend(self.outcome.map(|outcome| call_outcome_entry(self.id, outcome)));
        let begun = timed(self.started_at, self.id);
        if self.state != CallState::Ended {
            entries.push(entry(Index::Gsi5, active_calls(), begun));
        } else if self.awaits_write_up() {
            entries.push(entry(Index::Gsi5, calls_to_write_up(), begun));
        } else if self.awaits_recording() {
            entries.push(entry(Index::Gsi5, calls_to_record(), begun));
        }
        entries
    }
}

impl Keyed for Meeting {
    const ENTITY: &'static str = "MEETING";

    fn key(&self) -> Key {
        meeting(self.id)
    }

    fn entries(&self) -> Vec<IndexEntry> {
        let when = timed(self.scheduled_time, self.id);
        let mut entries = vec![
            entry(Index::Gsi1, meetings(), &when),
            entry(Index::Gsi2, meetings_with(self.status), &when),
            entry(Index::Gsi3, lead_meetings(self.lead_id), &when),
            entry(Index::Gsi4, campaign_meetings(self.campaign_id), &when),
        ];
        let unsettled = self.pending.map(|pending| pending.lapses_at).or_else(|| self.owed_at());
        if let Some(due) = unsettled {
            entries.push(entry(Index::Gsi5, changing_meetings(), timed(due, self.id)));
        }
        entries
    }
}

impl Keyed for Partner {
    const ENTITY: &'static str = "PARTNER";

    fn key(&self) -> Key {
        partner(self.id)
    }

    fn entries(&self) -> Vec<IndexEntry> {
        if self.deleting {
            return vec![];
        }
        let mut entries = vec![entry(Index::Gsi1, partners(), self.id)];
        if self.is_active {
            entries.push(entry(Index::Gsi2, active_partners(), self.id));
        }
        entries
    }
}

impl Keyed for Delivery {
    const ENTITY: &'static str = "DELIVERY";

    fn key(&self) -> Key {
        delivery(self.id)
    }

    fn entries(&self) -> Vec<IndexEntry> {
        vec![entry(Index::Gsi1, partner_deliveries(self.moved.partner_id), self.id)]
    }
}

pub(crate) fn delivery(id: DeliveryId) -> Key {
    Key::new(format!("DELIVERY#{id}"), "DELIVERY")
}

pub(crate) fn partner_deliveries(id: PartnerId) -> String {
    format!("PARTNER#{id}#DELIVERIES")
}

pub(crate) fn partner(id: PartnerId) -> Key {
    Key::new(format!("PARTNER#{id}"), "PARTNER")
}

pub(crate) fn partner_requests(id: PartnerId, minute: Timestamp) -> Key {
    Key::new(format!("PARTNER#{id}"), format!("REQUESTS#{}", sortable(minute)))
}

pub(crate) fn partner_leads_of_day(id: PartnerId, day: Date) -> Key {
    Key::new(format!("PARTNER#{id}"), format!("LEADS#{day}"))
}

pub(crate) fn playground_tokens(operator: &str, day: Date) -> Key {
    Key::new(format!("PLAYGROUND#{operator}"), format!("TOKENS#{day}"))
}

pub(crate) fn calls_of_day(day: Date) -> Key {
    Key::new("ACCOUNT".to_owned(), format!("CALLS#{day}"))
}

pub(crate) fn campaign_calls_of_day(id: CampaignId, day: Date) -> Key {
    Key::new(format!("CAMPAIGN#{id}"), format!("CALLS#{day}"))
}

/// The address stands there as a digest: the item outlives meeting and lead.
pub(crate) fn invitations(guest: &Email, day: Date) -> Key {
    let digest = Sha256::digest(guest.as_str().to_lowercase());
    let name: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Key::new(format!("INVITED#{name}"), format!("INVITATIONS#{day}"))
}

pub(crate) fn transfer(id: PartnerId, idempotency_key: &str) -> Key {
    Key::new(format!("PARTNER#{id}"), format!("TRANSFER#{idempotency_key}"))
}

pub(crate) fn access(hash: &KeyHash) -> Key {
    Key::new(format!("KEY#{hash}"), "KEY")
}

pub(crate) fn partners() -> String {
    "PARTNERS".into()
}

pub(crate) fn active_partners() -> String {
    "PARTNERS#ACTIVE".into()
}

pub(crate) fn lead(id: LeadId) -> Key {
    Key::new(format!("LEAD#{id}"), "LEAD")
}

pub(crate) fn phone(number: &PhoneNumber) -> Key {
    Key::new(format!("{PHONE_PREFIX}{number}"), "PHONE")
}

const PHONE_PREFIX: &str = "PHONE#";

/// The number that the item with this partition key is about.
pub(crate) fn number_of(pk: &str) -> Option<&str> {
    pk.strip_prefix(PHONE_PREFIX)
}

/// The do-not-call list.
pub(crate) fn suppressions() -> String {
    "DO_NOT_CALL".into()
}

pub(crate) fn suppression_entry(number: &PhoneNumber, recorded_at: Timestamp) -> IndexEntry {
    entry(Index::Gsi4, suppressions(), timed(recorded_at, number))
}

pub(crate) fn suppression_removals() -> String {
    "DO_NOT_CALL#REMOVALS".into()
}

impl Keyed for Removal {
    const ENTITY: &'static str = "DO_NOT_CALL_REMOVAL";

    fn key(&self) -> Key {
        Key::new(format!("REMOVAL#{}", self.phone), format!("REMOVAL#{}", sortable(self.removed_at)))
    }

    fn entries(&self) -> Vec<IndexEntry> {
        vec![entry(Index::Gsi1, suppression_removals(), timed(self.removed_at, &self.phone))]
    }
}

/// The partition of an index in which terms that begin like this one are: names, words, addresses and
/// national numbers are spread by their first character.
pub(crate) fn search_terms(field: SearchField, term: &str) -> (Index, String) {
    let first: String = term.chars().take(1).collect();
    match field {
        SearchField::Phone => (Index::Gsi1, "SEARCH#PHONE".into()),
        SearchField::Name => (Index::Gsi2, format!("SEARCH#NAME#{first}")),
        SearchField::Email => (Index::Gsi3, format!("SEARCH#EMAIL#{first}")),
        SearchField::Word => (Index::Gsi4, format!("SEARCH#WORD#{first}")),
        SearchField::NationalPhone => (Index::Gsi5, format!("SEARCH#NATIONAL#{first}")),
    }
}

pub(crate) fn search_entry(field: SearchField, term: &str, id: LeadId) -> IndexEntry {
    let (index, pk) = search_terms(field, term);
    entry(index, pk, format_args!("{term}#{id}"))
}

/// A further word under which the lead of a number is found.
pub(crate) fn search_word(number: &PhoneNumber, place: usize) -> Key {
    Key::new(phone(number).pk, format!("WORD#{place}"))
}

pub(crate) fn import(id: ImportId) -> Key {
    Key::new(format!("IMPORT#{id}"), "IMPORT")
}

/// The errors of the rows that begin at this byte.
pub(crate) fn import_errors(id: ImportId, byte: u64) -> Key {
    Key::new(format!("IMPORT#{id}"), format!("{IMPORT_ERRORS}{byte:012}"))
}

pub(crate) const IMPORT_ERRORS: &str = "ERRORS#";

pub(crate) fn campaign(id: CampaignId) -> Key {
    Key::new(format!("CAMPAIGN#{id}"), "CAMPAIGN")
}

pub(crate) fn pace(id: CampaignId) -> Key {
    Key::new(format!("CAMPAIGN#{id}"), "PACE")
}

pub(crate) fn call(id: CallId) -> Key {
    Key::new(format!("CALL#{id}"), "CALL")
}

pub(crate) fn turn(call: CallId, number: u32) -> Key {
    Key::new(format!("CALL#{call}"), format!("{TURN_PREFIX}{number:04}"))
}

pub(crate) const TURN_PREFIX: &str = "TURN#";

pub(crate) fn call_prompt(call: CallId) -> Key {
    Key::new(format!("CALL#{call}"), CALL_PROMPT)
}

pub(crate) const CALL_PROMPT: &str = "PROMPT";

pub(crate) fn prompt_setting(language: Language) -> Key {
    Key::new(format!("SETTING#system_prompt#{language}"), "SETTING")
}

/// What the keys of the prompts that were in force earlier begin with.
pub(crate) const EARLIER_PREFIX: &str = "EARLIER#";

pub(crate) fn earlier_prompt(language: Language, version: u64) -> Key {
    Key::new(prompt_setting(language).pk, format!("{EARLIER_PREFIX}{version:010}"))
}

pub(crate) fn voice_setting() -> Key {
    Key::new("SETTING#default_voice".into(), "SETTING")
}

/// Where a duty that goes through a list in rounds goes on.
pub(crate) fn cursor(duty: &str) -> Key {
    Key::new(format!("CURSOR#{duty}"), "CURSOR")
}

/// The breakers of all vendors are one partition, so that one query tells them all.
pub(crate) const BREAKERS: &str = "BREAKERS";

pub(crate) fn breaker(vendor: Vendor) -> Key {
    Key::new(BREAKERS.to_owned(), vendor.as_str())
}

pub(crate) fn preview_claim(voice_id: &str) -> Key {
    Key::new(format!("SETTING#preview#{voice_id}"), "SETTING")
}

pub(crate) fn model_notice() -> Key {
    Key::new("SETTING#model_notice".into(), "SETTING")
}

pub(crate) fn voice_list() -> Key {
    Key::new("SETTING#voice_list".into(), "SETTING")
}

pub(crate) fn meeting(id: MeetingId) -> Key {
    Key::new(format!("MEETING#{id}"), "MEETING")
}

/// The quarter hours a hold or meeting occupies.
pub(crate) fn slot_cells(calendar: &str, time: &homework_domain::slots::Interval) -> Vec<Key> {
    let key = |start: Timestamp| Key::new(format!("SLOT#{calendar}#{}", sortable(start)), "SLOT");
    time.cells().into_iter().map(key).collect()
}

pub(crate) fn held_slot_entry(hold: &Hold) -> IndexEntry {
    entry(Index::Gsi5, held_slots(), timed(hold.lapses_at, hold.meeting_id))
}

pub(crate) fn counters(scope: &Scope) -> Key {
    match scope {
        Scope::Hour(hour) => Key::new("COUNTERS#HOUR".into(), hour.as_str()),
        Scope::HourDistribution(hour) => Key::new("COUNTERS#HOUR_DISTRIBUTION".into(), hour.as_str()),
        Scope::Voice(voice) => Key::new("COUNTERS#VOICE".into(), voice.as_str()),
        other => Key::new(format!("COUNTERS#{other}"), "COUNTERS"),
    }
}

/// The scope whose counters are in an item, if it has counters.
pub(crate) fn scope_of(item: &HashMap<String, AttributeValue>) -> Option<Scope> {
    let part = |name: &str| item.get(name)?.as_s().ok();
    let (scope, sk) = (part("pk")?.strip_prefix("COUNTERS#")?, part("sk")?);
    match scope.split_once('#') {
        None if scope == "ALL" => Some(Scope::All),
        None if scope == "HOUR" => Some(Scope::Hour(sk.clone())),
        None if scope == "HOUR_DISTRIBUTION" => Some(Scope::HourDistribution(sk.clone())),
        None if scope == "VOICE" => Some(Scope::Voice(sk.clone())),
        Some(("CAMPAIGN", id)) => id.parse().ok().map(Scope::Campaign),
        Some(("PARTNER", id)) => id.parse().ok().map(Scope::Partner),
        _ => None,
    }
}

pub(crate) fn canary(rebuild: &str, number: usize) -> Key {
    Key::new(format!("CANARY#{rebuild}#{number}"), "CANARY")
}

pub(crate) fn counted_event(id: &str) -> Key {
    Key::new(format!("EVENT#{id}"), "EVENT")
}

pub(crate) fn leads() -> String {
    "LEADS".into()
}

pub(crate) fn leads_with(status: LeadStatus) -> String {
    format!("LEADS#{status}")
}

pub(crate) fn lead_status_entry(id: LeadId, status: LeadStatus) -> IndexEntry {
    entry(Index::Gsi2, leads_with(status), id)
}

pub(crate) fn partner_leads(id: PartnerId) -> String {
    format!("PARTNER#{id}#LEADS")
}

pub(crate) fn campaign_leads(id: CampaignId) -> String {
    format!("CAMPAIGN#{id}#LEADS")
}

pub(crate) fn due_leads(id: CampaignId) -> String {
    format!("CAMPAIGN#{id}#DUE")
}

pub(crate) fn campaigns() -> String {
    "CAMPAIGNS".into()
}

pub(crate) fn campaigns_in(state: CampaignState) -> String {
    format!("CAMPAIGNS#{}", state.as_str())
}

pub(crate) fn campaigns_giving_back() -> String {
    "CAMPAIGNS#GIVING_BACK".into()
}

pub(crate) fn calls() -> String {
    "CALLS".into()
}

pub(crate) fn calls_with(outcome: Outcome) -> String {
    format!("CALLS#{outcome}")
}

pub(crate) fn call_outcome_entry(id: CallId, outcome: Outcome) -> IndexEntry {
    entry(Index::Gsi2, calls_with(outcome), id)
}

pub(crate) fn lead_calls(id: LeadId) -> String {
    format!("LEAD#{id}#CALLS")
}

pub(crate) fn campaign_calls(id: CampaignId) -> String {
    format!("CAMPAIGN#{id}#CALLS")
}

pub(crate) fn active_calls() -> String {
    "CALLS#ACTIVE".into()
}

pub(crate) fn calls_to_write_up() -> String {
    "CALLS#TO_WRITE_UP".into()
}

pub(crate) fn calls_to_record() -> String {
    "CALLS#TO_RECORD".into()
}

pub(crate) fn leads_being_deleted() -> String {
    "LEADS#DELETING".into()
}

pub(crate) fn erased_lead(id: LeadId) -> Key {
    Key::new(format!("ERASED#{id}"), "ERASED")
}

pub(crate) fn calendar_sync(calendar: &str) -> Key {
    Key::new(format!("SETTING#calendar_sync#{calendar}"), "SETTING")
}

pub(crate) fn meetings() -> String {
    "MEETINGS".into()
}

pub(crate) fn meetings_with(status: MeetingStatus) -> String {
    format!("MEETINGS#{status}")
}

pub(crate) fn lead_meetings(id: LeadId) -> String {
    format!("LEAD#{id}#MEETINGS")
}

pub(crate) fn campaign_meetings(id: CampaignId) -> String {
    format!("CAMPAIGN#{id}#MEETINGS")
}

pub(crate) fn changing_meetings() -> String {
    "MEETINGS#CHANGING".into()
}

pub(crate) fn held_slots() -> String {
    "SLOTS#HELD".into()
}

/// A moment as text that sorts by time: UTC, always three decimals.
pub(crate) fn sortable(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

pub(crate) fn timed(at: Timestamp, id: impl Display) -> String {
    format!("{}#{id}", sortable(at))
}
