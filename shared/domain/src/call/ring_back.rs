//! A call that comes to us instead of going out.

use jiff::Timestamp;

use super::{Call, CallState};
use crate::ids::{CallId, CampaignId};
use crate::lead::Lead;

impl Call {
    /// The lead rings us back and hears our voice next. Such a call is not recorded and counts as no attempt.
    pub fn ring_back(id: CallId, lead: &Lead, campaign_id: CampaignId, sid: &str, now: Timestamp) -> Self {
        Self {
            incoming: true,
            state: CallState::Ringing,
            attempt: None,
            twilio_call_sid: Some(sid.to_owned()),
            placing_since: None,
            placing_tries: 0,
            recordings_gone: true,
            ..Self::claim(id, lead, campaign_id, now)
        }
    }
}
