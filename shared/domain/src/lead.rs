//! A lead: somebody to phone, and where they stand.

mod new_lead;
mod set_aside;
mod status;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use self::new_lead::{LeadFields, NewLead, company, read_time_zone};
pub(crate) use self::new_lead::{keep_errors, said, spoken_to, zones_of};
pub use self::set_aside::SetAside;
pub use self::status::LeadStatus;
use crate::call::outcome::Outcome;
use crate::email::Email;
use crate::error::{Error, Result};
use crate::ids::{CallId, CampaignId, LeadId, PartnerId};
use crate::locale::{self, Language, Locale};
use crate::phone::PhoneNumber;

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

/// Somebody to phone. Times are UTC.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lead {
    pub id: LeadId,
    pub name: String,
    pub phone: PhoneNumber,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// The address was said in a call, and not given with the lead.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub email_said: bool,
    /// The calling code with its plus sign.
    pub country_code: String,
    pub language: Language,
    /// BCP 47 tag of the [`Locale`] the lead is spoken to in.
    pub locale: String,
    /// Every IANA zone the lead may be in, the likeliest first; never empty.
    pub time_zones: Vec<String>,
    /// Set where the language was said and does not follow from the number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen_language: Option<Language>,
    /// Set where the zone was said: `time_zones` is then this one alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen_time_zone: Option<String>,
    pub status: LeadStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner_id: Option<PartnerId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign_id: Option<CampaignId>,
    /// The call in progress, or the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_id: Option<CallId>,
    /// While QUEUED: when the lead is due to be handed to the dial queue. One that was handed over
    /// becomes due again after [`RELEASE_LEASE`], so that a lost message loses nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<Timestamp>,
    /// How often the lead was handed to the dial queue; a message of an older release is void.
    #[serde(default)]
    pub release: u32,
    /// How many calls in a row came to nothing by our own or a vendor's fault.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub faults: u32,
    /// How many calls in a row the lead answered that came to nothing by our own or a vendor's fault.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub answered_in_vain: u32,
    /// While PENDING: why the lead was taken out of the line and waits for an operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_aside: Option<SetAside>,
    /// Set when the lead's deletion has begun: from then on nothing may queue it.
    #[serde(default)]
    pub deleting: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Counts the writes; each write states the version it is based on.
    pub version: u64,
}

/// What most leads have none of is not stored with each.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl Lead {
    pub fn create(new: NewLead, now: Timestamp) -> Self {
        let locale = spoken_to(&new.phone, new.language);
        Self {
            id: LeadId::generate(now),
            name: new.name,
            country_code: new.phone.country_code(),
            language: locale.language,
            locale: locale.tag.to_owned(),
            chosen_language: new.language,
            time_zones: zones_of(&new.phone, new.time_zone.as_deref()),
            chosen_time_zone: new.time_zone,
            phone: new.phone,
            email: new.email,
            company: new.company,
            email_said: false,
            status: LeadStatus::Pending,
            partner_id: new.partner_id,
            campaign_id: None,
            call_id: None,
            next_attempt_at: None,
            release: 0,
            faults: 0,
            answered_in_vain: 0,
            set_aside: None,
            deleting: false,
            created_at: now,
            updated_at: now,
            version: 1,
        }
    }

    /// The zone times are spoken in.
    pub fn time_zone(&self) -> &str {
        self.time_zones.first().map_or("UTC", String::as_str)
    }

    pub fn spoken_locale(&self) -> &'static Locale {
        locale::by_tag(&self.locale)
    }

    /// Notes the address that was said in a call. Says whether it was noted: an address that was given
    /// with the lead stays.
    pub fn learn_email(&mut self, email: &Email, now: Timestamp) -> bool {
        let may = self.email.is_none() || self.email_said;
        if !may || self.email.as_ref() == Some(email) {
            return false;
        }
        self.email = Some(email.clone());
        self.email_said = true;
        self.updated_at = now;
        true
    }

    /// The lead is to be deleted, and nothing takes it any more. Says whether that is news.
    ///
    /// # Errors
    /// `Conflict` while it is queued or being called.
    pub fn begin_deletion(&mut self, now: Timestamp) -> Result<bool> {
        if matches!(self.status, LeadStatus::Queued | LeadStatus::Calling) {
            return Err(Error::Conflict(format!("the lead is {} and cannot be deleted now", self.status)));
        }
        let news = !self.deleting;
        if news {
            self.deleting = true;
            self.updated_at = now;
        }
        Ok(news)
    }

    /// Puts a PENDING lead into a campaign, due at once.
    pub fn enqueue(&mut self, campaign: CampaignId, now: Timestamp) -> Result<()> {
        if self.deleting {
            return Err(Error::Conflict(format!("lead {} is being deleted", self.id)));
        }
        self.become_status(LeadStatus::Queued, now)?;
        self.campaign_id = Some(campaign);
        self.next_attempt_at = Some(now);
        self.set_aside = None;
        Ok(())
    }

    /// Hands a due lead to the dial queue, to be phoned at `moment`; returns the number of this release.
    pub fn release(&mut self, moment: Timestamp, now: Timestamp) -> Result<u32> {
        let is_due = self.next_attempt_at.is_some_and(|at| at <= now);
        if self.status != LeadStatus::Queued || !is_due {
            return Err(Error::Stale(format!("lead {} is not due", self.id)));
        }
        self.next_attempt_at = Some(moment + RELEASE_LEASE);
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
        self.updated_at = now;
        Ok(())
    }

    /// Takes a QUEUED lead out of its campaign: PENDING again, as if it had never been in it.
    pub fn dequeue(&mut self, now: Timestamp) -> Result<()> {
        self.become_status(LeadStatus::Pending, now)?;
        self.campaign_id = None;
        self.next_attempt_at = None;
        Ok(())
    }

    /// Takes a lead out of the line that is not called again by itself: PENDING, until an operator acts. It
    /// stays among its campaign's leads, where it is looked for.
    pub fn set_aside(&mut self, why: SetAside, now: Timestamp) -> Result<()> {
        self.become_status(LeadStatus::Pending, now)?;
        self.next_attempt_at = None;
        self.set_aside = Some(why);
        self.faults = 0;
        Ok(())
    }

    /// Why the lead waits for an operator, and what to do about it.
    pub fn attention(&self) -> Option<String> {
        let why = self.set_aside.as_ref().filter(|_| self.status == LeadStatus::Pending);
        why.map(SetAside::in_words)
    }

    /// A QUEUED lead that cannot be called at all.
    pub fn mark_failed(&mut self, now: Timestamp) -> Result<()> {
        self.become_status(LeadStatus::Failed, now)?;
        self.next_attempt_at = None;
        Ok(())
    }

    /// The dialer takes the lead for one call.
    pub fn claim(&mut self, call: CallId, now: Timestamp) -> Result<()> {
        self.become_status(LeadStatus::Calling, now)?;
        self.call_id = Some(call);
        self.next_attempt_at = None;
        Ok(())
    }

    /// A call of this lead ended. A lead with a meeting keeps it, whatever the call's end says, and one that is no
    /// longer being called stands as it does.
    pub fn settle(&mut self, outcome: Outcome, now: Timestamp) -> Result<()> {
        let next = LeadStatus::after(outcome);
        self.faults = 0;
        self.answered_in_vain = 0;
        if self.status == next || !self.status.may_become(next) {
            return Ok(());
        }
        self.become_status(next, now)
    }

    /// The lead's call came to nothing by our own or a vendor's fault: back into its campaign's line,
    /// due after a pause that grows with each such call, and not before `not_before`. Where the campaign
    /// is over, or the lead is being deleted, it is PENDING again. A lead that answered too many such calls
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
    /// did before, due at once. Where the campaign is over, or the lead is being deleted, it is PENDING again, and one
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

    /// The outcome of the lead's last call was revised from `judged`: a lead that still stands where
    /// that left it follows. Says whether it did.
    pub fn follow_reclassification(&mut self, judged: Outcome, revised: Outcome, now: Timestamp) -> bool {
        let follows = self.status == LeadStatus::after(judged) && self.status != LeadStatus::after(revised);
        if follows {
            self.status = LeadStatus::after(revised);
            self.updated_at = now;
        }
        follows
    }

    /// The lead asked not to be called again, wherever it stands. Says whether that is news.
    pub fn forbid(&mut self, now: Timestamp) -> bool {
        let news = self.status != LeadStatus::DoNotCall;
        if news {
            self.status = LeadStatus::DoNotCall;
            self.next_attempt_at = None;
            self.updated_at = now;
        }
        news
    }

    /// The lead's number was on the do-not-call list by mistake: the lead may be called again, as one that
    /// was spoken with where it was. Says whether it changed.
    pub fn permit(&mut self, now: Timestamp) -> bool {
        let was_forbidden = self.status == LeadStatus::DoNotCall;
        if was_forbidden {
            self.status = if self.call_id.is_some() { LeadStatus::Contacted } else { LeadStatus::Pending };
            self.updated_at = now;
        }
        was_forbidden
    }

    /// There is a meeting with the lead, wherever it stood.
    pub fn book(&mut self, now: Timestamp) {
        self.status = LeadStatus::MeetingScheduled;
        self.next_attempt_at = None;
        self.updated_at = now;
    }

    /// The lead's last meeting was cancelled by an operator: it was spoken with, no more. A lead that
    /// stands otherwise meanwhile stays so. Says whether it changed.
    pub fn lose_meeting(&mut self, now: Timestamp) -> bool {
        let had_one = self.status == LeadStatus::MeetingScheduled;
        if had_one {
            self.status = LeadStatus::Contacted;
            self.updated_at = now;
        }
        had_one
    }

    fn become_status(&mut self, next: LeadStatus, now: Timestamp) -> Result<()> {
        if !self.status.may_become(next) {
            return Err(Error::Stale(format!("lead {} is {}, not {next}", self.id, self.status)));
        }
        self.status = next;
        self.updated_at = now;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
