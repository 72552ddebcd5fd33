//! A lead that rings us back: who is talked with, and what that does to their place in line.

use jiff::{SignedDuration, Timestamp};

use super::{Lead, LeadStatus};
use crate::call::outcome::Outcome;
use crate::call_policy::NextAttempt;
use crate::error::{Error, Result};
use crate::ids::{CallId, CampaignId};

/// So long nobody phones a lead that has rung back and whose call has not ended.
const TALK: SignedDuration = SignedDuration::from_mins(30);

impl Lead {
    /// The campaign that is gone on with when the lead rings back. `None` for a lead that was not called yet, is being
    /// called in this moment, has a meeting, or is not to be called.
    pub fn rings_back_to(&self) -> Option<CampaignId> {
        use LeadStatus::{Contacted, Failed, NoAnswer, NotInterested, Queued};
        let open = matches!(self.status, Queued | Contacted | NotInterested | NoAnswer | Failed);
        self.campaign_id.filter(|_| open && self.call_id.is_some() && !self.deleting)
    }

    /// The lead rings back in this call: it is not phoned meanwhile.
    ///
    /// # Errors
    /// `Stale` for a lead that is not talked with by now.
    pub fn ring_back(&mut self, call: CallId, now: Timestamp) -> Result<()> {
        if self.rings_back_to().is_none() {
            return Err(Error::Stale(format!("lead {} is {}", self.id, self.status)));
        }
        self.call_id = Some(call);
        self.on_the_line_until = Some(now + TALK);
        if let Some(at) = self.next_attempt_at {
            self.next_attempt_at = Some(at.max(now + TALK));
            // Whoever has been handed the lead to dial finds that it has moved on.
            self.release += 1;
        }
        self.updated_at = now;
        Ok(())
    }

    /// The call in which the lead rang back ended so, and `next` was agreed on. Where it says nothing about the lead,
    /// the lead stands as it did, and what had been agreed on is kept to its moment. Says whether anything changed.
    pub fn settle_ring_back(&mut self, outcome: Outcome, next: NextAttempt, now: Timestamp) -> bool {
        let says_something = matches!(
            outcome,
            Outcome::Interested | Outcome::NotInterested | Outcome::CallBack | Outcome::WrongNumber
        );
        if self.rings_back_to().is_none() {
            return false;
        }
        self.on_the_line_until = None;
        if says_something {
            self.status = LeadStatus::after(outcome);
            self.last_outcome = Some(outcome);
            self.leave_line();
            if let NextAttempt::CallBack(_) = next {
                self.call_again(next);
            }
        } else if let Some(agreed) = self.call_back_at.filter(|_| self.is_in_line()) {
            self.next_attempt_at = Some(agreed.max(now));
        } else {
            return false;
        }
        self.updated_at = now;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lead::NewLead;

    fn at(minutes: i64) -> Timestamp {
        let start: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        start + SignedDuration::from_mins(minutes)
    }

    /// A lead that was called once and is to be called again in ten minutes.
    fn called() -> Lead {
        let new = NewLead::parse("Ana Lopez", "+12025550100", None).unwrap();
        let mut lead = Lead::create(new, at(-60));
        lead.enqueue(CampaignId::generate(at(-60)), at(-60)).unwrap();
        lead.release(at(-60), at(-60)).unwrap();
        lead.claim(CallId::generate(at(-60)), at(-60)).unwrap();
        lead.settle(Outcome::NoAnswer, NextAttempt::Retry(at(10)), at(-59)).unwrap();
        lead
    }

    #[test]
    fn whoever_rings_back_is_not_phoned_meanwhile() {
        let mut lead = called();
        lead.release(at(0), at(10)).unwrap();
        let released = lead.release;
        let call = CallId::generate(at(0));
        lead.ring_back(call, at(0)).unwrap();
        assert!(lead.release > released, "a message under way is stale");
        assert_eq!((lead.next_attempt_at, lead.call_id), (Some(at(30)), Some(call)));
        assert_eq!(lead.status, LeadStatus::Queued);
    }

    #[test]
    fn who_is_on_the_line_waits_in_another_campaigns_line() {
        let mut lead = called();
        lead.leave_line();
        lead.ring_back(CallId::generate(at(0)), at(0)).unwrap();
        lead.enqueue(CampaignId::generate(at(1)), at(1)).unwrap();
        assert_eq!(lead.next_attempt_at, Some(at(30)));
    }

    #[test]
    fn what_was_said_decides() {
        let settled = |outcome, next| {
            let mut lead = called();
            lead.ring_back(CallId::generate(at(0)), at(0)).unwrap();
            lead.settle_ring_back(outcome, next, at(5));
            (lead.status, lead.next_attempt_at, lead.call_back_at, lead.attempts)
        };
        let none = NextAttempt::None;
        assert_eq!(settled(Outcome::NotInterested, none), (LeadStatus::NotInterested, None, None, 1));
        let agreed = NextAttempt::CallBack(at(90));
        let expected = (LeadStatus::Contacted, Some(at(90)), Some(at(90)), 1);
        assert_eq!(settled(Outcome::CallBack, agreed), expected);
        // Nobody spoke: the lead is called as it would have been, a little later.
        assert_eq!(settled(Outcome::NoAnswer, none), (LeadStatus::NoAnswer, Some(at(30)), None, 1));
    }

    #[test]
    fn what_was_agreed_on_is_kept_to_its_moment() {
        let mut lead = called();
        lead.call_again(NextAttempt::CallBack(at(20)));
        lead.ring_back(CallId::generate(at(0)), at(0)).unwrap();
        assert!(lead.settle_ring_back(Outcome::NoConversation, NextAttempt::None, at(5)));
        assert_eq!(lead.next_attempt_at, Some(at(20)));
    }

    #[test]
    fn who_is_being_called_or_not_to_be_called_is_not_gone_on_with() {
        let mut lead = called();
        assert!(lead.rings_back_to().is_some());
        lead.release(at(10), at(10)).unwrap();
        lead.claim(CallId::generate(at(10)), at(10)).unwrap();
        assert_eq!(lead.rings_back_to(), None);
        assert!(!lead.settle_ring_back(Outcome::NotInterested, NextAttempt::None, at(11)));
        let mut lead = called();
        lead.forbid(at(0));
        assert_eq!(lead.rings_back_to(), None);
        let new = NewLead::parse("Ana Lopez", "+12025550100", None).unwrap();
        assert_eq!(Lead::create(new, at(0)).rings_back_to(), None, "nobody has called it");
    }
}
