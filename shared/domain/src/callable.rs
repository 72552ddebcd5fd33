//! Which numbers are called at all: by their type, their country, and never our own.

use std::collections::BTreeSet;

use crate::caller_number::CallerNumbers;
use crate::country::Country;
use crate::error::{Error, Result};
use crate::phone::PhoneNumber;

/// The numbers that may be called. Asked when a lead is taken in, and again before every dial, since
/// settings and numbering plans change in between.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallableNumbers {
    /// `None`: every country.
    countries: Option<BTreeSet<Country>>,
    /// The identities of the numbers we call from.
    own: BTreeSet<PhoneNumber>,
}

impl CallableNumbers {
    /// `countries` are ISO 3166-1 codes separated by commas, or `*` for all; `own` are the numbers we
    /// call from, in E.164, separated by commas. An empty text stands for all countries and no number.
    ///
    /// # Errors
    /// `Invalid` with the code that is no country's.
    pub fn parse(countries: &str, own: &str) -> Result<Self> {
        let codes = countries.split(',').map(str::trim).filter(|code| !code.is_empty() && *code != "*");
        let codes = codes.map(str::parse).collect::<Result<BTreeSet<Country>>>()?;
        let all = codes.is_empty();
        let own = own.split(',').map(str::trim).filter(|number| !number.is_empty());
        let none = Self { countries: (!all).then_some(codes), own: BTreeSet::new() };
        Ok(own.fold(none, Self::without))
    }

    /// The same but for a number we call from, as it is configured.
    #[must_use]
    pub fn without(mut self, own: &str) -> Self {
        self.own.insert(PhoneNumber::trusted(own.trim()).identity());
        self
    }

    /// The same but for these, which we call from.
    #[must_use]
    pub fn without_all(self, ours: &CallerNumbers) -> Self {
        ours.numbers.iter().fold(self, |callable, own| callable.without(own.number.as_str()))
    }

    /// Whether this country was switched on by name, and not with all others.
    pub fn names(&self, country: Country) -> bool {
        self.countries.as_ref().is_some_and(|named| named.contains(&country))
    }

    /// Whether a number may be called.
    ///
    /// # Errors
    /// `Invalid` on the field `phone`, with the reason.
    pub fn check(&self, number: &PhoneNumber) -> Result<()> {
        if self.own.contains(&number.identity()) {
            return Err(Error::invalid("phone", "is a number we call from"));
        }
        number.check_type()?;
        let Some(countries) = &self.countries else { return Ok(()) };
        match number.country() {
            Some(country) if countries.contains(&country) => Ok(()),
            Some(country) => {
                Err(Error::invalid("phone", format!("is of a country that is not called ({country})")))
            }
            None => Err(Error::invalid("phone", "is of no country that is called")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(callable: &CallableNumbers, number: &str) -> Option<String> {
        callable.check(&PhoneNumber::trusted(number)).err().map(|error| error.to_string())
    }

    #[test]
    fn everything_personal_is_called_where_nothing_is_set() {
        for text in ["", "*"] {
            let callable = CallableNumbers::parse(text, "").unwrap();
            assert_eq!(callable, CallableNumbers::default());
            assert_eq!(refusal(&callable, "+34612345601"), None);
            for bad in ["+19002345601", "+881612345601", "+979123456789", "+449098790001", "+34"] {
                assert!(refusal(&callable, bad).is_some(), "{bad}");
            }
        }
    }

    #[test]
    fn only_countries_that_are_switched_on_are_called() {
        let callable = CallableNumbers::parse("es, GB", "").unwrap();
        assert_eq!(refusal(&callable, "+34612345601"), None);
        assert!(refusal(&callable, "+33612345678").unwrap().contains("(FR)"));
        // Guernsey has Britain's calling code and is another country.
        assert!(refusal(&callable, "+441481256789").unwrap().contains("(GG)"));
        assert!(CallableNumbers::parse("ES,XX", "").is_err());
    }

    #[test]
    fn our_own_number_is_never_called() {
        let callable = CallableNumbers::parse("", "+15005550006, +5491123456789").unwrap();
        assert!(refusal(&callable, "+15005550006").unwrap().contains("we call from"));
        assert!(refusal(&callable, "+541123456789").unwrap().contains("we call from"));
        let callable = CallableNumbers::default().without("+34910000001");
        assert!(refusal(&callable, "+34910000001").is_some());
    }
}
