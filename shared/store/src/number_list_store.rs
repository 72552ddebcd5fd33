//! Imports of numbers that are not to be called, and the national lists in use.
//!
//! A number of our own list is marked on its own item, whose index has a partition for all of them. A national list
//! has mostly numbers of nobody we know: each is a small item of its own beside that one, in no index, written without
//! a condition, 25 to a request. Each import writes items of its own, which count once the list's record names that
//! import: in one write the new edition is in force, and the numbers that are no longer on it are free. The items of
//! earlier editions expire.

use std::collections::HashMap;

use homework_domain::error::FieldError;
use homework_domain::ids::ImportId;
use homework_domain::import::{Import, ImportPage, NumberList};
use homework_domain::national_list::{ListEdition, ListMark, NationalList};
use homework_domain::phone::PhoneNumber;
use homework_domain::suppression::Suppression;
use homework_domain::{Error, Result};
use jiff::Timestamp;

use crate::bulk_pace::BulkPace;
use crate::import_store::errors_item;
use crate::keys::{self, IndexEntry, Key, Keyed};
use crate::lead_store::string;
use crate::number_dials::NumberDials;
use crate::operation::{Condition, Item, Part, Query, Write, key_item, number};
use crate::table::{Store, put_new, read};
use crate::versioned::{Attempts, Versioned as _, put_over};

/// Requests at once.
const LANES: usize = 8;
/// As many as one turn of a [`BulkPace`] allows.
const NUMBERS_PER_TURN: usize = 100;
const NUMBERS_PER_REQUEST: usize = 25;
/// So many refused rows of a list are named; the others are counted.
const REFUSALS_NAMED: u64 = 100_000;

impl Keyed for NationalList {
    const ENTITY: &'static str = "NATIONAL_LIST";

    fn key(&self) -> Key {
        keys::national_list(&self.edition.name)
    }

    fn entries(&self) -> Vec<IndexEntry> {
        vec![]
    }
}

/// What the table says of a number before it is dialled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NumberMarks {
    /// On our own list.
    pub do_not_call: bool,
    /// On these national lists, in whatever edition.
    pub listed: Vec<ListMark>,
    /// When it was dialled as the number of leads that are gone, or have another one by now.
    pub dials: Vec<Timestamp>,
}

impl NumberMarks {
    /// Takes in what an item of the number's partition says.
    fn take(&mut self, item: Item) -> Result<()> {
        let sk = string(&item, "sk").unwrap_or_default();
        if let Some(mark) = keys::list_mark(&sk) {
            self.listed.push(mark);
        } else if sk == keys::NUMBER_DIALS {
            self.dials.extend(read::<NumberDials>(item)?.dials);
        } else {
            self.do_not_call |= item.contains_key("do_not_call_at");
        }
        Ok(())
    }
}

impl Store {
    /// What is on record about a number, however it is written: strongly consistent, one request for each way to
    /// write it, as much as getting an item takes.
    pub async fn number_marks(&self, phone: &PhoneNumber) -> Result<NumberMarks> {
        let mut marks = NumberMarks::default();
        for spelling in phone.spellings() {
            let Key { pk, sk } = keys::phone(&spelling);
            let part = Part::Between(keys::LISTED_PREFIX.to_owned(), sk.clone());
            for item in self.query_all(Query::table(pk).part(part)).await? {
                marks.take(item)?;
            }
        }
        Ok(marks)
    }

    /// What is on record about many numbers, by the number: of national lists as far as it is the editions of `lists`;
    /// one of which there is nothing is left out. A hundred items are read at a time.
    pub async fn marks_among(
        &self,
        numbers: &[&PhoneNumber],
        lists: &[NationalList],
    ) -> Result<HashMap<PhoneNumber, NumberMarks>> {
        let (mut asked_of, mut keys) = (HashMap::new(), Vec::new());
        for number in numbers {
            for spelling in number.spellings() {
                let own = keys::phone(&spelling);
                asked_of.insert(own.pk.clone(), *number);
                keys.push(own);
                keys.push(keys::number_dials(&spelling));
                let held = lists.iter().filter(|list| list.edition.holds_for(number));
                keys.extend(held.map(|list| keys::listed(&spelling, &list.mark())));
            }
        }
        let mut marks: HashMap<PhoneNumber, NumberMarks> = HashMap::new();
        for item in self.get_items(&keys).await? {
            let pk = string(&item, "pk").unwrap_or_default();
            if let Some(number) = asked_of.get(&pk) {
                marks.entry((*number).clone()).or_default().take(item)?;
            }
        }
        Ok(marks)
    }

    /// Takes in a page of numbers, and then writes down how far the import is: a page that is taken in again changes
    /// nothing, and counts once.
    ///
    /// # Errors
    /// `Stale` when somebody else has gone on with the import meanwhile.
    pub async fn import_numbers(
        &self,
        import: &mut Import,
        list: &NumberList,
        mut page: ImportPage,
        pace: &mut BulkPace,
        now: Timestamp,
    ) -> Result<()> {
        match &list.national {
            None => {
                Box::pin(self.suppress_all(&page.numbers, list.reason.as_deref(), pace, now)).await?;
            }
            Some(edition) => Box::pin(self.put_listed(&page.numbers, edition, import.id)).await?,
        }
        let mut advanced = import.clone();
        advanced.advance(&page, now);
        if import.rows_refused >= REFUSALS_NAMED {
            page.errors.clear();
        }
        let mut operations = vec![put_over(&advanced)?];
        if !page.errors.is_empty() {
            operations.push(Write::put(errors_item(import, &page)?, Condition::absent()));
        }
        if !self.commit(operations).await? {
            return Err(Error::Stale(format!("import {} was changed meanwhile", import.id)));
        }
        *import = advanced.written();
        Ok(())
    }

    /// Puts numbers on our own list, and their leads to DO_NOT_CALL.
    async fn suppress_all(
        &self,
        numbers: &[PhoneNumber],
        reason: Option<&str>,
        pace: &mut BulkPace,
        now: Timestamp,
    ) -> Result<()> {
        for numbers in numbers.chunks(NUMBERS_PER_TURN) {
            pace.turn().await;
            let lane = async |lane: usize| {
                for phone in numbers.iter().skip(lane).step_by(LANES) {
                    self.suppress_imported(&Suppression::by_import(phone, reason, now)).await?;
                }
                Ok::<_, Error>(())
            };
            Box::pin(in_lanes(lane)).await?;
        }
        Ok(())
    }

    /// As [`Self::suppress`], in one plain write where no lead has the number.
    async fn suppress_imported(&self, wanted: &Suppression) -> Result<()> {
        let is_spelled_once = wanted.phone.spellings().len() == 1;
        if is_spelled_once
            && self.write(self.suppress_number_if(wanted, [], Condition::Lacks("lead_id"))?).await?
        {
            return Ok(());
        }
        self.suppress(wanted).await.map(|_| ())
    }

    async fn put_listed(
        &self,
        numbers: &[PhoneNumber],
        edition: &ListEdition,
        import: ImportId,
    ) -> Result<()> {
        // No item may be there twice in one request.
        let mut distinct: Vec<_> = numbers.iter().map(PhoneNumber::identity).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let items: Vec<_> = distinct.iter().map(|phone| listed_item(phone, edition, import)).collect();
        let writes: Vec<_> = items.into_iter().map(|item| Write::put(item, Condition::Always)).collect();
        let requests: Vec<_> = writes.chunks(NUMBERS_PER_REQUEST).collect();
        in_lanes(async |lane: usize| {
            for request in requests.iter().skip(lane).step_by(LANES) {
                self.write_all(request).await?;
            }
            Ok(())
        })
        .await
    }

    /// Puts the edition that an import brought in the place of the one in use. Done already: nothing.
    ///
    /// # Errors
    /// `Invalid` where the one in use is of a later day, or of another place.
    pub async fn use_national_list(
        &self,
        edition: &ListEdition,
        import: &Import,
        now: Timestamp,
    ) -> Result<()> {
        let mut attempts = Attempts::at("national list");
        loop {
            attempts.begin()?;
            let new = NationalList {
                edition: edition.clone(),
                import_id: import.id,
                numbers: import.numbers_listed,
                imported_at: now,
                version: 1,
            };
            let put = match self.get::<NationalList>(&keys::national_list(&edition.name)).await? {
                None => put_new(&new)?,
                Some(there) if there.import_id == import.id => return Ok(()),
                Some(there) => {
                    follows(edition, &there.edition)?;
                    put_over(&NationalList { version: there.version, ..new })?
                }
            };
            if self.commit(vec![put]).await? {
                return Ok(());
            }
        }
    }

    /// The national lists in use.
    pub async fn national_lists(&self) -> Result<Vec<NationalList>> {
        Ok(self.halts().await?.lists)
    }

    /// Takes a national list out of use: its numbers are free, and nobody waits for a fresh edition.
    ///
    /// # Errors
    /// `NotFound` where it is not in use.
    pub async fn drop_national_list(&self, name: &str) -> Result<NationalList> {
        let mut attempts = Attempts::at("national list");
        loop {
            attempts.begin()?;
            let list: Option<NationalList> = self.get(&keys::national_list(name)).await?;
            let list = list.ok_or_else(|| Error::not_found("national list", name))?;
            let delete = Write::delete(&keys::national_list(name), Condition::version(list.version));
            if self.commit(vec![delete]).await? {
                return Ok(list);
            }
        }
    }
}

/// Whether an edition may take the place of the one in use.
fn follows(edition: &ListEdition, there: &ListEdition) -> Result<()> {
    if edition.as_of < there.as_of {
        let why = format!("the edition in use is of {}, which is later than {}", there.as_of, edition.as_of);
        return Err(Error::invalid("as_of", why));
    }
    if edition.place != there.place {
        let why = format!("the list {} is of {}; give this one another name", there.name, there.place);
        return Err(Error::Invalid(vec![FieldError::new("place", why)]));
    }
    Ok(())
}

/// Beside the number's own item; the identity of the number stands for all ways to write it.
fn listed_item(phone: &PhoneNumber, edition: &ListEdition, import: ImportId) -> Item {
    let mark = ListMark { name: edition.name.clone(), import_id: import };
    let mut item = key_item(&keys::listed(phone, &mark));
    item.insert("expires_at".into(), number(edition.expires_at()));
    item
}

/// Does the parts of something at once, each in its lane.
async fn in_lanes<F: Future<Output = Result<()>>>(lane: impl Fn(usize) -> F) -> Result<()> {
    const { assert!(LANES == 8) };
    tokio::try_join!(lane(0), lane(1), lane(2), lane(3), lane(4), lane(5), lane(6), lane(7)).map(|_| ())
}

#[cfg(test)]
mod tests;
