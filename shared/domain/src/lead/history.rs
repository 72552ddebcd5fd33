//! What is shown with a lead of its calls and meetings: no more is read of them.

use jiff::Timestamp;
use serde::Deserialize;

use crate::call::CallState;
use crate::call::outcome::Outcome;
use crate::ids::{CallId, CampaignId, MeetingId};
use crate::meeting::MeetingStatus;

/// A [`Call`](crate::call::Call) to the lead, or from it. Times are UTC.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct CallOfLead {
    pub id: CallId,
    pub campaign_id: CampaignId,
    pub state: CallState,
    pub outcome: Option<Outcome>,
    /// In seconds.
    pub duration: Option<f64>,
    pub summary: Option<String>,
    pub meeting_id: Option<MeetingId>,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

/// A [`Meeting`](crate::meeting::Meeting) with the lead. Times are UTC.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct MeetingOfLead {
    pub id: MeetingId,
    pub call_id: CallId,
    pub scheduled_time: Timestamp,
    pub duration_minutes: u32,
    pub status: MeetingStatus,
    pub meeting_link: String,
}
