//! Correcting a lead.

use jiff::Timestamp;

use crate::email::Email;
use crate::error::{Error, Result};
use crate::lead::{Lead, LeadStatus, keep_errors, parse_name};
use crate::phone::PhoneNumber;

/// What is to be changed, checked; `None` leaves a field as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct LeadChange {
    name: Option<String>,
    phone: Option<PhoneNumber>,
    email: Option<Option<Email>>,
}

impl LeadChange {
    /// Checks all fields and names every one that is wrong. An empty e-mail takes the e-mail away.
    pub fn parse(name: Option<&str>, phone: Option<&str>, email: Option<Option<&str>>) -> Result<Self> {
        let mut errors = Vec::new();
        let name = name.and_then(|name| parse_name(name).map_err(|e| errors.push(e)).ok());
        let phone = phone.and_then(|phone| keep_errors(&mut errors, phone.parse::<PhoneNumber>()));
        let email = email.map(|email| {
            let email = email.map(str::trim).filter(|email| !email.is_empty());
            email.and_then(|email| keep_errors(&mut errors, email.parse::<Email>()))
        });
        if errors.is_empty() { Ok(Self { name, phone, email }) } else { Err(Error::Invalid(errors)) }
    }
}

impl Lead {
    /// Applies a change; says whether there was one. With the number, country, language and time
    /// zones change.
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
            let locale = phone.locale();
            self.country_code = phone.country_code();
            self.language = locale.language;
            self.locale = locale.tag.to_owned();
            self.time_zones = phone.time_zones().into_iter().map(str::to_owned).collect();
            self.phone = phone;
        }
        self.name = change.name.unwrap_or_else(|| self.name.clone());
        self.email = change.email.unwrap_or_else(|| self.email.clone());
        let changed = *self != before;
        if changed {
            self.updated_at = now;
        }
        Ok(changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lead::NewLead;

    #[test]
    fn a_new_number_brings_its_language_and_zone() {
        let now = "2026-11-23T10:00:00Z".parse().unwrap();
        let mut lead =
            Lead::create(NewLead::parse("Ana", "+34912345601", Some("a@example.com")).unwrap(), now);
        let nothing = LeadChange::parse(Some("Ana"), None, None).unwrap();
        assert!(!lead.change(nothing, now).unwrap());
        let change = LeadChange::parse(None, Some("+14155550101"), Some(None)).unwrap();
        assert!(lead.change(change.clone(), now).unwrap());
        assert_eq!((lead.language.code(), lead.email.clone(), &*lead.name), ("en", None, "Ana"));
        lead.status = LeadStatus::Calling;
        assert!(lead.change(change, now).is_err());
    }

    #[test]
    fn every_wrong_field_is_named() {
        let Err(Error::Invalid(errors)) = LeadChange::parse(Some(""), Some("12"), Some(Some("nope"))) else {
            panic!("accepted")
        };
        assert_eq!(errors.len(), 3);
    }
}
