//! A lead with what happened to it.

use homework_domain::lead::{CallOfLead, Lead, MeetingOfLead};
use homework_runtime::openapi::{self, Id};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::lead_body::LeadBody;

/// A lead with its latest calls and meetings, up to 50 together, the latest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LeadDetail {
    #[serde(flatten)]
    lead: LeadBody,
    calls: Vec<LeadCall>,
    meetings: Vec<LeadMeeting>,
}

/// A call of the lead.
#[derive(Debug, Serialize, ToSchema)]
struct LeadCall {
    #[schema(value_type = Id)]
    id: String,
    #[schema(value_type = Id)]
    campaign_id: String,
    #[schema(value_type = openapi::CallState)]
    state: &'static str,
    #[schema(required, value_type = Option<openapi::CallOutcome>)]
    outcome: Option<&'static str>,
    /// In seconds.
    #[schema(required)]
    duration: Option<f64>,
    #[schema(required)]
    summary: Option<String>,
    started_at: Timestamp,
    #[schema(required)]
    ended_at: Option<Timestamp>,
}

/// A meeting with the lead.
#[derive(Debug, Serialize, ToSchema)]
struct LeadMeeting {
    #[schema(value_type = Id)]
    id: String,
    #[schema(value_type = Id)]
    call_id: String,
    scheduled_time: Timestamp,
    /// In minutes.
    duration: u32,
    #[schema(value_type = openapi::MeetingStatus)]
    status: &'static str,
    meeting_link: String,
}

impl LeadDetail {
    pub(crate) fn new(lead: Lead, calls: Vec<CallOfLead>, meetings: Vec<MeetingOfLead>) -> Self {
        Self {
            lead: lead.into(),
            calls: calls.into_iter().map(LeadCall::from).collect(),
            meetings: meetings.into_iter().map(LeadMeeting::from).collect(),
        }
    }
}

impl From<CallOfLead> for LeadCall {
    fn from(call: CallOfLead) -> Self {
        Self {
            id: call.id.to_string(),
            campaign_id: call.campaign_id.to_string(),
            state: call.state.as_str(),
            outcome: call.outcome.map(|outcome| outcome.as_str()),
            duration: call.duration,
            summary: call.summary,
            started_at: call.started_at,
            ended_at: call.ended_at,
        }
    }
}

impl From<MeetingOfLead> for LeadMeeting {
    fn from(meeting: MeetingOfLead) -> Self {
        Self {
            id: meeting.id.to_string(),
            call_id: meeting.call_id.to_string(),
            scheduled_time: meeting.scheduled_time,
            duration: meeting.duration_minutes,
            status: meeting.status.as_str(),
            meeting_link: meeting.meeting_link,
        }
    }
}
