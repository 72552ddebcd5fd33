//! One round of the sweeper: calls that went silent, bookings and changes of meetings that broke off.

use homework_domain::booking::undo_hold;
use homework_domain::call::{Call, CallState, Ending, HangupCause, conclude};
use homework_domain::clock::{Clock, SystemClock};
use homework_domain::ports::{Calendar, RemoteCall, RemoteCallStatus, Telephony, VideoMeetings};
use homework_domain::queue::FinalizeCall;
use homework_domain::rescheduling::Rescheduler;
use homework_domain::{Error, Result};
use homework_runtime::queue::Queue;
use homework_store::Store;
use jiff::SignedDuration;

/// A call that began longer ago than this is looked at. A young one is still being dialled or
/// talked in; an old one that is still talked in is left alone because Twilio says so.
const LOOKED_AT_AFTER: SignedDuration = SignedDuration::from_mins(5);
const CALLS_PER_ROUND: i32 = 100;
const MEETINGS_PER_ROUND: i32 = 50;
/// A hold is listed once per quarter hour it takes.
const HELD_QUARTER_HOURS_PER_ROUND: i32 = 200;

pub(crate) struct Sweeper<T, C, V> {
    pub(crate) store: Store,
    pub(crate) finalize: Queue,
    pub(crate) telephony: T,
    pub(crate) calendar: C,
    pub(crate) video: Option<V>,
    pub(crate) clock: SystemClock,
}

impl<T: Telephony, C: Calendar, V: VideoMeetings> Sweeper<T, C, V> {
    /// Looks at all of them; one that fails does not hold back the others.
    pub(crate) async fn run(&self) -> Result<()> {
        let calls = self.settle_calls().await;
        let holds = self.undo_lapsed_holds().await;
        self.settle_meetings().await.and(holds).and(calls)
    }

    /// Finishes cancellations and undoes moves that broke off.
    async fn settle_meetings(&self) -> Result<()> {
        let rescheduler =
            Rescheduler { calendar: &self.calendar, video: self.video.as_ref(), ledger: &self.store };
        let mut failed = None;
        for meeting in self.store.lapsed_changes(self.clock.now(), MEETINGS_PER_ROUND).await? {
            tracing::warn!(meeting_id = %meeting.id, pending = ?meeting.pending, "settling a change that broke off");
            match rescheduler.settle(meeting.id, self.clock.now()).await {
                Ok(_) => {}
                Err(error @ Error::Conflict(_)) => {
                    tracing::info!(meeting_id = %meeting.id, %error, "somebody else settles it");
                }
                Err(error) => {
                    tracing::error!(meeting_id = %meeting.id, %error, "a change could not be settled");
                    failed = Some(error);
                }
            }
        }
        failed.map_or(Ok(()), Err)
    }

    async fn undo_lapsed_holds(&self) -> Result<()> {
        let mut failed = None;
        for hold in self.store.lapsed_holds(self.clock.now(), HELD_QUARTER_HOURS_PER_ROUND).await? {
            tracing::warn!(meeting_id = %hold.meeting_id, call_id = %hold.call_id, "undoing a booking that broke off");
            if let Err(error) = undo_hold(&self.calendar, self.video.as_ref(), &self.store, &hold).await {
                tracing::error!(meeting_id = %hold.meeting_id, %error, "a broken booking could not be undone");
                failed = Some(error);
            }
        }
        failed.map_or(Ok(()), Err)
    }

    async fn settle_calls(&self) -> Result<()> {
        let until = self.clock.now() - LOOKED_AT_AFTER;
        let mut failed = None;
        for call in self.store.open_calls(until, CALLS_PER_ROUND).await? {
            if let Err(error) = self.settle(&call).await {
                tracing::error!(call_id = %call.id, %error, "an open call could not be settled");
                failed = Some(error);
            }
        }
        failed.map_or(Ok(()), Err)
    }

    async fn settle(&self, call: &Call) -> Result<()> {
        let mut call = call.clone();
        if call.state != CallState::Ended {
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
            None => Ok(self.telephony.calls_to(&call.lead.phone, call.started_at).await?.into_iter().next()),
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
            let outcome = conclude(&record.call, &record.turns, cause);
            Ok(Some(Ending { outcome, duration_seconds: remote.duration_seconds, failure: None }))
        });
        ended.await
    }

    /// Twilio knows of no such call, so there was none.
    async fn give_up(&self, call: &Call) -> Result<Call> {
        tracing::warn!(call_id = %call.id, "ending a call that was never placed");
        let ending = Ending::failed("the call was never placed");
        let ended = self.store.end_call(call.id, self.clock.now(), |record| {
            Ok((record.call.state == CallState::Dialing).then(|| ending.clone()))
        });
        ended.await
    }
}
