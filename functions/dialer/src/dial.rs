//! One lead's turn to be called.
//!
//! Before anything is asked of Twilio the lead is claimed and the intent written down, since
//! creating a call can be neither repeated nor taken back. From then on a message that comes again
//! finds the call: an answer that never reached us is looked up, not asked for once more.

use std::time::Duration;

use homework_domain::call::{Call, CallState, Ending};
use homework_domain::calling_hours::next_good_moment;
use homework_domain::campaign::{Campaign, CampaignState};
use homework_domain::clock::{Clock, SystemClock};
use homework_domain::ids::CallId;
use homework_domain::lead::{Lead, LeadStatus};
use homework_domain::pacing::{self, Place};
use homework_domain::ports::{PlaceCall, PlaceCallError, Telephony};
use homework_domain::queue::DialLead;
use homework_domain::weekly_hours::WeeklyHours;
use homework_domain::{Error, Result};
use homework_runtime::queue::Queue;
use homework_runtime::sqs::Delivery;
use homework_store::Store;
use jiff::Timestamp;

/// After so many deliveries a message goes to the dead-letter queue (`maxReceiveCount` in
/// template.yaml says the same), so by then the call must have come to an end.
const DELIVERIES_MAX: u32 = 3;
/// The pause after a first try that failed; it doubles with each further one.
const BACKOFF_SECONDS: i32 = 5;
const BACKOFF_MAX_SECONDS: i32 = 300;

pub(crate) struct Dialer<T> {
    pub(crate) store: Store,
    pub(crate) queue: Queue,
    pub(crate) telephony: T,
    pub(crate) calling_hours: WeeklyHours,
    pub(crate) clock: SystemClock,
}

impl<T: Telephony> Dialer<T> {
    pub(crate) async fn handle(&self, delivery: Delivery<DialLead>) -> Result<()> {
        let message = &delivery.body;
        let campaign = self.store.campaign(message.campaign_id).await?;
        let lead = self.store.lead(message.lead_id).await?;
        if lead.campaign_id != Some(campaign.id) || lead.release != message.release {
            return Err(Error::Conflict(format!("lead {} was released again since", lead.id)));
        }
        match (lead.status, lead.call_id) {
            (LeadStatus::Queued, _) => self.start(&campaign, lead, &delivery).await,
            (LeadStatus::Calling, Some(call)) => self.resume(&campaign, call, &delivery).await,
            (status, _) => Err(Error::Conflict(format!("lead {} is {status}", lead.id))),
        }
    }

    /// A lead's first time here: waits for its hour and its place in line, claims it, calls.
    async fn start(&self, campaign: &Campaign, mut lead: Lead, delivery: &Delivery<DialLead>) -> Result<()> {
        let now = self.clock.now();
        let read_version = lead.version;
        match campaign.state {
            CampaignState::Running => {}
            // Due at once, so that it is found again as soon as the campaign is resumed.
            CampaignState::Paused => {
                lead.postpone(now, now)?;
                tracing::info!(lead_id = %lead.id, "campaign paused: put back");
                return self.store.save_lead(&mut lead, read_version).await;
            }
            state => return Err(Error::Conflict(format!("campaign {} is {state}", campaign.id))),
        }
        match next_good_moment(&self.calling_hours, &lead.time_zones, now)? {
            Some(moment) if moment <= now => {}
            Some(moment) => {
                lead.postpone(moment, now)?;
                tracing::info!(lead_id = %lead.id, until = %moment, "outside calling hours: put off");
                return self.store.save_lead(&mut lead, read_version).await;
            }
            None => return self.give_up_lead(lead, "no calling hour suits the lead's time zones").await,
        }
        if !self.wait_for_turn(campaign, delivery).await? {
            return Ok(());
        }
        let now = self.clock.now();
        let mut call = Call::claim(CallId::generate(now), &lead, campaign.id, now);
        call.bind(self.store.call_settings(call.language).await?);
        lead.claim(call.id, now)?;
        self.store.claim_call(&call, &mut lead, read_version).await?;
        self.place(&call, delivery).await
    }

    /// A message that came again after its lead was claimed.
    async fn resume(&self, campaign: &Campaign, call: CallId, delivery: &Delivery<DialLead>) -> Result<()> {
        let call = self.store.call(call).await?;
        match (call.state, call.placing_since) {
            (CallState::Dialing, Some(since)) => self.reconcile(&call, since, delivery).await,
            (CallState::Dialing, None) => {
                if !self.wait_for_turn(campaign, delivery).await? {
                    return Ok(());
                }
                let now = self.clock.now();
                let call =
                    self.store.change_call(call.id, |call| call.begin_placing(now).map(|()| true)).await?;
                self.place(&call, delivery).await
            }
            _ => Err(Error::Conflict(format!("call {} is under way", call.id))),
        }
    }

    /// Waits for the campaign's next free place; `false` when that is too far off to wait for here
    /// and the message was sent back to come at its time.
    async fn wait_for_turn(&self, campaign: &Campaign, delivery: &Delivery<DialLead>) -> Result<bool> {
        let now = self.clock.now();
        let not_before = delivery.body.not_before;
        let Place { dial_at, .. } =
            self.store.take_place(campaign.id, campaign.stagger(), not_before, now).await?;
        let wait = dial_at.duration_since(now);
        if wait > pacing::LONGEST_WAIT {
            self.queue.send(&delivery.body, pacing::delay_seconds(dial_at, now)).await?;
            return Ok(false);
        }
        tokio::time::sleep(Duration::try_from(wait).unwrap_or_default()).await;
        Ok(true)
    }

    /// Asks Twilio for the call. The intent is on record already.
    async fn place(&self, call: &Call, delivery: &Delivery<DialLead>) -> Result<()> {
        let request =
            PlaceCall { call_id: call.id, to: call.lead.phone.clone(), locale: call.spoken_locale() };
        match self.telephony.place_call(&request).await {
            Ok(sid) => self.identify(call.id, &sid).await,
            Err(PlaceCallError::Refused { code, message }) => {
                self.fail(call.id, format!("Twilio refused the call ({code}): {message}")).await
            }
            Err(PlaceCallError::NotPlaced { detail, retry_after }) => {
                tracing::warn!(call_id = %call.id, detail, "the call was not placed");
                self.store
                    .change_call(call.id, |call| call.placing_declined(self.clock.now()).map(|()| true))
                    .await?;
                let pause = retry_after.map_or(0, |d| i32::try_from(d.as_secs()).unwrap_or(i32::MAX));
                self.retry_or_fail(call.id, delivery, pause, "Twilio could not take the call").await
            }
            Err(PlaceCallError::Unknown { detail }) => {
                tracing::warn!(call_id = %call.id, detail, "unknown whether the call was placed");
                self.retry_or_fail(call.id, delivery, 0, "Twilio did not say whether it took the call").await
            }
        }
    }

    /// Finds out what became of a request whose answer never reached us. Whatever Twilio lists for
    /// the number since then is this call: a lead has one call at a time.
    async fn reconcile(&self, call: &Call, since: Timestamp, delivery: &Delivery<DialLead>) -> Result<()> {
        let found = self.telephony.calls_to(&call.lead.phone, since).await?;
        match found.first() {
            Some(remote) => self.identify(call.id, &remote.sid).await,
            None => {
                self.retry_or_fail(call.id, delivery, 0, "Twilio did not say whether it took the call").await
            }
        }
    }

    async fn identify(&self, id: CallId, sid: &str) -> Result<()> {
        self.store.change_call(id, |call| call.identified(sid)).await?;
        tracing::info!(call_id = %id, sid, "call placed");
        Ok(())
    }

    /// Has the message come again after a pause; at its last delivery ends the call instead, and
    /// leaves the message to the dead-letter queue for somebody to look at.
    async fn retry_or_fail(
        &self,
        id: CallId,
        delivery: &Delivery<DialLead>,
        pause: i32,
        why: &str,
    ) -> Result<()> {
        if delivery.receive_count >= DELIVERIES_MAX {
            self.fail(id, format!("{why} ({DELIVERIES_MAX} tries)")).await?;
            // Straight to the dead-letter queue: there is nothing to wait for.
            self.queue.retry_after(&delivery.receipt_handle, 0).await?;
        } else {
            let doubled = BACKOFF_SECONDS << (delivery.receive_count.clamp(1, 8) - 1);
            let pause = pause.max(doubled).min(BACKOFF_MAX_SECONDS);
            self.queue.retry_after(&delivery.receipt_handle, pause).await?;
        }
        Err(Error::unavailable("Twilio", why))
    }

    async fn fail(&self, id: CallId, why: String) -> Result<()> {
        let ending = Ending::failed(why);
        // A webhook may have shown meanwhile that the call exists after all.
        let ended = self.store.end_call(id, self.clock.now(), |record| {
            Ok((record.call.state == CallState::Dialing).then(|| ending.clone()))
        });
        ended.await.map(|_| ())
    }

    async fn give_up_lead(&self, mut lead: Lead, why: &str) -> Result<()> {
        tracing::warn!(lead_id = %lead.id, why, "lead given up");
        let read_version = lead.version;
        lead.give_up(self.clock.now())?;
        self.store.save_lead(&mut lead, read_version).await
    }
}
