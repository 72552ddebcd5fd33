//! Leads, and the items that keep their numbers unique.

use std::collections::{HashMap, HashSet};

use aws_sdk_dynamodb::types::AttributeValue;
use homework_domain::callable::CallableNumbers;
use homework_domain::counters::{Counter, Scope};
use homework_domain::ids::{CampaignId, LeadId, PartnerId};
use homework_domain::lead::{Lead, LeadStatus, ListedLead};
use homework_domain::page::{Order, Page, PageRequest};
use homework_domain::phone::PhoneNumber;
use homework_domain::{Error, FieldError, Result};
use jiff::Timestamp;

use crate::error::{Refused, TransactError};
use crate::keys::{self, Index};
use crate::list::List;
use crate::operation::{Condition, Write};
use crate::table::{Store, put_new, read};

/// What DynamoDB takes in a transaction.
const OPERATIONS_PER_TRANSACTION: usize = 100;

/// Which leads to list: all of them, or those with one property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeadFilter {
    All,
    Status(LeadStatus),
    Campaign(CampaignId),
    Partner(PartnerId),
}

impl LeadFilter {
    /// The list's index and partition there.
    pub(crate) fn place(&self) -> (Index, String) {
        match self {
            Self::All => (Index::Gsi1, keys::leads()),
            Self::Status(status) => (Index::Gsi2, keys::leads_with(*status)),
            Self::Campaign(id) => (Index::Gsi4, keys::campaign_leads(*id)),
            Self::Partner(id) => (Index::Gsi3, keys::partner_leads(*id)),
        }
    }

    /// The counter that says how long the list is.
    fn counter(&self) -> (Scope, Counter) {
        match self {
            Self::All => (Scope::All, Counter::Leads),
            Self::Status(status) => (Scope::All, Counter::LeadsWith(*status)),
            Self::Campaign(id) => (Scope::Campaign(*id), Counter::Leads),
            Self::Partner(id) => (Scope::Partner(*id), Counter::Leads),
        }
    }
}

/// Why a lead was not created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is a lead with this number already.
    Duplicate,
    /// The number's owner asked not to be called.
    DoNotCall,
    /// Such numbers are not called; the reason.
    NotCallable(String),
}

impl Refusal {
    pub fn message(&self) -> &str {
        match self {
            Self::Duplicate => "is already used by another lead",
            Self::DoNotCall => "belongs to someone who asked not to be called",
            Self::NotCallable(reason) => reason,
        }
    }
}

impl Store {
    pub async fn lead(&self, id: LeadId) -> Result<Lead> {
        self.get(&keys::lead(id)).await?.ok_or_else(|| Error::not_found("lead", id))
    }

    /// Stale if the lead has changed since it was read.
    pub async fn save_lead(&self, lead: &mut Lead) -> Result<()> {
        self.save(lead).await
    }

    /// Creates one lead.
    ///
    /// # Errors
    /// `Taken` with the lead that has its number already, `Invalid` where such numbers are not called.
    pub async fn create_lead(&self, lead: &Lead) -> Result<()> {
        match self.create_leads(std::slice::from_ref(lead)).await?.pop() {
            Some((_, refusal)) => Err(self.number_taken(&lead.phone, &refusal).await?),
            None => Ok(()),
        }
    }

    /// Creates leads whose numbers are distinct; says for each refused one (by its place) why.
    ///
    /// Leads are written as many to a transaction as it takes; a refused one never holds back the others.
    pub async fn create_leads(&self, leads: &[Lead]) -> Result<Vec<(usize, Refusal)>> {
        self.create_leads_while(leads, None).await
    }

    /// The same while a check holds.
    ///
    /// # Errors
    /// `Stale` where it does not; leads may have been created before that.
    pub(crate) async fn create_leads_while(
        &self,
        leads: &[Lead],
        check: Option<&Write>,
    ) -> Result<Vec<(usize, Refusal)>> {
        let callable = self.callable_numbers().await?;
        let mut refused = Vec::new();
        let mut offset = 0;
        while offset < leads.len() {
            let leads = &leads[offset..offset + fitting(&leads[offset..])];
            let mut open = callable_and_distinct(&callable, leads, offset, &mut refused);
            while !open.is_empty() {
                let operations =
                    open.iter().map(|i| self.new_lead_operations(&leads[*i])).collect::<Result<Vec<_>>>()?;
                let words = open.iter().flat_map(|i| self.put_search_words(&leads[*i]));
                // The refusals are told by the place of the leads' own operations.
                let all = operations.into_iter().flatten().chain(words);
                let mut all: Vec<_> = all.collect();
                let numbers = open.iter().map(|index| &leads[*index].phone);
                let places = self.other_spellings_free(numbers, &mut all)?;
                all.extend(check.cloned());
                match self.transact(all).await {
                    Ok(()) => break,
                    Err(TransactError::Conditions(mut reasons)) => {
                        if check.is_some() && reasons.pop().flatten().is_some() {
                            return Err(Error::Stale("it has come to its end meanwhile".into()));
                        }
                        let before = open.len();
                        let reasons = reasons_by_lead(reasons, open.len(), &places);
                        open = sort_out(&open, &reasons, offset, &mut refused);
                        if open.len() == before {
                            return Err(Error::internal("a refused transaction named no refused lead"));
                        }
                    }
                    Err(error) => return Err(error.or_stale("leads")),
                }
            }
            offset += leads.len();
        }
        refused.sort_by_key(|(index, _)| *index);
        Ok(refused)
    }

    /// The numbers that leads may have: none of those we call from.
    pub(crate) async fn callable_numbers(&self) -> Result<CallableNumbers> {
        Ok(CallableNumbers::clone(&self.callable).without_all(&self.caller_numbers().await?))
    }

    /// Adds to a transaction that the other ways to write these numbers are free as well: whoever is a
    /// lead as +54 9 11… is not taken in again as +54 11…. Returns the place of the number that each
    /// added operation is about.
    pub(crate) fn other_spellings_free<'n>(
        &self,
        numbers: impl IntoIterator<Item = &'n PhoneNumber>,
        operations: &mut Vec<Write>,
    ) -> Result<Vec<usize>> {
        let mut places = Vec::new();
        for (place, number) in numbers.into_iter().enumerate() {
            for other in number.spellings().iter().filter(|spelling| *spelling != number) {
                operations.push(Write::check(&keys::phone(other), Condition::absent()));
                places.push(place);
            }
        }
        Ok(places)
    }

    fn new_lead_operations(&self, lead: &Lead) -> Result<[Write; 2]> {
        Ok([Write::put(Self::number_item(lead), Condition::absent()), put_new(lead)?])
    }

    /// The leads with these ids, in no particular order; unknown ids are simply missing.
    pub async fn leads_by_id(&self, ids: &[LeadId]) -> Result<Vec<Lead>> {
        let keys: Vec<_> = ids.iter().map(|id| keys::lead(*id)).collect();
        self.get_items(&keys).await?.into_iter().map(read).collect()
    }

    pub async fn list_leads(
        &self,
        filter: &LeadFilter,
        order: Order,
        page: &PageRequest,
    ) -> Result<Page<ListedLead>> {
        let (index, pk) = filter.place();
        let total = self.count_leads(filter).await?;
        self.page(&List { index, pk, order }, page, total).await
    }

    /// How many leads a list has, as the counters know it.
    pub async fn count_leads(&self, filter: &LeadFilter) -> Result<u64> {
        let (scope, counter) = filter.counter();
        self.counter(&scope, counter).await
    }

    /// Why a lead cannot have this number, with the id of the lead that has it.
    pub(crate) async fn number_taken(&self, number: &PhoneNumber, refusal: &Refusal) -> Result<Error> {
        let owner = match refusal {
            Refusal::Duplicate => {
                let mut owner = None;
                for spelling in number.spellings() {
                    owner = owner.or(self.get_item(&keys::phone(&spelling)).await?);
                }
                owner
            }
            Refusal::DoNotCall => None,
            Refusal::NotCallable(reason) => return Ok(Error::invalid("phone", reason)),
        };
        let id = owner.as_ref().and_then(|item| string(item, "lead_id"));
        Ok(Error::Taken(FieldError::new("phone", refusal.message()).of_existing(id)))
    }

    /// Leads of a campaign that are due, the longest due first.
    pub async fn due_leads(&self, campaign: CampaignId, now: Timestamp, limit: i32) -> Result<Vec<Lead>> {
        let until = keys::through(now);
        self.index_until(Index::Gsi5, &keys::due_leads(campaign), Some(&until), limit).await
    }

    /// Whether the number's owner asked not to be called, however the number is written; strongly
    /// consistent.
    pub async fn is_not_to_be_called(&self, number: &PhoneNumber) -> Result<bool> {
        for spelling in number.spellings() {
            let item = self.get_item(&keys::phone(&spelling)).await?;
            if item.is_some_and(|item| item.contains_key("do_not_call_at")) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The places of the leads that may be taken in; the others are added to the refused.
fn callable_and_distinct(
    callable: &CallableNumbers,
    leads: &[Lead],
    offset: usize,
    refused: &mut Vec<(usize, Refusal)>,
) -> Vec<usize> {
    let mut open = Vec::with_capacity(leads.len());
    let mut seen = HashSet::new();
    for (index, lead) in leads.iter().enumerate() {
        match why_not_callable(callable, &lead.phone) {
            Some(refusal) => refused.push((offset + index, refusal)),
            None if !seen.insert(lead.phone.identity()) => {
                refused.push((offset + index, Refusal::Duplicate));
            }
            None => open.push(index),
        }
    }
    open
}

/// Why leads with this number are not taken in at all.
pub(crate) fn why_not_callable(callable: &CallableNumbers, number: &PhoneNumber) -> Option<Refusal> {
    match callable.check(number) {
        Ok(()) => None,
        Err(Error::Invalid(errors)) => {
            Some(Refusal::NotCallable(errors.into_iter().map(|error| error.message).collect()))
        }
        Err(error) => Some(Refusal::NotCallable(error.to_string())),
    }
}

/// How many of the leads, from the first on, one transaction takes: two items each, their words, and a check of
/// the number's other spelling.
fn fitting(leads: &[Lead]) -> usize {
    let mut operations = 0;
    let fits = leads.iter().take_while(|lead| {
        operations += 1 + lead.more_search_terms().len() + lead.phone.spellings().len();
        // One is left for a check.
        operations < OPERATIONS_PER_TRANSACTION
    });
    fits.count().max(1)
}

/// Why a transaction was refused, lead by lead: two operations each, and behind all of them those that
/// [`Store::other_spellings_free`] added.
pub(crate) fn reasons_by_lead(
    mut reasons: Vec<Option<Refused>>,
    leads: usize,
    places: &[usize],
) -> Vec<Option<Refused>> {
    let added = reasons.split_off(reasons.len().saturating_sub(places.len()));
    let numbers = reasons.into_iter().take(leads * 2).enumerate().filter(|(place, _)| place % 2 == 0);
    let mut by_lead: Vec<_> = numbers.map(|(_, reason)| reason).collect();
    for (reason, place) in added.into_iter().zip(places) {
        if let Some(own) = by_lead.get_mut(*place).filter(|own| own.is_none()) {
            *own = reason;
        }
    }
    by_lead
}

/// Splits the leads of a refused transaction into those to try again (returned) and the refused.
fn sort_out(
    open: &[usize],
    reasons: &[Option<Refused>],
    offset: usize,
    refused: &mut Vec<(usize, Refusal)>,
) -> Vec<usize> {
    let mut again = Vec::new();
    for (place, index) in open.iter().enumerate() {
        match reasons.get(place) {
            Some(Some(reason)) => {
                let forbidden = reason.item.as_ref().is_some_and(|item| item.contains_key("do_not_call_at"));
                let refusal = if forbidden { Refusal::DoNotCall } else { Refusal::Duplicate };
                refused.push((offset + index, refusal));
            }
            _ => again.push(*index),
        }
    }
    again
}

pub(crate) fn string(item: &HashMap<String, AttributeValue>, name: &str) -> Option<String> {
    item.get(name)?.as_s().ok().cloned()
}
