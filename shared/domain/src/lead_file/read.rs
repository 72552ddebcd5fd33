//! A row's lead. What a lead can do without never costs it; what is dropped is named.

use jiff::Timestamp;

use super::armed;
use super::columns::{Columns, Field};
use super::country::country;
use super::rows::{Row, RowFault};
use crate::consent::{Consent, ConsentFields};
use crate::country::Country;
use crate::email::Email;
use crate::error::{Error, FieldError, Result};
use crate::lead::{self, NewLead};
use crate::locale::Language;
use crate::person_name;
use crate::phone::PhoneNumber;

/// What a row says.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadRow {
    pub lead: Result<NewLead, RowProblem>,
    /// What of the row was dropped, and why: the lead is good without it.
    pub warnings: Vec<FieldError>,
}

/// Why a row is no lead.
#[derive(Debug, Clone, PartialEq)]
pub enum RowProblem {
    /// Nothing stands in it.
    Blank,
    /// At least one.
    Fields(Vec<FieldError>),
}

/// What stands in a cell about which nothing is known.
const NOTHING: [&str; 20] = [
    "n/a",
    "na",
    "n.a.",
    "#n/a",
    "none",
    "null",
    "(null)",
    "nil",
    "\\n",
    "nan",
    "undefined",
    "unknown",
    "not provided",
    "no email",
    "no e-mail",
    "sin correo",
    "keine",
    "aucun",
    "ninguno",
    "nenhum",
];
const YES: [&str; 14] =
    ["yes", "y", "true", "1", "x", "on", "sí", "si", "oui", "ja", "sim", "do not call", "dnc", "✓"];

impl Columns {
    /// Reads a row; `default_country` is whose national numbers are meant where the row
    /// names no country. No consent was given later than `now`.
    pub fn read(&self, row: &Row, default_country: Option<Country>, now: Timestamp) -> ReadRow {
        if row.is_blank() {
            return ReadRow { lead: Err(RowProblem::Blank), warnings: vec![] };
        }
        let mut errors = Vec::new();
        let mut warnings = Vec::new();
        if let Some(error) = fault(row) {
            errors.push(error);
            return ReadRow { lead: Err(RowProblem::Fields(errors)), warnings };
        }
        if self.said(row, Field::DoNotCall).any(|cell| YES.contains(&cell.to_lowercase().as_str())) {
            errors.push(FieldError::new("do_not_call", "the list says that this person is not to be called"));
        }
        let name = keep(&mut errors, self.name(row));
        let phone = keep(&mut errors, self.phone(row, default_country));
        let email = self.email(row, &mut warnings);
        let company = self.said(row, Field::Company).next().and_then(lead::company);
        let language = self.optional(row, Field::Language, Language::read, &mut warnings);
        let time_zone = self.optional(row, Field::TimeZone, lead::read_time_zone, &mut warnings);
        let consent = self.consent(row, now, &mut errors);
        let lead = match (name, phone) {
            (Some(name), Some(phone)) if errors.is_empty() => {
                Ok(NewLead { company, language, time_zone, consent, ..NewLead::of(name, phone, email) })
            }
            _ => Err(RowProblem::Fields(errors)),
        };
        ReadRow { lead, warnings }
    }

    /// Reads a row of a list of numbers; as [`Self::read`].
    ///
    /// # Errors
    /// Why it has no number.
    pub fn read_number(
        &self,
        row: &Row,
        default_country: Option<Country>,
    ) -> Result<PhoneNumber, RowProblem> {
        if row.is_blank() {
            return Err(RowProblem::Blank);
        }
        let number = fault(row).map_or_else(|| self.phone(row, default_country), Err);
        number.map_err(|error| RowProblem::Fields(vec![error]))
    }

    /// The cells of a field's columns that say something, in the order in which they count.
    fn said<'a>(&self, row: &'a Row, field: Field) -> impl Iterator<Item = &'a str> + use<'a, '_> {
        let cells = self.of(field).iter().filter_map(|place| row.cells.get(*place));
        cells.map(|cell| armed(cell)).filter(move |cell| says_something(cell, field))
    }

    fn name(&self, row: &Row) -> Result<String, FieldError> {
        if let Some(whole) = self.said(row, Field::Name).next() {
            return person_name::parse(whole);
        }
        let parts: Vec<&str> = [Field::FirstName, Field::LastName]
            .into_iter()
            .filter_map(|field| self.said(row, field).next())
            .collect();
        person_name::parse(&parts.join(" "))
    }

    /// What the first cell that says something says. What cannot be read is dropped with a warning.
    fn optional<T>(
        &self,
        row: &Row,
        field: Field,
        read: impl Fn(&str) -> Result<T>,
        warnings: &mut Vec<FieldError>,
    ) -> Option<T> {
        let cell = self.said(row, field).next()?;
        read(cell).map_err(|error| warnings.push(first(error, field.as_str()))).ok()
    }

    /// The consent that a row is about, if it says anything of one. One that is incomplete costs the lead: it would
    /// be taken for evidence, or for none.
    fn consent(&self, row: &Row, now: Timestamp, errors: &mut Vec<FieldError>) -> Option<Consent> {
        let said = |field| self.said(row, field).next();
        let fields = ConsentFields {
            kind: said(Field::ConsentKind),
            source: said(Field::ConsentSource),
            text: said(Field::ConsentText),
            link: said(Field::ConsentLink),
            given_at: said(Field::ConsentAt),
            seller: said(Field::ConsentSeller),
        };
        if fields.is_empty() {
            return None;
        }
        match Consent::read(&fields, now) {
            Ok(consent) => Some(consent),
            Err(Error::Invalid(found)) => {
                errors.extend(
                    found.into_iter().map(|error| FieldError {
                        field: column_of(&error.field)
                            .map_or(error.field.clone(), |field| field.as_str().to_owned()),
                        ..error
                    }),
                );
                None
            }
            Err(other) => {
                errors.push(FieldError::new("consent_kind", other.to_string()));
                None
            }
        }
    }

    /// The first valid number; otherwise what is wrong with the first there is.
    fn phone(&self, row: &Row, default_country: Option<Country>) -> Result<PhoneNumber, FieldError> {
        let country = self.said(row, Field::Country).find_map(country).or(default_country);
        let mut wrong = None;
        for cell in self.said(row, Field::Phone) {
            for text in std::iter::once(cell).chain(parts(cell)) {
                match number(text, country) {
                    Ok(number) => return Ok(number),
                    Err(error) => wrong = wrong.or(Some(error)),
                }
            }
        }
        Err(wrong.unwrap_or_else(|| FieldError::new("phone", "is missing")))
    }

    /// The first valid address. One that is none is dropped with a warning.
    fn email(&self, row: &Row, warnings: &mut Vec<FieldError>) -> Option<Email> {
        let mut wrong = false;
        for cell in self.said(row, Field::Email) {
            for text in std::iter::once(cell).chain(parts(cell)) {
                match address(text).parse() {
                    Ok(email) => return Some(email),
                    Err(_) => wrong = true,
                }
            }
        }
        if wrong {
            warnings.push(FieldError::new("email", "is not a valid e-mail address and was left out"));
        }
        None
    }
}

/// The column of a consent's field.
fn column_of(field: &str) -> Option<Field> {
    Some(match field.strip_prefix("consent.")? {
        "kind" => Field::ConsentKind,
        "source" => Field::ConsentSource,
        "text" => Field::ConsentText,
        "link" => Field::ConsentLink,
        "given_at" => Field::ConsentAt,
        "seller" => Field::ConsentSeller,
        _ => return None,
    })
}

/// What is wrong with a row that an open quote makes unreadable.
fn fault(row: &Row) -> Option<FieldError> {
    let RowFault { opened } = row.fault?;
    let message = if opened == row.number {
        "a quote opens in this row and is never closed: from here on nothing can be read for sure".into()
    } else {
        format!("a quote that opens in row {opened} is never closed")
    };
    Some(FieldError::new("row", message))
}

/// Several in one cell: Google Contacts puts ` ::: ` between them, people a semicolon, a comma or a slash.
fn parts(cell: &str) -> impl Iterator<Item = &str> {
    let several = [":::", ";", ",", "/", "|", "\n"].into_iter().find(|between| cell.contains(between));
    several.into_iter().flat_map(|between| cell.split(between)).map(str::trim).filter(|part| !part.is_empty())
}

/// The address of `Ana Lopez <ana@example.com>` and of `mailto:ana@example.com`.
fn address(text: &str) -> &str {
    let inner =
        text.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or(text, |(inner, _)| inner);
    let inner = inner.trim();
    inner
        .get(..7)
        .filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"))
        .map_or(inner, |_| inner[7..].trim())
}

fn says_something(cell: &str, field: Field) -> bool {
    let is_name = matches!(field, Field::Name | Field::FirstName | Field::LastName);
    let lower = cell.to_lowercase();
    // Null and None are surnames, too.
    let nothing = if is_name { &NOTHING[..4] } else { &NOTHING[..] };
    cell.chars().any(char::is_alphanumeric) && !nothing.contains(&lower.as_str())
}

fn number(text: &str, country: Option<Country>) -> Result<PhoneNumber, FieldError> {
    PhoneNumber::parse(text, country).map_err(|error| first(error, "phone"))
}

fn first(error: Error, field: &str) -> FieldError {
    match error {
        Error::Invalid(mut errors) if !errors.is_empty() => errors.swap_remove(0),
        other => FieldError::new(field, other.to_string()),
    }
}

fn keep<T>(errors: &mut Vec<FieldError>, result: Result<T, FieldError>) -> Option<T> {
    result.map_err(|error| errors.push(error)).ok()
}

#[cfg(test)]
mod tests {
    use super::super::{Layout, Mapping};
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T10:00:00Z".parse().unwrap()
    }

    fn read(file: &str) -> Vec<ReadRow> {
        let layout = Layout::of(file.as_bytes(), true, &Mapping::default()).unwrap();
        layout.first_rows.iter().map(|row| layout.columns.read(row, None, now())).collect()
    }

    #[test]
    fn an_optional_field_never_costs_a_lead() {
        for email in ["N/A", "-", "none", "null", "#N/A", "", "  ", "unknown", "\\N"] {
            let row = &read(&format!("name,phone,email\nAna,+14155550101,{email}\n"))[0];
            assert_eq!(row.lead.as_ref().unwrap().email, None, "{email}");
            assert_eq!(row.warnings, [], "{email}");
        }
        let row = &read("name,phone,email\nAna,+14155550101,ana at example\n")[0];
        assert!(row.lead.is_ok());
        assert_eq!(row.warnings[0].field, "email");
    }

    #[test]
    fn the_first_that_is_good_counts() {
        let row = &read(
            "name,mobile,work phone,email 1,email 2\nAna,12,+1 415 555 0101,nope,Ana <ana@example.com>\n",
        )[0];
        let lead = row.lead.as_ref().unwrap();
        assert_eq!(
            (lead.phone.as_str(), lead.email.as_ref().unwrap().as_str()),
            ("+14155550101", "ana@example.com")
        );
        assert_eq!(row.warnings, []);
        let row =
            &read("name;phone;email\nAna;'+1 415 555 0101 ::: +1 415 555 0102;mailto:a@example.com\n")[0];
        let lead = row.lead.as_ref().unwrap();
        assert_eq!(
            (lead.phone.as_str(), lead.email.as_ref().unwrap().as_str()),
            ("+14155550101", "a@example.com")
        );
    }

    #[test]
    fn a_name_is_put_together_from_its_parts() {
        for (file, name) in [
            ("First Name,Last Name,Phone\nAna,Lopez,+14155550101\n", "Ana Lopez"),
            ("Nom;Prénom;Téléphone\nLopez;Ana;+14155550101\n", "Ana Lopez"),
            ("Vorname;Name;Telefon\nAna;Lopez;+14155550101\n", "Ana Lopez"),
            ("Nome,Cognome,Telefono\nAna,Lopez,+14155550101\n", "Ana Lopez"),
            ("Name,Given Name,Family Name,Phone\nAna Lopez,Ana,Lopez,+14155550101\n", "Ana Lopez"),
            ("Full Name,First Name,Phone\n,Ana,+14155550101\n", "Ana"),
            ("Name,Phone\nJennifer Null,+14155550101\n", "Jennifer Null"),
        ] {
            assert_eq!(read(file)[0].lead.as_ref().unwrap().name, name, "{file}");
        }
    }

    #[test]
    fn a_row_says_its_country_language_and_zone() {
        let rows = read(
            "Name,Phone,Country,Language,Time zone\nAna,912 345 601,Spain,German,Atlantic/Canary\nAna,912 345 601,,Klingon,Mars\n",
        );
        let lead = rows[0].lead.as_ref().unwrap();
        assert_eq!((lead.phone.as_str(), lead.language), ("+34912345601", Some(Language::De)));
        assert_eq!(lead.time_zone.as_deref(), Some("Atlantic/Canary"));
        assert!(rows[1].lead.is_err());
        let layout =
            Layout::of(b"Name,Phone,Language\nAna,912 345 601,Klingon\n", true, &Mapping::default()).unwrap();
        let row = layout.columns.read(&layout.first_rows[0], Some("ES".parse().unwrap()), now());
        assert_eq!(row.lead.unwrap().phone.as_str(), "+34912345601");
        assert_eq!(row.warnings[0].field, "language");
    }

    #[test]
    fn whom_the_list_excludes_is_refused() {
        let rows = read(
            "Name,Phone,Do Not Call\nAna,+14155550101,TRUE\nBob,+14155550102,false\nCid,+14155550103,\n",
        );
        assert!(matches!(&rows[0].lead, Err(RowProblem::Fields(errors)) if errors[0].field == "do_not_call"));
        assert!(rows[1].lead.is_ok() && rows[2].lead.is_ok());
    }

    #[test]
    fn a_row_brings_its_consent_or_is_refused_by_the_column_that_is_wrong() {
        let header = "Name,Phone,Consent kind,Consent source,Consent wording,Consent URL,Date of consent,Consent seller";
        let file = format!(
            "{header}\nAna,+14155550101,Written,acme.example/quote,,https://acme.example/proof/7,2026-11-02,Acme\n\
             Bob,+14155550102,,,,,,\nCid,+14155550103,verbal,a call,I agree,http://acme.example,2027-01-01,Acme\n"
        );
        let rows = read(&file);
        let consent = rows[0].lead.as_ref().unwrap().consent.as_ref().unwrap();
        assert_eq!((consent.kind.as_str(), consent.seller.as_str()), ("WRITTEN", "Acme"));
        assert_eq!(consent.given_at, "2026-11-02T00:00:00Z".parse().unwrap());
        assert_eq!(rows[1].lead.as_ref().unwrap().consent, None);
        let Err(RowProblem::Fields(errors)) = &rows[2].lead else { panic!() };
        let mut columns: Vec<_> = errors.iter().map(|error| &*error.field).collect();
        columns.sort_unstable();
        assert_eq!(columns, ["consent_at", "consent_kind", "consent_link"]);
    }

    /// "Seller" and "form" are words that say little; a yes or no is no evidence.
    #[test]
    fn a_column_that_only_mentions_consent_is_not_taken_for_one() {
        for header in ["Consent", "SMS consent", "Consent to e-mail", "Seller", "Form"] {
            let layout = Layout::of(
                format!("Name,Phone,{header}\nAna,+14155550101,yes\n").as_bytes(),
                true,
                &Mapping::default(),
            );
            let layout = layout.unwrap();
            let read = layout.columns.read(&layout.first_rows[0], None, now());
            assert_eq!(read.lead.unwrap().consent, None, "{header}");
        }
    }

    #[test]
    fn every_wrong_field_of_a_row_is_named_and_a_blank_row_is_none() {
        let rows = read("name,phone,email\n,12,x\n,,\nAna,,\n");
        let Err(RowProblem::Fields(errors)) = &rows[0].lead else { panic!() };
        assert_eq!(errors.iter().map(|e| &*e.field).collect::<Vec<_>>(), ["name", "phone"]);
        assert_eq!(rows[1].lead, Err(RowProblem::Blank));
        let Err(RowProblem::Fields(errors)) = &rows[2].lead else { panic!() };
        assert_eq!(errors[0].message, "is missing");
    }
}
