//! Meetings as the API shows them.

use homework_domain::meeting::Meeting;
use homework_domain::page::Page;
use jiff::Timestamp;
use serde::Serialize;

/// A meeting. Times are UTC; `timezone` is the guest's IANA zone; `duration` is in minutes.
#[derive(Debug, Serialize)]
pub(crate) struct MeetingBody {
    id: String,
    lead_id: String,
    lead_name: String,
    call_id: String,
    scheduled_time: Timestamp,
    timezone: String,
    duration: u32,
    guest_email: String,
    calendar_event_id: String,
    meeting_link: String,
    notes: Option<String>,
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

#[derive(Debug, Serialize)]
pub(crate) struct MeetingPage {
    meetings: Vec<MeetingBody>,
    total: u64,
    page: u32,
    page_size: u32,
    total_pages: u64,
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
