//! Meetings as the API shows them.

use homework_domain::meeting::Meeting;
use homework_domain::page::Page;
use homework_runtime::openapi::{self, Id};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A meeting. Times are UTC.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Meeting)]
pub(crate) struct MeetingBody {
    #[schema(value_type = Id)]
    id: String,
    #[schema(value_type = Id)]
    lead_id: String,
    #[schema(example = "Ana Lopez")]
    lead_name: String,
    /// The call in which it was booked.
    #[schema(value_type = Id)]
    call_id: String,
    scheduled_time: Timestamp,
    /// The guest's IANA time zone.
    #[schema(example = "Europe/Madrid")]
    timezone: String,
    /// In minutes.
    #[schema(example = 30)]
    duration: u32,
    #[schema(example = "ana@example.com")]
    guest_email: String,
    calendar_event_id: String,
    /// Where the meeting takes place: Zoom or Google Meet.
    #[schema(example = "https://meet.google.com/abc-defg-hij")]
    meeting_link: String,
    #[schema(required)]
    notes: Option<String>,
    #[schema(value_type = openapi::MeetingStatus)]
    status: &'static str,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl From<Meeting> for MeetingBody {
    fn from(meeting: Meeting) -> Self {
        Self {
            id: meeting.id.to_string(),
            lead_id: meeting.lead_id.to_string(),
            lead_name: meeting.lead_name,
            call_id: meeting.call_id.to_string(),
            scheduled_time: meeting.scheduled_time,
            timezone: meeting.time_zone,
            duration: meeting.duration_minutes,
            guest_email: meeting.guest_email.into(),
            calendar_event_id: meeting.calendar_event_id,
            meeting_link: meeting.meeting_link,
            notes: meeting.notes,
            status: meeting.status.as_str(),
            created_at: meeting.created_at,
            updated_at: meeting.updated_at,
        }
    }
}

/// A page of meetings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeetingPage {
    meetings: Vec<MeetingBody>,
    /// Of all pages together.
    total: u64,
    page: u32,
    page_size: u32,
    total_pages: u64,
    /// Asks for the page after this one; null on the last.
    #[schema(required)]
    next_cursor: Option<String>,
}

impl From<Page<Meeting>> for MeetingPage {
    fn from(page: Page<Meeting>) -> Self {
        Self {
            total: page.total,
            total_pages: page.total_pages(),
            page: page.page,
            page_size: page.page_size,
            next_cursor: page.next_cursor,
            meetings: page.items.into_iter().map(MeetingBody::from).collect(),
        }
    }
}
