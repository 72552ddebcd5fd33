//! The emergency stop: an operator has all calling stop at once, and an admin lets it go on.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The longest reason, in characters.
pub const REASON_MAX_CHARS: usize = 500;

/// For so long after it was looked for, a stop that was not there is taken not to be there: Twilio is asked for a
/// call within this time of the last look, or not at all.
pub const LOOK_VALID_FOR: Duration = Duration::from_secs(1);

/// So long after it was written, a stop is answered for: whoever looked just before has asked Twilio by then, and the
/// request has arrived.
pub const IN_FORCE_AFTER: Duration = Duration::from_millis(1500);

/// Nobody is phoned, in any campaign. It is in force as long as it is on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallingStop {
    /// Tells one stop from another (UTC).
    pub stopped_at: Timestamp,
    /// The operator, as others know them.
    pub stopped_by: String,
    /// In the operator's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Conversations under way are ended as well; otherwise they come to their own end.
    #[serde(default)]
    pub ends_conversations: bool,
    /// Counts the writes; each write states the version it is based on.
    pub version: u64,
}

impl CallingStop {
    /// # Errors
    /// `Invalid` where the reason is too long.
    pub fn new(by: &str, reason: Option<&str>, ends_conversations: bool, now: Timestamp) -> Result<Self> {
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty()).map(str::to_owned);
        if reason.as_ref().is_some_and(|reason| reason.chars().count() > REASON_MAX_CHARS) {
            return Err(too_long());
        }
        Ok(Self { stopped_at: now, stopped_by: by.to_owned(), reason, ends_conversations, version: 1 })
    }

    /// Takes in that calling was to be stopped again: who did so first, when and why stays, and what it ends grows.
    /// Says whether there is anything to write.
    pub fn extend(&mut self, again: &Self) -> bool {
        let before = (self.ends_conversations, self.reason.is_some());
        self.ends_conversations |= again.ends_conversations;
        if self.reason.is_none() {
            self.reason.clone_from(&again.reason);
        }
        (self.ends_conversations, self.reason.is_some()) != before
    }
}

/// Checks the reason for which calling goes on.
///
/// # Errors
/// `Invalid` where it is empty or too long.
pub fn resume_reason(reason: &str) -> Result<String> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::invalid("reason", "must not be empty"));
    }
    if reason.chars().count() > REASON_MAX_CHARS {
        return Err(too_long());
    }
    Ok(reason.to_owned())
}

fn too_long() -> Error {
    Error::invalid("reason", format!("must have at most {REASON_MAX_CHARS} characters"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stop(by: &str, reason: Option<&str>, ends: bool) -> CallingStop {
        CallingStop::new(by, reason, ends, "2026-11-23T10:00:00Z".parse().unwrap()).unwrap()
    }

    #[test]
    fn a_reason_may_be_left_out_of_a_stop_and_not_of_going_on() {
        assert_eq!(stop("ana@example.com", Some("  "), false).reason, None);
        assert_eq!(
            stop("ana@example.com", Some(" wrong list "), false).reason.as_deref(),
            Some("wrong list")
        );
        assert_eq!(resume_reason(" list corrected ").unwrap(), "list corrected");
        assert!(resume_reason(" \n").is_err());
        let long = "é".repeat(REASON_MAX_CHARS + 1);
        assert!(resume_reason(&long).is_err());
        assert!(CallingStop::new("ana@example.com", Some(&long), false, Timestamp::UNIX_EPOCH).is_err());
        assert!(resume_reason(&long[2..]).is_ok());
    }

    #[test]
    fn a_stop_that_is_asked_for_again_keeps_who_was_first_and_never_ends_less() {
        let mut first = stop("ana@example.com", None, false);
        assert!(!first.extend(&stop("bob@example.com", None, false)));
        assert!(first.extend(&stop("bob@example.com", Some("wrong list"), true)));
        assert!(!first.extend(&stop("bob@example.com", Some("another"), false)));
        let wanted = CallingStop { reason: Some("wrong list".into()), ..stop("ana@example.com", None, true) };
        assert_eq!(first, wanted);
    }

    #[test]
    fn a_stop_is_answered_for_only_when_no_look_before_it_is_valid_any_more() {
        assert!(IN_FORCE_AFTER > LOOK_VALID_FOR);
    }
}
