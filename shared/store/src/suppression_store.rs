//! The do-not-call list. A number's own item carries the mark, so that taking in a lead with that number
//! fails by the same condition that keeps numbers unique, and the mark outlives the lead.

use homework_domain::call::Call;
use homework_domain::ids::LeadId;
use homework_domain::lead::{Lead, LeadStatus};
use homework_domain::page::{Order, Page, PageRequest};
use homework_domain::phone::PhoneNumber;
use homework_domain::suppression::{Removal, Suppression, SuppressionSource};
use homework_domain::{Error, Result};
use jiff::Timestamp;
use serde::Deserialize;
use serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value;

use crate::error::malformed;
use crate::keys::{self, Index, Key};
use crate::list::{List, Listed};
use crate::operation::{Condition, Item, Part, Update, Write, text};
use crate::table::{Store, entry_attributes, put_new, read};
use crate::versioned::{Attempts, put_over};

/// What a number's item says about it.
#[derive(Debug, Deserialize)]
struct Stored {
    pk: String,
    #[serde(default)]
    lead_id: Option<LeadId>,
    #[serde(default)]
    do_not_call_at: Option<Timestamp>,
    /// Missing where a call's words were the only way onto the list.
    #[serde(default)]
    do_not_call_source: SuppressionSource,
    #[serde(default)]
    do_not_call_reason: Option<String>,
    /// Missing where the first record says so itself.
    #[serde(default)]
    do_not_call_asked_at: Option<Timestamp>,
}

impl Listed for Stored {
    fn place(&self, index: Index) -> Option<(Key, String)> {
        let (number, recorded_at) = (keys::number_of(&self.pk)?.parse().ok()?, self.do_not_call_at?);
        let entry = keys::suppression_entry(&number, recorded_at);
        (entry.index == index).then(|| (keys::phone(&number), entry.sk))
    }
}

/// What a number's item has only while the number is on the list.
const MARKS: [&str; 4] =
    ["do_not_call_at", "do_not_call_source", "do_not_call_reason", "do_not_call_asked_at"];

impl Stored {
    fn read(item: Item) -> Result<Self> {
        read(item)
    }

    /// `None` where the number may be called.
    fn suppression(self) -> Result<Option<Suppression>> {
        let Some(recorded_at) = self.do_not_call_at else { return Ok(None) };
        let phone = keys::number_of(&self.pk).ok_or_else(|| malformed("a number's item without a number"))?;
        let by_call = self.do_not_call_source == SuppressionSource::Call;
        Ok(Some(Suppression {
            phone: phone.parse()?,
            asked_at: self.do_not_call_asked_at.or(by_call.then_some(recorded_at)),
            source: self.do_not_call_source,
            reason: self.do_not_call_reason,
            lead_id: self.lead_id,
            recorded_at,
        }))
    }
}

impl Store {
    /// Puts a number on the list, and its lead, wherever that stands, to DO_NOT_CALL: both or neither.
    /// Answers what is on record, and whether that is new: the first record of a number stays.
    ///
    /// Leads with the number in another spelling are stopped as well.
    pub async fn suppress(&self, wanted: &Suppression) -> Result<(Suppression, bool)> {
        for other in wanted.phone.spellings().into_iter().filter(|other| *other != wanted.phone) {
            if self.get_item(&keys::phone(&other)).await?.is_some() {
                self.suppress_spelling(&Suppression { phone: other, ..wanted.clone() }).await?;
            }
        }
        self.suppress_spelling(wanted).await
    }

    async fn suppress_spelling(&self, wanted: &Suppression) -> Result<(Suppression, bool)> {
        let mut attempts = Attempts::at("number");
        loop {
            attempts.begin()?;
            let item = self.get_item(&keys::phone(&wanted.phone)).await?;
            let stored = item.map(Stored::read).transpose()?;
            let holder = stored.as_ref().and_then(|stored| stored.lead_id);
            let known = stored.map(Stored::suppression).transpose()?.flatten();
            let lead: Option<Lead> = match holder {
                Some(id) => self.get(&keys::lead(id)).await?,
                None => None,
            };
            let callable = lead.filter(|lead| lead.status != LeadStatus::DoNotCall);
            // That its owner asked for it is noted beside whatever put it on the list.
            let noted = |known: &Suppression| wanted.asked_at.is_none() || known.asked_at.is_some();
            if let (Some(known), None) = (known.as_ref().filter(|known| noted(known)), &callable) {
                return Ok((known.clone(), false));
            }
            // A lead that takes the number at this moment must not slip through.
            let same_holder = match holder {
                Some(id) => Condition::of_lead(id),
                None => Condition::Lacks("lead_id"),
            };
            let mut operations = vec![self.suppress_number_if(wanted, [], same_holder)?];
            if let Some(mut lead) = callable {
                lead.forbid(wanted.recorded_at);
                operations.push(put_over(&lead)?);
            }
            let is_new = known.is_none();
            let record = known.unwrap_or_else(|| Suppression { lead_id: holder, ..wanted.clone() });
            if self.commit(operations).await? {
                return Ok((record, is_new));
            }
        }
    }

    /// Takes a number off the list, in whatever spelling it is there, and lets its lead be called again: all
    /// in one transaction with the record of who did so and why.
    ///
    /// # Errors
    /// `NotFound` for a number that is not on the list; otherwise as [`Suppression::removal`].
    pub async fn lift_suppression(
        &self,
        phone: &PhoneNumber,
        reason: &str,
        removed_by: &str,
        now: Timestamp,
    ) -> Result<Removal> {
        let mut attempts = Attempts::at("number");
        loop {
            attempts.begin()?;
            let mut removal = None;
            let mut operations = Vec::new();
            for spelling in phone.spellings() {
                let Some(known) = self.suppression(&spelling).await? else { continue };
                let new = known.removal(reason, removed_by, now)?;
                operations.extend(self.lift_spelling(&known, now).await?);
                removal = removal.or(Some(new));
            }
            // The number itself is not repeated: errors may be logged.
            let removal = removal.ok_or_else(|| Error::not_found("number", "on the do-not-call list"))?;
            operations.push(put_new(&removal)?);
            if self.commit(operations).await? {
                return Ok(removal);
            }
        }
    }

    async fn lift_spelling(&self, known: &Suppression, now: Timestamp) -> Result<Vec<Write>> {
        // A wish that is said in a call at this moment must not be lost.
        let unchanged = |holder: Condition| {
            Condition::Is("do_not_call_at", text(keys::sortable(known.recorded_at)))
                .and(Condition::Lacks("do_not_call_asked_at"))
                .and(holder)
        };
        let key = keys::phone(&known.phone);
        let Some(id) = known.lead_id else {
            return Ok(vec![Write::delete(&key, unchanged(Condition::Lacks("lead_id")))]);
        };
        let remove = MARKS.map(str::to_owned).into_iter().chain([Index::Gsi4.pk(), Index::Gsi4.sk()]);
        let same_holder = unchanged(Condition::of_lead(id));
        let mut operations = vec![Write::update(&key, Update::default().remove(remove), same_holder)];
        if let Some(mut lead) = self.get::<Lead>(&keys::lead(id)).await?
            && lead.permit(now)
        {
            operations.push(put_over(&lead)?);
        }
        Ok(operations)
    }

    /// Who took numbers off the list and why. Nothing counts them.
    pub async fn list_removals(&self, order: Order, page: &PageRequest) -> Result<Page<Removal>> {
        let list = List { index: Index::Gsi1, pk: keys::suppression_removals(), order };
        self.uncounted_page(&list, &Part::All, page).await
    }

    /// What is on record about a number; `None` where it may be called.
    pub async fn suppression(&self, phone: &PhoneNumber) -> Result<Option<Suppression>> {
        let item = self.get_item(&keys::phone(phone)).await?;
        Ok(item.map(Stored::read).transpose()?.map(Stored::suppression).transpose()?.flatten())
    }

    /// The numbers on the list by when they were recorded. Nothing counts them.
    pub async fn list_suppressions(&self, order: Order, page: &PageRequest) -> Result<Page<Suppression>> {
        let list = List { index: Index::Gsi4, pk: keys::suppressions(), order };
        let page: Page<Stored> = self.uncounted_page(&list, &Part::All, page).await?;
        let items = page.items.into_iter().map(Stored::suppression).collect::<Result<Vec<_>>>()?;
        Ok(Page {
            items: items.into_iter().flatten().collect(),
            total: page.total,
            page: page.page,
            page_size: page.page_size,
            next_cursor: page.next_cursor,
        })
    }

    /// The write that puts a number on the list whose owner asked for that in a call. A record that is there
    /// stays as it is, and learns that it was asked for.
    pub(crate) fn suppress_number(&self, record: &Suppression) -> Result<Write> {
        self.suppress_number_if(record, [], Condition::Always)
    }

    /// The same for whoever was phoned in this call.
    pub(crate) fn suppress_in_call(&self, call: &Call, now: Timestamp) -> Result<Write> {
        self.suppress_number(&Suppression::in_call(&call.lead.phone, call.lead.id, now))
    }

    /// The same as [`Self::suppress_number`], taking attributes from the number's item meanwhile.
    pub(crate) fn suppress_number_if(
        &self,
        record: &Suppression,
        remove: impl IntoIterator<Item = String>,
        condition: Condition,
    ) -> Result<Write> {
        let source = to_attribute_value(record.source).map_err(Error::internal)?;
        let mut once = vec![
            ("do_not_call_at".to_owned(), text(keys::sortable(record.recorded_at))),
            ("do_not_call_source".to_owned(), source),
        ];
        once.extend(record.asked_at.map(|at| ("do_not_call_asked_at".to_owned(), text(keys::sortable(at)))));
        once.extend(record.reason.as_ref().map(|reason| ("do_not_call_reason".to_owned(), text(reason))));
        once.extend(entry_attributes(keys::suppression_entry(&record.phone, record.recorded_at)));
        let update = Update::default().set_once(once).remove(remove);
        Ok(Write::update(&keys::phone(&record.phone), update, condition))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_suppressed_before_there_was_a_list_is_still_on_it() {
        let at = "2026-11-23T10:00:00.000Z";
        let old = Item::from([
            ("pk".to_owned(), text("PHONE#+34912345601")),
            ("sk".to_owned(), text("PHONE")),
            ("do_not_call_at".to_owned(), text(at)),
        ]);
        let read = Stored::read(old).unwrap().suppression().unwrap().unwrap();
        assert_eq!(read.phone.as_str(), "+34912345601");
        assert_eq!((read.source, read.recorded_at), (SuppressionSource::Call, at.parse().unwrap()));
        let callable = Item::from([
            ("pk".to_owned(), text("PHONE#+34912345601")),
            ("lead_id".to_owned(), text("01KAP3VQ5T8M2N4R6W0XHZJ9CD")),
        ]);
        assert_eq!(Stored::read(callable).unwrap().suppression().unwrap(), None);
    }
}
