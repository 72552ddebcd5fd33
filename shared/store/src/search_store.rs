//! Search: the item that keeps a number unique also carries the terms under which its lead is found,
//! in three indexes. So a lead needs no further item for it, and a page one query.

use std::collections::HashMap;

use homework_domain::Result;
use homework_domain::ids::LeadId;
use homework_domain::lead::Lead;
use homework_domain::lead_change::LeadChange;
use homework_domain::lead_search::LeadSearch;
use homework_domain::page::{Order, Page, PageRequest};
use jiff::Timestamp;
use serde::Deserialize;

use crate::error::TransactError;
use crate::keys::{self, Index};
use crate::lead_store::Refusal;
use crate::list::{List, Part};
use crate::table::{Condition, Expression, Item, Store, entry_attributes, key_item, text};

/// What a found item says.
#[derive(Debug, Deserialize)]
struct Found {
    lead_id: LeadId,
}

impl Store {
    /// Leads by the beginning of a field, in the order of that field.
    pub async fn search_leads(&self, search: &LeadSearch, page: &PageRequest) -> Result<Page<Lead>> {
        let (index, pk) = keys::search_terms(search.field, &search.prefix);
        let list = List { index, pk, order: Order::OldestFirst };
        let part = Part::Prefix(search.prefix.clone());
        let found: Page<Found> = self.uncounted_page(&list, &part, page).await?;
        let ids: Vec<LeadId> = found.items.iter().map(|found| found.lead_id).collect();
        let mut leads: HashMap<LeadId, Lead> =
            self.leads_by_id(&ids).await?.into_iter().map(|lead| (lead.id, lead)).collect();
        Ok(Page {
            items: ids.iter().filter_map(|id| leads.remove(id)).collect(),
            total: found.total,
            page: found.page,
            page_size: found.page_size,
            next_cursor: found.next_cursor,
        })
    }

    /// The item that keeps a lead's number unique and the lead to be found.
    pub(crate) fn number_item(lead: &Lead) -> Item {
        let mut item = key_item(&keys::phone(&lead.phone));
        item.insert("lead_id".into(), text(lead.id.to_string()));
        for (field, term) in lead.search_terms() {
            item.extend(entry_attributes(keys::search_entry(field, &term, lead.id)));
        }
        item
    }

    /// Corrects a lead. A new number is taken and the old one set free in the same step.
    pub async fn change_lead(&self, id: LeadId, change: LeadChange, now: Timestamp) -> Result<Lead> {
        let mut lead = self.lead(id).await?;
        let before = lead.clone();
        if !lead.change(change, now)? {
            return Ok(lead);
        }
        lead.version += 1;
        let mut operations = vec![self.put_over(&lead, before.version)?];
        let ours = "lead_id = :lead";
        if lead.phone == before.phone {
            let mut set = Self::number_item(&lead);
            set.retain(|name, _| !matches!(name.as_str(), "pk" | "sk"));
            let gone: Vec<String> =
                Self::search_attributes().into_iter().filter(|name| !set.contains_key(name)).collect();
            let condition = Condition::that(ours).value(":lead", text(id.to_string()));
            operations.push(self.update_if(
                &keys::phone(&lead.phone),
                Expression::build(set, gone, []),
                condition,
            )?);
        } else {
            operations.push(self.put_item_if(Self::number_item(&lead), Condition::absent())?);
            let condition = Condition::that(ours).value(":lead", text(id.to_string()));
            operations.push(self.delete_if(&keys::phone(&before.phone), condition)?);
        }
        match self.transact(operations).await {
            Ok(()) => Ok(lead),
            Err(TransactError::Conditions(reasons)) if reasons.first().is_some_and(Option::is_none) => {
                let owner = reasons.get(1).and_then(Option::as_ref).and_then(|refused| refused.item.as_ref());
                let forbidden = owner.is_some_and(|item| item.contains_key("do_not_call_at"));
                let refusal = if forbidden { Refusal::DoNotCall } else { Refusal::Duplicate };
                Err(self.number_taken(&lead.phone, &refusal).await?)
            }
            Err(error) => Err(error.or_conflict("the lead was changed meanwhile")),
        }
    }

    /// The attributes under which a lead is found.
    pub(crate) fn search_attributes() -> Vec<String> {
        [Index::Gsi1, Index::Gsi2, Index::Gsi3].into_iter().flat_map(|i| [i.pk(), i.sk()]).collect()
    }
}
