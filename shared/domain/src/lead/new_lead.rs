//! What it takes to make a lead: its fields, read and checked.

use jiff::Timestamp;

use crate::consent::{Consent, ConsentFields};
use crate::country::Country;
use crate::email::Email;
use crate::error::{Error, Result};
use crate::fields::{keep_errors, said};
use crate::ids::PartnerId;
use crate::locale::{Language, Locale};
use crate::person_name;
use crate::phone::PhoneNumber;

const COMPANY_MAX_CHARS: usize = 120;

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
    pub consent: Option<Consent>,
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
    pub consent: Option<ConsentFields<'a>>,
}

impl NewLead {
    /// Of what has been checked.
    pub fn of(name: String, phone: PhoneNumber, email: Option<Email>) -> Self {
        Self {
            name,
            phone,
            email,
            language: None,
            time_zone: None,
            company: None,
            partner_id: None,
            consent: None,
        }
    }

    /// [`NewLead::read`] of a lead of which no more is said than this.
    pub fn parse(name: &str, phone: &str, email: Option<&str>) -> Result<Self> {
        Self::read(&LeadFields { name, phone, email, ..LeadFields::default() }, Timestamp::UNIX_EPOCH)
    }

    /// Checks all fields and names every one that is wrong. No consent was given later than `now`.
    pub fn read(fields: &LeadFields<'_>, now: Timestamp) -> Result<Self> {
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
        let consent = fields.consent.as_ref().map(|fields| Consent::read(fields, now));
        let consent = consent.and_then(|consent| keep_errors(&mut errors, consent));
        match (name, phone) {
            (Some(name), Some(phone)) if errors.is_empty() => {
                let company = said(fields.company).and_then(company);
                Ok(Self { language, time_zone, company, consent, ..Self::of(name, phone, email) })
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

/// The zone times are spoken in.
pub(super) fn likeliest(time_zones: &[String]) -> &str {
    time_zones.first().map_or("UTC", String::as_str)
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

/// A company as it is kept: one line, shortened, without what cannot be seen; `None` where nothing is left.
pub fn company(text: &str) -> Option<String> {
    let seen: String = text.chars().filter(|c| c.is_whitespace() || !c.is_control()).collect();
    let line = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = line.chars().take(COMPANY_MAX_CHARS).collect();
    Some(short).filter(|company| !company.is_empty())
}
