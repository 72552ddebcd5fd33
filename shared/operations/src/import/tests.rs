use std::collections::BTreeMap;

use homework_domain::import::ImportState;
use homework_domain::lead::Lead;
use serde_json::json;

use super::*;
use crate::test_world::{Life, Process, World, wherever_cut};

/// What a list came to: the same however often its import was cut.
#[derive(Debug, PartialEq)]
struct Outcome {
    state: ImportState,
    problem: Option<String>,
    rows: [u64; 5],
    leads: BTreeMap<String, String>,
    reports: [Option<String>; 2],
}

pub(super) fn importer(world: &Arc<World>, process: &Process) -> Importer<Process, Process> {
    let (files, wake) = (process.clone(), process.clone());
    Importer { store: process.store(), files, wake, clock: world.clock() }
}

async fn announce(world: &Arc<World>, list: &str) -> Import {
    let import = Import::create(Mapping::default(), None, world.clock().now());
    world.table().create_import(&import).await.unwrap();
    world.put(&import.file_key(), list.as_bytes());
    import
}

/// Delivers messages until none is left, as the queue does.
pub(super) async fn finish(world: &Arc<World>, id: ImportId) {
    let importer = importer(world, &world.process(Life::Long));
    importer.handle(id, 2).await.unwrap();
    for _ in 0..20 {
        let messages = world.take_messages();
        for (message, _) in &messages {
            assert_eq!(*message, json!({"import_id": id}));
            importer.handle(id, 1).await.unwrap();
        }
        if messages.is_empty() {
            return;
        }
    }
    panic!("it goes on for ever");
}

async fn outcome(world: &Arc<World>, id: ImportId) -> Outcome {
    let import = world.table().import(id).await.unwrap();
    let leads: Vec<std::sync::Arc<Lead>> = world.memory.entities("LEAD");
    let (count, leads) =
        (leads.len() as u64, leads.iter().map(|l| (l.phone.to_string(), l.name.clone())).collect());
    assert_eq!(import.leads_created, count);
    assert_eq!(import.leads_created + import.rows_refused + import.rows_skipped, import.rows_done);
    let Import { rows_done, leads_created, rows_refused, rows_skipped, rows_with_warnings, .. } = import;
    Outcome {
        state: import.state,
        problem: import.problem.clone(),
        rows: [rows_done, leads_created, rows_refused, rows_skipped, rows_with_warnings],
        leads,
        reports: [world.file(&import.errors_key()), world.file(&import.warnings_key())],
    }
}

/// A number in letters, as names have no digits.
fn word(n: u32) -> String {
    n.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
}

/// Of several pages: good rows, blank ones, wrong and repeated numbers, addresses that are none.
fn list() -> String {
    let rows = (1000..1060_u32).map(|n| match n % 13 {
        3 => ",,\n".to_owned(),
        5 => "Wrong,12,\n".to_owned(),
        7 => format!("Again,+1212555{},\n", n - n % 5),
        8 => format!("Warned {},+1212555{n},nobody\n", word(n)),
        _ => format!("Lead {} Of This List,+1212555{n},lead{n}@example.com\n", word(n)),
    });
    format!("name,phone,email\n{}", rows.collect::<String>())
}

#[tokio::test(start_paused = true)]
async fn an_import_that_is_cut_anywhere_comes_to_the_same() {
    let name = format!("Lead {} Of", word(1041));
    let unclosed = list().replace(&name, &format!("\"{name}"));
    let blank = format!("name,phone\n{}", ",\n".repeat(30));
    let too_long = format!("{}\"{}", list(), "x".repeat(70_000));
    for (what, list) in [("list", list()), ("quote", unclosed), ("blank", blank), ("too long", too_long)] {
        let world = World::new();
        let import = announce(&world, &list).await;
        finish(&world, import.id).await;
        let whole = outcome(&world, import.id).await;
        assert!(whole.state.is_over(), "{what}");
        assert!(what == "blank" || whole.rows.iter().all(|rows| *rows > 0), "{what}: {whole:?}");
        let cuts = wherever_cut(1, async |life| {
            let world = World::new();
            let import = announce(&world, &list).await;
            let process = world.process(life);
            let _ = importer(&world, &process).handle(import.id, 1).await;
            if !process.is_dead() {
                return false;
            }
            finish(&world, import.id).await;
            let came_to = outcome(&world, import.id).await;
            assert_eq!(came_to, whole, "{what}: {life:?}");
            true
        })
        .await;
        assert!(cuts > 8, "{what} is cut {cuts} times");
    }
}

/// All leads stand in one partition, and those who are being called are written to it too.
#[tokio::test(start_paused = true)]
async fn a_list_leaves_room_for_calls() {
    let world = World::new();
    let rows = (0..900).map(|n| format!("Ana,+1212555{n:04}\n")).collect::<String>();
    let import = announce(&world, &format!("name,phone\n{rows}")).await;
    // This clock goes on only while everybody waits.
    let begun = tokio::time::Instant::now();
    finish(&world, import.id).await;
    let created = world.table().import(import.id).await.unwrap().leads_created;
    let a_second = created as f64 / begun.elapsed().as_secs_f64();
    assert!((400.0..500.0).contains(&a_second), "{created} leads, {a_second} a second");
}

#[tokio::test(start_paused = true)]
async fn rows_count_once_though_the_message_comes_twice_at_once() {
    let world = World::new();
    let import = announce(&world, &list()).await;
    finish(&world, import.id).await;
    let once = outcome(&world, import.id).await;

    let world = World::new();
    let import = announce(&world, &list()).await;
    let (one, other) = (world.process(Life::Long), world.process(Life::Long));
    let (one, other) = (importer(&world, &one), importer(&world, &other));
    let (one, other) = tokio::join!(one.handle(import.id, 1), other.handle(import.id, 1));
    assert!(one.is_ok() || other.is_ok(), "{one:?} {other:?}");
    assert!([one, other].iter().any(|done| matches!(done, Err(Error::Stale(_)))), "nobody was overtaken");
    assert_eq!(outcome(&world, import.id).await, once);
    // Late, when it is all over.
    finish(&world, import.id).await;
    assert_eq!(outcome(&world, import.id).await, once);
}

#[tokio::test(start_paused = true)]
async fn a_write_that_reaches_the_table_twice_is_not_taken_for_somebody_elses() {
    let world = World::new();
    let import = announce(&world, &list()).await;
    importer(&world, &world.process(Life::Stuttering)).handle(import.id, 1).await.unwrap();
    assert_eq!(outcome(&world, import.id).await.state, ImportState::Completed);
}

#[tokio::test(start_paused = true)]
async fn an_import_goes_on_in_rounds() {
    let world = World::new();
    let import = announce(&world, &list()).await;
    finish(&world, import.id).await;
    let at_once = outcome(&world, import.id).await;

    let world = World::new();
    let import = announce(&world, &list()).await;
    world.set_tick(SignedDuration::from_secs(20));
    importer(&world, &world.process(Life::Long)).handle(import.id, 1).await.unwrap();
    let begun = world.table().import(import.id).await.unwrap();
    assert!(begun.state == ImportState::Running && begun.rows_done > 0, "{begun:?}");
    finish(&world, import.id).await;
    assert_eq!(outcome(&world, import.id).await, at_once);
}

#[tokio::test(start_paused = true)]
async fn an_import_that_nobody_was_told_to_go_on_with_is_started_again() {
    let world = World::new();
    let import = announce(&world, &list()).await;
    let process = world.process(Life::Until(4, false));
    let _ = importer(&world, &process).handle(import.id, 1).await;
    let importer = importer(&world, &world.process(Life::Long));
    // Somebody may still be at it.
    importer.handle(import.id, TRIES + 1).await.unwrap();
    assert!(!outcome(&world, import.id).await.state.is_over());
    world.pass(SignedDuration::from_mins(6));
    importer.handle(import.id, TRIES + 1).await.unwrap();
    assert_eq!(outcome(&world, import.id).await.state, ImportState::Failed);

    let restart = async |life| {
        let process = world.process(life);
        Imports { store: process.store(), wake: process, clock: world.clock() }.restart(import.id).await
    };
    // It is on record as started again, and the message was not sent.
    assert!(restart(Life::Until(3, false)).await.is_err());
    assert!(matches!(restart(Life::Long).await, Err(Error::Conflict(_))), "somebody may be at it");
    assert!(world.take_messages().is_empty());
    world.pass(SignedDuration::from_mins(6));
    restart(Life::Long).await.unwrap();
    assert_eq!(world.take_messages().len(), 1);
    finish(&world, import.id).await;
    assert_eq!(outcome(&world, import.id).await.state, ImportState::Completed);
    assert!(matches!(restart(Life::Long).await, Err(Error::Conflict(_))));
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_replaced_or_removed_while_it_is_read_fails() {
    for replaced in [true, false] {
        let world = World::new();
        let import = announce(&world, &list()).await;
        world.set_tick(SignedDuration::from_secs(20));
        importer(&world, &world.process(Life::Long)).handle(import.id, 1).await.unwrap();
        if replaced {
            world.put(&import.file_key(), list().replace("Lead", "Leads").as_bytes());
        } else {
            world.remove(&import.file_key());
        }
        finish(&world, import.id).await;
        let failed = world.table().import(import.id).await.unwrap();
        let why = if replaced { "replaced" } else { "removed" };
        assert_eq!(failed.state, ImportState::Failed);
        assert!(failed.problem.as_ref().is_some_and(|problem| problem.contains(why)), "{failed:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn columns_that_are_unknown_are_asked_for() {
    let world = World::new();
    let import = announce(&world, "who,reach\nAna,+12125550101\n").await;
    finish(&world, import.id).await;
    let asked = world.table().import(import.id).await.unwrap();
    assert_eq!(asked.state, ImportState::AwaitingMapping);
    let process = world.process(Life::Long);
    let imports = Imports { store: process.store(), wake: process, clock: world.clock() };
    imports.map(import.id, Mapping::parse(r#"{"name": 1, "phone": 2}"#).unwrap(), None).await.unwrap();
    assert_eq!(world.take_messages().len(), 1);
    finish(&world, import.id).await;
    assert_eq!(outcome(&world, import.id).await.rows[..2], [1, 1]);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_told_to_be_left_out_of_a_row_that_is_refused() {
    let world = World::new();
    // One number in two ways to write it; the second has an address that is none.
    let list = "name,phone,email\nAna,+5491123456789,\nBob,+541123456789,nobody\nCid,+12125551001,nobody\n";
    let import = announce(&world, list).await;
    finish(&world, import.id).await;
    let came_to = outcome(&world, import.id).await;
    assert_eq!(came_to.rows, [3, 2, 1, 0, 1]);
    let warnings = came_to.reports[1].clone().unwrap();
    assert!(warnings.contains("\n4,email") && !warnings.contains("\n3,email"), "{warnings}");
}
