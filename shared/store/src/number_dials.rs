//! When a number was dialled, kept beyond the leads that had it: a new lead with the same number is the same person, who
//! is called no more often for it.

use homework_domain::calling_rules::COUNTED_FOR;
use homework_domain::lead::Lead;
use homework_domain::{Error, Result};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_dynamo::aws_sdk_dynamodb_1::to_item;

use crate::keys;
use crate::operation::{Condition, Item, Write, key_item};
use crate::table::{Store, read};

/// The item of such a number, which expires once its last dial no longer counts.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct NumberDials {
    pub(crate) dials: Vec<Timestamp>,
    expires_at: i64,
}

impl Store {
    /// The write that keeps when a lead was dialled with the number that it gives up; `None` where that no longer
    /// counts.
    pub(crate) async fn keep_dials(&self, lead: &Lead, now: Timestamp) -> Result<Option<Write>> {
        let counts = |at: &Timestamp| *at > now - COUNTED_FOR;
        let Some(last) = lead.dials.iter().copied().filter(counts).max() else { return Ok(None) };
        let key = keys::number_dials(&lead.phone);
        let mut lead = lead.clone();
        if let Some(known) = self.get_item(&key).await?.map(read::<NumberDials>).transpose()? {
            lead.take_over_dials(&known.dials);
        }
        lead.dials.retain(counts);
        let dials = lead.dials;
        let kept = NumberDials { dials, expires_at: (last + COUNTED_FOR).as_second() };
        let mut item: Item = to_item(kept).map_err(Error::internal)?;
        item.extend(key_item(&key));
        Ok(Some(Write::put(item, Condition::Always)))
    }
}

#[cfg(test)]
mod tests {
    use homework_domain::erasure::ErasureLedger as _;
    use homework_domain::lead::NewLead;
    use homework_domain::lead_change::{ChangeFields, LeadChange};
    use jiff::SignedDuration;

    use super::*;
    use crate::Memory;

    fn at(hours: i64) -> Timestamp {
        let start: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
        start + SignedDuration::from_hours(hours)
    }

    async fn called(store: &Store, phone: &str, dials: &[Timestamp]) -> Lead {
        let mut lead = Lead::create(NewLead::parse("Ana", phone, None).unwrap(), at(0));
        lead.dials = dials.to_vec();
        assert!(store.create_leads(std::slice::from_ref(&lead)).await.unwrap().is_empty());
        lead
    }

    async fn delete(store: &Store, lead: &Lead, now: Timestamp) {
        let lead = store.begin_erasure(lead.id, now).await.unwrap();
        store.finish_erasure(&lead, now).await.unwrap();
    }

    #[tokio::test]
    async fn a_number_keeps_its_dials_through_one_lead_after_another() {
        let store = Store::in_memory(Memory::default());
        let phone = "+12125550100";
        let dials = async || {
            let number = phone.parse().unwrap();
            let marks = store.number_marks(&number).await.unwrap();
            // As a forecast reads them, of many numbers at once.
            let among = store.marks_among(&[&number], &[]).await.unwrap().remove(&number);
            assert_eq!(among.unwrap_or_default(), marks);
            marks.dials
        };
        let first = called(&store, phone, &[at(-1)]).await;
        assert_eq!(dials().await, [], "they are the lead's own");
        delete(&store, &first, at(0)).await;
        assert_eq!(dials().await, [at(-1)]);
        let second = called(&store, phone, &[at(1), at(2)]).await;
        let change = ChangeFields { phone: Some("+12125550101"), ..ChangeFields::default() };
        let change = LeadChange::read(&change, at(3)).unwrap();
        store.change_lead(second.id, change, at(3)).await.unwrap();
        assert_eq!(dials().await, [at(-1), at(1), at(2)]);
        // What no longer counts is forgotten.
        let third = called(&store, phone, &[at(0) + COUNTED_FOR]).await;
        delete(&store, &third, at(1) + COUNTED_FOR).await;
        assert_eq!(dials().await, [at(2), at(0) + COUNTED_FOR]);
    }

    #[tokio::test]
    async fn of_a_lead_that_was_never_called_nothing_stays() {
        let memory = Memory::default();
        let store = Store::in_memory(memory.clone());
        let lead = called(&store, "+12125550100", &[]).await;
        delete(&store, &lead, at(0)).await;
        assert!(memory.items().iter().all(|item| !format!("{item:?}").contains("+12125550100")));
    }
}
