//! The do-not-call list: numbers that are never called and never taken in again, whatever becomes of
//! their leads.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::ids::LeadId;
use crate::phone::PhoneNumber;
use crate::words::words;

/// The longest reason that can be recorded, in characters.
pub const REASON_MAX_CHARS: usize = 500;

words! {
    /// Who asked for a number not to be called.
    #[derive(Default)]
    pub enum SuppressionSource {
        /// Somebody said so in a call.
        #[default]
        Call = "CALL",
        /// An operator recorded it, as after a letter.
        Operator = "OPERATOR",
        /// It stood in a list that was imported.
        Import = "IMPORT",
        /// The guest of a meeting used the link in the invitation.
        Invitation = "INVITATION",
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
    /// When whoever has the number first asked for it, in a call or by the link in an invitation, be it after
    /// an operator had recorded it.
    pub asked_at: Option<Timestamp>,
}

/// That an operator took a number off the list: kept for good. Times are UTC.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Removal {
    pub phone: PhoneNumber,
    /// In the operator's words.
    pub reason: String,
    /// The operator's e-mail address, or id where the sign-in tells no address.
    pub removed_by: String,
    pub removed_at: Timestamp,
    /// Why and since when the number had been on the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_reason: Option<String>,
    pub recorded_at: Timestamp,
}

impl Suppression {
    /// What an operator records. `reason` may be left out or empty.
    ///
    /// # Errors
    /// `Invalid` where the number is none, or the reason is too long to be kept.
    pub fn by_operator(phone: &str, reason: Option<&str>, now: Timestamp) -> Result<Self> {
        let reason = reason.map(checked_reason).transpose()?.flatten();
        Ok(Self {
            phone: phone.parse()?,
            source: SuppressionSource::Operator,
            reason,
            lead_id: None,
            recorded_at: to_the_millisecond(now),
            asked_at: None,
        })
    }

    /// A number of a list that is imported, with what was said of the list.
    pub fn by_import(phone: &PhoneNumber, reason: Option<&str>, now: Timestamp) -> Self {
        Self {
            phone: phone.clone(),
            source: SuppressionSource::Import,
            reason: reason.map(str::to_owned),
            lead_id: None,
            recorded_at: to_the_millisecond(now),
            asked_at: None,
        }
    }

    /// What a call's words come to.
    pub fn in_call(phone: &PhoneNumber, lead_id: LeadId, now: Timestamp) -> Self {
        Self { lead_id: Some(lead_id), ..Self::by_caller(phone, now) }
    }

    /// What somebody says who rings us, and is no lead that we go on talking with.
    pub fn by_caller(phone: &PhoneNumber, now: Timestamp) -> Self {
        Self::asked_for(phone, SuppressionSource::Call, now)
    }

    /// That the guest of a meeting, who has this number, used the link in the invitation.
    pub fn by_guest(phone: &PhoneNumber, now: Timestamp) -> Self {
        Self::asked_for(phone, SuppressionSource::Invitation, now)
    }

    fn asked_for(phone: &PhoneNumber, source: SuppressionSource, now: Timestamp) -> Self {
        let recorded_at = to_the_millisecond(now);
        Self {
            phone: phone.clone(),
            source,
            reason: None,
            lead_id: None,
            recorded_at,
            asked_at: Some(recorded_at),
        }
    }

    /// That a lead is DO_NOT_CALL, for a number that has no record yet; one that has says itself who asked.
    pub fn of_lead(phone: &PhoneNumber, lead_id: LeadId, at: Timestamp) -> Self {
        Self { asked_at: None, ..Self::in_call(phone, lead_id, at) }
    }

    /// What is kept of an operator's taking the number off the list.
    ///
    /// # Errors
    /// `Invalid` without a reason, `Conflict` where the number's owner asked for it: that wish is not an
    /// operator's to take back.
    pub fn removal(&self, reason: &str, removed_by: &str, now: Timestamp) -> Result<Removal> {
        let reason = checked_reason(reason)?;
        let reason =
            reason.ok_or_else(|| Error::invalid("reason", "must say why the number may be called"))?;
        if let Some(at) = self.asked_at {
            let day = at.strftime("%-d %B %Y");
            return Err(Error::Conflict(format!(
                "Whoever has this number asked on {day}, in a call or by the link in an invitation, not to be called \
                 again, so it stays on the list."
            )));
        }
        Ok(Removal {
            phone: self.phone.clone(),
            reason,
            removed_by: removed_by.to_owned(),
            removed_at: to_the_millisecond(now),
            recorded_reason: self.reason.clone(),
            recorded_at: self.recorded_at,
        })
    }
}

/// Trims a reason; `None` for one that says nothing.
///
/// # Errors
/// `Invalid` where it is too long to be kept.
pub fn checked_reason(reason: &str) -> Result<Option<String>> {
    let reason = reason.trim();
    if reason.chars().count() > REASON_MAX_CHARS {
        return Err(Error::invalid("reason", format!("must have at most {REASON_MAX_CHARS} characters")));
    }
    Ok(Some(reason.to_owned()).filter(|reason| !reason.is_empty()))
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

    #[test]
    fn a_record_is_taken_back_for_a_reason_and_a_wish_said_in_a_call_is_not() {
        let now = "2026-11-23T10:00:00Z".parse().unwrap();
        let record = Suppression::by_operator("+34912345601", Some("asked by letter"), now).unwrap();
        assert!(
            matches!(record.removal(" ", "ana", now), Err(Error::Invalid(errors)) if errors[0].field == "reason")
        );
        let removal = record.removal(" a typing error ", "ana", now).unwrap();
        assert_eq!((removal.reason.as_str(), removal.removed_by.as_str()), ("a typing error", "ana"));
        assert_eq!(removal.recorded_reason.as_deref(), Some("asked by letter"));
        let asked = Suppression::in_call(&record.phone, LeadId::generate(now), now);
        let Err(Error::Conflict(why)) = asked.removal("a typing error", "ana", now) else {
            panic!("removed")
        };
        assert!(why.contains("23 November 2026"), "{why}");
        let by_guest = Suppression::by_guest(&record.phone, now);
        assert!(matches!(by_guest.removal("a typing error", "ana", now), Err(Error::Conflict(_))));
    }
}
