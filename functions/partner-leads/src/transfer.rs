//! Taking in what a partner sends: each lead on its own, none twice.

use std::collections::{BTreeMap, HashMap};

use homework_domain::country::Country;
use homework_domain::ids::{LeadId, PartnerId};
use homework_domain::lead::{Lead, LeadFields, NewLead};
use homework_domain::partner::TRANSFER_LEADS_MAX;
use homework_domain::phone::PhoneNumber;
use homework_domain::{Error, Result};
use homework_store::{Refusal, Store, Transfer};
use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::caller::Caller;
use crate::lead_body::{RefusedLead, TransferBody, TransferResult, TransferredLead};

const IDEMPOTENCY_KEY_MAX: usize = 128;

/// The value of an `Idempotency-Key` header, checked.
pub(crate) fn idempotency_key(header: Option<&[u8]>) -> Result<Option<String>> {
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

/// Creates the leads that are good and new, and says of every other why it was refused. Under an
/// idempotency key the same request has the same result however often it comes, even where it broke
/// off in between: the ids follow from the key.
pub(crate) async fn transfer(
    store: &Store,
    caller: Caller,
    body: &TransferBody,
    idempotency_key: Option<&str>,
    per_day: u64,
    now: Timestamp,
) -> Result<TransferResult> {
    if !(1..=TRANSFER_LEADS_MAX).contains(&body.leads.len()) {
        return Err(Error::invalid("leads", format!("must have 1 to {TRANSFER_LEADS_MAX} leads")));
    }
    let partner = caller.id;
    let Some(key) = idempotency_key else {
        let batch = Batch::read(body, caller, |new| Lead::create(new, now));
        return Ok(batch.create(store, partner, per_day, now).await?.into_result());
    };
    let fingerprint = fingerprint(body)?;
    let noted = store.begin_transfer(partner, key, &fingerprint, now).await?;
    if noted.fingerprint != fingerprint {
        return Err(Error::invalid("Idempotency-Key", "was used for another request"));
    }
    let mut index = 0_u32;
    let batch = Batch::read(body, caller, |new| {
        let mut lead = Lead::create(new, noted.started_at);
        lead.id = LeadId::derived(noted.started_at, seed(partner, key, index));
        index += 1;
        lead
    });
    if let Some(refused) = &noted.refused {
        let errors: Vec<RefusedLead> = serde_json::from_str(refused).map_err(Error::internal)?;
        return Ok(batch.refusing(errors).into_result());
    }
    let batch = batch.create(store, partner, per_day, now).await?;
    let refused: Vec<_> = batch.refused.values().collect();
    let refused = Some(serde_json::to_string(&refused).map_err(Error::internal)?);
    store.finish_transfer(partner, key, &Transfer { refused, ..noted }).await?;
    Ok(batch.into_result())
}

fn fingerprint(body: &TransferBody) -> Result<String> {
    let leads = serde_json::to_vec(&body.leads).map_err(Error::internal)?;
    Ok(Sha256::digest(leads).iter().map(|byte| format!("{byte:02x}")).collect())
}

fn seed(partner: PartnerId, key: &str, index: u32) -> [u8; 10] {
    let hash = Sha256::digest(format!("{partner}/{index}/{key}"));
    std::array::from_fn(|place| hash[place])
}

/// The leads of a request by their place, and those of them that are refused.
struct Batch {
    received: usize,
    leads: BTreeMap<usize, Lead>,
    refused: BTreeMap<usize, RefusedLead>,
}

impl Batch {
    /// Reads and checks every lead on its own.
    fn read(body: &TransferBody, caller: Caller, mut make: impl FnMut(NewLead) -> Lead) -> Self {
        let mut batch = Self { received: body.leads.len(), leads: BTreeMap::new(), refused: BTreeMap::new() };
        let mut seen = HashMap::<PhoneNumber, usize>::new();
        for (index, value) in body.leads.iter().enumerate() {
            match parse(value, caller.default_country) {
                Err(error) => batch.refuse(index, &error, None),
                Ok(new) => match seen.get(&new.phone) {
                    Some(earlier) => {
                        let message = format!("repeats the number of leads[{earlier}]");
                        batch.refuse(index, &Error::invalid("phone", message), None);
                    }
                    None => {
                        seen.insert(new.phone.clone(), index);
                        batch.leads.insert(index, make(NewLead { partner_id: Some(caller.id), ..new }));
                    }
                },
            }
        }
        batch
    }

    fn refuse(&mut self, index: usize, error: &Error, lead_id: Option<LeadId>) {
        let field = match error {
            Error::Invalid(errors) => errors.first().map(|e| e.field.clone()),
            _ => None,
        };
        self.leads.remove(&index);
        self.refused.insert(
            index,
            RefusedLead {
                index,
                message: error.to_string(),
                field: field.unwrap_or_else(|| "lead".into()),
                lead_id: lead_id.map(String::from),
            },
        );
    }

    /// Puts the leads into the table, if the partner's day has room for all of them; those whose numbers are
    /// taken are refused, and do not count.
    async fn create(
        mut self,
        store: &Store,
        partner: PartnerId,
        per_day: u64,
        now: Timestamp,
    ) -> Result<Self> {
        let places: Vec<usize> = self.leads.keys().copied().collect();
        if !places.is_empty() {
            store.take_partner_leads(partner, places.len() as u64, per_day, now).await?;
        }
        let leads: Vec<Lead> = self.leads.values().cloned().collect();
        let refused = store.create_leads(&leads).await?;
        let numbers: Vec<_> =
            refused.iter().filter_map(|(i, _)| Some(leads.get(*i)?.phone.clone())).collect();
        let holders = store.leads_by_phone(&numbers).await?;
        for (place, refusal) in refused {
            let (Some(index), Some(lead)) = (places.get(place), leads.get(place)) else { continue };
            let holder = holders.get(&lead.phone);
            match holder.filter(|holder| holder.partner_id == Some(partner)) {
                // An earlier try of this very request made it.
                Some(holder) if holder.id == lead.id => {}
                Some(holder) if refusal == Refusal::Duplicate => {
                    let again = Error::invalid("phone", "belongs to a lead you have sent before");
                    self.refuse(*index, &again, Some(holder.id));
                }
                _ => self.refuse(*index, &Error::invalid("phone", refusal.message()), None),
            }
        }
        let not_taken_in = places.len() - self.leads.len();
        if not_taken_in > 0 {
            store.give_back_partner_leads(partner, not_taken_in as u64, now).await?;
        }
        Ok(self)
    }

    /// The batch as it ended before.
    fn refusing(mut self, errors: Vec<RefusedLead>) -> Self {
        for error in errors {
            self.leads.remove(&error.index);
            self.refused.insert(error.index, error);
        }
        self
    }

    fn into_result(self) -> TransferResult {
        TransferResult {
            total_received: self.received,
            successful: self.leads.len(),
            failed: self.refused.len(),
            created_leads: self.leads.into_values().map(Into::into).collect(),
            errors: self.refused.into_values().collect(),
        }
    }
}

/// One lead of a request, whose number may be a national one of `default_country`.
fn parse(value: &Value, default_country: Option<Country>) -> Result<NewLead> {
    let lead: TransferredLead = serde_json::from_value(value.clone()).map_err(|error| {
        let message = error.to_string();
        let missing = message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
        match missing {
            Some(field) => Error::invalid(field, "is required"),
            None => Error::invalid("lead", format!("is not the JSON object it should be: {message}")),
        }
    })?;
    let country = Country::default_of_numbers(lead.default_country.as_deref())?;
    NewLead::read(&LeadFields {
        name: &lead.name,
        phone: &lead.phone,
        email: lead.email.as_deref(),
        company: lead.company.as_deref(),
        language: lead.language.as_deref(),
        time_zone: lead.time_zone.as_deref(),
        country: country.or(default_country),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn batch(leads: Value) -> Batch {
        let now = "2026-11-23T10:00:00Z".parse().unwrap();
        let body = TransferBody { leads: leads.as_array().unwrap().clone() };
        let caller = Caller { id: PartnerId::generate(now), default_country: Some("US".parse().unwrap()) };
        Batch::read(&body, caller, |new| Lead::create(new, now))
    }

    #[test]
    fn a_wrong_lead_is_named_and_the_others_are_kept() {
        let batch = batch(json!([
            {"name": "Ana", "phone": "+14155550101"},
            {"name": "", "phone": "12", "email": "x"},
            {"phone": "+14155550102"},
            {"name": "Bob", "phone": "+1 415 555 0101"},
            7,
            {"name": "Cid", "phone": "(415) 555-0103", "email": null},
            {"name": "Dan", "phone": "912 34 56 01", "default_country": "ES"},
        ]));
        assert_eq!(batch.leads.keys().copied().collect::<Vec<_>>(), [0, 5, 6]);
        assert_eq!(batch.leads[&5].phone.as_str(), "+14155550103");
        assert_eq!(batch.leads[&6].phone.as_str(), "+34912345601");
        let refused: Vec<_> = batch.refused.values().map(|e| (e.index, e.field.as_str())).collect();
        assert_eq!(refused, [(1, "name"), (2, "name"), (3, "phone"), (4, "lead")]);
        assert!(
            batch.refused[&1].message.contains("phone: ") && batch.refused[&1].message.contains("email: ")
        );
        assert!(batch.refused[&3].message.contains("leads[0]"));
        assert!(batch.leads.values().all(|lead| lead.partner_id.is_some()));
    }

    #[test]
    fn an_idempotency_key_is_short_and_printable() {
        assert_eq!(idempotency_key(None).unwrap(), None);
        assert_eq!(idempotency_key(Some(b" a-1 ")).unwrap().as_deref(), Some("a-1"));
        for wrong in [&b""[..], b"a b", b"\xff", &[b'a'; 129]] {
            assert!(idempotency_key(Some(wrong)).is_err());
        }
    }

    #[test]
    fn ids_follow_from_partner_key_and_place() {
        let now = "2026-11-23T10:00:00Z".parse().unwrap();
        let partner = PartnerId::generate(now);
        assert_eq!(seed(partner, "k", 1), seed(partner, "k", 1));
        let others = [seed(partner, "k", 2), seed(partner, "l", 1), seed(PartnerId::generate(now), "k", 1)];
        assert!(!others.contains(&seed(partner, "k", 1)));
    }
}
