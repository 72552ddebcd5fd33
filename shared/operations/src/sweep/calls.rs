//! Calls that went silent are ended, and write-ups that are still owed are asked for again.

use homework_domain::call::{Call, CallState, Ending, HangupCause, derive_outcome};
use homework_domain::ports::{RemoteCall, RemoteCallStatus, Telephony};
use homework_domain::queue::{FinalizeCall, MessageQueue};
use homework_domain::{Error, Result};
use jiff::SignedDuration;

use super::Sweeper;

/// A call that began longer ago than this is looked at. A young one is still being dialled or
/// talked in; an old one that is still talked in is left alone because Twilio says so.
const LOOKED_AT_AFTER: SignedDuration = SignedDuration::from_mins(5);
const CALLS_PER_ROUND: i32 = 100;
/// Once Twilio has not answered so often in a row it is not asked again in this round.
const SILENCES_MAX: u32 = 3;
/// Where the next round goes on, so that calls of which nothing can be learnt do not hide the others.
const CURSOR: &str = "open_calls";

impl<T: Telephony, C, V, F, Q: MessageQueue> Sweeper<T, C, V, F, Q> {
    pub(super) async fn settle_calls(&self) -> Result<()> {
        let until = self.clock.now() - LOOKED_AT_AFTER;
        let owed = self.ask_for_write_ups(until).await;
        let after = self.store.cursor(CURSOR).await?;
        let calls = self.store.open_calls(after.as_deref(), until, CALLS_PER_ROUND).await?;
        let (mut failed, mut silences, mut place) = (None, 0, after.clone());
        for call in &calls {
            place = Some(self.store.open_call_place(call));
            match self.settle(call).await {
                Ok(()) => silences = 0,
                Err(error) => {
                    tracing::error!(call_id = %call.id, %error, "an open call could not be settled");
                    silences += u32::from(matches!(error, Error::Unavailable { .. }));
                    failed = Some(error);
                }
            }
            if silences >= SILENCES_MAX {
                tracing::warn!("Twilio does not answer: the other open calls are left for the next round");
                break;
            }
        }
        let through = calls.len() < CALLS_PER_ROUND as usize && silences < SILENCES_MAX;
        let place = place.filter(|_| !through);
        if place != after {
            self.store.set_cursor(CURSOR, place.as_deref()).await?;
        }
        owed.and(failed.map_or(Ok(()), Err))
    }

    async fn ask_for_write_ups(&self, until: jiff::Timestamp) -> Result<()> {
        for call in self.store.calls_to_write_up(until, CALLS_PER_ROUND).await? {
            self.finalize.send(&FinalizeCall { call_id: call.id }, 0).await?;
        }
        Ok(())
    }

    async fn settle(&self, call: &Call) -> Result<()> {
        let mut call = call.clone();
        if call.state != CallState::Ended {
            // What is being placed is the dialer's.
            if call.is_being_placed(self.clock.now()) {
                return Ok(());
            }
            call = match self.ask_twilio(&call).await? {
                Some(remote) => self.catch_up(&call, &remote).await?,
                None => self.give_up(&call).await?,
            };
        }
        if call.awaits_write_up() {
            self.finalize.send(&FinalizeCall { call_id: call.id }, 0).await?;
        }
        Ok(())
    }

    async fn ask_twilio(&self, call: &Call) -> Result<Option<RemoteCall>> {
        match &call.twilio_call_sid {
            Some(sid) => self.telephony.call(sid).await.map(Some),
            None => {
                let (to, from) = (&call.lead.phone, call.from.as_ref());
                Ok(self.telephony.calls_to(to, from, call.started_at).await?.into_iter().next())
            }
        }
    }

    async fn catch_up(&self, call: &Call, remote: &RemoteCall) -> Result<Call> {
        let cause = match remote.status {
            RemoteCallStatus::Active => {
                return self.store.change_call(call.id, |call| call.identified(&remote.sid)).await;
            }
            RemoteCallStatus::Completed => HangupCause::Completed,
            RemoteCallStatus::Busy => HangupCause::Busy,
            RemoteCallStatus::NoAnswer => HangupCause::NoAnswer,
            RemoteCallStatus::Failed => HangupCause::Failed,
            RemoteCallStatus::Canceled => HangupCause::Canceled,
        };
        tracing::warn!(call_id = %call.id, ?cause, "ending a call whose end was never reported");
        let ended = self.store.end_call(call.id, self.clock.now(), |record| {
            if record.call.state == CallState::Ended {
                return Ok(None);
            }
            record.call.identified(&remote.sid)?;
            Ok(Some(derive_outcome(&record.call, &record.turns, cause, remote.duration_seconds)))
        });
        ended.await
    }

    /// Twilio knows of no such call, so there was none, and the lead waits in line again.
    async fn give_up(&self, call: &Call) -> Result<Call> {
        tracing::warn!(call_id = %call.id, "ending a call that was never placed");
        let ending = Ending::ours("the call was never placed");
        // While Twilio was asked the dialer may have begun another request.
        self.store.end_unplaced_call(call, self.clock.now(), |_| ending.clone()).await
    }
}
