//! What a partner sends, and what it is told of it.

use homework_domain::country::Country;
use homework_domain::lead::{LeadFields, NewLead};
use homework_domain::{Error, Result};
use homework_operations::partners::{self, IdempotencyKey, Transfer, Transferred};
use homework_runtime::openapi::{self, ConsentBody, Id};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::caller::Caller;
use crate::lead_body::LeadBody;

const IDEMPOTENCY_KEY_MAX: usize = 128;

/// A lead as a partner sends it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TransferredLead {
    #[schema(min_length = 1, max_length = 80, example = "John Doe")]
    name: String,
    /// With its country code; without it where `default_country` is named.
    #[schema(example = "+14155551234")]
    phone: String,
    #[serde(default)]
    #[schema(example = "john@example.com")]
    email: Option<String>,
    /// Whom the lead works for.
    #[serde(default)]
    #[schema(example = "Acme")]
    company: Option<String>,
    /// The language the lead is spoken to in; that of the phone's country where it is not named.
    #[serde(default)]
    #[schema(value_type = Option<openapi::Language>)]
    language: Option<String>,
    /// The lead's IANA time zone; those of the phone where it is not named.
    #[serde(default)]
    #[schema(example = "America/Chicago")]
    time_zone: Option<String>,
    /// The ISO 3166-1 code of the country of a phone that is written without its country code.
    #[serde(default)]
    #[schema(example = "US")]
    default_country: Option<String>,
    /// To calls by an artificial voice. Required where the law of the phone's place asks for it, as it does in most.
    #[serde(default)]
    consent: Option<ConsentBody>,
}

/// What a partner sends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LeadTransfer)]
pub(crate) struct TransferBody {
    /// Read one by one, so that a wrong one is named and the others are taken.
    #[schema(value_type = Vec<TransferredLead>, min_items = 1, max_items = 1000)]
    leads: Vec<serde_json::Value>,
}

/// What became of a transfer: each lead was either created or refused.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TransferResult {
    #[schema(example = 1)]
    total_received: usize,
    #[schema(example = 1)]
    successful: usize,
    #[schema(example = 0)]
    failed: usize,
    /// In the order they were sent in, as they were created.
    created_leads: Vec<LeadBody>,
    /// One for each lead that was refused.
    errors: Vec<RefusedLead>,
}

/// A lead that was refused.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RefusedLead {
    /// Its place in the request, from 0.
    index: usize,
    /// Why, field by field. Of a number that is known already, or is not to be called, no more is told than that.
    message: String,
    /// The first field that is wrong.
    #[schema(example = "phone")]
    field: String,
    /// Where the partner has sent this lead before: the lead it is.
    #[schema(value_type = Option<Id>)]
    lead_id: Option<String>,
}

impl From<Transferred> for TransferResult {
    fn from(Transferred { created, refused }: Transferred) -> Self {
        Self {
            total_received: created.len() + refused.len(),
            successful: created.len(),
            failed: refused.len(),
            created_leads: created.into_values().map(LeadBody::from).collect(),
            errors: refused.into_values().map(RefusedLead::from).collect(),
        }
    }
}

impl From<partners::RefusedLead> for RefusedLead {
    fn from(refused: partners::RefusedLead) -> Self {
        let partners::RefusedLead { index, message, field, lead_id } = refused;
        Self { index, message, field, lead_id: lead_id.map(String::from) }
    }
}

/// Reads a request, whose `Idempotency-Key` header is `key`: every lead on its own.
pub(crate) fn read(
    body: &TransferBody,
    key: Option<&[u8]>,
    caller: &Caller,
    now: Timestamp,
) -> Result<Transfer> {
    let idempotency_key = match idempotency_key(key)? {
        Some(key) => Some(IdempotencyKey { key, fingerprint: fingerprint(body)? }),
        None => None,
    };
    let leads = body.leads.iter().map(|lead| parse(lead, caller.default_country, now)).collect();
    Ok(Transfer { partner: caller.id, leads, idempotency_key })
}

/// The value of an `Idempotency-Key` header, checked.
fn idempotency_key(header: Option<&[u8]>) -> Result<Option<String>> {
    let Some(value) = header else { return Ok(None) };
    let text = std::str::from_utf8(value).ok().map(str::trim);
    let fits = |key: &&str| {
        (1..=IDEMPOTENCY_KEY_MAX).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic())
    };
    let key = text.filter(fits).ok_or_else(|| {
        let message = format!("must have 1 to {IDEMPOTENCY_KEY_MAX} printable ASCII characters");
        Error::invalid("Idempotency-Key", message)
    })?;
    Ok(Some(key.to_owned()))
}

fn fingerprint(body: &TransferBody) -> Result<String> {
    let leads = serde_json::to_vec(&body.leads).map_err(Error::internal)?;
    Ok(Sha256::digest(leads).iter().map(|byte| format!("{byte:02x}")).collect())
}

/// One lead of a request, whose number may be a national one of `default_country`.
fn parse(value: &Value, default_country: Option<Country>, now: Timestamp) -> Result<NewLead> {
    let lead: TransferredLead = serde_json::from_value(value.clone()).map_err(|error| {
        let message = error.to_string();
        let missing = message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
        match missing {
            Some(field) => Error::invalid(field, "is required"),
            None => Error::invalid("lead", format!("is not the JSON object it should be: {message}")),
        }
    })?;
    let country = Country::default_of_numbers(lead.default_country.as_deref())?;
    let fields = LeadFields {
        name: &lead.name,
        phone: &lead.phone,
        email: lead.email.as_deref(),
        company: lead.company.as_deref(),
        language: lead.language.as_deref(),
        time_zone: lead.time_zone.as_deref(),
        country: country.or(default_country),
        consent: lead.consent.as_ref().map(ConsentBody::fields),
    };
    NewLead::read(&fields, now)
}

#[cfg(test)]
mod tests {
    use homework_domain::ids::PartnerId;
    use serde_json::json;

    use super::*;

    #[test]
    fn each_lead_is_read_on_its_own() {
        let leads = json!([
            {"name": "Ana", "phone": "+14155550101"},
            {"name": "", "phone": "12", "email": "x"},
            {"phone": "+14155550102"},
            7,
            {"name": "Cid", "phone": "(415) 555-0103", "email": null},
            {"name": "Dan", "phone": "912 34 56 01", "default_country": "ES"},
            {"name": "Eva", "phone": "+14155550104", "consent": {"kind": "WRITTEN", "given_at": "2027-01-01"}},
        ]);
        let body = TransferBody { leads: leads.as_array().unwrap().clone() };
        let id = PartnerId::generate("2026-11-23T10:00:00Z".parse().unwrap());
        let caller = Caller { id, default_country: Some("US".parse().unwrap()) };
        let now = "2026-11-23T10:00:00Z".parse().unwrap();
        let read = read(&body, None, &caller, now).unwrap();
        let fields = |error: &Error| match error {
            Error::Invalid(errors) => errors.iter().map(|error| error.field.clone()).collect(),
            _ => vec![],
        };
        let seen: Vec<_> = read
            .leads
            .iter()
            .map(|lead| lead.as_ref().map_or_else(|e| fields(e).join(","), |new| new.phone.to_string()))
            .collect();
        assert_eq!(
            seen,
            [
                "+14155550101",
                "name,phone,email",
                "name",
                "lead",
                "+14155550103",
                "+34912345601",
                "consent.source,consent.seller,consent.given_at,consent.text"
            ]
        );
    }

    #[test]
    fn an_idempotency_key_is_short_and_printable() {
        assert_eq!(idempotency_key(None).unwrap(), None);
        assert_eq!(idempotency_key(Some(b" a-1 ")).unwrap().as_deref(), Some("a-1"));
        for wrong in [&b""[..], b"a b", b"\xff", &[b'a'; 129]] {
            assert!(idempotency_key(Some(wrong)).is_err());
        }
    }
}
