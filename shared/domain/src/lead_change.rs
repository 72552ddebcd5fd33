//! Correcting a lead.

use jiff::Timestamp;

use crate::consent::{Consent, ConsentFields};
use crate::email::Email;
use crate::error::{Error, Result};
use crate::fields::{keep_errors, said};
use crate::lead::{Lead, LeadStatus, SetAside, read_time_zone, spoken_to, zones_of};
use crate::locale::Language;
use crate::person_name;
use crate::phone::PhoneNumber;

/// What is to be changed, checked; `None` leaves a field as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct LeadChange {
    name: Option<String>,
    phone: Option<PhoneNumber>,
    email: Option<Option<Email>>,
    company: Option<Option<String>>,
    language: Option<Option<Language>>,
    time_zone: Option<Option<String>>,
    consent: Option<Option<Consent>>,
}

/// What is to be changed, as it was written; `None` leaves a field as it is, `Some(None)` or an empty
/// text takes an optional one away, so that language and time zone follow the number again.
#[derive(Debug, Clone, Copy, Default)]
pub struct ChangeFields<'a> {
    pub name: Option<&'a str>,
    pub phone: Option<&'a str>,
    pub email: Option<Option<&'a str>>,
    pub company: Option<Option<&'a str>>,
    pub language: Option<Option<&'a str>>,
    pub time_zone: Option<Option<&'a str>>,
    pub consent: Option<Option<ConsentFields<'a>>>,
}

impl LeadChange {
    /// Checks all fields and names every one that is wrong. No consent was given later than `now`.
    pub fn read(fields: &ChangeFields<'_>, now: Timestamp) -> Result<Self> {
        let ChangeFields { name, phone, email, company, language, time_zone, consent } = *fields;
        let mut errors = Vec::new();
        let name = name.and_then(|name| person_name::parse(name).map_err(|e| errors.push(e)).ok());
        let phone = phone.and_then(|phone| keep_errors(&mut errors, phone.parse::<PhoneNumber>()));
        let email = email.map(|email| {
            let email = email.map(str::trim).filter(|email| !email.is_empty());
            email.and_then(|email| keep_errors(&mut errors, email.parse::<Email>()))
        });
        let company = company.map(|company| said(company).and_then(crate::lead::company));
        let language = language
            .map(|language| said(language).and_then(|text| keep_errors(&mut errors, Language::read(text))));
        let time_zone =
            time_zone.map(|zone| said(zone).and_then(|text| keep_errors(&mut errors, read_time_zone(text))));
        let consent = consent
            .map(|consent| consent.and_then(|fields| keep_errors(&mut errors, Consent::read(&fields, now))));
        if errors.is_empty() {
            Ok(Self { name, phone, email, company, language, time_zone, consent })
        } else {
            Err(Error::Invalid(errors))
        }
    }
}

impl Lead {
    /// Applies a change; says whether there was one. With the number, country, language and time
    /// zones change, and the consent goes: it was given for calls to the other one.
    ///
    /// # Errors
    /// `Conflict` while the lead is being called or deleted, and for the number of somebody who
    /// asked not to be called.
    pub fn change(&mut self, change: LeadChange, now: Timestamp) -> Result<bool> {
        if self.status == LeadStatus::Calling || self.deleting {
            let state = if self.deleting { "being deleted" } else { "being called" };
            return Err(Error::Conflict(format!("the lead is {state} and cannot be changed now")));
        }
        let before = self.clone();
        if let Some(phone) = change.phone.filter(|phone| *phone != self.phone) {
            if self.status == LeadStatus::DoNotCall {
                return Err(Error::Conflict("the lead asked not to be called: its number stays".into()));
            }
            let phone_before = self.phone.identity();
            self.country_code = phone.country_code();
            self.phone = phone;
            // What is known of the old number says nothing of this one.
            self.last_outcome = None;
            if phone_before != self.phone.identity() {
                self.consent = None;
            }
            self.follow_number();
        }
        if let Some(language) = change.language {
            self.chosen_language = language;
            self.follow_number();
        }
        if let Some(zone) = change.time_zone {
            self.chosen_time_zone = zone;
            self.follow_number();
        }
        if let Some(consent) = change.consent {
            self.consent = consent;
        }
        self.set_aside.take_if(|why| {
            matches!(why, SetAside::NoConsent { needed } if needed.is_met_by(self.consent.as_ref(), now))
        });
        self.name = change.name.unwrap_or_else(|| self.name.clone());
        self.company = change.company.unwrap_or_else(|| self.company.clone());
        if let Some(email) = change.email {
            self.email_said &= self.email == email;
            self.email = email;
        }
        let changed = *self != before;
        if changed {
            self.updated_at = now;
        }
        Ok(changed)
    }
}

impl Lead {
    /// Sets language and time zones by the number and what was chosen.
    fn follow_number(&mut self) {
        let locale = spoken_to(&self.phone, self.chosen_language);
        self.language = locale.language;
        self.locale = locale.tag.to_owned();
        self.time_zones = zones_of(&self.phone, self.chosen_time_zone.as_deref());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::ConsentNeeded;
    use crate::lead::{ListedLead, NewLead};

    fn change(fields: ChangeFields<'_>) -> Result<LeadChange> {
        LeadChange::read(&fields, now())
    }

    fn now() -> Timestamp {
        "2026-11-23T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn language_and_zone_are_chosen_and_follow_the_number_again() {
        let now = "2026-11-23T10:00:00Z".parse().unwrap();
        let mut lead = Lead::create(NewLead::parse("Ana", "+14155550101", None).unwrap(), now);
        let chosen = ChangeFields {
            language: Some(Some("es")),
            time_zone: Some(Some("america/denver")),
            ..ChangeFields::default()
        };
        assert!(lead.change(LeadChange::read(&chosen, now).unwrap(), now).unwrap());
        assert_eq!(
            (lead.locale.as_str(), lead.time_zones.as_slice()),
            ("es-MX", &["America/Denver".into()][..])
        );
        let moved = ChangeFields { phone: Some("+12125550101"), ..ChangeFields::default() };
        assert!(lead.change(LeadChange::read(&moved, now).unwrap(), now).unwrap());
        assert_eq!((lead.language, lead.time_zone()), (Language::Es, "America/Denver"));
        let none =
            ChangeFields { language: Some(None), time_zone: Some(Some(" ")), ..ChangeFields::default() };
        assert!(lead.change(LeadChange::read(&none, now).unwrap(), now).unwrap());
        assert_eq!((lead.language, lead.time_zone()), (Language::En, "America/New_York"));
    }

    #[test]
    fn a_new_number_brings_its_language_and_zone() {
        let now = "2026-11-23T10:00:00Z".parse().unwrap();
        let mut lead =
            Lead::create(NewLead::parse("Ana", "+34912345601", Some("a@example.com")).unwrap(), now);
        let nothing = change(ChangeFields { name: Some("Ana"), ..ChangeFields::default() }).unwrap();
        assert!(!lead.change(nothing, now).unwrap());
        let change = change(ChangeFields {
            phone: Some("+14155550101"),
            email: Some(None),
            ..ChangeFields::default()
        })
        .unwrap();
        assert!(lead.change(change.clone(), now).unwrap());
        assert_eq!((lead.language.code(), lead.email.clone(), &*lead.name), ("en", None, "Ana"));
        lead.status = LeadStatus::Calling;
        assert!(lead.change(change, now).is_err());
    }

    #[test]
    fn every_wrong_field_is_named() {
        let Err(Error::Invalid(errors)) = change(ChangeFields {
            name: Some(""),
            phone: Some("12"),
            email: Some(Some("nope")),
            company: None,
            language: Some(Some("tlh")),
            time_zone: Some(Some("Mars")),
            consent: Some(Some(ConsentFields::default())),
        }) else {
            panic!("accepted")
        };
        assert_eq!(errors.len(), 10);
    }

    const CONSENT: ConsentFields<'_> = ConsentFields {
        kind: Some("WRITTEN"),
        source: Some("acme.example/quote"),
        text: Some("I agree to be called."),
        link: None,
        given_at: Some("2026-11-02T09:30:00Z"),
        seller: Some("Acme"),
    };

    #[test]
    fn a_consent_is_put_on_record_and_goes_when_it_is_taken_away_or_the_number_changes() {
        let mut lead = Lead::create(NewLead::parse("Ana", "+12125550101", None).unwrap(), now());
        let mut apply = |fields| lead.change(change(fields).unwrap(), now()).map(|_| lead.consent.clone());
        let given = ChangeFields { consent: Some(Some(CONSENT)), ..ChangeFields::default() };
        assert_eq!(apply(given).unwrap().unwrap().seller, "Acme");
        let renamed = ChangeFields { name: Some("Eva"), ..ChangeFields::default() };
        assert!(apply(renamed).unwrap().is_some());
        let moved = ChangeFields { phone: Some("+12125550102"), ..ChangeFields::default() };
        assert_eq!(apply(moved).unwrap(), None);
        let both = ChangeFields { phone: Some("+12125550103"), ..given };
        assert!(apply(both).unwrap().is_some());
        let none = ChangeFields { consent: Some(None), ..ChangeFields::default() };
        assert_eq!(apply(none).unwrap(), None);
    }

    #[test]
    fn a_lead_that_was_set_aside_for_want_of_consent_waits_until_there_is_one_that_suffices() {
        let mut lead = Lead::create(NewLead::parse("Ana", "+12125550101", None).unwrap(), now());
        lead.set_aside = Some(SetAside::NoConsent { needed: ConsentNeeded::Written });
        let mut attention_after = |consent| {
            let fields = ChangeFields { consent: Some(Some(consent)), ..ChangeFields::default() };
            lead.change(change(fields).unwrap(), now()).unwrap();
            ListedLead::from(lead.clone()).attention()
        };
        assert!(attention_after(ConsentFields { kind: Some("ORAL"), ..CONSENT }).is_some());
        assert_eq!(attention_after(CONSENT), None);
    }
}
