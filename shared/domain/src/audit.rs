//! The audit trail: which operator asked for which change, and what came of it. It is only ever added to.
//!
//! That somebody asks is on record before anything is done, and what came of it after: where the second is
//! missing, the change may have been made or not.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ids::AuditId;

/// How many days a record is kept; `None`: for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention(Option<i64>);

impl Retention {
    /// So many days; 0 is for ever.
    pub fn of_days(days: u32) -> Self {
        Self((days > 0).then_some(days.into()))
    }

    /// When the table may forget what was made then, in seconds since 1970.
    pub fn end(self, from: Timestamp) -> Option<i64> {
        self.0
            .and_then(|days| from.checked_add(SignedDuration::from_hours(24 * days)).ok())
            .map(Timestamp::as_second)
    }
}

/// That an operator asked for something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub id: AuditId,
    pub at: Timestamp,
    /// The subject of the operator's token, which stays, and what others know them by.
    pub operator_id: String,
    pub operator: String,
    /// The operation's name in the API's description.
    pub operation: String,
    /// The id of what is changed, where the request names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thing_id: Option<String>,
    /// Finds the request in the logs.
    pub request_id: String,
    /// The status of a refusal for want of the role: nothing was done, and nothing more comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<u16>,
    /// When the table may forget it, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    pub id: AuditId,
    pub asked_at: Timestamp,
    pub at: Timestamp,
    /// The HTTP status.
    pub status: u16,
    /// The id of what was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_id: Option<String>,
    /// Why it was done, in the operator's words, where they were asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
}

/// Both, as they are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub asked: Asked,
    pub answered: Option<Answered>,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Nothing was changed, by a rule or for want of the role.
    Refused,
    /// Something went wrong on our side; some of it may have been done.
    Failed,
    /// Nobody came back to say.
    Unknown,
}

impl Outcome {
    pub const ALL: [Self; 4] = [Self::Done, Self::Refused, Self::Failed, Self::Unknown];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "DONE",
            Self::Refused => "REFUSED",
            Self::Failed => "FAILED",
            Self::Unknown => "UNKNOWN",
        }
    }
}

impl Asked {
    /// Keeps it for as long as entries are kept.
    #[must_use]
    pub fn kept(self, retention: Retention) -> Self {
        Self { expires_at: retention.end(self.at), ..self }
    }

    /// What came of it; it goes when this goes.
    pub fn answered(&self, status: u16, made_id: Option<String>, at: Timestamp) -> Answered {
        let (id, asked_at, expires_at) = (self.id, self.at, self.expires_at);
        Answered { id, asked_at, at, status, made_id, reason: None, expires_at }
    }
}

impl Entry {
    pub fn status(&self) -> Option<u16> {
        self.asked.refused.or_else(|| self.answered.as_ref().map(|answered| answered.status))
    }

    pub fn outcome(&self) -> Outcome {
        match self.status() {
            None => Outcome::Unknown,
            Some(..400) => Outcome::Done,
            Some(400..500) => Outcome::Refused,
            Some(_) => Outcome::Failed,
        }
    }

    /// What was changed or made.
    pub fn thing_id(&self) -> Option<&str> {
        let made = self.answered.as_ref().and_then(|answered| answered.made_id.as_deref());
        self.asked.thing_id.as_deref().or(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(refused: Option<u16>) -> Asked {
        let at = "2026-11-23T10:00:00Z".parse().unwrap();
        Asked {
            id: AuditId::generate(at),
            at,
            operator_id: "5f2b6d1e".into(),
            operator: "ana@example.com".into(),
            operation: "create_lead".into(),
            thing_id: None,
            request_id: "r".into(),
            refused,
            expires_at: None,
        }
    }

    #[test]
    fn an_entry_tells_how_it_ended_and_what_it_was_about() {
        let entry = |refused, status: Option<u16>| {
            let asked = asked(refused);
            let answered = status.map(|status| asked.answered(status, Some("made".into()), asked.at));
            Entry { asked, answered }
        };
        for (refused, status, outcome) in [
            (None, Some(201), Outcome::Done),
            (None, Some(409), Outcome::Refused),
            (Some(403), None, Outcome::Refused),
            (None, Some(503), Outcome::Failed),
            (None, None, Outcome::Unknown),
        ] {
            assert_eq!(entry(refused, status).outcome(), outcome, "{refused:?} {status:?}");
        }
        assert_eq!(entry(None, Some(201)).thing_id(), Some("made"));
        assert_eq!(entry(None, None).thing_id(), None);
    }

    #[test]
    fn an_entry_and_what_came_of_it_expire_together_or_never() {
        let kept = asked(None).kept(Retention::of_days(2));
        assert_eq!(kept.expires_at, Some(kept.at.as_second() + 2 * 86_400));
        assert_eq!(kept.answered(200, None, kept.at).expires_at, kept.expires_at);
        assert_eq!(asked(None).kept(Retention::of_days(0)).expires_at, None);
    }
}
