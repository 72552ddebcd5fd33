//! The last thing that is looked at before Twilio is asked for a call.

use homework_domain::call::{Call, CallState, Ending};
use homework_domain::calling_stop::LOOK_VALID_FOR;
use homework_domain::gate::Because;
use homework_domain::ports::Telephony;
use homework_domain::queue::MessageQueue;
use homework_domain::{Error, Result};
use tokio::time::Instant;

use super::{Dialer, Reading};

/// How often it is looked where the answer takes too long to be relied on.
const LOOKS: u32 = 3;

/// What is seen just before Twilio is asked.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Twilio may be asked until then.
    May(Instant),
    /// All calling is stopped.
    Stopped,
    /// A national list has come into use that the gate did not see, or another edition of one.
    ListsChanged,
}

impl<T: Telephony, Q: MessageQueue> Dialer<T, Q> {
    /// Looks whether what came since the gate was asked stands against the call. Whoever stops all calling waits until
    /// nobody relies on an earlier look any more.
    ///
    /// # Errors
    /// Where it cannot be known, nobody is called.
    pub(super) async fn last_look(&self, reading: &Reading) -> Result<Look> {
        for _ in 0..LOOKS {
            let until = Instant::now() + LOOK_VALID_FOR;
            let halts = Box::pin(self.store.halts()).await?;
            if halts.stop.is_some() {
                return Ok(Look::Stopped);
            }
            if !reading.national.is_by(&reading.lead.phone, &halts.lists) {
                return Ok(Look::ListsChanged);
            }
            if Instant::now() < until {
                return Ok(Look::May(until));
            }
        }
        Err(Error::unavailable("DynamoDB", "it takes too long to tell whether calling is stopped"))
    }

    /// Takes back a claim whose call Twilio was not asked for, since all calling is stopped. The lead stands in line
    /// as before.
    pub(super) async fn undo_for_stop(&self, call: &Call) -> Result<()> {
        tracing::info!(call_id = %call.id, "claim undone: all calling is stopped");
        let ended = self.store.end_unplaced_call(call, self.clock.now(), |call| {
            call.stopped_in = Some(CallState::Dialing);
            Ending::ours(format!("not placed: {}", Because::CallingStopped))
        });
        ended.await.map(|_| ())
    }
}
