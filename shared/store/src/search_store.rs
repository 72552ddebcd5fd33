//! Search: the item that keeps a number unique also carries the terms under which its lead is found,
//! in three indexes. So a lead needs no further item for it, and a page one query.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use homework_domain::email::Email;
use homework_domain::ids::LeadId;
use homework_domain::lead::{Lead, LeadStatus};
use homework_domain::lead_change::LeadChange;
use homework_domain::lead_search::{LeadSearch, Probe, SearchField};
use homework_domain::page::{Order, Page, PageRequest};
use homework_domain::suppression::Suppression;
use homework_domain::{Error, Result};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::blind;
use crate::error::{TransactError, malformed};
use crate::keys::{self, Index};
use crate::lead_filter::LeadConditions;
use crate::lead_store::{LeadFilter, Refusal, why_not_callable};
use crate::list::{Cursor, List};
use crate::operation::{Condition, Item, Part, Write, key_item, text};
use crate::table::{Store, entry_attributes, read};
use crate::versioned::{Versioned as _, put_over};

/// So many entries are looked at for one page at most.
const LOOKED_AT_MAX: usize = 2_000;

/// What a found item says.
#[derive(Debug, Deserialize)]
struct Found {
    lead_id: LeadId,
}

/// Where a search goes on. It belongs to one search with its filter and is refused by every other.
#[derive(Serialize, Deserialize)]
struct SearchCursor {
    search: String,
    probe: usize,
    index_sk: String,
    pk: String,
    sk: String,
}

/// A lead that a search shows, with where it was found.
struct Hit {
    lead: Lead,
    probe: usize,
    entry: Item,
}

impl Store {
    /// Leads that are found by a word, a number or an address, in the order of the places where they are
    /// found, and that `only` lets through. Where that leaves few of many, a page may have fewer leads than
    /// it could and yet a next one.
    pub async fn search_leads(
        &self,
        search: &LeadSearch,
        only: &LeadConditions,
        page: &PageRequest,
    ) -> Result<Page<Lead>> {
        let tag = format!("{search:?} {only:?}");
        let start =
            page.cursor.as_deref().map(|text| SearchCursor::decode(text, &tag, search)).transpose()?;
        let skip = if start.is_some() { 0 } else { page.skip() as usize };
        let size = page.page_size as usize;
        // One more than asked for tells whether there is a next page.
        let (mut hits, stopped) = self.hits(search, only, start, skip + size + 1).await?;
        let more = hits.len() > skip + size;
        hits.truncate(skip + size);
        let last = if more { hits.last().map(|hit| (hit.probe, hit.entry.clone())) } else { stopped };
        let next_cursor =
            last.map(|(probe, entry)| SearchCursor::after(tag, search, probe, &entry)).transpose()?;
        let items: Vec<Lead> = hits.into_iter().skip(skip).map(|hit| hit.lead).collect();
        let before = u64::from(if page.cursor.is_some() { 0 } else { page.skip() });
        let total = before + items.len() as u64 + u64::from(next_cursor.is_some());
        Ok(Page { items, total, page: page.page, page_size: page.page_size, next_cursor })
    }

    /// Up to `wanted` leads, and where it was stopped by having looked at many others.
    async fn hits(
        &self,
        search: &LeadSearch,
        only: &LeadConditions,
        start: Option<SearchCursor>,
        wanted: usize,
    ) -> Result<(Vec<Hit>, Option<(usize, Item)>)> {
        let first = start.as_ref().map_or(0, |cursor| cursor.probe);
        let mut from = start;
        let mut hits = Vec::new();
        let mut looked_at = 0;
        for (place, probe) in search.probes().iter().enumerate().skip(first) {
            let list = place_of(probe);
            loop {
                let limit = (wanted - hits.len()).max(1);
                let cursor = from.take().map(|cursor| cursor.in_list(&list));
                let entries =
                    self.read_list(&list, &Part::Prefix(probe.prefix.clone()), cursor, limit, None).await?;
                looked_at += entries.len();
                let is_end = entries.len() < limit;
                let last = entries.last().cloned();
                hits.extend(self.shown(search, only, place, entries).await?);
                if hits.len() >= wanted {
                    return Ok((hits, None));
                }
                let Some(last) = last.filter(|_| !is_end) else { break };
                if looked_at >= LOOKED_AT_MAX {
                    return Ok((hits, Some((place, last))));
                }
                from = Some(SearchCursor::of(String::new(), &list, place, &last)?);
            }
        }
        Ok((hits, None))
    }

    /// The leads of a probe's entries that are to be shown.
    async fn shown(
        &self,
        search: &LeadSearch,
        only: &LeadConditions,
        probe: usize,
        entries: Vec<Item>,
    ) -> Result<Vec<Hit>> {
        let found = entries.iter().map(|entry| read(entry.clone()));
        let found: Vec<Found> = found.collect::<Result<_>>()?;
        let mut ids: Vec<LeadId> = found.iter().map(|found| found.lead_id).collect();
        ids.sort_unstable();
        ids.dedup();
        let leads: HashMap<LeadId, Lead> =
            self.leads_by_id(&ids).await?.into_iter().map(|lead| (lead.id, lead)).collect();
        let sk = place_of(&search.probes()[probe]).index.sk();
        let hits = entries.into_iter().zip(found).filter_map(|(entry, found)| {
            let lead = leads.get(&found.lead_id).filter(|lead| only.hold(lead))?;
            let term = entry.get(&sk)?.as_s().ok()?.rsplit_once('#')?.0.to_owned();
            search.shows(lead, probe, &term).then(|| Hit { lead: lead.clone(), probe, entry })
        });
        Ok(hits.collect())
    }

    /// The item that keeps a lead's number unique and the lead to be found.
    pub(crate) fn number_item(lead: &Lead) -> Item {
        let mut item = key_item(&keys::phone(&lead.phone));
        item.insert("lead_id".into(), text(lead.id.to_string()));
        for term in lead.search_terms().into_iter().filter(|term| term.field != SearchField::Word) {
            item.extend(entry_attributes(keys::search_entry(term.field, &term.text, lead.id)));
        }
        item
    }

    /// Notes the further words under which a lead is found.
    pub(crate) fn put_search_words(&self, lead: &Lead) -> Vec<Write> {
        let words = lead.more_search_terms().into_iter().enumerate().map(|(place, term)| {
            let mut item = key_item(&keys::search_word(&lead.phone, place));
            item.insert("lead_id".into(), text(lead.id.to_string()));
            item.extend(entry_attributes(keys::search_entry(term.field, &term.text, lead.id)));
            Write::put(item, Condition::Always)
        });
        words.collect()
    }

    /// Removes the words under which a lead is found, but for the first `kept`.
    pub(crate) fn delete_search_words(&self, lead: &Lead, kept: usize) -> Vec<Write> {
        let places = kept..lead.more_search_terms().len();
        places.map(|place| Write::delete(&keys::search_word(&lead.phone, place), Condition::Always)).collect()
    }

    /// Corrects a lead. A new number is taken and the old one set free in the same step.
    pub async fn change_lead(&self, id: LeadId, change: LeadChange, now: Timestamp) -> Result<Lead> {
        let mut lead = self.lead(id).await?;
        let before = lead.clone();
        if !lead.change(change, now)? {
            return Ok(lead);
        }
        if lead.phone != before.phone
            && let Some(refusal) = why_not_callable(&self.callable_numbers().await?, &lead.phone)
        {
            return Err(self.number_taken(&lead.phone, &refusal).await?);
        }
        let mut operations = vec![put_over(&lead)?];
        if lead.phone == before.phone {
            operations.push(blind::note_search_terms(&lead));
        } else {
            operations.push(Write::put(Self::number_item(&lead), Condition::absent()));
            operations.push(Write::delete(&keys::phone(&before.phone), Condition::of_lead(id)));
            operations.extend(self.keep_dials(&before, now).await?);
            if lead.phone.identity() != before.phone.identity() {
                self.other_spellings_free([&lead.phone], &mut operations)?;
            }
        }
        let words = self.put_search_words(&lead);
        let kept = if lead.phone == before.phone { words.len() } else { 0 };
        operations.extend(words);
        operations.extend(self.delete_search_words(&before, kept));
        match self.transact(operations).await {
            Ok(()) => Ok(lead.written()),
            Err(TransactError::Conditions(reasons)) if reasons.first().is_some_and(Option::is_none) => {
                let mut owners = reasons.iter().skip(1).flatten().filter_map(|refused| refused.item.as_ref());
                let owner = owners.next();
                let forbidden = owner.is_some_and(|item| item.contains_key("do_not_call_at"));
                let refusal = if forbidden { Refusal::DoNotCall } else { Refusal::Duplicate };
                Err(self.number_taken(&lead.phone, &refusal).await?)
            }
            Err(error) => Err(error.or_stale("the lead was changed meanwhile")),
        }
    }

    /// Notes again under what each lead is found: an earlier version noted less. Says how many leads there
    /// are. It may be repeated; a lead that is changed in the same moment may need that.
    pub async fn rebuild_search(&self) -> Result<u64> {
        let (mut count, mut start) = (0, None);
        loop {
            let (leads, next) = self.lead_batch(&LeadFilter::All, start).await?;
            for lead in leads {
                self.note_terms(lead.id).await?;
                count += 1;
            }
            match next {
                Some(next) => start = Some(next),
                None => return Ok(count),
            }
        }
    }

    async fn note_terms(&self, id: LeadId) -> Result<()> {
        let Some(lead) = self.get::<Lead>(&keys::lead(id)).await? else { return Ok(()) };
        if lead.status == LeadStatus::DoNotCall {
            // An earlier version marked the number without listing it.
            let record = Suppression::of_lead(&lead.phone, id, lead.updated_at);
            let listed = self.transact(vec![self.suppress_number(&record)?]).await;
            listed.map_err(|e| e.or_stale("the number was changed meanwhile"))?;
        }
        let mut operations = vec![blind::note_search_terms(&lead)];
        operations.extend(self.put_search_words(&lead));
        match self.transact(operations).await {
            // Its number is another's by now, or it was deleted.
            Ok(()) | Err(TransactError::Conditions(_)) => Ok(()),
            Err(error) => Err(error.or_stale("the lead was changed meanwhile")),
        }
    }

    /// The writes that mark a lead as booked with the address that was said in the call; `None` where there
    /// is nothing to learn: one that has an address keeps it, as the list's word is not overwritten by
    /// what was heard.
    pub(crate) async fn book_and_learn(
        &self,
        id: LeadId,
        email: &Email,
        now: Timestamp,
    ) -> Result<Option<[Write; 2]>> {
        let mut lead = self.lead(id).await?;
        if lead.status == LeadStatus::DoNotCall || !lead.learn_email(email, now) {
            return Ok(None);
        }
        lead.book(now);
        Ok(Some([put_over(&lead)?, blind::note_search_terms(&lead)]))
    }

    /// The attributes under which a lead is found.
    pub(crate) fn search_attributes() -> Vec<String> {
        [Index::Gsi1, Index::Gsi2, Index::Gsi3, Index::Gsi5]
            .into_iter()
            .flat_map(|i| [i.pk(), i.sk()])
            .collect()
    }
}

fn place_of(probe: &Probe) -> List {
    let (index, pk) = keys::search_terms(probe.field, &probe.prefix);
    List { index, pk, order: Order::OldestFirst }
}

impl SearchCursor {
    fn after(tag: String, search: &LeadSearch, probe: usize, entry: &Item) -> Result<String> {
        let fingerprint = fingerprint(&tag);
        let cursor = Self::of(fingerprint, &place_of(&search.probes()[probe]), probe, entry)?;
        serde_json::to_vec(&cursor).map(|json| URL_SAFE_NO_PAD.encode(json)).map_err(Error::internal)
    }

    fn of(search: String, list: &List, probe: usize, entry: &Item) -> Result<Self> {
        let part = |name: &str| {
            let value = entry.get(name).and_then(|value| value.as_s().ok());
            value.cloned().ok_or_else(|| malformed(format!("no {name}")))
        };
        Ok(Self { search, probe, index_sk: part(&list.index.sk())?, pk: part("pk")?, sk: part("sk")? })
    }

    fn decode(text: &str, tag: &str, search: &LeadSearch) -> Result<Self> {
        let refused = || Error::invalid("cursor", "is not a cursor of this list");
        let json = URL_SAFE_NO_PAD.decode(text).map_err(|_| refused())?;
        let cursor: Self = serde_json::from_slice(&json).map_err(|_| refused())?;
        let in_range =
            [&cursor.index_sk, &cursor.pk, &cursor.sk].iter().all(|part| (1..=1024).contains(&part.len()));
        let probe = search.probes().get(cursor.probe);
        let within = probe.is_some_and(|probe| cursor.index_sk.starts_with(&probe.prefix));
        if in_range && within && cursor.search == fingerprint(tag) { Ok(cursor) } else { Err(refused()) }
    }

    fn in_list(self, list: &List) -> Cursor {
        Cursor { list: list.tag(), index_sk: self.index_sk, pk: self.pk, sk: self.sk }
    }
}

/// Tells searches apart without saying what was searched.
fn fingerprint(tag: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(tag)[..12])
}
