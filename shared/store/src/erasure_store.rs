//! Deleting a person from the table.

use homework_domain::call::Call;
use homework_domain::erasure::{ErasedLead, ErasureLedger};
use homework_domain::ids::LeadId;
use homework_domain::lead::{Lead, LeadStatus};
use homework_domain::meeting::Meeting;
use homework_domain::suppression::Suppression;
use homework_domain::{Error, Result};
use jiff::Timestamp;

use crate::keys::{self, Index, Key};
use crate::lead_store::string;
use crate::operation::{Condition, Item, Write};
use crate::table::{Store, put_new};
use crate::talk;
use crate::versioned::put_over;

const DELETES_PER_TRANSACTION: usize = 99;

impl Store {
    /// Leads whose deletion was begun at or before `until` and is not finished.
    pub async fn leads_being_deleted(&self, until: Timestamp, limit: i32) -> Result<Vec<Lead>> {
        let until = keys::through(until);
        self.index_until(Index::Gsi5, &keys::leads_being_deleted(), Some(&until), limit).await
    }
}

impl ErasureLedger for Store {
    async fn begin_erasure(&self, id: LeadId, now: Timestamp) -> Result<Lead> {
        self.change(&keys::lead(id), "lead", id, |lead: &mut Lead| lead.begin_deletion(now)).await
    }

    async fn calls_of(&self, lead: &Lead) -> Result<Vec<Call>> {
        let mut calls = self.calls_of_lead(lead.id).await?;
        // The index learns of a call a moment later, and whoever rings back may be deleted while on the line.
        if let Some(last) = lead.call_id.filter(|last| calls.iter().all(|call| call.id != *last)) {
            calls.extend(self.get::<Call>(&keys::call(last)).await?);
        }
        Ok(calls)
    }

    async fn meetings_of(&self, id: LeadId) -> Result<Vec<Meeting>> {
        self.meetings_of_lead(id).await
    }

    async fn erase_call(&self, before: &Call, after: &Call) -> Result<()> {
        let beside = self.partition(&keys::call(before.id).pk).await?;
        // That the talk is over must stand: no late turn may be taken in.
        let kept = [keys::call(before.id), keys::talk(before.id)];
        let beside: Vec<Key> = beside.iter().filter_map(key_of).filter(|key| !kept.contains(key)).collect();
        for chunk in beside.chunks(DELETES_PER_TRANSACTION) {
            let deletes = chunk.iter().map(|key| Write::delete(key, Condition::Always)).collect();
            self.transact(deletes).await.map_err(|e| e.or_stale("call"))?;
        }
        let call = Call { version: before.version, ..after.clone() };
        if !self.commit(vec![put_over(&call)?, talk::end(call.id)]).await? {
            return Err(Error::Stale("the call was changed meanwhile".into()));
        }
        Ok(())
    }

    /// A number that is not to be called stays on record as such, and when one was dialled as long as that counts.
    async fn finish_erasure(&self, lead: &Lead, now: Timestamp) -> Result<()> {
        let number = if lead.status == LeadStatus::DoNotCall {
            let remove = Self::search_attributes().into_iter().chain(["lead_id".to_owned()]);
            let record = Suppression::of_lead(&lead.phone, lead.id, now);
            self.suppress_number_if(&record, remove, Condition::Always)?
        } else {
            let ours = Condition::Lacks("do_not_call_at").and(Condition::of_lead(lead.id));
            Write::delete(&keys::phone(&lead.phone), ours)
        };
        let erased = ErasedLead { id: lead.id, created_at: lead.created_at, erased_at: now };
        let operations = vec![
            Write::delete(&keys::lead(lead.id), Condition::version(lead.version)),
            number,
            put_new(&erased)?,
        ];
        let dials = self.keep_dials(lead, now).await?.into_iter().collect();
        let words = self.delete_search_words(lead, 0);
        self.transact([operations, dials, words].concat())
            .await
            .map_err(|e| e.or_stale("the lead was changed meanwhile"))
    }
}

fn key_of(item: &Item) -> Option<Key> {
    Some(Key { pk: string(item, "pk")?, sk: string(item, "sk")? })
}

#[cfg(test)]
mod tests {
    use homework_domain::lead::NewLead;
    use homework_domain::suppression::Suppression;

    use super::*;
    use crate::Memory;

    #[tokio::test]
    async fn a_deletion_is_found_though_its_lead_asks_not_to_be_called() {
        let store = Store::in_memory(Memory::default());
        let now: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
        let lead = Lead::create(NewLead::parse("Ana", "+12125550100", None).unwrap(), now);
        assert!(store.create_leads(std::slice::from_ref(&lead)).await.unwrap().is_empty());
        store.begin_erasure(lead.id, now).await.unwrap();
        store.suppress(&Suppression::by_operator("+12125550100", None, now).unwrap()).await.unwrap();
        let found = store.leads_being_deleted(now, 10).await.unwrap();
        assert_eq!(found.iter().map(|lead| lead.id).collect::<Vec<_>>(), [lead.id]);
    }
}
