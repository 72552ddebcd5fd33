//! Our queues and the messages on them, as JSON.

use std::future::Future;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::ids::{CallId, CampaignId, ImportId, LeadId, PartnerId};
use crate::partner_webhook::LeadStatusChanged;

/// The longest that a queue holds a message back.
pub const DELAY_MAX_SECONDS: i32 = 900;

/// What is sent on a queue.
pub trait Message: Serialize + Sync {
    /// On whose behalf, where a queue serves several: who has much to do does not delay the others.
    fn group(&self) -> Option<String> {
        None
    }
}

/// One of our queues. What is sent arrives at least once, at its time or later, and in any order.
pub trait MessageQueue: Send + Sync {
    /// Sends one message, to be delivered after `delay_seconds`, of [`DELAY_MAX_SECONDS`] at most.
    fn send<T: Message>(&self, message: &T, delay_seconds: i32) -> impl Future<Output = Result<()>> + Send;

    /// Sends messages with their delays. Each stands for itself: an error says how many were not taken.
    fn send_all<T: Message>(&self, messages: &[(T, i32)]) -> impl Future<Output = Result<()>> + Send;
}

impl Message for DialLead {}
impl Message for Dispatch {}
impl Message for Reconsider {}
impl Message for FinalizeCall {}
impl Message for ArchiveRecording {}
impl Message for ContinueImport {}

impl Message for PartnerWork {
    fn group(&self) -> Option<String> {
        match self {
            Self::Empty { partner_id, .. } => Some(partner_id.to_string()),
            Self::Tell { moved } => Some(moved.partner_id.to_string()),
        }
    }
}

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

/// Look at all campaigns and calls now: all calling was stopped, or goes on again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reconsider {
    /// Which stop it is about (UTC).
    pub stopped_at: Timestamp,
}

/// Write up a call that has ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FinalizeCall {
    pub call_id: CallId,
}

/// Keep the recording of a call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArchiveRecording {
    pub call_id: CallId,
    /// Twilio's name for it.
    pub recording_sid: String,
}

/// Go on with an import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContinueImport {
    pub import_id: ImportId,
}

/// What is to be done for a partner, away from any request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PartnerWork {
    /// Take the leads off a partner in deletion, then remove it. A transfer may be under way when the
    /// deletion begins, so it is done once more a little later.
    Empty { partner_id: PartnerId, once_more: bool },
    /// Tell the partner that one of its leads changed its status.
    Tell { moved: LeadStatusChanged },
}
