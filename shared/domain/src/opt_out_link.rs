//! The link in an invitation by which its guest asks not to be called again.

use std::fmt;

use rand::Rng as _;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

use crate::ids::MeetingId;

/// Where the link leads, below the public address of the API.
pub const PATH: &str = "/api/opt-out";

/// What makes a meeting's link good, known only to whoever reads the invitation: 128 random bits in hexadecimal.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LinkToken(String);

impl LinkToken {
    pub fn generate() -> Self {
        let mut bits = [0_u8; 16];
        rand::rng().fill_bytes(&mut bits);
        Self(format!("{:032x}", u128::from_be_bytes(bits)))
    }

    /// Whether this was sent with the link; takes as long for a good guess as for a bad one.
    pub fn is(&self, sent: &str) -> bool {
        self.0.as_bytes().ct_eq(sent.as_bytes()).into()
    }

    /// The link, where the API is at this public address.
    pub fn link(&self, api: &str, meeting: MeetingId) -> String {
        format!("{}{PATH}/{meeting}/{}", api.trim_end_matches('/'), self.0)
    }
}

/// Whoever knows it can have a number suppressed, so it is in no log.
impl fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkToken")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_good_for_its_own_token_only() {
        let (one, other) = (LinkToken::generate(), LinkToken::generate());
        assert_ne!(one, other);
        let id = MeetingId::generate("2026-11-24T10:00:00Z".parse().unwrap());
        let link = one.link("https://api.example/live/", id);
        let (page, sent) = link.rsplit_once('/').unwrap();
        assert_eq!(page, format!("https://api.example/live/api/opt-out/{id}"));
        assert!(one.is(sent) && !other.is(sent) && !one.is("") && !one.is(&sent[1..]));
        assert_eq!((sent.len(), format!("{one:?}").contains(sent)), (32, false));
    }
}
