//! Imports: each page of rows goes in together with the progress it stands for.

use std::collections::HashMap;

use homework_domain::callable::CallableNumbers;
use homework_domain::error::FieldError;
use homework_domain::ids::ImportId;
use homework_domain::import::{Import, ImportPage, RowError};
use homework_domain::lead::{Lead, NewLead};
use homework_domain::lead_search::more_terms;
use homework_domain::{Error, Result};
use jiff::Timestamp;
use serde::Deserialize;

use crate::error::{Refused, TransactError};
use crate::keys;
use crate::lead_store::{Refusal, reasons_by_lead, why_not_callable};
use crate::operation::{Condition, Item, Part, Query, Write, key_item, number, text};
use crate::table::{Store, put_new, read};
use crate::versioned::{Versioned as _, put_over};

/// With the import itself and its errors these fill a transaction.
pub const OPERATIONS_PER_IMPORT_PAGE: usize = 98;
const ERROR_PAGES_PER_QUERY: i32 = 50;

/// How many operations of a page a lead takes: two items, those of its words, and perhaps a check of the
/// number's other spelling.
pub fn import_operations(new: &NewLead) -> usize {
    1 + new.phone.spellings().len() + more_terms(&new.name, new.company.as_deref())
}

/// The errors of one page of rows, as they are stored.
#[derive(Deserialize)]
struct StoredErrors {
    sk: String,
    errors: Vec<RowError>,
}

impl Store {
    pub async fn create_import(&self, import: &Import) -> Result<()> {
        let created = put_new(import)?;
        self.transact(vec![created]).await.map_err(|e| e.or_conflict("the import exists already"))
    }

    pub async fn import(&self, id: ImportId) -> Result<Import> {
        self.get(&keys::import(id)).await?.ok_or_else(|| Error::not_found("import", id))
    }

    /// Stale if the import has changed since it was read.
    pub async fn save_import(&self, import: &mut Import) -> Result<()> {
        self.save(import).await
    }

    /// Takes in a page of rows: leads, errors and progress change in one transaction, so that rows
    /// count once, however often the file is read. Numbers that are taken already become errors.
    ///
    /// # Errors
    /// `Stale` when somebody else has gone on with the import meanwhile.
    pub async fn import_page(&self, import: &mut Import, mut page: ImportPage, now: Timestamp) -> Result<()> {
        refuse_numbers(&self.callable_numbers().await?, &mut page);
        loop {
            let mut advanced = import.clone();
            advanced.advance(&page, now);
            let mut operations = vec![put_over(&advanced)?];
            let mut words = Vec::new();
            for (row, new) in &page.leads {
                let lead = Lead::create(new.clone(), now);
                let mut number = Self::number_item(&lead);
                number.insert("import_id".into(), text(import.id.to_string()));
                number.insert("import_row".into(), crate::operation::number(row));
                operations.push(Write::put(number, Condition::absent()));
                operations.push(put_new(&lead)?);
                words.extend(self.put_search_words(&lead));
            }
            if !page.errors.is_empty() {
                operations.push(Write::put(errors_item(import, &page)?, Condition::absent()));
            }
            // The refusals are told by the place of the leads' own operations.
            operations.extend(words);
            let numbers = page.leads.iter().map(|(_, new)| &new.phone);
            let places = self.other_spellings_free(numbers, &mut operations)?;
            match self.transact(operations).await {
                Ok(()) => {
                    *import = advanced.written();
                    return Ok(());
                }
                Err(TransactError::Conditions(reasons)) => {
                    if reasons.first().is_some_and(Option::is_some) {
                        return Err(Error::Stale(format!("import {} was changed meanwhile", import.id)));
                    }
                    let reasons = reasons.into_iter().skip(1).collect();
                    let reasons = reasons_by_lead(reasons, page.leads.len(), &places);
                    refuse(import.id, &mut page, &reasons)?;
                }
                Err(error) => return Err(error.or_stale("leads")),
            }
        }
    }

    /// Some of an import's errors in the order of its rows, and where to go on (`None`: that is all).
    pub async fn import_errors(
        &self,
        id: ImportId,
        after: Option<&str>,
    ) -> Result<(Vec<RowError>, Option<String>)> {
        let from = after.map_or(keys::IMPORT_ERRORS.into(), |sk| format!("{sk}!"));
        let part = Part::Between(from, format!("{}~", keys::IMPORT_ERRORS));
        let query = Query::table(keys::import(id).pk).part(part).limit(ERROR_PAGES_PER_QUERY);
        let answer = self.query(&query).await?;
        let more = answer.next.is_some();
        let mut errors = Vec::new();
        let mut last = None;
        for item in answer.items {
            let stored: StoredErrors = read(item)?;
            errors.extend(stored.errors);
            last = Some(stored.sk);
        }
        Ok((errors, last.filter(|_| more)))
    }
}

pub(crate) fn errors_item(import: &Import, page: &ImportPage) -> Result<Item> {
    let mut item = key_item(&keys::import_errors(import.id, import.bytes_done));
    let errors =
        serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value(&page.errors).map_err(Error::internal)?;
    item.insert("errors".into(), errors);
    item.insert("expires_at".into(), number(import.expires_at));
    Ok(item)
}

/// Moves the leads whose numbers are not called, and those that repeat one in another way to write
/// it, to the errors.
fn refuse_numbers(callable: &CallableNumbers, page: &mut ImportPage) {
    let mut seen = HashMap::new();
    for (row, new) in std::mem::take(&mut page.leads) {
        let repeated = seen.get(&new.phone.identity()).map(|row| format!("repeats the number of row {row}"));
        let reason = why_not_callable(callable, &new.phone).map(|refusal| refusal.message().to_owned());
        match reason.or(repeated) {
            Some(reason) => page.errors.push(RowError::new(row, FieldError::new("phone", reason))),
            None => {
                seen.insert(new.phone.identity(), row);
                page.leads.push((row, new));
            }
        }
    }
    sort_errors(page);
}

/// Moves the leads that a transaction was refused for to the errors.
fn refuse(import: ImportId, page: &mut ImportPage, reasons: &[Option<Refused>]) -> Result<()> {
    let before = page.leads.len();
    let mut kept = Vec::with_capacity(before);
    for (place, (row, new)) in std::mem::take(&mut page.leads).into_iter().enumerate() {
        match reasons.get(place) {
            Some(Some(reason)) => {
                let message = refusal(import, reason.item.as_ref());
                page.errors.push(RowError::new(row, FieldError::new("phone", message)));
            }
            _ => kept.push((row, new)),
        }
    }
    page.leads = kept;
    sort_errors(page);
    if page.leads.len() == before {
        return Err(Error::internal("a refused transaction named no refused lead"));
    }
    Ok(())
}

/// Brings the errors into the rows' order, without what was left out of rows that are not taken in at all.
fn sort_errors(page: &mut ImportPage) {
    let refused: Vec<u64> =
        page.errors.iter().filter(|error| !error.warning).map(|error| error.row).collect();
    page.errors.retain(|error| !error.warning || !refused.contains(&error.row));
    page.errors.sort_by_key(|error| error.row);
}

/// What is wrong with a number that `owner` holds.
fn refusal(import: ImportId, owner: Option<&Item>) -> String {
    let Some(owner) = owner else { return Refusal::Duplicate.message().into() };
    if owner.contains_key("do_not_call_at") {
        return Refusal::DoNotCall.message().into();
    }
    let ours = owner.get("import_id").and_then(|v| v.as_s().ok()).is_some_and(|id| *id == import.to_string());
    match owner.get("import_row").and_then(|v| v.as_n().ok()) {
        Some(row) if ours => format!("repeats the number of row {row}"),
        _ => Refusal::Duplicate.message().into(),
    }
}
