//! What happened to a lead, and leads in bulk.

use homework_domain::Result;
use homework_domain::call::Call;
use homework_domain::ids::LeadId;
use homework_domain::lead::Lead;
use homework_domain::meeting::Meeting;
use homework_domain::page::{Order, PageRequest};
use serde_dynamo::aws_sdk_dynamodb_1::from_item;

use crate::error::{malformed, unavailable};
use crate::keys::{self, Index};
use crate::lead_store::LeadFilter;
use crate::list::List;
use crate::table::{Item, Store, text};

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
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(index.name())
            .key_condition_expression(format!("{} = :pk", index.pk()))
            .expression_attribute_values(":pk", text(pk))
            .set_exclusive_start_key(start.map(|start| start.0))
            .send()
            .await
            .map_err(unavailable)?;
        let next = answer.last_evaluated_key.filter(|key| !key.is_empty()).map(BatchStart);
        let leads = answer.items.unwrap_or_default().into_iter();
        Ok((leads.map(|item| from_item(item).map_err(malformed)).collect::<Result<_>>()?, next))
    }
}
