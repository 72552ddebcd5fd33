//! What Twilio tells of a call besides what is said in it: its progress and end, its recording, machines.
//! Each may come twice, late, and in any order.

use std::sync::Arc;

use homework_domain::Result;
use homework_domain::answering::AnsweredBy;
use homework_domain::call::{Call, CallState, HangupCause, derive_outcome, turn_may_be_under_way};
use homework_domain::clock::Clock;
use homework_domain::ids::CallId;
use homework_domain::ports::Telephony;
use homework_domain::queue::{ArchiveRecording, Dispatch, FinalizeCall, MessageQueue};
use homework_domain::webhook_url;
use homework_store::{CallRecord, Store};

/// Where we hung up ourselves, the last turn is saved.
const WRITE_UP_DELAY_SECONDS: i32 = 2;
/// A turn that was being worked out when the line dropped is saved by then: Twilio waits 15 s for it, and
/// what takes us longer is not said. One that is saved later still has the call written up again.
const WRITE_UP_DELAY_AFTER_HANGUP_SECONDS: i32 = 15;

pub struct CallEvents<T, Q> {
    pub store: Store,
    pub finalize: Q,
    pub archive: Q,
    /// The queue that wakes the dispatcher.
    pub wake: Q,
    pub telephony: T,
    /// Public base URL of the function that talks.
    pub voice_webhook_url: String,
    pub clock: Arc<dyn Clock>,
}

impl<T: Telephony, Q: MessageQueue> CallEvents<T, Q> {
    /// The call is under way, which merely tells its SID.
    pub async fn progressed(&self, id: CallId, sid: &str) -> Result<()> {
        let call = self.store.change_call(id, |call| identify(call, sid)).await?;
        self.have_it_written_up(&call, WRITE_UP_DELAY_SECONDS).await
    }

    /// The call is over, after so many seconds.
    pub async fn ended(&self, id: CallId, sid: &str, cause: HangupCause, seconds: Option<f64>) -> Result<()> {
        let mut under_way = false;
        let ending = |record: &mut CallRecord| {
            under_way = turn_may_be_under_way(&record.turns);
            if record.call.state == CallState::Ended {
                return Ok(None);
            }
            record.call.identified(sid)?;
            Ok(Some(derive_outcome(&record.call, &record.turns, cause, seconds)))
        };
        let call = self.store.end_call(id, self.clock.now(), ending).await?;
        tracing::info!(call_id = %id, outcome = ?call.outcome, answered_by = ?call.answered_by, "call ended");
        let delay = if under_way { WRITE_UP_DELAY_AFTER_HANGUP_SECONDS } else { WRITE_UP_DELAY_SECONDS };
        self.have_it_written_up(&call, delay).await?;
        if !call.lines.is_empty() {
            // Somebody may be waiting for its line.
            self.wake.send(&Dispatch { campaign_id: call.campaign_id }, 0).await?;
        }
        Ok(())
    }

    /// Also on a repeated message: the first time may have broken off right here.
    async fn have_it_written_up(&self, call: &Call, delay: i32) -> Result<()> {
        if call.awaits_write_up() {
            self.finalize.send(&FinalizeCall { call_id: call.id }, delay).await?;
        }
        Ok(())
    }

    /// The recording is complete.
    pub async fn recorded(
        &self,
        id: CallId,
        sid: &str,
        url: &str,
        recording_sid: Option<&str>,
    ) -> Result<()> {
        let note = |call: &mut Call| {
            if call.erased_at.is_some() {
                return Ok(false);
            }
            Ok(identify(call, sid)? | call.recorded(url))
        };
        let call = self.store.change_call(id, note).await?;
        if let Some(recording_sid) = recording_sid.filter(|_| call.recording_key.is_none()) {
            // Also on a repeated message: the first time may have broken off right here.
            let order = ArchiveRecording { call_id: id, recording_sid: recording_sid.to_owned() };
            self.archive.send(&order, 0).await?;
        }
        Ok(())
    }

    /// A machine answered: hangs up if there is nobody to talk with, or has the campaign's message left, and merely
    /// notes it once somebody has spoken, as detection may be wrong and late.
    pub async fn machine_detected(&self, id: CallId, sid: &str, machine: AnsweredBy) -> Result<()> {
        let (mut alone, mut left) = (false, false);
        let note = |call: &mut Call, turns: &[_]| {
            let before = (call.outcome, call.machine_detected);
            let named = identify(call, sid)?;
            alone = call.detect_machine(turns, machine);
            left = turns.iter().any(|turn| turn.is_message);
            Ok(named || (call.outcome, call.machine_detected) != before)
        };
        let call = self.store.change_call_with_turns(id, note).await?;
        match (machine, call.leaves_message) {
            // It is hung up behind the message.
            _ if !alone || left || call.state == CallState::Ended => Ok(()),
            (AnsweredBy::Voicemail, true) => {
                let url = webhook_url::message(&self.voice_webhook_url, id, call.spoken_locale(), 0);
                self.telephony.redirect(sid, &url).await
            }
            _ => self.telephony.hang_up(sid).await,
        }
    }
}

/// Notes the SID, unless the call has ended: a late message changes nothing.
fn identify(call: &mut Call, sid: &str) -> Result<bool> {
    if call.state == CallState::Ended { Ok(false) } else { call.identified(sid) }
}
