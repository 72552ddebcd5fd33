use std::collections::BTreeSet;
use std::sync::Arc;

use homework_domain::clock::Clock as _;
use homework_domain::import::{ImportState, NumberList};
use homework_domain::lead::LeadStatus;
use homework_domain::national_list::{ListEdition, NationalStanding};
use homework_domain::phone::PhoneNumber;
use homework_domain::suppression::SuppressionSource;

use super::super::tests::{finish, importer};
use super::*;
use crate::test_world::{Life, World, wherever_cut};

/// Several pages of good numbers, with blank and wrong rows among them and some that come again.
fn file() -> String {
    let rows = (1000..1450_u32).map(|n| match n % 151 {
        3 => "\n".to_owned(),
        5 => "12\n".to_owned(),
        7 => "+1 212 555-1000\n".to_owned(),
        _ => format!("+1212555{n}\n"),
    });
    rows.collect()
}

fn numbers() -> BTreeSet<PhoneNumber> {
    file().lines().filter_map(|line| line.parse().ok()).collect()
}

async fn announce(world: &Arc<World>, national: Option<ListEdition>, file: &str) -> Import {
    let list = NumberList { reason: Some("bought list".into()), national };
    let import = Import::create_of_numbers(list, None, world.clock().now());
    world.table().create_import(&import).await.unwrap();
    world.put(&import.file_key(), file.as_bytes());
    import
}

fn edition(world: &World, as_of: &str) -> ListEdition {
    ListEdition::parse("FTC", "US", as_of, world.now()).unwrap()
}

/// What an import came to, and which numbers are not to be called.
async fn outcome(world: &Arc<World>, import: &Import) -> ([u64; 4], ImportState, BTreeSet<PhoneNumber>) {
    let shown = world.table().import(import.id).await.unwrap();
    let counted = [shown.rows_done, shown.numbers_listed, shown.rows_refused, shown.rows_skipped];
    assert_eq!(counted[0], counted[1] + counted[2] + counted[3]);
    let lists = world.table().national_lists().await.unwrap();
    let mut listed = BTreeSet::new();
    for number in numbers() {
        let marks = world.table().number_marks(&number).await.unwrap();
        let standing = NationalStanding::of(&number, &lists, &marks.listed);
        if marks.do_not_call || standing.on.is_some() {
            listed.insert(number);
        }
    }
    (counted, shown.state, listed)
}

#[tokio::test(start_paused = true)]
async fn a_list_that_is_cut_anywhere_comes_to_the_same_and_its_leads_leave_the_line() {
    for national in [false, true] {
        let begin = async |world: &Arc<World>| {
            let edition = national.then(|| edition(world, "2026-11-20"));
            let lead = world.queued_lead().await;
            (announce(world, edition, &file()).await, lead)
        };
        let world = World::new();
        let (import, _) = begin(&world).await;
        finish(&world, import.id).await;
        let whole = outcome(&world, &import).await;
        assert_eq!((whole.1, &whole.2), (ImportState::Completed, &numbers()));
        assert!(whole.0.iter().all(|count| *count > 0), "{whole:?}");
        let refused = world.file(&import.errors_key()).unwrap();
        assert_eq!(refused.lines().count() as u64, whole.0[2] + 1, "{refused}");
        // Every request of a page is like the others.
        let cuts = wherever_cut(if national { 3 } else { 61 }, async |life| {
            let world = World::new();
            let (import, lead) = begin(&world).await;
            let process = world.process(life);
            let _ = importer(&world, &process).handle(import.id, 1).await;
            if !process.is_dead() {
                return false;
            }
            finish(&world, import.id).await;
            assert_eq!(outcome(&world, &import).await, whole, "{life:?}");
            let status = world.table().lead(lead.id).await.unwrap().status;
            // A national list is asked when the lead's turn comes.
            assert_eq!(status, if national { LeadStatus::Queued } else { LeadStatus::DoNotCall });
            true
        })
        .await;
        assert!(cuts > 8, "cut {cuts} times");
    }
}

#[tokio::test(start_paused = true)]
async fn a_number_says_which_list_it_came_with() {
    let world = World::new();
    let import = announce(&world, None, "phone\n+12125551000\n").await;
    finish(&world, import.id).await;
    let record = world.table().suppression(&"+12125551000".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!((record.source, record.reason.as_deref()), (SuppressionSource::Import, Some("bought list")));
}

#[tokio::test(start_paused = true)]
async fn what_is_no_whole_list_does_not_take_the_former_editions_place() {
    let world = World::new();
    let first = announce(&world, Some(edition(&world, "2026-11-10")), &file()).await;
    finish(&world, first.id).await;
    let unclosed = format!("{}\"+12125552000\n+12125552001\n", file());
    let wrong = "+12125552000\n2125552001\n2125552002\n";
    for (file, as_of) in
        [(unclosed.as_str(), "2026-11-20"), (wrong, "2026-11-20"), ("+12125552000\n", "2026-11-09")]
    {
        let import = announce(&world, Some(edition(&world, as_of)), file).await;
        finish(&world, import.id).await;
        let shown = world.table().import(import.id).await.unwrap();
        assert!(shown.state == ImportState::Failed && shown.problem.is_some(), "{shown:?}");
        assert_eq!(world.table().national_lists().await.unwrap()[0].import_id, first.id);
        assert_eq!(outcome(&world, &first).await.2, numbers());
    }
    let fresh = announce(&world, Some(edition(&world, "2026-11-20")), "+12125552000\n").await;
    finish(&world, fresh.id).await;
    assert_eq!(outcome(&world, &fresh).await.2, BTreeSet::new());
}

/// `cargo test -p homework-operations a_million -- --ignored --nocapture` says how long it takes; pauses are
/// skipped, and told.
#[tokio::test(start_paused = true)]
#[ignore = "takes a minute and a gigabyte or two"]
async fn a_million_numbers() {
    // No exchange ends in 11.
    let exchange = |n: u32| if n < 90 { 620 + n } else { 630 + n };
    let rows = (0..1_000_000_u32).map(|n| format!("+1212{}{:04}\n", exchange(n / 10_000), n % 10_000));
    let file: String = rows.collect();
    for national in [true, false] {
        let world = World::new();
        let (began, paced) = (std::time::Instant::now(), tokio::time::Instant::now());
        let edition = national.then(|| edition(&world, "2026-11-20"));
        let import = announce(&world, edition, &file).await;
        importer(&world, &world.process(Life::Long)).handle(import.id, 1).await.unwrap();
        let shown = world.table().import(import.id).await.unwrap();
        println!(
            "national {national}: {} rows, {} listed, {} refused, in {:?}, paced over {:?}",
            shown.rows_done,
            shown.numbers_listed,
            shown.rows_refused,
            began.elapsed(),
            paced.elapsed()
        );
        assert_eq!((shown.rows_done, shown.numbers_listed), (1_000_000, 1_000_000));
    }
}
