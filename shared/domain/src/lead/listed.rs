//! What lists show of a lead.

use jiff::Timestamp;
use serde::Deserialize;

use super::new_lead::likeliest;
use super::{Lead, LeadStatus, SetAside};
use crate::call::outcome::Outcome;
use crate::consent::Consent;
use crate::email::Email;
use crate::ids::{CampaignId, LeadId, PartnerId};
use crate::locale::Language;
use crate::phone::PhoneNumber;

/// A [`Lead`] as it is shown, among others or alone: a list reads no more of each. Times are UTC.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ListedLead {
    pub id: LeadId,
    pub name: String,
    pub phone: PhoneNumber,
    pub email: Option<Email>,
    pub company: Option<String>,
    #[serde(default)]
    pub email_said: bool,
    pub country_code: String,
    pub language: Language,
    pub time_zones: Vec<String>,
    pub status: LeadStatus,
    pub partner_id: Option<PartnerId>,
    pub campaign_id: Option<CampaignId>,
    pub next_attempt_at: Option<Timestamp>,
    pub call_back_at: Option<Timestamp>,
    #[serde(default)]
    pub attempts: u32,
    pub last_outcome: Option<Outcome>,
    pub consent: Option<Consent>,
    pub set_aside: Option<SetAside>,
    #[serde(default)]
    pub deleting: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl ListedLead {
    /// The zone times are spoken in.
    pub fn time_zone(&self) -> &str {
        likeliest(&self.time_zones)
    }

    /// When it is called next, while it is in its campaign's line.
    pub fn next_call_at(&self) -> Option<Timestamp> {
        self.next_attempt_at.filter(|_| !self.deleting)
    }

    /// Why a lead that is PENDING was taken out of its campaign's line, and what to do about it.
    pub fn attention(&self) -> Option<String> {
        let why = self.set_aside.as_ref().filter(|_| self.status == LeadStatus::Pending);
        why.map(SetAside::in_words)
    }
}

impl From<Lead> for ListedLead {
    fn from(lead: Lead) -> Self {
        Self {
            id: lead.id,
            name: lead.name,
            phone: lead.phone,
            email: lead.email,
            company: lead.company,
            email_said: lead.email_said,
            country_code: lead.country_code,
            language: lead.language,
            time_zones: lead.time_zones,
            status: lead.status,
            partner_id: lead.partner_id,
            campaign_id: lead.campaign_id,
            next_attempt_at: lead.next_attempt_at,
            call_back_at: lead.call_back_at,
            attempts: lead.attempts,
            last_outcome: lead.last_outcome,
            consent: lead.consent,
            set_aside: lead.set_aside,
            deleting: lead.deleting,
            created_at: lead.created_at,
            updated_at: lead.updated_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lead::NewLead;

    /// What is stored of a lead reads as the lead does: a list shows nothing that its leads do not have.
    #[test]
    fn a_list_shows_what_the_lead_has() {
        let now = "2026-11-24T10:00:00Z".parse().unwrap();
        let mut lead = Lead::create(NewLead::parse("Ana", "+34612345678", None).unwrap(), now);
        let read = |lead: &Lead| -> ListedLead {
            serde_json::from_value(serde_json::to_value(lead).unwrap()).unwrap()
        };
        assert_eq!(read(&lead), ListedLead::from(lead.clone()));

        lead.enqueue(CampaignId::generate(now), now).unwrap();
        lead.set_aside = Some(SetAside::NoCallingHour);
        (lead.email_said, lead.attempts) = (true, 2);
        (lead.call_back_at, lead.last_outcome) = (Some(now), Some(Outcome::Busy));
        assert_eq!(read(&lead), ListedLead::from(lead.clone()));
        assert_eq!(read(&lead).next_call_at(), Some(now));
        assert_eq!(read(&lead).attention(), None, "it is in line again");

        lead.deleting = true;
        assert_eq!(read(&lead).next_call_at(), None);
    }
}
