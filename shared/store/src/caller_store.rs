//! The numbers we call from.

use homework_domain::caller_number::{CallerNumber, CallerNumbers, Refusing};
use homework_domain::phone::PhoneNumber;
use homework_domain::{Error, Result};
use jiff::Timestamp;

use crate::keys::{self, IndexEntry, Key, Keyed};
use crate::table::Store;

impl Keyed for CallerNumbers {
    const ENTITY: &'static str = "CALLER_NUMBERS";

    fn key(&self) -> Key {
        keys::caller_numbers()
    }

    fn entries(&self) -> Vec<IndexEntry> {
        vec![]
    }
}

impl Store {
    /// The numbers we call from; none where all calls come from the one that is kept with Twilio's credentials.
    pub async fn caller_numbers(&self) -> Result<CallerNumbers> {
        Ok(self.get(&keys::caller_numbers()).await?.unwrap_or_default())
    }

    /// Puts these numbers in force, none of them refused, in place of those of version `based_on`, which is 0 where
    /// nothing was ever saved.
    ///
    /// # Errors
    /// `Conflict` where others are in force by now.
    pub async fn save_caller_numbers(
        &self,
        numbers: &[CallerNumber],
        based_on: u64,
        now: Timestamp,
    ) -> Result<CallerNumbers> {
        let mut is_stale = false;
        let saved = self.change_caller_numbers(|ours| {
            // A request that comes twice finds its own numbers.
            let is_there = ours.updated_at.is_some() && ours.numbers == numbers;
            is_stale = !is_there && ours.version != based_on;
            if is_there || is_stale {
                return false;
            }
            if ours.updated_at.is_none() {
                ours.version = 1;
            }
            numbers.clone_into(&mut ours.numbers);
            ours.updated_at = Some(now);
            true
        });
        let saved = saved.await?;
        if is_stale {
            return Err(Error::Conflict("the caller numbers were changed since: load them again".into()));
        }
        Ok(saved)
    }

    /// Leaves a number out that Twilio does not let us call from, where there is another; says whether there is.
    pub async fn refuse_caller_number(
        &self,
        number: &PhoneNumber,
        detail: &str,
        now: Timestamp,
    ) -> Result<bool> {
        let mut refusing = Refusing { others: false, changed: false };
        self.change_caller_numbers(|ours| {
            refusing = ours.refuse(number, detail, now);
            refusing.changed
        })
        .await?;
        Ok(refusing.others)
    }

    async fn change_caller_numbers(
        &self,
        change: impl FnMut(&mut CallerNumbers) -> bool,
    ) -> Result<CallerNumbers> {
        let key = keys::caller_numbers();
        let changed = self.change_or_begin(&key, "caller numbers", CallerNumbers::default, change);
        changed.await.map(|(numbers, _)| numbers)
    }
}

#[cfg(test)]
mod tests {
    use homework_domain::caller_number::NewCallerNumber;
    use homework_domain::import::{Import, ImportPage};
    use homework_domain::lead::{Lead, NewLead};
    use homework_domain::lead_change::{ChangeFields, LeadChange};
    use homework_domain::lead_file::Mapping;

    use super::*;
    use crate::memory::Memory;

    fn now() -> Timestamp {
        "2026-11-24T10:00:00Z".parse().unwrap()
    }

    fn numbers(numbers: &[&str]) -> Vec<CallerNumber> {
        let new = |number: &&str| NewCallerNumber { number: (*number).to_owned(), calls_per_day: Some(2) };
        CallerNumbers::parse(&numbers.iter().map(new).collect::<Vec<_>>()).unwrap()
    }

    #[tokio::test]
    async fn caller_numbers_replace_only_the_version_that_was_seen() {
        let store = Store::in_memory(Memory::default());
        assert_eq!(store.caller_numbers().await.unwrap(), CallerNumbers::default());
        let (one, two) = (numbers(&["+12125550100"]), numbers(&["+12125550100", "+13035550100"]));
        let first = store.save_caller_numbers(&one, 0, now()).await.unwrap();
        assert_eq!((first.version, &first.numbers), (1, &one));
        // Again, and somebody else's who had seen nothing either.
        assert_eq!(store.save_caller_numbers(&one, 0, now()).await.unwrap(), first);
        assert!(matches!(store.save_caller_numbers(&two, 0, now()).await, Err(Error::Conflict(_))));
        let second = store.save_caller_numbers(&two, 1, now()).await.unwrap();
        assert_eq!((second.version, store.caller_numbers().await.unwrap()), (2, second.clone()));

        let denver = &two[1].number;
        assert!(store.refuse_caller_number(denver, "error 21210", now()).await.unwrap());
        let refused = store.caller_numbers().await.unwrap();
        assert!(refused.version == 3 && refused.numbers[1].refused.is_some(), "{refused:?}");
        assert!(!store.refuse_caller_number(&two[0].number, "error 21210", now()).await.unwrap());
        assert_eq!(store.caller_numbers().await.unwrap(), refused);
        // Whoever saves them has the number tried again.
        let tried = store.save_caller_numbers(&two, 3, now()).await.unwrap();
        assert!(tried.numbers.iter().all(|own| own.refused.is_none()));
        assert!(store.save_caller_numbers(&[], 4, now()).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_number_of_ours_is_no_leads() {
        let store = Store::in_memory(Memory::default());
        let [ours, free] = ["+12125550100", "+13035550100"];
        store.save_caller_numbers(&numbers(&[ours]), 0, now()).await.unwrap();
        let new = |number| NewLead::parse("Ana", number, None).unwrap();
        let refused = store.create_lead(&Lead::create(new(ours), now())).await;
        assert!(refused.unwrap_err().to_string().contains("a number we call from"));

        let lead = Lead::create(new(free), now());
        store.create_lead(&lead).await.unwrap();
        let fields = ChangeFields { phone: Some(ours), ..ChangeFields::default() };
        let change = LeadChange::read(&fields, now()).unwrap();
        let refused = store.change_lead(lead.id, change, now()).await;
        assert!(refused.unwrap_err().to_string().contains("a number we call from"));

        let mut import = Import::create(Mapping::default(), None, now());
        store.create_import(&import).await.unwrap();
        let leads = vec![(2, new(ours)), (3, new("+13035550101"))];
        let page = ImportPage { leads, rows: 2, ..ImportPage::default() };
        store.import_page(&mut import, page, now()).await.unwrap();
        let (errors, _) = store.import_errors(import.id, None).await.unwrap();
        assert_eq!((import.leads_created, errors.len(), errors[0].row), (1, 1, 2));
    }

    #[tokio::test]
    async fn a_number_makes_no_more_calls_in_a_day_than_it_may() {
        let store = Store::in_memory(Memory::default());
        let [denver, madrid] = &numbers(&["+13035550100", "+34910000001"])[..] else { panic!() };
        for expected in [true, true, false] {
            assert_eq!(store.take_call_from(denver, now()).await.unwrap(), expected);
        }
        let unlimited = CallerNumber { calls_per_day: None, ..madrid.clone() };
        assert!(store.take_call_from(&unlimited, now()).await.unwrap());
        let made = store.calls_from(&[denver.clone(), unlimited.clone()], now()).await.unwrap();
        assert_eq!(made, [2, 1]);
        let tomorrow = now() + jiff::SignedDuration::from_hours(24);
        assert!(store.take_call_from(denver, tomorrow).await.unwrap());
        assert_eq!(store.calls_from(&[unlimited], tomorrow).await.unwrap(), [0]);
    }
}
