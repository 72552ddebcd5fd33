//! Somebody's consent to be called by an artificial voice, with what it takes to show it later.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::error::{Error, FieldError, Result};
use crate::fields::{keep_errors, said};
use crate::words::words;

const NAME_MAX_CHARS: usize = 200;
const TEXT_MAX_CHARS: usize = 1_000;
const LINK_MAX_BYTES: usize = 500;
/// How far the clock of whoever recorded it may be ahead of ours.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

words! {
    /// How somebody agreed.
    pub enum ConsentKind read as "consent.kind" {
        /// In writing with a signature, which a ticked box or a reply to a message can be.
        Written = "WRITTEN",
        /// Aloud, recorded or before a witness.
        Oral = "ORAL",
    }
}

words! {
    /// Which consent the law of a place asks for.
    pub enum ConsentNeeded {
        /// A prior written one.
        Written = "written",
        Any = "any",
    }
}

/// That somebody agreed to be called: how, where, to what words and for whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    pub kind: ConsentKind,
    /// Where it was given, such as a form's name or address.
    pub source: String,
    /// The words that were agreed to. There are these or the link, or both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The https address of a proof, such as a certificate or a recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// When, in UTC.
    pub given_at: Timestamp,
    /// Who may call by it.
    pub seller: String,
}

/// A consent as it was written. What is empty counts as not said.
#[derive(Debug, Clone, Copy, Default)]
pub struct ConsentFields<'a> {
    /// In either case.
    pub kind: Option<&'a str>,
    pub source: Option<&'a str>,
    pub text: Option<&'a str>,
    pub link: Option<&'a str>,
    /// See [`read_moment`].
    pub given_at: Option<&'a str>,
    pub seller: Option<&'a str>,
}

impl Consent {
    /// Checks all fields and names every one that is wrong, as in `consent.link`. None was given later than `now`.
    ///
    /// # Errors
    /// `Invalid` on fields that are missing, too long or no such thing.
    pub fn read(fields: &ConsentFields<'_>, now: Timestamp) -> Result<Self> {
        let mut errors = Vec::new();
        let mut check = |result: Result<String, FieldError>| result.map_err(|error| errors.push(error)).ok();
        let kind = check(required("kind", fields.kind, NAME_MAX_CHARS));
        let source = check(required("source", fields.source, NAME_MAX_CHARS));
        let seller = check(required("seller", fields.seller, NAME_MAX_CHARS));
        let given_at = check(required("given_at", fields.given_at, NAME_MAX_CHARS));
        let text = said(fields.text).map(|text| short("text", text, TEXT_MAX_CHARS));
        let text = text.and_then(&mut check);
        let link = said(fields.link).map(https).and_then(&mut check);
        let kind = kind.and_then(|kind| keep_errors(&mut errors, kind.to_uppercase().parse()));
        let given_at = given_at.and_then(|text| keep_errors(&mut errors, moment_until(&text, now)));
        if said(fields.text).is_none() && said(fields.link).is_none() {
            errors.push(wrong("text", "is required, or the link to a proof"));
        }
        match (kind, source, given_at, seller) {
            (Some(kind), Some(source), Some(given_at), Some(seller)) if errors.is_empty() => {
                Ok(Self { kind, source, text, link, given_at, seller })
            }
            _ => Err(Error::Invalid(errors)),
        }
    }

    /// The same without the person: where these words stand in it, such as a name or a number, they are left out.
    #[must_use]
    pub fn without(&self, personal: &[&str]) -> Self {
        let clean = |text: &str| personal.iter().fold(text.to_owned(), |text, word| leave_out(&text, word));
        Self {
            kind: self.kind,
            source: clean(&self.source),
            text: self.text.as_deref().map(clean),
            link: self.link.as_deref().map(clean),
            given_at: self.given_at,
            seller: self.seller.clone(),
        }
    }
}

impl ConsentFields<'_> {
    /// Nothing is said of any consent.
    pub fn is_empty(&self) -> bool {
        let Self { kind, source, text, link, given_at, seller } = *self;
        [kind, source, text, link, given_at, seller].into_iter().all(|field| said(field).is_none())
    }
}

impl ConsentNeeded {
    /// Whether this consent is enough for a call at `now`.
    pub fn is_met_by(self, consent: Option<&Consent>, now: Timestamp) -> bool {
        consent.is_some_and(|consent| {
            let is_of_kind = self == Self::Any || consent.kind == ConsentKind::Written;
            is_of_kind && consent.given_at <= now + CLOCK_SKEW
        })
    }
}

fn required(field: &str, text: Option<&str>, max: usize) -> Result<String, FieldError> {
    said(text).ok_or_else(|| wrong(field, "is required")).and_then(|text| short(field, text, max))
}

/// Evidence is not shortened: what is too long is refused.
fn short(field: &str, text: &str, max: usize) -> Result<String, FieldError> {
    let seen: String = text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    if seen.chars().count() > max {
        return Err(wrong(field, &format!("must have at most {max} characters")));
    }
    Ok(seen)
}

fn https(text: &str) -> Result<String, FieldError> {
    let url = Url::parse(text).ok().filter(|url| {
        url.scheme() == "https" && url.has_host() && url.username().is_empty() && url.password().is_none()
    });
    match url.map(String::from) {
        Some(link) if link.len() <= LINK_MAX_BYTES => Ok(link),
        Some(_) => Err(wrong("link", &format!("must have at most {LINK_MAX_BYTES} characters"))),
        None => Err(wrong("link", "must be an https address")),
    }
}

fn moment_until(text: &str, now: Timestamp) -> Result<Timestamp> {
    let at = read_moment(text).ok_or_else(|| {
        Error::invalid("consent.given_at", "must be a time such as 2026-11-23T10:00:00Z, or a date")
    })?;
    if at > now + CLOCK_SKEW {
        return Err(Error::invalid("consent.given_at", "must not be in the future"));
    }
    Ok(at)
}

/// A moment as RFC 3339 writes it; a date, with a time or without, is in UTC.
fn read_moment(text: &str) -> Option<Timestamp> {
    let moment = text.parse::<Timestamp>().ok();
    let local = || text.parse::<DateTime>().ok().and_then(|at| TimeZone::UTC.to_timestamp(at).ok());
    moment.or_else(local)
}

fn wrong(field: &str, message: &str) -> FieldError {
    FieldError::new(format!("consent.{field}"), message)
}

/// Leaves a word out wherever it stands alone.
fn leave_out(text: &str, word: &str) -> String {
    if word.is_empty() {
        return text.to_owned();
    }
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(word) {
        let joined = [before.chars().next_back(), after.chars().next()];
        let stands_alone = !joined.into_iter().flatten().any(char::is_alphanumeric);
        left.push_str(before);
        left.push_str(if stands_alone { "…" } else { word });
        rest = after;
    }
    left + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T10:00:00Z".parse().unwrap()
    }

    fn fields() -> ConsentFields<'static> {
        ConsentFields {
            kind: Some("written"),
            source: Some("acme.example/quote"),
            text: Some("I agree to be called."),
            link: None,
            given_at: Some("2026-11-02T09:30:00Z"),
            seller: Some("Acme"),
        }
    }

    /// The fields that are refused.
    fn refused(fields: &ConsentFields<'_>) -> Vec<String> {
        match Consent::read(fields, now()) {
            Err(Error::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_consent_is_read_and_stored_as_it_was_written() {
        let consent = Consent::read(&fields(), now()).unwrap();
        assert_eq!((consent.kind, consent.source.as_str()), (ConsentKind::Written, "acme.example/quote"));
        assert_eq!(consent.given_at, "2026-11-02T09:30:00Z".parse().unwrap());
        let stored = serde_json::to_value(&consent).unwrap();
        assert_eq!(serde_json::from_value::<Consent>(stored).unwrap(), consent);
        for (text, at) in [
            ("2026-11-02", "2026-11-02T00:00:00Z"),
            ("2026-11-02 09:30", "2026-11-02T09:30:00Z"),
            ("2026-11-02T09:30:00+01:00", "2026-11-02T08:30:00Z"),
        ] {
            let consent = Consent::read(&ConsentFields { given_at: Some(text), ..fields() }, now()).unwrap();
            assert_eq!(consent.given_at, at.parse().unwrap(), "{text}");
        }
    }

    #[test]
    fn every_field_that_is_wrong_is_named() {
        let nothing =
            ["kind", "source", "seller", "given_at", "text"].map(|field| format!("consent.{field}"));
        assert_eq!(refused(&ConsentFields::default()), nothing);
        assert!(ConsentFields { text: Some(" "), ..ConsentFields::default() }.is_empty());
        let long = "x".repeat(TEXT_MAX_CHARS + 1);
        for (wrong, field) in [
            (ConsentFields { kind: Some("implied"), ..fields() }, "kind"),
            (ConsentFields { given_at: Some("2026-11-24"), ..fields() }, "given_at"),
            (ConsentFields { given_at: Some("yesterday"), ..fields() }, "given_at"),
            (ConsentFields { text: Some(&long), ..fields() }, "text"),
            (ConsentFields { link: Some("http://acme.example/proof"), ..fields() }, "link"),
            (ConsentFields { link: Some("https://a:b@acme.example/proof"), ..fields() }, "link"),
            (ConsentFields { link: Some("javascript:alert(1)"), ..fields() }, "link"),
            (ConsentFields { seller: Some(" "), ..fields() }, "seller"),
        ] {
            assert_eq!(refused(&wrong), [format!("consent.{field}")], "{wrong:?}");
        }
    }

    #[test]
    fn a_link_stands_for_the_words() {
        let link = Some("https://acme.example/proof/7");
        let consent = Consent::read(&ConsentFields { text: None, link, ..fields() }, now()).unwrap();
        assert_eq!((consent.text, consent.link.as_deref()), (None, link));
    }

    #[test]
    fn what_is_asked_for_is_met_by_a_consent_of_its_kind_that_was_given_before() {
        let written = Consent::read(&fields(), now()).unwrap();
        let oral = Consent { kind: ConsentKind::Oral, ..written.clone() };
        for (needed, consent, met) in [
            (ConsentNeeded::Written, Some(&written), true),
            (ConsentNeeded::Written, Some(&oral), false),
            (ConsentNeeded::Written, None, false),
            (ConsentNeeded::Any, Some(&written), true),
            (ConsentNeeded::Any, Some(&oral), true),
            (ConsentNeeded::Any, None, false),
        ] {
            assert_eq!(needed.is_met_by(consent, now()), met, "{needed} {consent:?}");
        }
        let before = written.given_at - SignedDuration::from_hours(1);
        assert!(!ConsentNeeded::Any.is_met_by(Some(&written), before));
    }

    #[test]
    fn evidence_of_it_names_no_person() {
        let text = Some("I, Ana López (ana@example.com, 34912345601), agree. Ana Lópezian stays.");
        let link = Some("https://acme.example/proof?mail=ana@example.com");
        let consent = Consent::read(&ConsentFields { text, link, ..fields() }, now()).unwrap();
        let evidence = consent.without(&["Ana López", "34912345601", "ana@example.com"]);
        assert_eq!(evidence.text.as_deref(), Some("I, … (…, …), agree. Ana Lópezian stays."));
        assert_eq!(evidence.link.as_deref(), Some("https://acme.example/proof?mail=…"));
        assert_eq!((evidence.given_at, evidence.seller), (consent.given_at, consent.seller));
    }
}
