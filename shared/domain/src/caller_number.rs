//! The numbers we call from, where there are several: which of them a lead is called from.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::country::Country;
use crate::error::{Error, FieldError, Result};
use crate::ids::LeadId;
use crate::pacing::CALLS_PER_DAY_MAX;
use crate::phone::PhoneNumber;

/// The most numbers that can be called from: all of them are read before each call.
pub const CALLER_NUMBERS_MAX: usize = 50;

/// A number we call from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallerNumber {
    pub number: PhoneNumber,
    /// At most so many calls from it in a day (UTC), but for those that were agreed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calls_per_day: Option<u64>,
    /// Twilio did not let us call from it, and so nobody is until an admin saves the numbers again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<CallerRefusal>,
}

/// Why a number is not called from any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallerRefusal {
    /// As Twilio said it, by its code.
    pub detail: String,
    pub at: Timestamp,
}

/// A number as an operator names it, not checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCallerNumber {
    /// In E.164.
    pub number: String,
    pub calls_per_day: Option<u64>,
}

/// The numbers we call from, in the operators' order. While there is none, all calls come from the number that is kept
/// with Twilio's credentials.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallerNumbers {
    pub numbers: Vec<CallerNumber>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Counts the writes.
    pub version: u64,
}

impl CallerNumbers {
    /// Reads the numbers an operator names.
    ///
    /// # Errors
    /// `Invalid`, naming each number by its place as in `numbers.0.number`: not in E.164, named twice, or with a limit
    /// that is none; or `numbers`, where there are too many.
    pub fn parse(wanted: &[NewCallerNumber]) -> Result<Vec<CallerNumber>> {
        if wanted.len() > CALLER_NUMBERS_MAX {
            return Err(Error::invalid("numbers", format!("must be at most {CALLER_NUMBERS_MAX}")));
        }
        let (mut numbers, mut errors, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
        for (place, new) in wanted.iter().enumerate() {
            let mut wrong = |field: &str, message: String| {
                errors.push(FieldError::new(format!("numbers.{place}.{field}"), message));
            };
            let number = PhoneNumber::of_ours(&new.number);
            if new.calls_per_day.is_some_and(|calls| !(1..=CALLS_PER_DAY_MAX).contains(&calls)) {
                wrong("calls_per_day", format!("must be 1 to {CALLS_PER_DAY_MAX}"));
            }
            match number {
                None => wrong("number", "must be a number in E.164, as +12125550100".to_owned()),
                Some(number) if !seen.insert(number.identity()) => {
                    wrong("number", "is there twice".to_owned());
                }
                Some(number) => {
                    numbers.push(CallerNumber { number, calls_per_day: new.calls_per_day, refused: None });
                }
            }
        }
        if errors.is_empty() { Ok(numbers) } else { Err(Error::Invalid(errors)) }
    }

    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Whether this is a number we call from.
    pub fn are_ours(&self, number: &PhoneNumber) -> bool {
        self.numbers.iter().any(|own| own.number.identity() == number.identity())
    }

    /// The numbers that a lead may be called from, those that suit it best first: of its own area, or else of its
    /// country, where there is one; none of another country while there is one of its own. Among numbers that suit it
    /// alike each lead has an order of its own, so that calls are spread over them and yet a lead sees the same number
    /// each time.
    pub fn for_lead(&self, lead: LeadId, phone: &PhoneNumber) -> Vec<&CallerNumber> {
        let country = phone.country();
        let is_of_country = |own: &CallerNumber| country.is_some() && own.number.country() == country;
        let mut suiting: Vec<&CallerNumber> = self.usable().collect();
        if suiting.iter().any(|own| is_of_country(own)) {
            suiting.retain(|own| is_of_country(own));
        }
        suiting.sort_by_cached_key(|own| (!own.number.is_of_area_of(phone), order(lead, &own.number)));
        suiting
    }

    /// The calls that may be made from them in a day (UTC), as none was made yet.
    pub fn calls_of_day(&self) -> CallsOfDay {
        let mut left = BTreeMap::new();
        for own in self.usable() {
            let of_country = left.entry(own.number.country()).or_insert(Some(0_u64));
            *of_country = of_country.zip(own.calls_per_day).map(|(all, own)| all.saturating_add(own));
        }
        CallsOfDay { left }
    }

    /// Leaves a number out that Twilio does not let us call from, unless no other is left. Says whether there is
    /// another, and whether this changed anything.
    pub fn refuse(&mut self, number: &PhoneNumber, detail: &str, now: Timestamp) -> Refusing {
        let others = self.is_empty() || self.usable().any(|own| own.number != *number);
        let mut found = self.numbers.iter_mut().filter(|own| own.number == *number && own.refused.is_none());
        match found.next().filter(|_| others) {
            Some(own) => {
                own.refused = Some(CallerRefusal { detail: detail.to_owned(), at: now });
                Refusing { others, changed: true }
            }
            None => Refusing { others, changed: false },
        }
    }

    fn usable(&self) -> impl Iterator<Item = &CallerNumber> {
        self.numbers.iter().filter(|own| own.refused.is_none())
    }
}

/// How many calls a day still has from the numbers of each country; `None` is any number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallsOfDay {
    left: BTreeMap<Option<Country>, Option<u64>>,
}

impl CallsOfDay {
    /// Takes a call to this number, from one of its country where there is one, or else from wherever most are left.
    /// Says whether there was one.
    pub fn take(&mut self, phone: &PhoneNumber) -> bool {
        let country = phone.country().map(Some).filter(|country| self.left.contains_key(country));
        let left = match country {
            Some(country) => self.left.get_mut(&country),
            // An unlimited one before all others.
            None => self.left.values_mut().max_by_key(|left| left.unwrap_or(u64::MAX)),
        };
        match left {
            None | Some(None) => true,
            Some(Some(0)) => false,
            Some(Some(left)) => {
                *left -= 1;
                true
            }
        }
    }
}

/// What became of a number that Twilio refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusing {
    /// There is another to call from.
    pub others: bool,
    pub changed: bool,
}

/// A number's place for a lead: by rendezvous hashing, so that numbers that are added or taken away change it for as
/// few leads as can be.
fn order(lead: LeadId, number: &PhoneNumber) -> [u8; 32] {
    Sha256::digest(format!("{lead} {number}")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW_YORK: &str = "+12125550100";
    const DENVER: &str = "+13035550100";
    const MADRID: &str = "+34910000001";

    fn now() -> Timestamp {
        "2026-11-24T10:00:00Z".parse().unwrap()
    }

    fn new(number: &str) -> NewCallerNumber {
        NewCallerNumber { number: number.to_owned(), calls_per_day: None }
    }

    fn ours(numbers: &[&str]) -> CallerNumbers {
        let wanted: Vec<_> = numbers.iter().map(|number| new(number)).collect();
        let numbers = CallerNumbers::parse(&wanted).unwrap();
        CallerNumbers { numbers, ..CallerNumbers::default() }
    }

    fn lead(n: i64) -> LeadId {
        LeadId::generate(Timestamp::from_second(n).unwrap())
    }

    fn order_for(ours: &CallerNumbers, phone: &str) -> Vec<String> {
        let phone = PhoneNumber::parse(phone, None).unwrap();
        ours.for_lead(lead(1), &phone).iter().map(|own| own.number.as_str().to_owned()).collect()
    }

    #[test]
    fn a_lead_is_called_from_its_own_area_and_never_from_abroad_while_there_is_a_number_at_home() {
        let ours = ours(&[MADRID, DENVER, NEW_YORK]);
        assert_eq!(order_for(&ours, "+12125550123"), [NEW_YORK, DENVER]);
        assert_eq!(order_for(&ours, "+13035550123"), [DENVER, NEW_YORK]);
        assert_eq!(order_for(&ours, "+34612345678"), [MADRID]);
        // Canada shares the calling code, and is another country.
        assert_eq!(order_for(&ours, "+14165550123").len(), 3);
        assert_eq!(order_for(&ours, "+33612345678").len(), 3);
        assert!(order_for(&CallerNumbers::default(), NEW_YORK).is_empty());
    }

    #[test]
    fn a_number_that_twilio_refuses_is_left_out_but_for_the_last() {
        let mut ours = ours(&[NEW_YORK, DENVER]);
        let number = |text: &str| PhoneNumber::of_ours(text).unwrap();
        let refused = ours.refuse(&number(NEW_YORK), "error 21210", now());
        assert_eq!(refused, Refusing { others: true, changed: true });
        assert_eq!(order_for(&ours, "+12125550123"), [DENVER]);
        // Another call from it was under way.
        let again = ours.refuse(&number(NEW_YORK), "error 21210", now());
        assert_eq!(again, Refusing { others: true, changed: false });
        let last = ours.refuse(&number(DENVER), "error 21210", now());
        assert_eq!(last, Refusing { others: false, changed: false });
        assert_eq!(order_for(&ours, "+12125550123"), [DENVER]);
        let none = CallerNumbers::default().refuse(&number(DENVER), "error 21210", now());
        assert_eq!(none, Refusing { others: true, changed: false });
    }

    #[test]
    fn what_is_wrong_with_a_number_is_told_by_its_place() {
        let limited = |calls| NewCallerNumber { calls_per_day: Some(calls), ..new(DENVER) };
        for (wanted, field) in [
            (vec![new(NEW_YORK), new("2125550100")], "numbers.1.number"),
            (vec![new(NEW_YORK), new(" +1 212 555 0100")], "numbers.1.number"),
            (vec![new(NEW_YORK), new(NEW_YORK)], "numbers.1.number"),
            (vec![limited(0)], "numbers.0.calls_per_day"),
            (vec![limited(CALLS_PER_DAY_MAX + 1)], "numbers.0.calls_per_day"),
            (vec![new(NEW_YORK); CALLER_NUMBERS_MAX + 1], "numbers"),
        ] {
            let Err(Error::Invalid(errors)) = CallerNumbers::parse(&wanted) else { panic!("{wanted:?}") };
            assert_eq!(errors.iter().map(|error| &*error.field).collect::<Vec<_>>(), [field]);
        }
        assert!(CallerNumbers::parse(&[limited(1)]).is_ok() && CallerNumbers::parse(&[]).is_ok());
    }

    #[test]
    fn calls_are_spread_and_a_lead_sees_the_same_number() {
        let two = ours(&[NEW_YORK, "+12125550101"]);
        let three = ours(&[NEW_YORK, "+12125550101", "+12125550102"]);
        let phone = PhoneNumber::parse("+12125550123", None).unwrap();
        let (mut moved, mut counts) = (0, BTreeMap::<_, u32>::new());
        for n in 1..=200 {
            let id = lead(n);
            let first = two.for_lead(id, &phone)[0];
            assert_eq!(first, two.for_lead(id, &phone)[0]);
            *counts.entry(first.number.as_str()).or_default() += 1;
            moved += u32::from(three.for_lead(id, &phone)[0].number != first.number);
        }
        assert!(counts.len() == 2 && counts.values().all(|count| *count > 70), "{counts:?}");
        assert!(moved < 90, "{moved} of 200 leads see another number");
    }
}
