//! What happened to a lead, and leads in bulk.

use homework_domain::Result;
use homework_domain::call::Call;
use homework_domain::ids::LeadId;
use homework_domain::lead::Lead;
use homework_domain::meeting::Meeting;
use homework_domain::page::{Order, PageRequest};

use crate::keys::{self, Index};
use crate::lead_store::LeadFilter;
use crate::list::List;
use crate::operation::{Item, Query};
use crate::table::{Store, read};

/// So many calls and meetings are shown with their lead, the latest ones.
const SHOWN_WITH_LEAD: u32 = 50;

/// Where a bulk reading of leads goes on.
#[derive(Debug, Clone)]
pub struct BatchStart(Item);

impl Store {
    /// The latest calls and meetings of a lead, the latest first.
    pub async fn lead_history(&self, id: LeadId) -> Result<(Vec<Call>, Vec<Meeting>)> {
        let page = PageRequest { page: 1, page_size: SHOWN_WITH_LEAD, cursor: None };
        let list = |pk| List { index: Index::Gsi3, pk, order: Order::NewestFirst };
        let (calls, meetings) = (list(keys::lead_calls(id)), list(keys::lead_meetings(id)));
        let (calls, meetings) = tokio::join!(self.page(&calls, &page, 0), self.page(&meetings, &page, 0));
        Ok((calls?.items, meetings?.items))
    }

    /// Leads, the oldest first, as many as one request reads.
    pub async fn lead_batch(
        &self,
        filter: &LeadFilter,
        start: Option<BatchStart>,
    ) -> Result<(Vec<Lead>, Option<BatchStart>)> {
        let (index, pk) = filter.place();
        let query = Query { start: start.map(|start| start.0), ..Query::index(index, pk) };
        let answer = self.query(&query).await?;
        let leads = answer.items.into_iter().map(read).collect::<Result<_>>()?;
        Ok((leads, answer.next.map(BatchStart)))
    }
}
