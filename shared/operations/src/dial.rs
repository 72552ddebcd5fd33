//! One lead's turn to be called.
//!
//! Before anything is asked of Twilio the lead is claimed and the intent written down, since
//! creating a call can be neither repeated nor taken back. From then on a message that comes again
//! finds the call: an answer that never reached us is looked up, not asked for once more.
//!
//! Pauses are spent by sending a new message, never by deliveries, so that no lead ends by how often
//! its message was delivered.

mod caller;
mod free_lines;
mod last_look;
mod place;

use std::sync::Arc;
use std::time::Duration;

use homework_domain::breaker::{Breaker, Vendor};
use homework_domain::call::{Call, CallState, Ending};
use homework_domain::callable::CallableNumbers;
use homework_domain::calling_hours::CallingTimes;
use homework_domain::campaign::Campaign;
use homework_domain::clock::Clock;
use homework_domain::gate::{self, Decision, Evidence, Facts, Verdict};
use homework_domain::ids::CallId;
use homework_domain::lead::{Lead, LeadStatus, SetAside};
use homework_domain::metric;
use homework_domain::national_list::NationalStanding;
use homework_domain::pacing::{self, Place};
use homework_domain::phone::PhoneNumber;
use homework_domain::ports::Telephony;
use homework_domain::queue::{DialLead, MessageQueue};
use homework_domain::{Error, Result};
use homework_store::{CallsOf, Store};
use jiff::{SignedDuration, Timestamp};

/// For reading, asking the gate and claiming, so that the request itself goes out at its moment.
const PREPARATION: SignedDuration = SignedDuration::from_millis(150);
/// How often a claim is tried while others change the lead, as when an operator corrects its name.
const CLAIM_TRIES: u32 = 5;

/// How many calls may be begun in a day (UTC).
#[derive(Debug, Clone, Copy)]
pub struct CallsPerDay {
    pub campaign: u64,
    pub account: u64,
}

pub struct Dialer<T, Q> {
    pub store: Store,
    pub queue: Q,
    pub telephony: T,
    pub times: CallingTimes,
    pub callable: CallableNumbers,
    pub calls_per_day: CallsPerDay,
    /// How many calls may be begun in a second, over all campaigns; `None`: as many as come together.
    pub calls_per_second: Option<u32>,
    /// How many calls may be on at once, over all campaigns; `None`: as many as there are.
    pub calls_at_once: Option<u32>,
    pub clock: Arc<dyn Clock>,
}

/// What the gate is asked with, read just now.
struct Reading {
    campaign: Campaign,
    lead: Lead,
    breakers: Vec<Breaker>,
    stopped: bool,
    do_not_call: bool,
    national: NationalStanding,
}

impl Reading {
    /// Whether a success of Twilio's would change anything.
    fn heeds_success(&self) -> bool {
        self.breakers.iter().any(|breaker| breaker.vendor == Vendor::Twilio && breaker.heeds_success())
    }
}

impl<T: Telephony, Q: MessageQueue> Dialer<T, Q> {
    /// # Errors
    /// `NotFound` and `Stale` say that the message's time has passed; after any other it is to come again.
    pub async fn handle(&self, message: &DialLead) -> Result<()> {
        let lead = self.store.lead(message.lead_id).await?;
        is_current(&lead, message)?;
        match (lead.status, lead.call_id) {
            (LeadStatus::Queued, _) => self.start(message).await,
            (LeadStatus::Calling, Some(call)) => self.resume(call, message).await,
            (status, _) => Err(Error::Stale(format!("lead {} is {status}", lead.id))),
        }
    }

    async fn read(&self, message: &DialLead) -> Result<Reading> {
        let (campaign, mut lead, halts) = tokio::try_join!(
            Box::pin(self.store.campaign(message.campaign_id)),
            Box::pin(self.store.lead(message.lead_id)),
            Box::pin(self.store.halts()),
        )?;
        is_current(&lead, message)?;
        let marks = self.store.number_marks(&lead.phone).await?;
        lead.take_over_dials(&marks.dials);
        let national = NationalStanding::of(&lead.phone, &halts.lists, &marks.listed);
        let (breakers, stopped, do_not_call) = (halts.breakers, halts.stop.is_some(), marks.do_not_call);
        Ok(Reading { campaign, lead, breakers, stopped, do_not_call, national })
    }

    fn facts<'a>(&'a self, reading: &'a Reading, claimed: bool) -> Facts<'a> {
        let Reading { campaign, lead, breakers, stopped, do_not_call, national } = reading;
        Facts {
            campaign,
            lead,
            breakers,
            times: &self.times,
            callable: &self.callable,
            do_not_call: *do_not_call,
            national,
            stopped: *stopped,
            claimed,
            now: self.clock.now(),
        }
    }

    /// A lead's first time here: asks the gate, takes a place in line, claims the lead, calls.
    async fn start(&self, message: &DialLead) -> Result<()> {
        let reading = self.read(message).await?;
        let facts = self.facts(&reading, false);
        match gate::ask(facts)? {
            Verdict::Dial => {}
            verdict => return self.turn_away(facts, verdict).await,
        }
        let Some(dial_at) = self.reserve_dial_slot(&reading.campaign, message).await? else { return Ok(()) };
        self.sleep_until(dial_at - PREPARATION).await;
        for _ in 0..CLAIM_TRIES {
            let reading = self.read(message).await?;
            let facts = self.facts(&reading, false);
            match gate::ask(facts)? {
                Verdict::Dial => {}
                verdict => return self.turn_away(facts, verdict).await,
            }
            let id = CallId::generate(self.clock.now());
            let Some(lines) = self.free_lines(&reading, id).await? else {
                return self.turn_away(facts, gate::while_lines_are_taken(self.clock.now())).await;
            };
            let (now, mut lead) = (self.clock.now(), reading.lead.clone());
            let mut call = Call::claim(id, &lead, reading.campaign.id, now);
            call.is_test = reading.campaign.is_test;
            call.leaves_message = reading.campaign.leaves_message(&lead);
            call.lines = lines;
            let settings = self.store.call_settings(call.language).await?;
            call.from = match self.take_call_of_day(&reading, &settings.callers).await? {
                Ok(from) => from,
                Err(verdict) => return self.turn_away(facts, verdict).await,
            };
            call.bind(settings);
            lead.claim(call.id, now)?;
            let called_from = call.from.as_ref().map(PhoneNumber::to_string);
            let evidence = Evidence { called_from, ..facts.evidence(&Verdict::Dial) };
            match self.store.claim_call(&call, &mut lead, &reading.campaign, &evidence).await {
                Ok(()) => {
                    self.sleep_until(dial_at).await;
                    return self.place(&call, &reading, message).await;
                }
                // Somebody changed the lead or its campaign or took the line in this moment; if the lead was claimed,
                // reading says so.
                Err(Error::Stale(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::unavailable("DynamoDB", "the lead is contended"))
    }

    /// Does to a QUEUED lead what the gate says, and keeps why. One that is called by now is whoever's who claimed it.
    async fn turn_away(&self, facts: Facts<'_>, verdict: Verdict) -> Result<()> {
        let mut lead = facts.lead.clone();
        if lead.status != LeadStatus::Queued {
            return Err(Error::Stale(format!("lead {} is {}", lead.id, lead.status)));
        }
        let now = self.clock.now();
        tracing::info!(lead_id = %lead.id, ?verdict, "not called now");
        tracing::info!(target: metric::TARGET, dials_refused = 1_u64);
        let decision = Decision::of_refusal(&facts, &verdict);
        match verdict {
            Verdict::Dial => return Ok(()),
            Verdict::Wait { until, .. } => lead.postpone(until, now)?,
            Verdict::SetAside(why) => lead.set_aside(why, now)?,
            Verdict::GiveBack(_) => lead.dequeue(now)?,
            Verdict::Forbid => {
                lead.forbid(now);
            }
            Verdict::Never(_) => lead.mark_failed(now)?,
        }
        self.store.turn_away(&mut lead, decision.as_ref()).await
    }

    /// A message that came again after its lead was claimed.
    async fn resume(&self, call: CallId, message: &DialLead) -> Result<()> {
        let call = self.store.call(call).await?;
        match (call.state, call.placing_since) {
            (CallState::Dialing, Some(since)) => self.reconcile(&call, since, message).await,
            (CallState::Dialing, None) => self.place_again(&call, message).await,
            _ => Err(Error::Stale(format!("call {} is under way", call.id))),
        }
    }

    /// A call that waited: everything may have changed meanwhile, so the gate is asked again.
    async fn place_again(&self, call: &Call, message: &DialLead) -> Result<()> {
        let now = self.clock.now();
        if let Some(early) = call.retry_at.filter(|at| *at > now) {
            return self.come_again(message, early.duration_since(now)).await;
        }
        let campaign = self.store.campaign(message.campaign_id).await?;
        let Some(dial_at) = self.reserve_dial_slot(&campaign, message).await? else { return Ok(()) };
        self.sleep_until(dial_at - PREPARATION).await;
        for _ in 0..CLAIM_TRIES {
            let reading = self.read(message).await?;
            if self.undo_if_refused(call, &reading).await? {
                return Ok(());
            }
            let (lead, campaign, now) = (&reading.lead, &reading.campaign, self.clock.now());
            if let Some(call) = self.store.begin_placing(call.id, lead, campaign, now).await? {
                self.sleep_until(dial_at).await;
                return self.place(&call, &reading, message).await;
            }
        }
        Err(Error::unavailable("DynamoDB", "the lead is contended"))
    }

    /// Takes back the claim of a call that the gate, asked as of now, does not let through any more; says whether it did.
    async fn undo_if_refused(&self, call: &Call, reading: &Reading) -> Result<bool> {
        let claimed = reading.lead.status == LeadStatus::Calling;
        let (until, why, set_aside) = match gate::ask(self.facts(reading, claimed))? {
            Verdict::Dial => return Ok(false),
            Verdict::Wait { because: gate::Because::CallingStopped, .. } => {
                self.undo_for_stop(call).await?;
                return Ok(true);
            }
            Verdict::Wait { until, because } => (Some(until), because.to_string(), None),
            Verdict::SetAside(why) => (None, why.in_words(), Some(why)),
            Verdict::GiveBack(because) | Verdict::Never(because) => (None, because.to_string(), None),
            Verdict::Forbid => (None, gate::Because::DoNotCall.to_string(), None),
        };
        self.undo_claim(call, until, why, set_aside).await?;
        Ok(true)
    }

    /// The moment of the next place that is free in the campaign's line, and in that of all calls; `None` when that is
    /// too far off to wait for here and the message was sent back to come at its time.
    async fn reserve_dial_slot(&self, campaign: &Campaign, message: &DialLead) -> Result<Option<Timestamp>> {
        let now = self.clock.now() + PREPARATION;
        let of_account = self.calls_per_second.and_then(|calls| i32::try_from(calls).ok());
        let of_account = of_account.map(|calls| (CallsOf::Account, SignedDuration::from_secs(1) / calls));
        let of_campaign = (CallsOf::Campaign(campaign.id), campaign.stagger());
        let mut dial_at = message.not_before;
        for (of, stagger) in [of_campaign].into_iter().chain(of_account) {
            Place { dial_at, .. } = self.store.reserve_dial_slot(of, stagger, dial_at, now).await?;
            if dial_at.duration_since(now) > pacing::LONGEST_WAIT {
                self.queue.send(message, pacing::delay_seconds(dial_at, now)).await?;
                return Ok(None);
            }
        }
        Ok(Some(dial_at))
    }

    async fn sleep_until(&self, moment: Timestamp) {
        let wait = moment.duration_since(self.clock.now());
        tokio::time::sleep(Duration::try_from(wait).unwrap_or_default()).await;
    }

    /// Has the message come again after a pause, as a new one.
    async fn come_again(&self, message: &DialLead, pause: SignedDuration) -> Result<()> {
        let seconds = i32::try_from(pause.as_secs() + 1).unwrap_or(i32::MAX).clamp(1, 900);
        self.queue.send(message, seconds).await
    }

    /// The call was certainly not placed, and is not going to be: its lead waits in line again, or is set
    /// aside.
    async fn undo_claim(
        &self,
        call: &Call,
        until: Option<Timestamp>,
        why: String,
        set_aside: Option<SetAside>,
    ) -> Result<()> {
        tracing::info!(call_id = %call.id, why, "claim undone");
        let ended = self.store.end_unplaced_call(call, self.clock.now(), |call| {
            call.retry_at = until;
            Ending { set_aside: set_aside.clone(), ..Ending::ours(format!("not placed: {why}")) }
        });
        ended.await.map(|_| ())
    }
}

/// Whether the message is still the lead's latest.
fn is_current(lead: &Lead, message: &DialLead) -> Result<()> {
    if lead.campaign_id != Some(message.campaign_id) || lead.release != message.release {
        return Err(Error::Stale(format!("lead {} was released again since", lead.id)));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
