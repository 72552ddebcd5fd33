//! When the language model will be switched off by its vendor.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// So long before the day it is warned about: enough to try another model.
const WARNED_DAYS: i32 = 60;
/// So long what the vendor said is not asked again.
const FRESH: SignedDuration = SignedDuration::from_hours(24);

/// What the vendor said about a model, and when it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelNotice {
    pub model: String,
    /// The day of its shutdown in UTC; `None` if there is none, or it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shutdown_date: Option<Date>,
    pub asked_at: Timestamp,
}

impl ModelNotice {
    /// Whether it is about `model` and of the last day.
    pub fn is_fresh(&self, model: &str, now: Timestamp) -> bool {
        self.model == model && now.duration_since(self.asked_at) < FRESH
    }

    /// The days that are left, once there are sixty or fewer; negative when the day has passed.
    pub fn days_left(&self, now: Timestamp) -> Option<i32> {
        let today = TimeZone::UTC.to_datetime(now).date();
        let left = (self.shutdown_date? - today).get_days();
        (left <= WARNED_DAYS).then_some(left)
    }

    /// The warning in words, when it is time for one.
    pub fn warning(&self, now: Timestamp) -> Option<String> {
        let (left, model) = (self.days_left(now)?, &self.model);
        let day = self.shutdown_date?.strftime("%-d %B %Y");
        Some(if left >= 0 {
            format!("{model} will be shut down on {day}. Set OPENAI_MODEL to another model before that day.")
        } else {
            format!("{model} was to be shut down on {day}. Set OPENAI_MODEL to another model.")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_shutdown_is_warned_about_sixty_days_before() {
        let notice = ModelNotice {
            model: "old".into(),
            shutdown_date: Some("2027-01-14".parse().unwrap()),
            asked_at: at("2026-11-01T00:00:00Z"),
        };
        for (now, left) in [
            ("2026-11-14T23:00:00Z", None),
            ("2026-11-15T00:00:00Z", Some(60)),
            ("2027-01-14T09:00:00Z", Some(0)),
            ("2027-01-20T09:00:00Z", Some(-6)),
        ] {
            assert_eq!(notice.days_left(at(now)), left, "{now}");
            assert_eq!(notice.warning(at(now)).is_some(), left.is_some(), "{now}");
        }
        assert!(notice.warning(at("2026-12-01T00:00:00Z")).unwrap().contains("14 January 2027"));
        assert_eq!(ModelNotice { shutdown_date: None, ..notice }.days_left(at("2027-01-14T09:00:00Z")), None);
    }

    #[test]
    fn what_was_said_of_another_model_or_long_ago_is_asked_again() {
        let notice =
            ModelNotice { model: "a".into(), shutdown_date: None, asked_at: at("2026-11-01T00:00:00Z") };
        assert!(notice.is_fresh("a", at("2026-11-01T23:00:00Z")));
        assert!(!notice.is_fresh("b", at("2026-11-01T23:00:00Z")));
        assert!(!notice.is_fresh("a", at("2026-11-02T00:00:00Z")));
    }
}
