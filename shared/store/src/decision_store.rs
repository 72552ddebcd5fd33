//! What was decided about calling a lead, and by what: stored with each attempt, the refused ones too.

use homework_domain::Result;
use homework_domain::gate::Decision;
use homework_domain::ids::{CallId, CampaignId};
use homework_domain::lead::Lead;
use homework_domain::page::{Order, Page, PageRequest};

use crate::keys::{self, Index};
use crate::list::List;
use crate::operation::Part;
use crate::table::{Store, put_new};
use crate::versioned::{Versioned as _, put_over};

impl Store {
    /// Saves a lead that was turned away, and why, both or neither.
    ///
    /// # Errors
    /// `Stale` where the lead has changed since it was read.
    pub async fn turn_away(&self, lead: &mut Lead, decision: Option<&Decision>) -> Result<()> {
        let mut writes = vec![put_over(lead)?];
        writes.extend(decision.map(put_new).transpose()?);
        self.transact(writes).await.map_err(|e| e.or_stale("the lead was changed meanwhile"))?;
        *lead.version() += 1;
        Ok(())
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
