//! Telephone numbers in E.164, and what a number tells about its owner's country and time zone.

mod pattern;
pub(crate) mod plan;
mod read;
mod zones;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::country::Country;
use crate::error::{Error, Result};
use crate::locale::{self, Language, Locale};

pub use plan::NumberType;

/// Countries whose mobile numbers are written in two ways, with or without a mark behind the calling code:
/// Argentina's have a 9 when they are dialled from abroad, Mexico's had a 1 until 2019.
pub(crate) const MARKED: [(&str, &str); 2] = [("54", "9"), ("52", "1")];

/// A valid number in E.164: `+`, country code, subscriber number, digits only.
///
/// Input is checked by [`PhoneNumber::parse`]. What is deserialized comes from our own table and is
/// trusted: reading a stored lead must not cost what checking a number costs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Reads a number as people and exports write it: an international one, or, where `country` is
    /// named, one as it is dialled there. What is no digit or sign of it is passed over: spaces and
    /// dashes of any kind, marks that show nothing, labels such as `tel:`, extensions.
    ///
    /// # Errors
    /// `Invalid` on the field `phone`, with the reason: there is no such number, it cannot be told
    /// what country it is from, or it is of a type that is never called.
    pub fn parse(text: &str, country: Option<Country>) -> Result<Self> {
        let country = country.as_ref().map(Country::as_str);
        let digits = read::read(text, country).map_err(|reason| Error::invalid("phone", reason))?;
        let number = Self(format!("+{digits}"));
        number.check_type()?;
        Ok(number)
    }

    /// A number from our own configuration, as it is.
    pub(crate) fn trusted(e164: &str) -> Self {
        Self(e164.to_owned())
    }

    /// A number we call from, which may be of any type: in E.164, digits only; `None` where it is not written so.
    pub fn of_ours(e164: &str) -> Option<Self> {
        let digits = e164.strip_prefix('+')?;
        let right = (7..=15).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
        (right && !digits.starts_with('0')).then(|| Self(e164.to_owned()))
    }

    /// What stands for a number that was erased; it is nobody's, and cannot be dialled.
    pub fn erased() -> Self {
        Self("+0".to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The calling code with its plus sign, such as `+34`.
    pub fn country_code(&self) -> String {
        plan::split_code(self.digits()).map(|(code, _)| format!("+{code}")).unwrap_or_default()
    }

    /// The country the number belongs to, where it tells.
    pub fn country(&self) -> Option<Country> {
        self.described().and_then(|described| described.region?.parse().ok())
    }

    /// What the number is for; `None` for one that its country's plan does not know (any more).
    pub fn kind(&self) -> Option<NumberType> {
        self.described().map(|described| described.kind)
    }

    /// Whether both numbers are of one area, as far as their first digits tell: the area code in North America, elsewhere
    /// the first two behind the calling code.
    pub fn is_of_area_of(&self, other: &Self) -> bool {
        let area = |number: &Self| {
            let (code, national) = plan::split_code(number.digits())?;
            let area = national.get(..if code == "1" { 3 } else { 2 })?;
            Some((code.to_owned(), area.to_owned()))
        };
        area(self).is_some_and(|own| Some(own) == area(other))
    }

    /// The language, voice and speech recognition to use with this number's owner.
    pub fn locale(&self) -> &'static Locale {
        let region = self.described().and_then(|described| described.region);
        locale::of_number(self.digits(), region)
    }

    /// The locale in which this number's owner is spoken to in a chosen language.
    pub fn locale_in(&self, language: Language) -> &'static Locale {
        let own = self.locale();
        let region = self.described().and_then(|described| described.region);
        if own.language == language { own } else { locale::of_language(language, region) }
    }

    /// Every IANA zone the owner may be in, the likeliest first; never empty.
    pub fn time_zones(&self) -> Vec<&'static str> {
        zones::of_number(self.digits(), self.described())
    }

    /// The same person's number however it is written, [`MARKED`] or not: the identity is the form without.
    pub fn identity(&self) -> Self {
        let without = MARKED
            .into_iter()
            .find_map(|(code, mark)| Some((code, self.digits().strip_prefix(code)?.strip_prefix(mark)?)))
            .filter(|(_, rest)| rest.len() == 10);
        without.map_or_else(|| self.clone(), |(code, rest)| Self(format!("+{code}{rest}")))
    }

    /// Every number that has this one's identity, itself among them.
    pub fn spellings(&self) -> Vec<Self> {
        let identity = self.identity();
        let marked = MARKED.into_iter().find_map(|(code, mark)| {
            let rest = identity.digits().strip_prefix(code).filter(|rest| rest.len() == 10)?;
            Some(Self(format!("+{code}{mark}{rest}")))
        });
        std::iter::once(identity).chain(marked).collect()
    }

    /// Refuses numbers that are of no country, or of a type that is never called.
    pub(crate) fn check_type(&self) -> Result<()> {
        let refused = |reason: String| Err(Error::invalid("phone", reason));
        match self.described() {
            None => refused("is no number that exists".into()),
            Some(described) if described.region.is_none() => {
                refused("is of a satellite or international service, which is never called".into())
            }
            Some(described) if !described.kind.is_personal_line() => {
                refused(format!("is {}, which is never called", described.kind.name()))
            }
            Some(_) => Ok(()),
        }
    }

    fn digits(&self) -> &str {
        self.0.strip_prefix('+').unwrap_or(&self.0)
    }

    fn described(&self) -> Option<plan::Described> {
        plan::describe(self.digits())
    }
}

/// Every country that has numbers of its own.
pub fn countries() -> impl Iterator<Item = Country> {
    plan::countries().filter_map(|code| code.parse().ok())
}

impl FromStr for PhoneNumber {
    type Err = Error;

    /// Reads a number whose country it tells itself.
    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text, None)
    }
}

impl From<PhoneNumber> for String {
    fn from(phone: PhoneNumber) -> String {
        phone.0
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests;
