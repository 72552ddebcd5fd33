//! An e-mail address that a calendar invitation can be sent to.

use std::fmt;
use std::str::FromStr;

use email_address::{EmailAddress, Options};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A valid address with a dotted domain, lower-cased domain, at most 254 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Email {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let options = Options::default().with_required_tld().without_domain_literal().without_display_text();
        let text = text.trim();
        EmailAddress::parse_with_options(text, options)
            .map_err(|_| Error::invalid("email", "is not a valid e-mail address"))?;
        let (local, domain) = text.rsplit_once('@').unwrap_or((text, ""));
        if text.len() > 254 || local.starts_with('"') {
            return Err(Error::invalid("email", "is not a valid e-mail address"));
        }
        Ok(Self(format!("{local}@{}", domain.to_lowercase())))
    }
}

impl TryFrom<String> for Email {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Email> for String {
    fn from(email: Email) -> String {
        email.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_real_addresses_and_refuses_what_is_heard_by_mistake() {
        assert_eq!("Ana@Example.COM".parse::<Email>().unwrap().as_str(), "Ana@example.com");
        for bad in [
            "john at example",
            "john@example",
            "@example.com",
            "",
            "a b@example.com",
            "john@",
            "\"x\"@example.com",
        ] {
            assert!(bad.parse::<Email>().is_err(), "{bad}");
        }
    }
}
