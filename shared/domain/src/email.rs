//! An e-mail address that a calendar invitation can be sent to.

use std::fmt;
use std::str::FromStr;

use email_address::{EmailAddress, Options};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// What a mailbox name may hold besides letters and digits. RFC 5322 allows more, such as `?`, `%` and `=`;
/// nobody's address has them, and a program that takes an address for part of a link is misled by them.
const PUNCTUATION: &str = ".-_+'&";

/// A valid address with a dotted domain, lower-cased domain, at most 254 characters. One that was stored is
/// trusted: rules that came later do not make it unreadable.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// What stands for an address that was erased. The name is reserved (RFC 2606): no mail arrives there.
    pub fn erased() -> Self {
        Self("erased@example.invalid".to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both are the same mailbox, as far as anybody but its provider can tell.
    pub fn is_same(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
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
        let plain = |c: char| c.is_alphanumeric() || PUNCTUATION.contains(c);
        if text.len() > 254 || !local.chars().all(plain) {
            return Err(Error::invalid("email", "is not a valid e-mail address"));
        }
        Ok(Self(format!("{local}@{}", domain.to_lowercase())))
    }
}

/// An address as it was stored.
impl From<String> for Email {
    fn from(text: String) -> Self {
        Self(text)
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

    #[test]
    fn an_address_is_never_part_of_a_link() {
        for bad in [
            "sales?bcc=spy%40example.com@example.com",
            "sales%0abcc@example.com",
            "a#b@example.com",
            "a/b@example.com",
            "a=b@example.com",
            "a\u{202e}b@example.com",
            "a\u{200b}b@example.com",
        ] {
            assert!(bad.parse::<Email>().is_err(), "{bad}");
        }
        for good in
            ["o'brien@example.com", "ana.b-c_d+news@example.com", "r&d@example.com", "jürgen@example.com"]
        {
            assert!(good.parse::<Email>().is_ok(), "{good}");
        }
    }

    #[test]
    fn an_address_that_was_stored_stays_readable() {
        let stored: Email = serde_json::from_str(r#""who?where@example.com""#).unwrap();
        assert_eq!(stored.as_str(), "who?where@example.com");
    }
}
