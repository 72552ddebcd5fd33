//! A lead: somebody to phone, and where they stand.

use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::call::Outcome;
use crate::country::Country;
use crate::email::Email;
use crate::error::{Error, FieldError, Result};
use crate::ids::{CallId, CampaignId, LeadId, PartnerId};
use crate::locale::{self, Language, Locale};
use crate::person_name;
use crate::phone::PhoneNumber;

const COMPANY_MAX_CHARS: usize = 120;

/// How long after its moment a released lead that nobody dialled becomes due again. A message that is
/// later than that is void: the lead has been released again.
pub const RELEASE_LEASE: SignedDuration = SignedDuration::from_mins(3);

/// The pause after a call that came to nothing by our own or a vendor's fault; it doubles with each
/// further one, up to [`BACK_IN_LINE_MAX`]. Somebody who was spoken with is not phoned again so soon.
const BACK_IN_LINE: SignedDuration = SignedDuration::from_secs(20);
const BACK_IN_LINE_AFTER_ANSWER: SignedDuration = SignedDuration::from_mins(5);
const BACK_IN_LINE_MAX: SignedDuration = SignedDuration::from_mins(30);

/// Where a lead stands. The arrows are in [`LeadStatus::may_become`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LeadStatus {
    Pending,
    Queued,
    Calling,
    Contacted,
    MeetingScheduled,
    NotInterested,
    NoAnswer,
    Failed,
    DoNotCall,
}

impl LeadStatus {
    pub const ALL: [Self; 9] = [
        Self::Pending,
        Self::Queued,
        Self::Calling,
        Self::Contacted,
        Self::MeetingScheduled,
        Self::NotInterested,
        Self::NoAnswer,
        Self::Failed,
        Self::DoNotCall,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Queued => "QUEUED",
            Self::Calling => "CALLING",
            Self::Contacted => "CONTACTED",
            Self::MeetingScheduled => "MEETING_SCHEDULED",
            Self::NotInterested => "NOT_INTERESTED",
            Self::NoAnswer => "NO_ANSWER",
            Self::Failed => "FAILED",
            Self::DoNotCall => "DO_NOT_CALL",
        }
    }

    /// Nobody asks a lead who said "do not call" again, so nothing leads away from there.
    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::Pending => matches!(next, Self::Queued | Self::DoNotCall),
            Self::Queued => matches!(next, Self::Calling | Self::Pending | Self::Failed | Self::DoNotCall),
            Self::Calling => !matches!(next, Self::Pending | Self::Calling),
            Self::DoNotCall => false,
            _ => next == Self::DoNotCall,
        }
    }

    /// The campaign has nothing more to do with the lead.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Pending | Self::Queued | Self::Calling)
    }

    /// Where a lead ends up when a call ended so.
    pub fn after(outcome: Outcome) -> Self {
        match outcome {
            Outcome::MeetingBooked => Self::MeetingScheduled,
            Outcome::NotInterested => Self::NotInterested,
            Outcome::DoNotCall => Self::DoNotCall,
            Outcome::NoAnswer
            | Outcome::Busy
            | Outcome::Voicemail
            | Outcome::Screened
            | Outcome::PhoneMenu
            | Outcome::Gatekeeper
            | Outcome::NoConversation => Self::NoAnswer,
            // The lead is not called at this number again.
            Outcome::WrongNumber | Outcome::NotInService | Outcome::Failed => Self::Failed,
            Outcome::Interested | Outcome::CallBack => Self::Contacted,
        }
    }
}

impl fmt::Display for LeadStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for LeadStatus {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            Error::invalid("status", format!("must be one of {known}"))
        })
    }
}

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
    #[serde(default)]
    pub faults: u32,
    /// Set when the lead's deletion has begun: from then on nothing may queue it.
    #[serde(default)]
    pub deleting: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Counts the writes; each write states the version it is based on.
    pub version: u64,
}

/// What it takes to make a lead, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct NewLead {
    pub name: String,
    pub phone: PhoneNumber,
    pub email: Option<Email>,
    /// `None`: the language of the number's country.
    pub language: Option<Language>,
    /// An IANA name. `None`: the zones of the number.
    pub time_zone: Option<String>,
    pub company: Option<String>,
    pub partner_id: Option<PartnerId>,
}

/// What is said of a lead, as it was written. Empty optional fields count as not said.
#[derive(Debug, Clone, Copy, Default)]
pub struct LeadFields<'a> {
    pub name: &'a str,
    pub phone: &'a str,
    pub email: Option<&'a str>,
    pub company: Option<&'a str>,
    /// See [`Language::read`].
    pub language: Option<&'a str>,
    /// See [`read_time_zone`].
    pub time_zone: Option<&'a str>,
    /// The country of a number that is written without its calling code.
    pub country: Option<Country>,
}

impl NewLead {
    /// Of what has been checked.
    pub fn of(name: String, phone: PhoneNumber, email: Option<Email>) -> Self {
        Self { name, phone, email, language: None, time_zone: None, company: None, partner_id: None }
    }

    /// [`NewLead::read`] of a lead of which no more is said than this.
    pub fn parse(name: &str, phone: &str, email: Option<&str>) -> Result<Self> {
        Self::read(&LeadFields { name, phone, email, ..LeadFields::default() })
    }

    /// Checks all fields and names every one that is wrong.
    pub fn read(fields: &LeadFields<'_>) -> Result<Self> {
        let mut errors = Vec::new();
        let name = person_name::parse(fields.name).map_err(|e| errors.push(e)).ok();
        let phone = keep_errors(&mut errors, PhoneNumber::parse(fields.phone, fields.country));
        let email = match said(fields.email) {
            Some(text) => keep_errors(&mut errors, text.parse::<Email>()),
            None => None,
        };
        let language = said(fields.language).map(Language::read);
        let language = language.and_then(|language| keep_errors(&mut errors, language));
        let time_zone = said(fields.time_zone).map(read_time_zone);
        let time_zone = time_zone.and_then(|zone| keep_errors(&mut errors, zone));
        match (name, phone) {
            (Some(name), Some(phone)) if errors.is_empty() => {
                let company = said(fields.company).and_then(company);
                Ok(Self { language, time_zone, company, ..Self::of(name, phone, email) })
            }
            _ => Err(Error::Invalid(errors)),
        }
    }
}

/// How a lead is spoken to: in the chosen language, else in that of the number.
pub(crate) fn spoken_to(phone: &PhoneNumber, chosen: Option<Language>) -> &'static Locale {
    chosen.map_or_else(|| phone.locale(), |language| phone.locale_in(language))
}

/// The zones a lead may be in: the chosen one, else all those of the number.
pub(crate) fn zones_of(phone: &PhoneNumber, chosen: Option<&str>) -> Vec<String> {
    match chosen {
        Some(zone) => vec![zone.to_owned()],
        None => phone.time_zones().into_iter().map(str::to_owned).collect(),
    }
}

/// Reads the IANA name of a time zone, such as `America/Bogota`, in either case.
///
/// # Errors
/// `Invalid` on the field `time_zone`.
pub fn read_time_zone(text: &str) -> Result<String> {
    let text = text.trim();
    let named = text.contains('/') || text.eq_ignore_ascii_case("UTC");
    let zone = Some(text).filter(|_| named).and_then(|text| jiff::tz::TimeZone::get(text).ok());
    zone.as_ref()
        .and_then(jiff::tz::TimeZone::iana_name)
        .map(str::to_owned)
        .ok_or_else(|| Error::invalid("time_zone", "must be an IANA time zone such as Europe/Madrid"))
}

/// An optional field's text; an empty one says nothing.
pub(crate) fn said(field: Option<&str>) -> Option<&str> {
    field.map(str::trim).filter(|text| !text.is_empty())
}

pub(crate) fn keep_errors<T>(errors: &mut Vec<FieldError>, result: Result<T>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(Error::Invalid(found)) => {
            errors.extend(found);
            None
        }
        Err(other) => {
            errors.push(FieldError::new("request", other.to_string()));
            None
        }
    }
}

/// A company as it is kept: one line, shortened, without what cannot be seen; `None` where nothing is left.
pub fn company(text: &str) -> Option<String> {
    let seen: String = text.chars().filter(|c| c.is_whitespace() || !c.is_control()).collect();
    let line = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = line.chars().take(COMPANY_MAX_CHARS).collect();
    Some(short).filter(|company| !company.is_empty())
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

    /// Puts a PENDING lead into a campaign, due at once.
    pub fn enqueue(&mut self, campaign: CampaignId, now: Timestamp) -> Result<()> {
        if self.deleting {
            return Err(Error::Conflict(format!("lead {} is being deleted", self.id)));
        }
        self.become_status(LeadStatus::Queued, now)?;
        self.campaign_id = Some(campaign);
        self.next_attempt_at = Some(now);
        Ok(())
    }

    /// Hands a due lead to the dial queue, to be phoned at `moment`; returns the number of this release.
    pub fn release(&mut self, moment: Timestamp, now: Timestamp) -> Result<u32> {
        let is_due = self.next_attempt_at.is_some_and(|at| at <= now);
        if self.status != LeadStatus::Queued || !is_due {
            return Err(Error::Conflict(format!("lead {} is not due", self.id)));
        }
        self.next_attempt_at = Some(moment + RELEASE_LEASE);
        self.release += 1;
        self.updated_at = now;
        Ok(self.release)
    }

    /// Puts a QUEUED lead off to a later moment, as when its clock says it is too early to phone.
    pub fn postpone(&mut self, until: Timestamp, now: Timestamp) -> Result<()> {
        if self.status != LeadStatus::Queued {
            return Err(Error::Conflict(format!("lead {} is {}", self.id, self.status)));
        }
        self.next_attempt_at = Some(until);
        self.updated_at = now;
        Ok(())
    }

    /// Takes a QUEUED lead out of its campaign: PENDING again, as if it had never been in it.
    pub fn give_back(&mut self, now: Timestamp) -> Result<()> {
        self.become_status(LeadStatus::Pending, now)?;
        self.campaign_id = None;
        self.next_attempt_at = None;
        Ok(())
    }

    /// A QUEUED lead that cannot be called at all.
    pub fn give_up(&mut self, now: Timestamp) -> Result<()> {
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

    /// A call of this lead ended. A lead with a meeting keeps it, whatever the call's end says.
    pub fn settle(&mut self, outcome: Outcome, now: Timestamp) -> Result<()> {
        let next = LeadStatus::after(outcome);
        self.faults = 0;
        if self.status == next || (self.status.is_final() && !self.status.may_become(next)) {
            return Ok(());
        }
        self.become_status(next, now)
    }

    /// The lead's call came to nothing by our own or a vendor's fault: back into its campaign's line,
    /// due after a pause that grows with each such call, and not before `not_before`. Where the campaign
    /// is over, or the lead is being deleted, it is PENDING again. A lead that stands otherwise by now
    /// stays so.
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
            return self.give_back(now);
        }
        let first = if answered { BACK_IN_LINE_AFTER_ANSWER } else { BACK_IN_LINE };
        let pause = (first * (1 << self.faults.min(8))).min(BACK_IN_LINE_MAX);
        self.faults += 1;
        self.next_attempt_at = Some(not_before.map_or(now + pause, |at| at.max(now + pause)));
        Ok(())
    }

    /// The outcome of the lead's last call was revised from `judged`: a lead that still stands where
    /// that left it follows. Says whether it did.
    pub fn follow_revision(&mut self, judged: Outcome, revised: Outcome, now: Timestamp) -> bool {
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
            return Err(Error::Conflict(format!("lead {} is {}, not {next}", self.id, self.status)));
        }
        self.status = next;
        self.updated_at = now;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T10:00:00Z".parse().unwrap()
    }

    fn lead() -> Lead {
        Lead::create(NewLead::parse("Ana  López", "+34912345601", Some("")).unwrap(), now())
    }

    #[test]
    fn only_a_lead_with_a_meeting_loses_it() {
        for status in LeadStatus::ALL {
            let mut lead = Lead { status, ..lead() };
            let had_one = status == LeadStatus::MeetingScheduled;
            assert_eq!(lead.lose_meeting(now()), had_one);
            assert_eq!(lead.status, if had_one { LeadStatus::Contacted } else { status });
        }
    }

    #[test]
    fn every_wrong_field_is_named() {
        let Err(Error::Invalid(errors)) = NewLead::parse(" ", "12", Some("nope")) else { panic!("accepted") };
        let fields: Vec<_> = errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["name", "phone", "email"]);
    }

    #[test]
    fn a_lead_takes_language_and_zone_from_its_number() {
        let lead = lead();
        assert_eq!((lead.name.as_str(), lead.email.clone()), ("Ana López", None));
        assert_eq!((lead.language, lead.time_zone()), (Language::Es, "Europe/Madrid"));
    }

    #[test]
    fn language_and_zone_are_taken_as_they_are_named() {
        let fields = LeadFields {
            name: "Ana",
            phone: "612 34 56 01",
            language: Some("English"),
            time_zone: Some("atlantic/canary"),
            country: Some("ES".parse().unwrap()),
            ..LeadFields::default()
        };
        let lead = Lead::create(NewLead::read(&fields).unwrap(), now());
        assert_eq!((lead.phone.as_str(), lead.locale.as_str()), ("+34612345601", "en-GB"));
        assert_eq!(lead.time_zones, ["Atlantic/Canary"]);
        let Err(Error::Invalid(errors)) =
            NewLead::read(&LeadFields { language: Some("tlh"), time_zone: Some("Madrid"), ..fields })
        else {
            panic!("accepted")
        };
        let fields: Vec<_> = errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["language", "time_zone"]);
    }

    #[test]
    fn a_lead_stored_by_an_earlier_release_is_read() {
        let lead: Lead = serde_json::from_str(include_str!("../tests/data/stored_lead.json")).unwrap();
        assert_eq!((lead.chosen_language, lead.chosen_time_zone.as_deref()), (None, None));
        assert_eq!(lead.time_zone(), "Europe/Madrid");
    }

    #[test]
    fn do_not_call_is_for_ever() {
        let mut lead = lead();
        let campaign = CampaignId::generate(now());
        lead.enqueue(campaign, now()).unwrap();
        lead.claim(CallId::generate(now()), now()).unwrap();
        lead.settle(Outcome::DoNotCall, now()).unwrap();
        for next in LeadStatus::ALL {
            assert!(!lead.status.may_become(next));
        }
        lead.settle(Outcome::Interested, now()).unwrap();
        assert_eq!(lead.status, LeadStatus::DoNotCall);
        assert!(lead.enqueue(campaign, now()).is_err());
    }

    #[test]
    fn a_wish_not_to_be_called_is_followed_from_everywhere() {
        for status in LeadStatus::ALL {
            let mut lead = Lead { status, next_attempt_at: Some(now()), ..lead() };
            assert_eq!(lead.forbid(now()), status != LeadStatus::DoNotCall);
            assert_eq!(lead.status, LeadStatus::DoNotCall);
            assert!(!lead.forbid(now()));
        }
    }

    #[test]
    fn a_booked_lead_stays_booked_however_the_call_ends() {
        let mut lead = lead();
        lead.enqueue(CampaignId::generate(now()), now()).unwrap();
        lead.claim(CallId::generate(now()), now()).unwrap();
        lead.settle(Outcome::MeetingBooked, now()).unwrap();
        lead.settle(Outcome::NotInterested, now()).unwrap();
        assert_eq!(lead.status, LeadStatus::MeetingScheduled);
    }

    #[test]
    fn a_call_that_failed_by_our_fault_puts_the_lead_back_in_line_with_growing_pauses() {
        let mut lead = lead();
        lead.enqueue(CampaignId::generate(now()), now()).unwrap();
        let mut pauses = vec![];
        for _ in 0..12 {
            lead.claim(CallId::generate(now()), now()).unwrap();
            lead.back_in_line(false, false, None, now()).unwrap();
            assert_eq!(lead.status, LeadStatus::Queued);
            pauses.push(lead.next_attempt_at.unwrap().duration_since(now()).as_secs());
        }
        assert_eq!(pauses[..4], [20, 40, 80, 160]);
        assert_eq!(pauses[11], 30 * 60);
        lead.claim(CallId::generate(now()), now()).unwrap();
        let later = now() + SignedDuration::from_hours(2);
        lead.back_in_line(false, true, Some(later), now()).unwrap();
        assert_eq!(lead.next_attempt_at, Some(later));
    }

    #[test]
    fn a_lead_whose_campaign_is_over_is_given_back_and_one_that_was_settled_stays_so() {
        let mut lead = lead();
        lead.enqueue(CampaignId::generate(now()), now()).unwrap();
        lead.claim(CallId::generate(now()), now()).unwrap();
        lead.back_in_line(true, false, None, now()).unwrap();
        assert_eq!((lead.status, lead.campaign_id, lead.next_attempt_at), (LeadStatus::Pending, None, None));
        lead.status = LeadStatus::DoNotCall;
        lead.back_in_line(false, false, None, now()).unwrap();
        assert_eq!(lead.status, LeadStatus::DoNotCall);
    }

    #[test]
    fn a_lead_of_the_last_release_is_read() {
        let mut old = serde_json::to_value(lead()).unwrap();
        old.as_object_mut().unwrap().remove("faults");
        assert_eq!(serde_json::from_value::<Lead>(old).unwrap().faults, 0);
    }

    #[test]
    fn only_due_leads_are_released_and_each_release_is_new() {
        let mut lead = lead();
        assert!(lead.release(now(), now()).is_err());
        lead.enqueue(CampaignId::generate(now()), now()).unwrap();
        assert_eq!(lead.release(now(), now()).unwrap(), 1);
        assert!(lead.release(now(), now()).is_err());
        let later = now() + RELEASE_LEASE;
        assert_eq!(lead.release(later, later).unwrap(), 2);
    }
}
