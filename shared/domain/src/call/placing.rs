//! Asking for a call to be placed: until the telephone service knows it, nobody may be rung twice.

use jiff::{SignedDuration, Timestamp};

use super::{Call, CallState};
use crate::error::{Error, Result};

/// A call that was to be placed again has been forgotten if nobody has done so by then.
const RETRY_OVERDUE_AFTER: SignedDuration = SignedDuration::from_mins(3);

impl Call {
    /// Begins another request to place the call, after one that certainly placed nothing.
    pub fn begin_placing(&mut self, now: Timestamp) -> Result<()> {
        if self.state != CallState::Dialing || self.placing_since.is_some() {
            return Err(Error::Stale(self.so("cannot be placed again")));
        }
        self.placing_since = Some(now);
        self.retry_at = None;
        self.placing_tries += 1;
        Ok(())
    }

    /// The request to place the call certainly placed nothing; at `retry_at` it is to be asked again.
    pub fn placing_declined(&mut self, retry_at: Timestamp) -> Result<()> {
        if self.state != CallState::Dialing {
            return Err(Error::Stale(self.so("is no longer being placed")));
        }
        self.placing_since = None;
        self.retry_at = Some(retry_at);
        Ok(())
    }

    /// Whether a message is still to come that places the call again: until a while after its moment.
    pub fn awaits_placing(&self, now: Timestamp) -> bool {
        self.state == CallState::Dialing
            && self.placing_since.is_none()
            && self.retry_at.is_some_and(|at| now < at + RETRY_OVERDUE_AFTER)
    }

    /// Twilio knows the call by this SID. Says whether that was news.
    ///
    /// A webhook may tell before the answer to our own request does, so this is allowed in any
    /// state; a second SID for the same call never is.
    pub fn identified(&mut self, sid: &str) -> Result<bool> {
        match &self.twilio_call_sid {
            Some(known) if known == sid => Ok(false),
            Some(_) => Err(Error::Conflict(self.so("has another SID"))),
            None => {
                self.twilio_call_sid = Some(sid.to_owned());
                self.placing_since = None;
                if self.state == CallState::Dialing {
                    self.state = CallState::Ringing;
                }
                Ok(true)
            }
        }
    }
}
