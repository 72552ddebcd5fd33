//! Meetings as the API shows them.

use homework_domain::meeting::{Meeting, Owed};
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
    /// Who makes the video meeting: `zoom`, or `google_meet` where Zoom is not set up or failed.
    #[schema(example = "zoom")]
    video_provider: &'static str,
    /// What the guest answered to the invitation; null as long as nothing is known.
    #[schema(required, value_type = Option<GuestResponse>)]
    guest_response: Option<&'static str>,
    /// Who cancelled it; null unless it is cancelled.
    #[schema(required, value_type = Option<CancelledBy>)]
    cancelled_by: Option<&'static str>,
    /// When the host last moved it in the calendar.
    #[schema(required)]
    moved_in_calendar_at: Option<Timestamp>,
    /// The host put it where another meeting is.
    overlaps: bool,
    /// What a vendor has not done yet.
    attention: Vec<Attention>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// Something a vendor was to do about a meeting and has not done.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MeetingAttention)]
struct Attention {
    #[schema(example = "Zoom")]
    vendor: &'static str,
    #[schema(value_type = VendorTask)]
    task: &'static str,
    since: Timestamp,
    /// Its answer: HTTP status and error code.
    #[schema(required, example = "Zoom refuses: HTTP 400 4711")]
    reason: Option<String>,
    /// When it is tried again by itself; null if it no longer is.
    #[schema(required)]
    next_try_at: Option<Timestamp>,
}

/// A guest's answer to an invitation.
#[derive(ToSchema)]
#[schema(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(dead_code, reason = "only described")]
enum GuestResponse {
    NeedsAction,
    Accepted,
    Tentative,
    Declined,
}

/// Who cancelled a meeting: an operator, the host in the calendar, or the deletion of its lead.
#[derive(ToSchema)]
#[schema(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(dead_code, reason = "only described")]
enum CancelledBy {
    Operator,
    Calendar,
    Deletion,
}

/// A step at a vendor.
#[derive(ToSchema)]
#[schema(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(dead_code, reason = "only described")]
enum VendorTask {
    DeleteEvent,
    DeleteVideo,
    MoveVideo,
    FetchLink,
    DeleteStrayVideo,
}

impl From<Owed> for Attention {
    fn from(owed: Owed) -> Self {
        Self {
            vendor: owed.task.vendor(),
            task: owed.task.as_str(),
            since: owed.since,
            reason: owed.reason,
            next_try_at: owed.due_at,
        }
    }
}

impl From<Meeting> for MeetingBody {
    fn from(meeting: Meeting) -> Self {
        Self {
            video_provider: if meeting.zoom_meeting_id.is_some() { "zoom" } else { "google_meet" },
            guest_response: meeting.guest_response.map(|response| response.as_str()),
            cancelled_by: meeting.cancelled_by.map(|by| by.as_str()),
            moved_in_calendar_at: meeting.moved_in_calendar_at,
            overlaps: meeting.overlaps,
            attention: meeting.owed.into_iter().map(Attention::from).collect(),

            id: meeting.id.to_string(),
            lead_id: meeting.lead_id.to_string(),
            lead_name: meeting.lead_name,
            call_id: meeting.call_id.to_string(),
            scheduled_time: meeting.scheduled_time,
            timezone: meeting.time_zone,
            duration: meeting.duration_minutes,
            guest_email: match meeting.erased_at {
                Some(_) => String::new(),
                None => meeting.guest_email.into(),
            },
            calendar_event_id: meeting.calendar_event_id,
            meeting_link: meeting.meeting_link,
            notes: meeting.notes,
            status: meeting.status.as_str(),
            created_at: meeting.created_at,
            updated_at: meeting.updated_at,
        }
    }
}

homework_runtime::page_body! {
    /// A page of meetings.
    pub(crate) struct MeetingPage of Meeting {
        meetings: Vec<MeetingBody>,
        /// Of all pages together.
        total,
        #[schema(required)]
        next_cursor,
    }
}
