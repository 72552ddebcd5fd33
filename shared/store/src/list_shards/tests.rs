use std::collections::BTreeSet;

use homework_domain::ids::{CampaignId, LeadId};
use homework_domain::lead::{Lead, LeadStatus, NewLead};
use homework_domain::page::PageRequest;
use jiff::Timestamp;

use super::*;
use crate::contract_tests::dynamo;
use crate::lead_store::LeadFilter;
use crate::memory::Memory;
use crate::operation::{Condition, Update};
use crate::scale_tests::{create_table, local_aws};
use crate::table::{Store, entry_attributes};

const LEADS: usize = 60;
const PAGE: u32 = 7;

fn now() -> Timestamp {
    "2026-11-24T10:00:00Z".parse().unwrap()
}

fn shards(text: &str) -> ListShards {
    text.parse().unwrap()
}

/// Every third has left PENDING.
fn leads() -> Vec<Lead> {
    let lead = |n| Lead::create(NewLead::parse("Ana", &format!("+121255501{n:02}"), None).unwrap(), now());
    let mut leads: Vec<_> = (0..LEADS).map(lead).collect();
    let campaign = CampaignId::generate(now());
    leads.iter_mut().step_by(3).for_each(|lead| lead.enqueue(campaign, now()).unwrap());
    leads
}

async fn list(store: &Store, filter: &LeadFilter, order: Order) -> Vec<LeadId> {
    let mut request = PageRequest { page: 1, page_size: PAGE, cursor: None };
    let mut found = vec![];
    loop {
        let page = store.list_leads(filter, order, &request).await.unwrap();
        found.extend(page.items.into_iter().map(|lead| lead.id));
        assert!(found.len() <= LEADS, "a list that does not end");
        request.cursor = page.next_cursor;
        if request.cursor.is_none() {
            return found;
        }
    }
}

/// What the lists of these leads must have.
async fn has_all(store: &Store, leads: &[Lead]) {
    for status in [None, Some(LeadStatus::Pending), Some(LeadStatus::Queued)] {
        let filter = status.map_or(LeadFilter::All, LeadFilter::Status);
        let wanted = leads.iter().filter(|lead| status.is_none_or(|status| lead.status == status));
        let mut wanted: Vec<_> = wanted.map(|lead| lead.id).collect();
        wanted.sort_unstable();
        assert_eq!(list(store, &filter, Order::OldestFirst).await, wanted, "{filter:?}");
        let (index, pk) = filter.place();
        let after: Vec<Lead> = store.index_after(index, &pk, &wanted[1].to_string(), 8).await.unwrap();
        assert_eq!(after.iter().map(|lead| lead.id).collect::<Vec<_>>(), wanted[2..10]);
        let all: Vec<Lead> = store.index_all(index, &pk).await.unwrap();
        assert_eq!(all.iter().map(|lead| lead.id).collect::<Vec<_>>(), wanted);
        wanted.reverse();
        assert_eq!(list(store, &filter, Order::NewestFirst).await, wanted, "{filter:?}");
    }
}

async fn partitions(store: &Store) -> BTreeSet<String> {
    let parts = shards("16/16").parts(&Query::index(Index::Gsi1, "LEADS")).unwrap();
    let mut named = BTreeSet::new();
    for part in parts {
        if !store.query_partition(&part).await.unwrap().items.is_empty() {
            named.insert(part.pk);
        }
    }
    named
}

#[tokio::test]
async fn lists_read_alike_over_however_many_partitions() {
    for numbers in ["1/1", "2/2", "4/4", "16/16", "16/3"] {
        let store = Store::in_memory(Memory::default()).spreading(shards(numbers));
        let leads = leads();
        assert!(store.create_leads(&leads).await.unwrap().is_empty());
        has_all(&store, &leads).await;
        let (used, written) = (partitions(&store).await.len(), store.lists.written as usize);
        // Chance may leave some of sixteen empty.
        assert!((written.min(4)..=written).contains(&used), "{numbers}: {used}");
    }
}

#[tokio::test]
async fn dynamodb_goes_on_in_each_partition_where_the_whole_ended() {
    let Some(endpoint) = local_aws() else { return };
    let store = dynamo(&endpoint, "list-shards".to_owned()).spreading(shards("4/4"));
    create_table(&store).await;
    let leads = leads();
    assert!(store.create_leads(&leads).await.unwrap().is_empty());
    has_all(&store, &leads).await;
    assert_eq!(partitions(&store).await.len(), 4);
    let dynamo = store.dynamo().unwrap();
    dynamo.client.delete_table().table_name(&dynamo.table).send().await.unwrap();
}

#[tokio::test]
async fn a_number_is_raised_without_loss_and_taken_back() {
    let memory = Memory::default();
    let at = |numbers| Store::in_memory(memory.clone()).spreading(shards(numbers));
    let mut all = leads();
    assert!(at("1/1").create_leads(&all[..20]).await.unwrap().is_empty());
    assert!(at("4/1").create_leads(&all[20..30]).await.unwrap().is_empty());
    assert_eq!(partitions(&at("4/1")).await, BTreeSet::from(["LEADS".to_owned()]));
    has_all(&at("4/1"), &all[..30]).await;
    assert!(at("4/4").create_leads(&all[30..]).await.unwrap().is_empty());
    has_all(&at("4/4"), &all).await;
    has_all(&at("4/1"), &all).await;
    // What is written again moves, in either direction, and is in one place.
    for numbers in ["4/4", "4/1", "4/4"] {
        for lead in &mut all {
            at(numbers).save_lead(lead).await.unwrap();
        }
        has_all(&at("4/4"), &all).await;
        has_all(&at("4/1"), &all).await;
    }
    assert_eq!(partitions(&at("4/4")).await.len(), 4);
}

/// As blind updates do.
#[tokio::test]
async fn an_update_moves_an_item_within_its_shard() {
    let store = Store::in_memory(Memory::default()).spreading(shards("4/4"));
    let mut leads = leads();
    assert!(store.create_leads(&leads).await.unwrap().is_empty());
    for lead in &mut leads {
        lead.status = LeadStatus::Failed;
        let set = entry_attributes(keys::lead_status_entry(lead.id, lead.status));
        let update = Update::default().set(set);
        assert!(
            store.write(Write::update(&keys::lead(lead.id), update, Condition::present())).await.unwrap()
        );
    }
    let (index, pk) = LeadFilter::Status(LeadStatus::Failed).place();
    assert_eq!(store.query_all(Query::index(index, &*pk)).await.unwrap().len(), LEADS);
    for part in store.lists.parts(&Query::index(index, &*pk)).unwrap() {
        let items = store.query_partition(&part).await.unwrap().items;
        assert!(!items.is_empty() && items.len() < LEADS, "{} has {}", part.pk, items.len());
    }
}

#[test]
fn only_lists_of_everything_are_spread() {
    for list in ["LEADS", "LEADS#PENDING", "LEADS#DELETING", "CALLS", "CALLS#ACTIVE", "CALLS#BUSY"] {
        assert!(shards("2/1").parts(&Query::index(Index::Gsi1, list)).is_some(), "{list}");
        assert!(shards("1/1").parts(&Query::index(Index::Gsi1, list)).is_none(), "{list}");
        assert!(shards("2/1").parts(&Query::table(list)).is_none(), "{list}");
    }
    for list in ["CAMPAIGN#1#LEADS", "PARTNER#1#LEADS", "LEAD#1#CALLS", "CAMPAIGNS", "CALL_BACKS", "MEETINGS"]
    {
        assert!(shards("2/1").parts(&Query::index(Index::Gsi1, list)).is_none(), "{list}");
    }
}

#[test]
fn numbers_that_would_lose_entries_are_refused() {
    for wrong in ["", "4", "1/4", "0/0", "4/0", "17/1", "4/4/4", "-1/1", "a/b"] {
        assert!(wrong.parse::<ListShards>().is_err(), "{wrong}");
    }
}
