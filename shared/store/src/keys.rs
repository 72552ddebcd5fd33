//! Every key of the table, spelled here and nowhere else.
//!
//! | item | pk | sk | indexes |
//! |---|---|---|---|
//! | lead | `LEAD#id` | `LEAD` | 1 all, 2 by status, 3 of a partner, 4 of a campaign, 5 due in a campaign |
//! | phone | `PHONE#e164` | `PHONE` | |
//! | campaign | `CAMPAIGN#id` | `CAMPAIGN` | 1 all, 2 by state |
//! | pace of a campaign | `CAMPAIGN#id` | `PACE` | |
//! | call | `CALL#id` | `CALL` | 1 all, 2 by outcome, 3 of a lead, 4 of a campaign, 5 open |
//! | turn | `CALL#id` | `TURN#number` | |
//! | meeting | `MEETING#id` | `MEETING` | 1 by time, 2 by status, 3 of a lead, 4 of a campaign |
//! | slot (a quarter hour) | `SLOT#calendar#start` | `SLOT` | 5 held, by lapse |
//! | counters | `COUNTERS#scope` | `COUNTERS` or the hour | |
//! | counted stream event | `EVENT#id` | `EVENT` | |

use std::fmt::Display;

use homework_domain::call::{Call, CallState, Outcome};
use homework_domain::campaign::{Campaign, CampaignState};
use homework_domain::counters::Scope;
use homework_domain::ids::{CallId, CampaignId, LeadId, MeetingId, PartnerId};
use homework_domain::lead::{Lead, LeadStatus};
use homework_domain::meeting::{Meeting, MeetingStatus};
use homework_domain::phone::PhoneNumber;
use homework_domain::ports::Hold;
use jiff::Timestamp;

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
        entries
    }
}

impl Keyed for Campaign {
    const ENTITY: &'static str = "CAMPAIGN";

    fn key(&self) -> Key {
        campaign(self.id)
    }

    fn entries(&self) -> Vec<IndexEntry> {
        vec![entry(Index::Gsi1, campaigns(), self.id), entry(Index::Gsi2, campaigns_in(self.state), self.id)]
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
        if self.state != CallState::Ended || self.awaits_write_up() {
            entries.push(entry(Index::Gsi5, open_calls(), timed(self.started_at, self.id)));
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
        vec![
            entry(Index::Gsi1, meetings(), &when),
            entry(Index::Gsi2, meetings_with(self.status), &when),
            entry(Index::Gsi3, lead_meetings(self.lead_id), &when),
            entry(Index::Gsi4, campaign_meetings(self.campaign_id), &when),
        ]
    }
}

pub(crate) fn lead(id: LeadId) -> Key {
    Key::new(format!("LEAD#{id}"), "LEAD")
}

pub(crate) fn phone(number: &PhoneNumber) -> Key {
    Key::new(format!("PHONE#{number}"), "PHONE")
}

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
        Scope::Voice(voice) => Key::new("COUNTERS#VOICE".into(), voice.as_str()),
        other => Key::new(format!("COUNTERS#{other}"), "COUNTERS"),
    }
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

pub(crate) fn open_calls() -> String {
    "CALLS#OPEN".into()
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

pub(crate) fn held_slots() -> String {
    "SLOTS#HELD".into()
}

/// A moment as text that sorts by time: UTC, always three decimals.
pub(crate) fn sortable(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

fn timed(at: Timestamp, id: impl Display) -> String {
    format!("{}#{id}", sortable(at))
}
