//! Leads, what they are found by, the do-not-call list and imports.

use homework_domain::erasure::ErasedLead;
use homework_domain::ids::{ImportId, LeadId};
use homework_domain::import::Import;
use homework_domain::lead::{Lead, LeadStatus};
use homework_domain::lead_search::SearchField;
use homework_domain::national_list::ListMark;
use homework_domain::phone::PhoneNumber;
use homework_domain::suppression::Removal;
use jiff::Timestamp;

use super::{
    Index, IndexEntry, Key, Keyed, LEADS, call_backs, campaign_leads, due_leads, entry, partner_leads,
    sortable, timed,
};

/// Where a lead stands in its campaign's line.
pub(crate) fn place_in_line(lead: &Lead) -> Option<String> {
    lead.next_attempt_at.map(|due| timed(due, lead.id))
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
            if let Some(place) = place_in_line(self) {
                let line = if self.call_back_at.is_some() { call_backs() } else { due_leads(campaign) };
                entries.push(entry(Index::Gsi5, line, place));
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

impl Keyed for Removal {
    const ENTITY: &'static str = "DO_NOT_CALL_REMOVAL";

    fn key(&self) -> Key {
        Key::new(format!("REMOVAL#{}", self.phone), format!("REMOVAL#{}", sortable(self.removed_at)))
    }

    fn entries(&self) -> Vec<IndexEntry> {
        vec![entry(Index::Gsi1, suppression_removals(), timed(self.removed_at, &self.phone))]
    }
}

pub(crate) fn lead(id: LeadId) -> Key {
    Key::new(format!("LEAD#{id}"), "LEAD")
}

pub(crate) fn leads() -> String {
    LEADS.into()
}

pub(crate) fn leads_with(status: LeadStatus) -> String {
    format!("{LEADS}#{status}")
}

pub(crate) fn lead_status_entry(id: LeadId, status: LeadStatus) -> IndexEntry {
    entry(Index::Gsi2, leads_with(status), id)
}

pub(crate) fn leads_being_deleted() -> String {
    format!("{LEADS}#DELETING")
}

pub(crate) fn erased_lead(id: LeadId) -> Key {
    Key::new(format!("ERASED#{id}"), "ERASED")
}

pub(crate) fn phone(number: &PhoneNumber) -> Key {
    Key::new(format!("{PHONE_PREFIX}{number}"), "PHONE")
}

/// Sorts before the number's own item.
pub(crate) const LISTED_PREFIX: &str = "LISTED#";

/// That a number is on an edition of a national list.
pub(crate) fn listed(number: &PhoneNumber, mark: &ListMark) -> Key {
    Key::new(phone(number).pk, format!("{LISTED_PREFIX}{}#{}", mark.name, mark.import_id))
}

/// Between what lists say of a number and its own item, so that one query has all of it.
pub(crate) const NUMBER_DIALS: &str = "NUMBER_DIALS";

/// When a number was dialled while it was the number of leads that are gone, or have another one by now.
pub(crate) fn number_dials(number: &PhoneNumber) -> Key {
    Key::new(phone(number).pk, NUMBER_DIALS)
}

/// What the sort key of a [`listed`] item says.
pub(crate) fn list_mark(sk: &str) -> Option<ListMark> {
    let (name, import_id) = sk.strip_prefix(LISTED_PREFIX)?.split_once('#')?;
    Some(ListMark { name: name.to_owned(), import_id: import_id.parse().ok()? })
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
