//! A lead's way through its campaign's line: queued, released, claimed, and after a call back in line, due again
//! later, or done.

use jiff::{SignedDuration, Timestamp};

use super::{Lead, LeadStatus, SetAside};
use crate::call::Call;
use crate::call::outcome::Outcome;
use crate::call_policy::NextAttempt;
use crate::calling_rules::COUNTED_FOR;
use crate::error::{Error, Result};
use crate::ids::{CallId, CampaignId};

/// How long after its moment a released lead that nobody dialled becomes due again. A message that is
/// later than that is ignored: the lead has been released again.
pub const RELEASE_LEASE: SignedDuration = SignedDuration::from_mins(3);

/// The pause after a call that came to nothing by our own or a vendor's fault; it doubles with each
/// further one, up to [`BACK_IN_LINE_MAX`].
const BACK_IN_LINE: SignedDuration = SignedDuration::from_secs(20);
const BACK_IN_LINE_MAX: SignedDuration = SignedDuration::from_mins(30);
/// The same after each call that the lead answered. Whoever answers one more is set aside.
const BACK_IN_LINE_AFTER_ANSWER: [SignedDuration; 2] =
    [SignedDuration::from_mins(5), SignedDuration::from_hours(3)];

impl Lead {
    /// Puts a lead into a campaign, due at once: one that is PENDING, or that was called before and is done.
    ///
    /// # Errors
    /// `Conflict` for one that is being deleted or called, in line already, or whose number is somebody else's, `Stale` for
    /// one that stands where nobody is called from.
    pub fn enqueue(&mut self, campaign: CampaignId, now: Timestamp) -> Result<()> {
        if let Some(why) = self.cannot_be_queued() {
            return Err(Error::Conflict(format!("lead {} {why}", self.id)));
        }
        let before = self.status;
        self.become_status(LeadStatus::Queued, now)?;
        self.status_before = (before != LeadStatus::Pending).then_some(before);
        self.campaign_id = Some(campaign);
        self.next_attempt_at = Some(self.on_the_line_until.map_or(now, |until| until.max(now)));
        self.call_back_at = None;
        self.set_aside = None;
        self.attempts = 0;
        Ok(())
    }

    /// Why no campaign takes the lead, wherever it stands.
    pub fn cannot_be_queued(&self) -> Option<&'static str> {
        if self.deleting {
            return Some("is being deleted");
        }
        if self.is_in_line() {
            return Some("is in a campaign's line already");
        }
        if self.status == LeadStatus::Calling {
            return Some("is being called");
        }
        (self.last_outcome == Some(Outcome::WrongNumber)).then_some("has somebody else's number")
    }

    /// It is in its campaign's line: queued, or to be called again later.
    pub fn is_in_line(&self) -> bool {
        self.next_attempt_at.is_some() && !self.deleting
    }

    /// When the lead, which stands where its last call left it, is called again.
    pub fn called_again_at(&self) -> Option<Timestamp> {
        self.next_attempt_at.filter(|_| self.status.is_final() && !self.deleting)
    }

    /// Takes the lead out of the line for good.
    pub(super) fn leave_line(&mut self) {
        self.next_attempt_at = None;
        self.postponed = false;
        self.call_back_at = None;
        self.status_before = None;
    }

    /// Hands a due lead to the dial queue, to be phoned at `moment`; returns the number of this release.
    pub fn release(&mut self, moment: Timestamp, now: Timestamp) -> Result<u32> {
        let queued = self.status == LeadStatus::Queued;
        // One that was handed over already comes due again by the clock alone.
        let by = if queued { now } else { moment.max(now) };
        if !self.is_in_line() || self.next_attempt_at.is_none_or(|at| at > by) {
            return Err(Error::Stale(format!("lead {} is not due", self.id)));
        }
        if !queued {
            let before = self.status;
            self.become_status(LeadStatus::Queued, now)?;
            self.status_before = Some(before);
        }
        self.next_attempt_at = Some(moment + RELEASE_LEASE);
        self.postponed = false;
        self.release += 1;
        self.updated_at = now;
        Ok(self.release)
    }

    /// Puts a QUEUED lead off to a later moment, as when its clock says it is too early to phone.
    pub fn postpone(&mut self, until: Timestamp, now: Timestamp) -> Result<()> {
        if self.status != LeadStatus::Queued {
            return Err(Error::Stale(format!("lead {} is {}", self.id, self.status)));
        }
        self.next_attempt_at = Some(until);
        self.postponed = true;
        self.updated_at = now;
        Ok(())
    }

    /// Has a lead that was put off come up by `to`, if that is sooner. Says whether it is.
    pub fn bring_forward(&mut self, to: Timestamp, now: Timestamp) -> bool {
        let sooner = self.postponed && self.next_attempt_at.is_some_and(|at| to < at);
        sooner && self.postpone(to, now).is_ok()
    }

    /// Takes a lead out of its campaign's line. One that was not called yet is PENDING again, as if it had never
    /// been in the campaign; any other stands where its last call left it.
    pub fn dequeue(&mut self, now: Timestamp) -> Result<()> {
        if self.called_again_at().is_some() {
            self.leave_line();
            self.updated_at = now;
            return Ok(());
        }
        self.become_status(self.status_before.unwrap_or(LeadStatus::Pending), now)?;
        if self.attempts == 0 {
            self.campaign_id = None;
        }
        self.leave_line();
        Ok(())
    }

    /// Takes a lead out of the line that is not called again by itself: PENDING, until an operator acts. It
    /// stays among its campaign's leads, where it is looked for.
    pub fn set_aside(&mut self, why: SetAside, now: Timestamp) -> Result<()> {
        self.become_status(LeadStatus::Pending, now)?;
        self.leave_line();
        self.set_aside = Some(why);
        self.faults = 0;
        Ok(())
    }

    /// A QUEUED lead that cannot be called at all.
    pub fn mark_failed(&mut self, now: Timestamp) -> Result<()> {
        self.become_status(LeadStatus::Failed, now)?;
        self.leave_line();
        Ok(())
    }

    /// The lead's number was dialled at these moments before, as another lead's: the same person was called.
    pub fn take_over_dials(&mut self, dials: &[Timestamp]) {
        self.dials.extend(dials);
        self.dials.sort_unstable();
        self.dials.dedup();
    }

    /// The dialer takes the lead for one call.
    pub fn claim(&mut self, call: CallId, now: Timestamp) -> Result<()> {
        self.become_status(LeadStatus::Calling, now)?;
        self.call_id = Some(call);
        self.next_attempt_at = None;
        self.postponed = false;
        self.dials.retain(|at| *at > now - COUNTED_FOR);
        self.dials.push(now);
        Ok(())
    }

    /// A call of this lead ended, and `next` follows. A lead with a meeting keeps it, whatever the call's end says,
    /// and one that is no longer being called stands as it does.
    pub fn settle(&mut self, outcome: Outcome, next: NextAttempt, now: Timestamp) -> Result<()> {
        if self.status != LeadStatus::Calling {
            return Ok(());
        }
        self.become_status(LeadStatus::after(outcome), now)?;
        self.status_before = None;
        self.faults = 0;
        self.answered_in_vain = 0;
        self.attempts += 1;
        self.last_outcome = Some(outcome);
        self.call_again(next);
        Ok(())
    }

    /// A message was left on the lead's voicemail in its call, however that ended.
    pub fn note_message(&mut self, call: &Call, now: Timestamp) {
        if call.message_left {
            self.message_left_at.get_or_insert(now);
        }
    }

    pub(super) fn call_again(&mut self, next: NextAttempt) {
        if self.deleting {
            return self.leave_line();
        }
        match next {
            NextAttempt::None => self.leave_line(),
            // A call-back that nobody answered stays one.
            NextAttempt::Retry(at) => self.next_attempt_at = Some(at),
            NextAttempt::CallBack(at) => {
                self.next_attempt_at = Some(at);
                self.call_back_at = Some(at);
            }
        }
    }

    /// The call that the lead was claimed for certainly never rang: it does not count as one.
    pub fn was_not_dialled(&mut self) {
        if self.status == LeadStatus::Calling {
            self.dials.pop();
        }
    }

    /// The call that waited is dialled now, and not when the lead was claimed for it.
    pub fn dial_again(&mut self, now: Timestamp) {
        if let Some(last) = self.dials.last_mut() {
            *last = now;
        }
    }

    /// The lead's call came to nothing by our own or a vendor's fault: back into its campaign's line,
    /// due after a pause that grows with each such call, and not before `not_before`. Where the campaign
    /// is over, or the lead is being deleted, it stands as before. A lead that answered too many such calls
    /// is set aside, and one that stands otherwise by now stays so.
    pub fn back_in_line(
        &mut self,
        campaign_over: bool,
        answered: bool,
        not_before: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<()> {
        if self.status != LeadStatus::Calling {
            return Ok(());
        }
        self.become_status(LeadStatus::Queued, now)?;
        if campaign_over || self.deleting {
            return self.dequeue(now);
        }
        let pause = if answered {
            let pause = BACK_IN_LINE_AFTER_ANSWER.get(self.answered_in_vain as usize).copied();
            self.answered_in_vain += 1;
            let Some(pause) = pause else {
                return self.set_aside(SetAside::AgentFailed { calls: self.answered_in_vain }, now);
            };
            pause
        } else {
            (BACK_IN_LINE * (1 << self.faults.min(8))).min(BACK_IN_LINE_MAX)
        };
        self.faults += 1;
        self.next_attempt_at = Some(not_before.map_or(now + pause, |at| at.max(now + pause)));
        Ok(())
    }

    /// All calling was stopped before the lead's call reached anybody: the lead stands in its campaign's line as it
    /// did before, due at once. Where the campaign is over, or the lead is being deleted, it stands as before, and one
    /// that stands otherwise by now stays so.
    pub fn keep_place(&mut self, campaign_over: bool, now: Timestamp) -> Result<()> {
        if self.status != LeadStatus::Calling {
            return Ok(());
        }
        self.become_status(LeadStatus::Queued, now)?;
        if campaign_over || self.deleting {
            return self.dequeue(now);
        }
        self.next_attempt_at = Some(now);
        Ok(())
    }

    /// The outcome of the lead's last call was revised from `judged`, and `next` follows: a lead that still stands
    /// where that left it follows, and so does one that is queued for the call that should have followed. Says whether
    /// it did.
    pub fn follow_reclassification(
        &mut self,
        judged: Outcome,
        revised: Outcome,
        next: NextAttempt,
        now: Timestamp,
    ) -> bool {
        let left_by_call = self.status_before.filter(|_| self.status == LeadStatus::Queued);
        let follows = left_by_call.unwrap_or(self.status) == LeadStatus::after(judged) && judged != revised;
        if follows {
            self.status = LeadStatus::after(revised);
            self.status_before = None;
            self.last_outcome = Some(revised);
            self.call_again(next);
            self.updated_at = now;
        }
        follows
    }
}
