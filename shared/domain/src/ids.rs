//! Identifiers: ULIDs, sortable by the time they were made, one type per entity so that a
//! lead's id cannot stand where a call's is wanted.

use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ulid::{Generator, Ulid};

use crate::error::{Error, Result};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $entity:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Ulid);

        impl $name {
            /// A new id whose time part is `now`.
            pub fn generate(now: Timestamp) -> Self {
                Self(ulid_at(now))
            }

            /// The first of all ids whose time part is `at`; before 1970, the first of all.
            pub fn earliest(at: Timestamp) -> Self {
                Self(Ulid::from_parts(millis(at), 0))
            }

            /// The last of all ids whose time part is before `at`.
            pub fn before(at: Timestamp) -> Self {
                Self(Ulid::from(u128::from(Self::earliest(at).0).saturating_sub(1)))
            }

            /// The id that this seed always gives: its time part is `at`.
            pub fn derived(at: Timestamp, seed: [u8; 10]) -> Self {
                let random = seed.iter().fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
                Self(Ulid::from_parts(millis(at), random))
            }

            /// The 128 bits as 32 lower-case hex digits (for systems with a narrow alphabet).
            pub fn to_hex(&self) -> String {
                format!("{:032x}", u128::from(self.0))
            }

            /// The id whose [`Self::to_hex`] this is; `None` for any other text.
            pub fn from_hex(text: &str) -> Option<Self> {
                let is_ours = text.len() == 32
                    && text.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
                let bits = is_ours.then(|| u128::from_str_radix(text, 16).ok()).flatten()?;
                Some(Self(Ulid::from(bits)))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = Error;

            /// An id that cannot exist is treated as one that does not.
            fn from_str(text: &str) -> Result<Self> {
                Ulid::from_string(text).map(Self).map_err(|_| Error::not_found($entity, short(text)))
            }
        }

        impl TryFrom<String> for $name {
            type Error = Error;

            fn try_from(text: String) -> Result<Self> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }
    };
}

id!(LeadId, "lead");
id!(CallId, "call");
id!(MeetingId, "meeting");
id!(CampaignId, "campaign");
id!(PartnerId, "partner");
id!(DeliveryId, "delivery");
id!(ImportId, "import");
id!(AuditId, "audit entry");

#[cfg(feature = "repeatable-ids")]
thread_local! {
    /// How many ids were made since this thread last asked for repeatable ones.
    static REPEATABLE: std::cell::Cell<Option<u64>> = const { std::cell::Cell::new(None) };
}

/// From here on, ids that this thread makes have nothing random: the same program makes the same ids.
#[cfg(feature = "repeatable-ids")]
pub fn repeat_ids() {
    REPEATABLE.set(Some(0));
}

/// Ids made one after the other sort so even within a millisecond: leads keep their file's order.
fn ulid_at(now: Timestamp) -> Ulid {
    #[cfg(feature = "repeatable-ids")]
    if let Some(made) = REPEATABLE.get() {
        REPEATABLE.set(Some(made + 1));
        return Ulid::from_parts(millis(now), u128::from(made));
    }
    static GENERATOR: Mutex<Generator> = Mutex::new(Generator::new());
    let at = SystemTime::UNIX_EPOCH + Duration::from_millis(millis(now));
    let mut generator = GENERATOR.lock().unwrap_or_else(PoisonError::into_inner);
    // Only a millisecond with more ids than there are atoms in a room overflows.
    generator.generate_from_datetime(at).unwrap_or_else(|_| Ulid::from_datetime(at))
}

/// The time part of an id: milliseconds since 1970, in 48 bits.
fn millis(at: Timestamp) -> u64 {
    u64::try_from(at.as_millisecond()).unwrap_or_default().min((1 << 48) - 1)
}

/// What a caller sent, cut to a length that is safe to repeat in an answer.
fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_and_survive_text() {
        let early = LeadId::generate(Timestamp::from_second(1_700_000_000).unwrap());
        let late = LeadId::generate(Timestamp::from_second(1_700_000_001).unwrap());
        assert!(early < late && early.to_string() < late.to_string());
        assert_eq!(early.to_string().parse::<LeadId>().unwrap(), early);
    }

    #[test]
    fn ids_of_one_millisecond_keep_their_order() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let ids: Vec<_> = (0..1000).map(|_| LeadId::generate(now)).collect();
        assert!(ids.is_sorted());
    }

    #[test]
    fn ids_of_a_range_lie_between_its_ends() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let [first, last] = [CallId::earliest(at(1_700_000_000)), CallId::before(at(1_700_000_060))];
        for (second, within) in
            [(1_699_999_999, false), (1_700_000_000, true), (1_700_000_059, true), (1_700_000_060, false)]
        {
            let id = CallId::derived(at(second), [7; 10]);
            assert_eq!(first <= id && id <= last, within, "{second}");
        }
        assert!(CallId::before(Timestamp::MIN) <= CallId::earliest(Timestamp::MIN));
        assert!(CallId::earliest(Timestamp::MAX) > first);
    }

    #[test]
    fn ids_survive_hex_and_other_texts_are_none() {
        let id = MeetingId::generate(Timestamp::from_second(1_700_000_000).unwrap());
        assert_eq!(MeetingId::from_hex(&id.to_hex()), Some(id));
        for other in
            ["", "abc", "_6oo3c1g60o30b9o", &id.to_hex().to_uppercase(), &format!("+{}", &id.to_hex()[1..])]
        {
            assert_eq!(MeetingId::from_hex(other), None, "{other}");
        }
    }

    #[test]
    fn a_malformed_id_is_an_unknown_one() {
        assert!(matches!("42".parse::<CallId>(), Err(Error::NotFound { entity: "call", .. })));
    }
}
