//! The do-not-call list: numbers that are never called and never taken in again, whatever becomes of
//! their leads.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::ids::LeadId;
use crate::phone::PhoneNumber;

/// The longest reason that can be recorded, in characters.
pub const REASON_MAX_CHARS: usize = 500;

/// Who asked for a number not to be called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SuppressionSource {
    /// Somebody said so in a call.
    #[default]
    Call,
    /// An operator recorded it, as after a letter.
    Operator,
}

impl SuppressionSource {
    pub const ALL: [Self; 2] = [Self::Call, Self::Operator];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Call => "CALL",
            Self::Operator => "OPERATOR",
        }
    }
}

/// A number on the do-not-call list.
#[derive(Debug, Clone, PartialEq)]
pub struct Suppression {
    pub phone: PhoneNumber,
    pub source: SuppressionSource,
    /// In an operator's words.
    pub reason: Option<String>,
    /// The lead that has the number, if one does.
    pub lead_id: Option<LeadId>,
    /// When it was first recorded, UTC.
    pub recorded_at: Timestamp,
}

impl Suppression {
    /// What an operator records. `reason` may be left out or empty.
    ///
    /// # Errors
    /// `Invalid` where the number is none, or the reason is too long to be kept.
    pub fn by_operator(phone: &str, reason: Option<&str>, now: Timestamp) -> Result<Self> {
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
        if reason.is_some_and(|reason| reason.chars().count() > REASON_MAX_CHARS) {
            return Err(Error::invalid("reason", format!("must have at most {REASON_MAX_CHARS} characters")));
        }
        Ok(Self {
            phone: phone.parse()?,
            source: SuppressionSource::Operator,
            reason: reason.map(str::to_owned),
            lead_id: None,
            recorded_at: to_the_millisecond(now),
        })
    }

    /// What a call's words come to.
    pub fn in_call(phone: &PhoneNumber, lead_id: LeadId, now: Timestamp) -> Self {
        Self {
            phone: phone.clone(),
            source: SuppressionSource::Call,
            reason: None,
            lead_id: Some(lead_id),
            recorded_at: to_the_millisecond(now),
        }
    }
}

/// As the table keeps it, so that the first answer about a record and every later one are the same.
fn to_the_millisecond(now: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operators_record_is_checked() {
        let now = "2026-11-23T10:00:00Z".parse().unwrap();
        let record = |phone, reason| Suppression::by_operator(phone, reason, now);
        let kept = record("+34 912 345 601", Some("  asked by letter ")).unwrap();
        assert_eq!((kept.phone.as_str(), kept.reason.as_deref()), ("+34912345601", Some("asked by letter")));
        assert_eq!(record("+34912345601", Some(" ")).unwrap().reason, None);
        assert!(record("12", None).is_err());
        assert!(record("+34912345601", Some(&"x".repeat(REASON_MAX_CHARS + 1))).is_err());
    }
}
