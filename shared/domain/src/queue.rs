//! The messages on our queues, as JSON.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{CallId, CampaignId, LeadId};

/// Phone one lead. Void when the lead has been released again since.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DialLead {
    pub campaign_id: CampaignId,
    pub lead_id: LeadId,
    pub release: u32,
    /// The lead's turn, finer than the queue's whole seconds.
    pub not_before: Timestamp,
}

/// Look for due leads now rather than at the next tick.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dispatch {
    pub campaign_id: CampaignId,
}

/// Write up a call that has ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FinalizeCall {
    pub call_id: CallId,
}
