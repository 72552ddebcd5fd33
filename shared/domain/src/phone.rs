//! Telephone numbers in E.164, and what a number tells about its owner's country and time zone.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use phonenumber::Mode;
use serde::{Deserialize, Serialize};

use crate::country::Country;
use crate::error::{Error, Result};
use crate::locale::{self, Locale};

const ZONES_BY_PREFIX: &str = include_str!("../data/phone_timezones.csv");

/// More zones than this say "somewhere on the continent": the country's own list serves better.
const TOO_MANY_ZONES: usize = 6;

/// A valid number in E.164: `+`, country code, subscriber number, digits only.
///
/// Input is checked by [`PhoneNumber::parse`]. What is deserialized comes from our own table and is
/// trusted: reading a stored lead must not cost what checking a number costs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The calling code with its plus sign, such as `+34`.
    pub fn country_code(&self) -> String {
        self.parsed().map(|n| format!("+{}", n.code().value())).unwrap_or_default()
    }

    /// The ISO 3166-1 code of the country the number belongs to, where it tells.
    pub fn country(&self) -> Option<String> {
        self.parsed().and_then(|n| n.country().id()).map(|id| format!("{id:?}"))
    }

    /// The language, voice and speech recognition to use with this number's owner.
    pub fn locale(&self) -> &'static Locale {
        locale::of_country(self.country().as_deref())
    }

    /// Every IANA zone the owner may be in, the likeliest first; never empty.
    pub fn time_zones(&self) -> Vec<&'static str> {
        let by_prefix = zones_of_prefix(&self.0[1..]);
        let by_country = locale::zones_of_country(self.country().as_deref());
        if by_country.is_empty() {
            return if by_prefix.is_empty() { vec!["UTC"] } else { by_prefix };
        }
        if by_prefix.is_empty() || by_prefix.len() > TOO_MANY_ZONES {
            return by_country;
        }
        let likeliest = by_country.iter().copied().filter(|z| by_prefix.contains(z));
        let others = by_prefix.iter().copied().filter(|z| !by_country.contains(z));
        likeliest.chain(others).collect()
    }

    fn parsed(&self) -> Option<phonenumber::PhoneNumber> {
        phonenumber::parse(None, &self.0).ok()
    }
}

/// The zones of the longest known prefix of `digits` (a number without its plus sign).
fn zones_of_prefix(digits: &str) -> Vec<&'static str> {
    static BY_PREFIX: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
        ZONES_BY_PREFIX.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once(',')).collect()
    });
    (1..=digits.len().min(10))
        .rev()
        .find_map(|n| BY_PREFIX.get(&digits[..n]))
        .map(|zones| zones.split('|').collect())
        .unwrap_or_default()
}

/// Whether a country has a numbering plan.
pub(crate) fn is_country(code: &str) -> bool {
    code.parse::<phonenumber::country::Id>().is_ok()
}

impl PhoneNumber {
    /// Reads a number as people write it: an international one, or a national one of `country`.
    ///
    /// # Errors
    /// `Invalid` on the field `phone`.
    pub fn parse(text: &str, country: Option<Country>) -> Result<Self> {
        let text = text.trim();
        let bad = || Error::invalid("phone", "is not a valid international number such as +14155550101");
        // Letters that stand for keys ("+1 800 FLOWERS") are more often a slip than a number.
        let plain = text.chars().all(|c| c.is_ascii_digit() || " +-().\u{a0}".contains(c));
        let country = country.and_then(|country| country.as_str().parse().ok());
        if !(text.starts_with('+') || country.is_some()) || !plain || text.len() > 40 {
            return Err(bad());
        }
        let number = phonenumber::parse(country, text).map_err(|_| bad())?;
        if !phonenumber::is_valid(&number) || number.extension().is_some() {
            return Err(bad());
        }
        Ok(Self(number.format().mode(Mode::E164).to_string()))
    }
}

impl FromStr for PhoneNumber {
    type Err = Error;

    /// Reads an international number.
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
mod tests {
    use super::*;

    fn phone(text: &str) -> PhoneNumber {
        text.parse().unwrap()
    }

    #[test]
    fn spelling_does_not_matter_but_validity_does() {
        assert_eq!(phone(" +1 (415) 555-0101 ").as_str(), "+14155550101");
        for bad in ["4155550101", "+1415555", "+999123456789", "hello", "", "+", "+1415555010a"] {
            assert!(bad.parse::<PhoneNumber>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_number_tells_language_and_zone() {
        for (number, code, language, zone) in [
            ("+14155550101", "+1", "en", "America/Los_Angeles"),
            ("+12125550101", "+1", "en", "America/New_York"),
            ("+442079460101", "+44", "en", "Europe/London"),
            ("+33199001201", "+33", "fr", "Europe/Paris"),
            ("+34912345601", "+34", "es", "Europe/Madrid"),
            ("+493023125101", "+49", "de", "Europe/Berlin"),
            ("+351212345601", "+351", "pt", "Europe/Lisbon"),
            ("+551123456701", "+55", "pt", "America/Sao_Paulo"),
        ] {
            let phone = phone(number);
            assert_eq!(phone.country_code(), code, "{number}");
            assert_eq!(phone.locale().language.code(), language, "{number}");
            assert_eq!(phone.time_zones()[0], zone, "{number}: {:?}", phone.time_zones());
        }
    }

    #[test]
    fn every_zone_in_the_data_is_known() {
        for zone in ZONES_BY_PREFIX.lines().filter_map(|l| l.split_once(',')).flat_map(|(_, z)| z.split('|'))
        {
            if !zone.contains(' ') {
                assert!(jiff::tz::TimeZone::get(zone).is_ok(), "{zone}");
            }
        }
    }
}
