//! What happened to a lead, and leads in bulk.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use homework_domain::Result;
use homework_domain::call::Call;
use homework_domain::ids::LeadId;
use homework_domain::lead::{CallOfLead, Lead, MeetingOfLead};
use homework_domain::meeting::Meeting;

use crate::keys::{self, Index, Keyed};
use crate::lead_store::LeadFilter;
use crate::operation::{Item, Part, Query};
use crate::reading::fields_of;
use crate::table::{Store, read};

/// So many calls and meetings together are shown with their lead, the latest ones.
const SHOWN_WITH_LEAD: i32 = 50;

/// What is read of them.
static SHOWN: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let fields: BTreeSet<_> =
        fields_of::<CallOfLead>().iter().chain(fields_of::<MeetingOfLead>()).chain(&["entity"]).collect();
    fields.into_iter().copied().collect()
});

/// Where a bulk reading of leads goes on.
#[derive(Debug, Clone)]
pub struct BatchStart(Item);

impl Store {
    /// The latest calls and meetings of a lead, the latest first.
    pub async fn lead_history(&self, id: LeadId) -> Result<(Vec<CallOfLead>, Vec<MeetingOfLead>)> {
        let query = Query { only: Some(&SHOWN), ..Query::index(Index::Gsi3, keys::lead_history(id)) };
        let (calls, mut meetings) =
            split(self.query(&query.newest_first().limit(SHOWN_WITH_LEAD)).await?.items)?;
        let missing = |call: &CallOfLead| {
            call.meeting_id.is_some_and(|id| meetings.iter().all(|meeting| meeting.id != id))
        };
        if calls.iter().any(missing) {
            let once: Vec<MeetingOfLead> = self.index_all(Index::Gsi3, &keys::lead_meetings_once(id)).await?;
            meetings.extend(once);
        }
        meetings.sort_by_key(|meeting| Reverse(meeting.scheduled_time));
        Ok((calls, meetings))
    }

    /// All calls of a lead.
    pub(crate) async fn calls_of_lead(&self, id: LeadId) -> Result<Vec<Call>> {
        let ids = (keys::FIRST.to_owned(), keys::MEETING_PREFIX.to_owned());
        self.index_range(Index::Gsi3, &keys::lead_history(id), ids).await
    }

    /// All meetings of a lead, wherever earlier releases put them.
    pub(crate) async fn meetings_of_lead(&self, id: LeadId) -> Result<Vec<Meeting>> {
        let prefix = Part::Prefix(keys::MEETING_PREFIX.to_owned());
        let (history, once) = (keys::lead_history(id), keys::lead_meetings_once(id));
        let (found, once) = tokio::join!(
            self.query_all(Query::index(Index::Gsi3, history).part(prefix)),
            self.index_all(Index::Gsi3, &once)
        );
        let mut meetings: Vec<Meeting> = found?.into_iter().map(read).collect::<Result<_>>()?;
        meetings.extend(once?);
        Ok(meetings)
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

/// Calls and meetings, each in the order they are in.
fn split(history: Vec<Item>) -> Result<(Vec<CallOfLead>, Vec<MeetingOfLead>)> {
    let (mut calls, mut meetings) = (vec![], vec![]);
    for item in history {
        if is::<Meeting>(&item) { meetings.push(read(item)?) } else { calls.push(read(item)?) }
    }
    Ok((calls, meetings))
}

fn is<T: Keyed>(item: &Item) -> bool {
    item.get("entity").and_then(|entity| entity.as_s().ok()).is_some_and(|entity| entity == T::ENTITY)
}

#[cfg(test)]
mod tests {
    use homework_domain::ids::{CallId, CampaignId, MeetingId};
    use homework_domain::lead::NewLead;
    use homework_domain::page::{Order, PageRequest};
    use jiff::Timestamp;
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use serde_json::json;

    use super::*;
    use crate::Memory;
    use crate::meeting_store::MeetingFilter;
    use crate::operation::{Condition, Write, text};
    use crate::table::entity_item;

    fn now() -> Timestamp {
        "2026-11-24T10:00:00Z".parse().unwrap()
    }

    fn meeting(call: &Call, at: &str) -> Meeting {
        let now = at.parse().unwrap();
        serde_json::from_value(json!({
            "id": MeetingId::generate(now), "lead_id": call.lead.id, "lead_name": "Ana", "call_id": call.id,
            "campaign_id": call.campaign_id, "scheduled_time": at, "duration_minutes": 30,
            "time_zone": "America/New_York", "guest_email": "ana@example.com", "calendar_id": "sales",
            "calendar_event_id": "1", "meeting_link": "", "status": "SCHEDULED", "created_at": at, "updated_at": at,
            "version": 1,
        }))
        .unwrap()
    }

    async fn put(store: &Store, item: Item) {
        store.transact(vec![Write::put(item, Condition::Always)]).await.unwrap();
    }

    /// What is shown of it with its lead.
    fn shown<T: DeserializeOwned>(of: &impl Serialize) -> T {
        serde_json::from_value(serde_json::to_value(of).unwrap()).unwrap()
    }

    #[tokio::test]
    async fn a_leads_calls_and_meetings_are_found_wherever_they_were_put() {
        let store = Store::in_memory(Memory::default());
        let lead = Lead::create(NewLead::parse("Ana", "+12125550100", None).unwrap(), now());
        let mut call = Call::claim(CallId::generate(now()), &lead, CampaignId::generate(now()), now());
        let [earlier, later] = ["2026-11-25T10:00:00Z", "2026-11-26T10:00:00Z"].map(|at| meeting(&call, at));
        call.meeting_id = Some(earlier.id);
        put(&store, entity_item(&call).unwrap()).await;
        put(&store, entity_item(&later).unwrap()).await;
        // As it was put when meetings had a partition of their own.
        let mut once = entity_item(&earlier).unwrap();
        once.insert(Index::Gsi3.pk(), text(format!("LEAD#{}#MEETINGS", lead.id)));
        once.insert(Index::Gsi3.sk(), text(keys::timed(earlier.scheduled_time, earlier.id)));
        put(&store, once).await;

        let (calls, meetings) = store.lead_history(lead.id).await.unwrap();
        assert_eq!(calls, [shown::<CallOfLead>(&call)]);
        assert_eq!(meetings, [shown::<MeetingOfLead>(&later), shown(&earlier)]);
        let calls = store.calls_of_lead(lead.id).await.unwrap();
        let mut meetings = store.meetings_of_lead(lead.id).await.unwrap();
        meetings.sort_by_key(|meeting| meeting.scheduled_time);
        assert_eq!((calls, meetings), (vec![call], vec![earlier, later]));
    }

    #[tokio::test]
    async fn a_list_goes_on_where_its_cursor_says() {
        let store = Store::in_memory(Memory::default());
        let lead = Lead::create(NewLead::parse("Ana", "+12125550100", None).unwrap(), now());
        let call = Call::claim(CallId::generate(now()), &lead, CampaignId::generate(now()), now());
        let times = ["2026-11-25T10:00:00Z", "2026-11-26T10:00:00Z", "2026-11-27T10:00:00Z"];
        let meetings = times.map(|at| meeting(&call, at));
        for meeting in &meetings {
            put(&store, entity_item(meeting).unwrap()).await;
        }
        let mut request = PageRequest { page: 1, page_size: 1, cursor: None };
        let mut seen = vec![];
        loop {
            let page = store.list_meetings(&MeetingFilter::All, Order::OldestFirst, &request).await.unwrap();
            seen.extend(page.items);
            request.cursor = page.next_cursor;
            if request.cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen, meetings);
    }
}
