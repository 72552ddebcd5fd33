//! Countries by their ISO 3166-1 code.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// What is wrong with a code that no country has.
pub const UNKNOWN: &str = "must be a country's two-letter code such as ES";

/// A country that has telephone numbers of its own, as its ISO 3166-1 alpha-2 code (and `XK`, `AC`,
/// `TA`, which libphonenumber knows beside them).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

impl Country {
    /// Two upper-case letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The country whose national numbers are meant, from a field `default_country`; nothing stands for none.
    ///
    /// # Errors
    /// `Invalid` on `default_country`.
    pub fn default_of_numbers(text: Option<&str>) -> Result<Option<Self>> {
        let country = text.filter(|text| !text.trim().is_empty()).map(str::parse).transpose();
        country.map_err(|_| Error::invalid("default_country", UNKNOWN))
    }
}

impl FromStr for Country {
    type Err = Error;

    /// Takes the code in either case.
    fn from_str(text: &str) -> Result<Self> {
        let unknown = || Error::invalid("country", UNKNOWN);
        let code: [u8; 2] = text.trim().as_bytes().try_into().map_err(|_| unknown())?;
        let code = code.map(|byte| byte.to_ascii_uppercase());
        let known = std::str::from_utf8(&code).ok().filter(|code| crate::phone::plan::is_country(code));
        known.map(|_| Self(code)).ok_or_else(unknown)
    }
}

impl TryFrom<String> for Country {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.as_str().to_owned()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_countries_with_numbers_are_taken() {
        assert_eq!("es".parse::<Country>().unwrap().as_str(), "ES");
        for bad in ["", "E", "ESP", "ZZ", "001", "é"] {
            assert!(bad.parse::<Country>().is_err(), "{bad}");
        }
    }
}
