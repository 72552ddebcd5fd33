use std::pin::Pin;
use std::sync::{Arc, Mutex};

use homework_domain::lead::{Lead, LeadStatus, NewLead};
use homework_domain::page::{Order, PageRequest};
use homework_domain::suppression::SuppressionSource;

use super::*;
use crate::{Memory, Passage, Used, Wire};

fn now() -> Timestamp {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

fn numbers(range: std::ops::Range<u64>) -> Vec<PhoneNumber> {
    range.map(|n| format!("+1212555{n:04}").parse().unwrap()).collect()
}

fn edition(as_of: &str) -> ListEdition {
    ListEdition::parse("FTC", "US", as_of, now()).unwrap()
}

async fn import(store: &Store, national: Option<ListEdition>) -> Import {
    let list = NumberList { reason: Some("bought list".into()), national };
    let import = Import::create_of_numbers(list, None, now());
    store.create_import(&import).await.unwrap();
    import
}

async fn take_in(store: &Store, import: &mut Import, numbers: Vec<PhoneNumber>) {
    let list = import.numbers.clone().unwrap();
    let rows = numbers.len() as u64;
    let page = ImportPage { numbers, rows, ..ImportPage::default() };
    store.import_numbers(import, &list, page, &mut BulkPace::of_numbers(), now()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn numbers_of_a_list_and_their_leads_are_not_to_be_called() {
    let store = Store::in_memory(Memory::default());
    let lead = Lead::create(NewLead::parse("Ana", "+12125550007", None).unwrap(), now());
    let marked = Lead::create(NewLead::parse("Eva", "+5491123456789", None).unwrap(), now());
    store.create_leads(&[lead.clone(), marked.clone()]).await.unwrap();
    let mut all = numbers(0..250);
    // One lead's number in its other spelling.
    all.push("+541123456789".parse().unwrap());
    let mut import = import(&store, None).await;
    take_in(&store, &mut import, all.clone()).await;
    assert_eq!((import.numbers_listed, import.rows_done, import.rows_refused), (251, 251, 0));
    for phone in &all {
        assert!(
            store.number_marks(phone).await.unwrap().do_not_call
                && store.is_not_to_be_called(phone).await.unwrap()
        );
        let record = store.suppression(phone).await.unwrap().unwrap();
        assert_eq!(
            (record.source, record.reason.as_deref()),
            (SuppressionSource::Import, Some("bought list"))
        );
    }
    for lead in [&lead, &marked] {
        assert_eq!(store.lead(lead.id).await.unwrap().status, LeadStatus::DoNotCall);
    }
    let taken = Lead::create(NewLead::parse("Bob", "+12125550100", None).unwrap(), now());
    assert!(store.create_lead(&taken).await.is_err());
    // Once more: nothing changes, and the first record stays.
    take_in(&store, &mut import, all.clone()).await;
    assert_eq!(import.numbers_listed, 502);
    let page = PageRequest { page: 1, page_size: 100, cursor: None };
    assert_eq!(store.list_suppressions(Order::NewestFirst, &page).await.unwrap().items.len(), 100);
    let removed = store.lift_suppression(&all[0], "a mistake", "ana", now()).await;
    assert!(removed.is_ok() && !store.number_marks(&all[0]).await.unwrap().do_not_call);
}

#[tokio::test(start_paused = true)]
async fn an_edition_counts_as_a_whole_and_the_former_one_until_then() {
    let store = Store::in_memory(Memory::default());
    let on = async |n: u64| {
        let phone = numbers(n..n + 1).remove(0);
        let marks = store.number_marks(&phone).await.unwrap();
        assert!(!marks.do_not_call);
        let lists = store.national_lists().await.unwrap();
        homework_domain::national_list::NationalStanding::of(&phone, &lists, &marks.listed).on.is_some()
    };
    let mut first = import(&store, Some(edition("2026-11-01"))).await;
    take_in(&store, &mut first, numbers(0..60)).await;
    assert!(!on(30).await, "not in use yet");
    store.use_national_list(&edition("2026-11-01"), &first, now()).await.unwrap();
    assert!(on(0).await && on(59).await && !on(60).await);

    let mut second = import(&store, Some(edition("2026-11-20"))).await;
    take_in(&store, &mut second, numbers(30..90)).await;
    assert!(on(0).await && on(30).await && !on(60).await, "the former edition is in force");
    for _ in 0..2 {
        store.use_national_list(&edition("2026-11-20"), &second, now()).await.unwrap();
    }
    assert!(!on(0).await && on(30).await && on(89).await);
    let lists = store.national_lists().await.unwrap();
    assert_eq!((lists.len(), lists[0].numbers, lists[0].version), (1, 60, 2));

    let refused = store.use_national_list(&edition("2026-11-01"), &first, now()).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "an earlier day");
    let canadian = ListEdition { place: "CA".into(), ..edition("2026-11-22") };
    let refused = store.use_national_list(&canadian, &first, now()).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "another place");

    store.drop_national_list("FTC").await.unwrap();
    assert!(!on(30).await && store.national_lists().await.unwrap().is_empty());
    assert!(matches!(store.drop_national_list("FTC").await, Err(Error::NotFound { .. })));
    assert_eq!(store.halts().await.unwrap().breakers.len(), homework_domain::breaker::Vendor::ALL.len());
}

#[tokio::test(start_paused = true)]
async fn a_page_that_somebody_else_has_taken_in_meanwhile_is_not_counted() {
    let store = Store::in_memory(Memory::default());
    let mut one = import(&store, None).await;
    let mut other = one.clone();
    take_in(&store, &mut one, numbers(0..3)).await;
    let list = other.numbers.clone().unwrap();
    let page = ImportPage { numbers: numbers(0..3), rows: 3, ..ImportPage::default() };
    let late = store.import_numbers(&mut other, &list, page, &mut BulkPace::of_numbers(), now()).await;
    assert!(matches!(late, Err(Error::Stale(_))), "{late:?}");
    assert_eq!(store.import(one.id).await.unwrap().numbers_listed, 3);
}

/// Counts requests and read units.
#[derive(Debug, Default)]
struct Counting(Mutex<(u32, f64)>);

impl Wire for Counting {
    fn pass(&self, _: &'static str) -> Pin<Box<dyn Future<Output = Passage> + Send + '_>> {
        self.0.lock().unwrap().0 += 1;
        Box::pin(async { Passage::Arrives })
    }

    fn done(&self) {}

    fn back(&self, _: &'static str) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async {})
    }

    fn meters(&self) -> bool {
        true
    }

    fn used(&self, used: &Used<'_>) {
        self.0.lock().unwrap().1 += used.read;
    }
}

#[tokio::test(start_paused = true)]
async fn looking_a_number_up_costs_a_request_and_a_unit_however_long_the_lists_are() {
    let memory = Memory::default();
    let store = Store::in_memory(memory.clone());
    let counting = Arc::new(Counting::default());
    let metered = Store::in_memory(memory.behind(counting.clone()));
    let cost = async || {
        *counting.0.lock().unwrap() = (0, 0.0);
        metered.number_marks(&numbers(7..8)[0]).await.unwrap();
        let looked_up = std::mem::take(&mut *counting.0.lock().unwrap());
        metered.halts().await.unwrap();
        (looked_up, *counting.0.lock().unwrap())
    };
    let before = cost().await;
    assert_eq!(before, ((1, 1.0), (1, 1.0)));
    let name = "Ana Maria Lopez Garcia of Several Words";
    store
        .create_lead(&Lead::create(NewLead::parse(name, "+12125550007", None).unwrap(), now()))
        .await
        .unwrap();
    take_in(&store, &mut import(&store, None).await, numbers(0..2000)).await;
    // Daily editions, until the first have expired.
    for _ in 0..33 {
        let mut import = import(&store, Some(edition("2026-11-20"))).await;
        take_in(&store, &mut import, numbers(7..8)).await;
        store.use_national_list(&edition("2026-11-20"), &import, now()).await.unwrap();
    }
    assert_eq!(cost().await, before);
}
