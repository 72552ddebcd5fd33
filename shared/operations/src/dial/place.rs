//! Asking Twilio for a call, and what its answer means for call, lead and breaker.

use homework_domain::Result;
use homework_domain::breaker::{Fault, FaultKind, Vendor};
use homework_domain::call::{Call, Ending};
use homework_domain::ids::CallId;
use homework_domain::lead::SetAside;
use homework_domain::pacing;
use homework_domain::ports::{PlaceCall, PlaceCallError, Telephony};
use homework_domain::queue::{DialLead, MessageQueue};
use jiff::{SignedDuration, Timestamp};

use super::last_look::Look;
use super::{Dialer, Reading};

impl<T: Telephony, Q: MessageQueue> Dialer<T, Q> {
    /// Asks Twilio for the call, unless something has come between since the gate was asked. The intent is on record
    /// already.
    pub(super) async fn place(&self, call: &Call, reading: &Reading, message: &DialLead) -> Result<()> {
        let until = match self.last_look(reading).await? {
            Look::May(until) => until,
            Look::Stopped => return self.undo_for_stop(call).await,
            Look::ListsChanged => {
                let (now, why) = (self.clock.now(), "a national do-not-call list has changed".to_owned());
                return self.undo_claim(call, Some(now), why, None).await;
            }
        };
        // What takes long may end in another hour than it began.
        if self.undo_if_refused(call, reading).await? {
            return Ok(());
        }
        let request = PlaceCall {
            call_id: call.id,
            to: call.lead.phone.clone(),
            from: call.from.clone(),
            locale: call.spoken_locale(),
            awaits_greeting: call.leaves_message,
            not_after: until.into_std(),
        };
        match self.telephony.place_call(&request).await {
            Ok(sid) => {
                self.identify(call.id, &sid).await?;
                self.twilio_works(reading).await
            }
            Err(PlaceCallError::Refused { code, message }) => {
                self.fail(call, format!("Twilio refused the call ({code}): {message}")).await?;
                self.twilio_works(reading).await
            }
            Err(PlaceCallError::NotPlaced { detail, retry_after, kind }) => {
                tracing::warn!(call_id = %call.id, detail, "the call was not placed");
                let retry_after = retry_after.and_then(|pause| SignedDuration::try_from(pause).ok());
                let fault = Fault { retry_after, ..Fault::new(kind, detail) };
                self.not_placed(call, &fault, message).await
            }
            Err(PlaceCallError::CallerRefused { detail }) => {
                tracing::warn!(call_id = %call.id, detail, "Twilio refused the number the call was to come from");
                self.caller_refused(call, detail, message).await
            }
            Err(PlaceCallError::Declined { detail, kind }) => {
                tracing::warn!(call_id = %call.id, detail, "the call was declined");
                self.declined(call, kind, detail, message).await
            }
            Err(PlaceCallError::Unknown { detail }) => {
                tracing::warn!(call_id = %call.id, detail, "unknown whether the call was placed");
                self.come_again(message, pacing::back_off(call.placing_tries)).await?;
                self.note(&Fault::new(FaultKind::Passing, detail)).await.map(|_| ())
            }
        }
    }

    /// Certainly not placed: once more after a pause, or, where that is long or Twilio is down, back
    /// into the line.
    async fn not_placed(&self, call: &Call, fault: &Fault, message: &DialLead) -> Result<()> {
        let pause = pacing::back_off(call.placing_tries);
        let pause = fault.retry_after.map_or(pause, |asked| asked.max(pause));
        let retry_at = self.clock.now() + pause;
        self.store
            .change_call(call.id, |known| known.placing_declined(call, retry_at).map(|()| true))
            .await?;
        let is_down = self.note(fault).await?;
        if is_down || !pacing::waits_as_call(call.placing_tries, pause) {
            let why = format!("Twilio could not take the call ({})", fault.code);
            return self.undo_claim(call, Some(retry_at), why, None).await;
        }
        self.come_again(message, pause).await
    }

    /// Twilio does not let us call from this number: the lead is called from another, where there is one.
    async fn caller_refused(&self, call: &Call, detail: String, message: &DialLead) -> Result<()> {
        let now = self.clock.now();
        if let Some(number) = &call.from
            && self.store.refuse_caller_number(number, &detail, now).await?
        {
            let why = format!("Twilio refused the number it was to come from ({detail})");
            return self.undo_claim(call, Some(now), why, None).await;
        }
        self.not_placed(call, &Fault::new(FaultKind::Refused, detail), message).await
    }

    /// Declined, be it for the number's sake or for ours. Tried a few times where that may help, and then
    /// set aside, so that it holds nobody up and is not lost. Many leads in a row open the breaker, one
    /// lead alone does not.
    async fn declined(&self, call: &Call, kind: FaultKind, detail: String, message: &DialLead) -> Result<()> {
        let pause = pacing::back_off(call.placing_tries);
        let retry_at = self.clock.now() + pause;
        self.store
            .change_call(call.id, |known| known.placing_declined(call, retry_at).map(|()| true))
            .await?;
        let source = Some(call.lead.id.to_string());
        let is_down = self.note(&Fault { source, ..Fault::new(kind, detail.as_str()) }).await?;
        if kind == FaultKind::Passing && is_down {
            return self.undo_claim(call, Some(retry_at), detail, None).await;
        }
        if kind == FaultKind::Refused || !pacing::waits_as_call(call.placing_tries, pause) {
            let why = SetAside::Declined { detail: detail.clone() };
            return self.undo_claim(call, None, detail, Some(why)).await;
        }
        self.come_again(message, pause).await
    }

    /// Finds out what became of a request whose answer never reached us. Whatever Twilio lists for
    /// the number since then is this call: a lead has one call at a time.
    pub(super) async fn reconcile(&self, call: &Call, since: Timestamp, message: &DialLead) -> Result<()> {
        let age = self.clock.now().duration_since(since);
        let found = match self.telephony.calls_to(&call.lead.phone, call.from.as_ref(), since).await {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(call_id = %call.id, %error, "Twilio cannot be asked about the call");
                self.come_again(message, pacing::until_next_look(age)).await?;
                return match Fault::of(&error) {
                    Some((_, fault)) => self.note(&fault).await.map(|_| ()),
                    None => Err(error),
                };
            }
        };
        match found.first() {
            Some(remote) => self.identify(call.id, &remote.sid).await,
            None if age < pacing::UNCLEAR_UNTIL => {
                self.come_again(message, pacing::until_next_look(age)).await
            }
            None => self.undo_claim(call, None, "Twilio did not take the call".into(), None).await,
        }
    }

    async fn identify(&self, id: CallId, sid: &str) -> Result<()> {
        self.store.change_call(id, |call| call.identified(sid)).await?;
        tracing::info!(call_id = %id, sid, "call placed");
        Ok(())
    }

    /// Twilio does not call this number, whenever it is asked.
    async fn fail(&self, call: &Call, why: String) -> Result<()> {
        let ending = Ending::failed(why);
        self.store.end_unplaced_call(call, self.clock.now(), |_| ending.clone()).await.map(|_| ())
    }

    /// Tells Twilio's breaker of a fault; says whether it is open now.
    async fn note(&self, fault: &Fault) -> Result<bool> {
        let breaker = self.store.note_fault(Vendor::Twilio, fault, self.clock.now()).await?;
        Ok(breaker.blocks().is_some())
    }

    async fn twilio_works(&self, reading: &Reading) -> Result<()> {
        if reading.heeds_success() { self.store.note_success(Vendor::Twilio).await } else { Ok(()) }
    }
}
