//! Asking for a call to be placed: until the telephone service knows it, nobody may be rung twice.

use jiff::{SignedDuration, Timestamp};

use super::{Call, CallState};
use crate::error::{Error, Result};
use crate::pacing::UNCLEAR_UNTIL;

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

    /// Whether it is still DIALING, and nobody has begun another request to place it since it was `seen`. Only then does
    /// what became of the request that was seen tell what becomes of the call.
    pub fn is_on_same_try(&self, seen: &Self) -> bool {
        self.state == CallState::Dialing && self.placing_tries == seen.placing_tries
    }

    /// The request that was under way when the call was `seen` certainly placed nothing; at `retry_at` the next is to be
    /// made.
    pub fn placing_declined(&mut self, seen: &Self, retry_at: Timestamp) -> Result<()> {
        if !self.is_on_same_try(seen) {
            return Err(Error::Stale(self.so("is no longer being placed by this request")));
        }
        self.placing_since = None;
        self.retry_at = Some(retry_at);
        Ok(())
    }

    /// Whether it is still being placed: by a request whose call may not be listed yet, or by one that is to be made at
    /// its moment or a while after.
    pub fn is_being_placed(&self, now: Timestamp) -> bool {
        let until = match self.placing_since {
            Some(since) => Some(since + UNCLEAR_UNTIL),
            None => self.retry_at.map(|at| at + RETRY_OVERDUE_AFTER),
        };
        self.state == CallState::Dialing && until.is_some_and(|until| now < until)
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
