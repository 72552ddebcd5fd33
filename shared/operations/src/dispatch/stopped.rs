//! What the emergency stop ends: calls that nobody has answered yet and, where that is wanted, conversations.

use homework_domain::Result;
use homework_domain::call::{Call, StopAtTwilio};
use homework_domain::calling_stop::CallingStop;
use homework_domain::metric;
use homework_domain::ports::Telephony;
use homework_domain::queue::{MessageQueue, Reconsider};
use jiff::{SignedDuration, Timestamp};

use super::{Dispatcher, Failures};

/// A call that was placed just before, or that an index does not list yet, is looked for again and again for so long;
/// what is found later is ended at the next tick.
const CHASED_FOR: SignedDuration = SignedDuration::from_mins(1);
const AGAIN_AFTER_SECONDS: i32 = 3;
/// Clocks of processes differ.
const AHEAD: SignedDuration = SignedDuration::from_mins(1);
const CALLS_PER_PAGE: i32 = 100;

impl<T: Telephony, Q: MessageQueue, P> Dispatcher<T, Q, P> {
    /// Has Twilio end what is to be ended, as much as this round has time for. It may be repeated: what is over is
    /// left as it is.
    pub(super) async fn end_calls(&self, stop: &CallingStop, deadline: Timestamp) -> Result<()> {
        let now = self.clock.now();
        let (mut place, mut failures) = (None, Failures::default());
        loop {
            let calls = self.store.open_calls(place.as_deref(), now + AHEAD, CALLS_PER_PAGE).await?;
            place = calls.last().map(|call| self.store.open_call_place(call));
            // Each lane takes one call after the other.
            let lane = |first| self.end_each(calls.iter().skip(first).step_by(4), stop);
            let (a, b, c, d) = tokio::join!(lane(0), lane(1), lane(2), lane(3));
            for ended in [a, b, c, d] {
                failures.note(ended);
            }
            if calls.len() < CALLS_PER_PAGE as usize || self.clock.now() > deadline {
                break;
            }
        }
        if now.duration_since(stop.stopped_at) < CHASED_FOR {
            self.wake.send(&Reconsider { stopped_at: stop.stopped_at }, AGAIN_AFTER_SECONDS).await?;
        }
        failures.0.map_or(Ok(()), Err)
    }

    /// One that cannot be ended does not hold back the others.
    async fn end_each(&self, calls: impl Iterator<Item = &Call>, stop: &CallingStop) -> Result<()> {
        let mut failures = Failures::default();
        for call in calls {
            failures.note(Box::pin(self.end(call, stop)).await);
        }
        failures.0.map_or(Ok(()), Err)
    }

    /// It is noted first, so that the call is judged by it however it ends.
    async fn end(&self, listed: &Call, stop: &CallingStop) -> Result<()> {
        let mut how = None;
        let call = self
            .store
            .change_call(listed.id, |call| {
                let before = call.stopped_in;
                how = call.stop(stop.ends_conversations);
                Ok(call.stopped_in != before)
            })
            .await?;
        let (Some(how), Some(sid)) = (how, &call.twilio_call_sid) else { return Ok(()) };
        match how {
            StopAtTwilio::Cancel => self.telephony.cancel(sid).await?,
            StopAtTwilio::HangUp => self.telephony.hang_up(sid).await?,
        }
        tracing::info!(call_id = %call.id, ?how, "call ended: all calling is stopped");
        tracing::info!(target: metric::TARGET, calls_stopped = 1_u64);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
