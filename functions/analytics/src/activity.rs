//! What happened last.

use homework_domain::call::{Call, CallState, Outcome};
use homework_domain::meeting::{Meeting, MeetingStatus};
use homework_domain::{Error, Result};
use homework_runtime::openapi::Id;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use utoipa::ToSchema;

const LIMIT_DEFAULT: i32 = 10;
const LIMIT_MAX: i32 = 100;

/// What happened last, the latest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecentActivity {
    activities: Vec<Activity>,
}

/// A call or a booking.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Activity {
    #[serde(rename = "type")]
    kind: Kind,
    /// The call's or the meeting's.
    #[schema(value_type = Id)]
    id: String,
    #[schema(example = "Call Completed")]
    title: &'static str,
    #[schema(example = "John Doe - Interested")]
    description: String,
    time: Timestamp,
    status: Mood,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ActivityType)]
pub(crate) enum Kind {
    Call,
    Meeting,
}

/// How it should be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ActivityStatus)]
pub(crate) enum Mood {
    /// What one hopes for.
    Success,
    Info,
    /// Something that came to nothing.
    Warning,
    Error,
}

/// How many activities are asked for.
pub(crate) fn limit(text: Option<&str>) -> Result<i32> {
    let Some(text) = text else { return Ok(LIMIT_DEFAULT) };
    let parsed = text.parse().ok().filter(|limit| (1..=LIMIT_MAX).contains(limit));
    parsed.ok_or_else(|| Error::invalid("limit", format!("must be between 1 and {LIMIT_MAX}")))
}

impl RecentActivity {
    pub(crate) fn of(calls: &[Call], meetings: &[Meeting], limit: i32) -> Self {
        let mut activities: Vec<Activity> =
            calls.iter().map(Activity::from).chain(meetings.iter().map(Activity::from)).collect();
        activities.sort_by_key(|activity| std::cmp::Reverse(activity.time));
        activities.truncate(usize::try_from(limit).unwrap_or_default());
        Self { activities }
    }
}

impl From<&Call> for Activity {
    fn from(call: &Call) -> Self {
        let ended = call.state == CallState::Ended;
        let (title, status) = match (ended, call.outcome) {
            (false, _) => ("Call in Progress", Mood::Info),
            (true, Some(Outcome::Failed)) => ("Call Failed", Mood::Error),
            (true, Some(Outcome::Interested | Outcome::MeetingBooked | Outcome::CallBack)) => {
                ("Call Completed", Mood::Success)
            }
            (
                true,
                Some(
                    Outcome::NoAnswer
                    | Outcome::Busy
                    | Outcome::Voicemail
                    | Outcome::Screened
                    | Outcome::PhoneMenu
                    | Outcome::NotInService,
                ),
            ) => ("Call Not Answered", Mood::Warning),
            (true, _) => ("Call Completed", Mood::Info),
        };
        let what = call.outcome.filter(|_| ended).map(|outcome| in_words(outcome.as_str()));
        Self {
            kind: Kind::Call,
            id: call.id.to_string(),
            title,
            description: what.map_or_else(|| call.lead.name.clone(), |w| format!("{} - {w}", call.lead.name)),
            time: call.ended_at.or(call.answered_at).unwrap_or(call.started_at),
            status,
        }
    }
}

impl From<&Meeting> for Activity {
    fn from(meeting: &Meeting) -> Self {
        // The day is the guest's: it is the one the guest was told.
        let zone = TimeZone::get(&meeting.time_zone).unwrap_or(TimeZone::UTC);
        let day = meeting.scheduled_time.to_zoned_datetime(zone).strftime("%b %-d");
        let (title, status) = match meeting.status {
            MeetingStatus::Cancelled => ("Meeting Cancelled", Mood::Warning),
            _ => ("Meeting Scheduled", Mood::Info),
        };
        Self {
            kind: Kind::Meeting,
            id: meeting.id.to_string(),
            title,
            description: format!("{} on {day}", meeting.lead_name),
            time: meeting.created_at,
            status,
        }
    }
}

/// `NOT_INTERESTED` as "Not Interested".
fn in_words(constant: &str) -> String {
    let words = constant.split('_').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        format!("{first}{}", rest.to_lowercase())
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_read_as_words() {
        assert_eq!(in_words("NOT_INTERESTED"), "Not Interested");
        assert_eq!(in_words("BUSY"), "Busy");
    }

    #[test]
    fn a_limit_is_between_1_and_100() {
        assert_eq!(limit(None).unwrap(), 10);
        assert_eq!(limit(Some("100")).unwrap(), 100);
        for bad in ["0", "101", "ten", "", "-1", "1.5"] {
            assert!(limit(Some(bad)).is_err(), "{bad}");
        }
    }
}
