//! When a campaign calls: bounds of its own, within those that hold for all calls.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::FieldError;
use crate::weekly_hours::WeeklyHours;

/// A moment that was agreed on with a lead is kept outside of them too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallWindow {
    /// By the clock of the lead, in every zone it may be in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<WeeklyHours>,
    /// Nobody is called before (UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
    /// Nobody is called from then on (UTC): the campaign is over, and gives back the leads in its line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
}

impl CallWindow {
    /// Whether the campaign sets no bounds.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    pub fn is_before_start(&self, at: Timestamp) -> bool {
        self.starts_at.is_some_and(|start| at < start)
    }

    pub fn is_over(&self, at: Timestamp) -> bool {
        self.ends_at.is_some_and(|end| at >= end)
    }

    pub(super) fn check(&self, now: Timestamp, errors: &mut Vec<FieldError>) {
        let Some(end) = self.ends_at else { return };
        if end <= now {
            errors.push(FieldError::new("policy.ends_at", "must be in the future"));
        } else if self.starts_at.is_some_and(|start| start >= end) {
            errors.push(FieldError::new("policy.ends_at", "must be after policy.starts_at"));
        }
    }
}
