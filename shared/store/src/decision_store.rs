//! What was decided about calling a lead, and by what: stored with each attempt, the refused ones too.

use homework_domain::Result;
use homework_domain::gate::Decision;
use homework_domain::ids::{CallId, CampaignId};
use homework_domain::lead::Lead;
use homework_domain::page::{Order, Page, PageRequest};

use crate::keys::{self, Index};
use crate::list::List;
use crate::operation::{Condition, Part, Write, number};
use crate::table::{Store, entity_item};
use crate::versioned::{Versioned as _, put_over};

impl Store {
    /// Saves a lead that was turned away, and why, both or neither.
    ///
    /// # Errors
    /// `Stale` where the lead has changed since it was read.
    pub async fn turn_away(&self, lead: &mut Lead, decision: Option<&Decision>) -> Result<()> {
        let mut writes = vec![put_over(lead)?];
        writes.extend(decision.map(|decision| self.put_decision(decision)).transpose()?);
        self.transact(writes).await.map_err(|e| e.or_stale("the lead was changed meanwhile"))?;
        *lead.version() += 1;
        Ok(())
    }

    /// Keeps a decision for as long as evidence is kept, whatever becomes of its lead meanwhile.
    pub(crate) fn put_decision(&self, decision: &Decision) -> Result<Write> {
        let mut item = entity_item(decision)?;
        let expires = self.evidence.end(decision.evidence.decided_at);
        item.extend(expires.map(|at| ("expires_at".to_owned(), number(at))));
        Ok(Write::put(item, Condition::absent()))
    }

    /// What a call was placed by; `None` for calls of releases that did not keep it.
    pub async fn decision_of_call(&self, id: CallId) -> Result<Option<Decision>> {
        self.get(&keys::decision(id)).await
    }

    /// What was decided about a campaign's leads, by when. Nothing counts them.
    pub async fn decisions(
        &self,
        id: CampaignId,
        order: Order,
        page: &PageRequest,
    ) -> Result<Page<Decision>> {
        let list = List { index: Index::Gsi4, pk: keys::decisions(id), order };
        self.uncounted_page(&list, &Part::All, page).await
    }
}

#[cfg(test)]
mod tests {
    use homework_domain::audit::Retention;
    use homework_domain::consent::{Consent, ConsentKind};
    use homework_domain::erasure::ErasureLedger as _;
    use homework_domain::gate::Evidence;
    use homework_domain::lead::NewLead;
    use jiff::{SignedDuration, Timestamp};

    use super::*;
    use crate::Memory;

    #[tokio::test]
    async fn evidence_outlives_its_lead_and_goes_when_its_time_is_over() {
        let memory = Memory::default();
        let store = Store::in_memory(memory.clone()).keeping_evidence(Retention::of_days(1827));
        let now: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
        let consent = Consent {
            kind: ConsentKind::Written,
            source: "acme.example/quote".into(),
            text: Some("I agree to be called.".into()),
            link: None,
            given_at: now - SignedDuration::from_hours(1),
            seller: "Acme".into(),
        };
        let new = NewLead::parse("Ana", "+12125550100", None).unwrap();
        let mut lead = Lead::create(NewLead { consent: Some(consent.clone()), ..new }, now);
        assert!(store.create_leads(std::slice::from_ref(&lead)).await.unwrap().is_empty());
        let stored = store.lead(lead.id).await.unwrap();
        assert_eq!(stored.consent, Some(consent.clone()));

        let campaign_id = CampaignId::generate(now);
        let evidence = Evidence { decided_at: now, consent: Some(consent), ..Evidence::default() };
        let decision = Decision { campaign_id, lead_id: lead.id, call_id: None, evidence };
        store.turn_away(&mut lead, Some(&decision)).await.unwrap();
        store.begin_erasure(lead.id, now).await.unwrap();
        let lead = store.lead(lead.id).await.unwrap();
        store.finish_erasure(&lead, now).await.unwrap();
        assert!(store.lead(lead.id).await.is_err());

        let page = PageRequest { page: 1, page_size: 10, cursor: None };
        let kept = async || store.decisions(campaign_id, Order::OldestFirst, &page).await.unwrap().items;
        let ends = Retention::of_days(1827).end(now).unwrap();
        memory.expire(ends - 1);
        assert_eq!(kept().await, [decision]);
        memory.expire(ends + 1);
        assert_eq!(kept().await, []);
    }
}
