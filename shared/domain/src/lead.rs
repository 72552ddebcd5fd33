//! A lead: somebody to phone, and where they stand.

mod history;
mod line;
mod listed;
mod new_lead;
mod ring_back;
mod set_aside;
mod status;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::history::{CallOfLead, MeetingOfLead};
pub use self::line::RELEASE_LEASE;
pub use self::listed::ListedLead;
use self::new_lead::likeliest;
pub use self::new_lead::{LeadFields, NewLead, company, read_time_zone};
pub(crate) use self::new_lead::{spoken_to, zones_of};
pub use self::set_aside::SetAside;
pub use self::status::LeadStatus;
use crate::call::outcome::Outcome;
use crate::consent::Consent;
use crate::email::Email;
use crate::error::{Error, Result};
use crate::ids::{CallId, CampaignId, LeadId, PartnerId};
use crate::locale::{self, Language, Locale};
use crate::phone::PhoneNumber;

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
    /// When the lead is due to be handed to the dial queue: while QUEUED, and of one that is to be called
    /// again, where it stands meanwhile. One that was handed over becomes due again after
    /// [`RELEASE_LEASE`], so that a lost message loses nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<Timestamp>,
    /// While QUEUED: it was due and is put off until `next_attempt_at`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub postponed: bool,
    /// The moment that was agreed on in a call and is still to be kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_back_at: Option<Timestamp>,
    /// While QUEUED: where the lead stood before, if that was not PENDING.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_before: Option<LeadStatus>,
    /// How many calls of its campaign said something about the lead.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub attempts: u32,
    /// How the last call ended that said something about the lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_outcome: Option<Outcome>,
    /// When the lead was dialled, whatever the campaign, the earliest first: as far back as calls to one
    /// person are counted ([`COUNTED_FOR`](crate::calling_rules::COUNTED_FOR)).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dials: Vec<Timestamp>,
    /// When a message was left on its voicemail: there is one at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_left_at: Option<Timestamp>,
    /// The lead has rung back and may talk with us until then: nobody calls it before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_the_line_until: Option<Timestamp>,
    /// How often the lead was handed to the dial queue; a message of an older release is stale.
    #[serde(default)]
    pub release: u32,
    /// How many calls in a row came to nothing by our own or a vendor's fault.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub faults: u32,
    /// How many calls in a row the lead answered that came to nothing by our own or a vendor's fault.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub answered_in_vain: u32,
    /// To calls by an artificial voice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
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

/// What most have none of is not stored with each.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
pub(crate) fn is_zero(count: &u32) -> bool {
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
            consent: new.consent,
            email_said: false,
            status: LeadStatus::Pending,
            partner_id: new.partner_id,
            campaign_id: None,
            call_id: None,
            next_attempt_at: None,
            postponed: false,
            call_back_at: None,
            status_before: None,
            attempts: 0,
            last_outcome: None,
            message_left_at: None,
            dials: vec![],
            on_the_line_until: None,
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
        likeliest(&self.time_zones)
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

    /// The lead asked not to be called again, wherever it stands. Says whether that is news.
    pub fn forbid(&mut self, now: Timestamp) -> bool {
        let news = self.status != LeadStatus::DoNotCall;
        if news {
            self.status = LeadStatus::DoNotCall;
            self.leave_line();
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
        self.leave_line();
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
