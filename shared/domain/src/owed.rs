//! What a vendor is yet to be told about a meeting.
//!
//! A change is written down first, with the steps it takes at the vendors, and each step ends by
//! itself: one that a vendor refuses is kept with the reason, for an operator to see, and does not hold
//! back the others.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::slots::Interval;

/// A step that failed in passing is tried again after this, then after twice as long, and so on.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_mins(1);
/// The longest pause, and the one after a refusal: somebody has to change something first.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);
/// After so long a step is left to an operator.
const TRIED_FOR: SignedDuration = SignedDuration::from_hours(24 * 7);

/// A step at a vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Task {
    /// Take the event out of the calendar, which tells the guest.
    DeleteEvent,
    DeleteVideo,
    /// Tell the video service the meeting's time.
    MoveVideo,
    /// Ask the calendar for the video link that it had not made yet when the meeting was booked.
    FetchLink,
    /// Look for a video meeting that was perhaps made although the answer was lost, and delete it.
    DeleteStrayVideo,
}

impl Task {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DeleteEvent => "DELETE_EVENT",
            Self::DeleteVideo => "DELETE_VIDEO",
            Self::MoveVideo => "MOVE_VIDEO",
            Self::FetchLink => "FETCH_LINK",
            Self::DeleteStrayVideo => "DELETE_STRAY_VIDEO",
        }
    }

    /// The vendor it is done at, by the name that operators know.
    pub fn vendor(self) -> &'static str {
        match self {
            Self::DeleteEvent | Self::FetchLink => "Google",
            Self::DeleteVideo | Self::MoveVideo | Self::DeleteStrayVideo => "Zoom",
        }
    }
}

/// A step that is not done yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    pub task: Task,
    pub since: Timestamp,
    pub tries: u32,
    /// When it is tried next; `None` once nobody but an operator tries it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// Why the vendor did not do it: its HTTP status and code, nothing personal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The time of the video meeting that is looked for: the meeting may have been moved since. `None` for other
    /// steps, and where it was not noted yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_for: Option<Interval>,
}

impl Owed {
    pub(crate) fn new(task: Task, now: Timestamp) -> Self {
        Self { task, since: now, tries: 0, due_at: Some(now), reason: None, made_for: None }
    }

    /// This step after it failed.
    pub(crate) fn failed(&self, error: &Error, now: Timestamp) -> Self {
        let pause = match error {
            Error::Unavailable { .. } => {
                let doubled = FIRST_PAUSE.checked_mul(1 << self.tries.min(10)).unwrap_or(LONGEST_PAUSE);
                doubled.min(LONGEST_PAUSE)
            }
            _ => LONGEST_PAUSE,
        };
        let next = now + pause;
        Self {
            tries: self.tries.saturating_add(1),
            due_at: (next < self.since + TRIED_FOR).then_some(next),
            reason: Some(error.to_string()),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passing_faults_are_tried_again_soon_refusals_seldom_and_nothing_for_ever() {
        let now: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
        let new = Owed::new(Task::DeleteEvent, now);
        let once = new.failed(&Error::unavailable("Google", "HTTP 503"), now);
        assert_eq!(once.due_at, Some(now + FIRST_PAUSE));
        let twice = once.failed(&Error::unavailable("Google", "HTTP 503"), now);
        assert_eq!(twice.due_at, Some(now + FIRST_PAUSE * 2));
        let refused = new.failed(&Error::refused("Zoom", "HTTP 400 4711"), now);
        assert_eq!(
            (refused.due_at, refused.reason),
            (Some(now + LONGEST_PAUSE), Some("Zoom refuses: HTTP 400 4711".into()))
        );
        assert_eq!(twice.failed(&Error::unavailable("Google", "x"), now + TRIED_FOR).due_at, None);
    }
}
