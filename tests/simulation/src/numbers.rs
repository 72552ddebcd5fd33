//! A list of numbers that are not to be called, which is taken in while the campaign runs: our own, or a national one.

use std::sync::Arc;
use std::time::Duration;

use homework_domain::ids::ImportId;
use homework_domain::import::{Import, ImportState, NumberList};
use homework_domain::lead::Lead;
use homework_domain::national_list::ListEdition;
use homework_domain::queue::ContinueImport;
use homework_operations::import::Imports;
use tokio::time::sleep;

use crate::process;
use crate::queue::{self, Name, queue};
use crate::truth::{self, short};
use crate::world::World;

/// The API answers within this.
const API: Duration = Duration::from_secs(29);
const DAY: &str = "2026-11-20";

/// Has two lists taken in, the second of which may be another edition of a national one.
pub(crate) async fn take_in(world: Arc<World>, leads: Vec<Lead>) {
    for _ in 0..2 {
        sleep(world.millis(0, 120_000)).await;
        let is_national = world.happens(0.6);
        let national = is_national.then(|| ListEdition {
            name: "FTC".to_owned(),
            place: "US".to_owned(),
            as_of: DAY.parse().unwrap_or_default(),
        });
        let import = Import::create_of_numbers(NumberList { reason: None, national }, None, world.now());
        if let Err(error) = world.table().create_import(&import).await {
            world.violation(format!("an import of numbers is not announced: {error}"));
        }
        truth::observe(&world, "an operator");
        let file = list(&world, &leads);
        world.state().files.insert(import.file_key(), file.into_bytes());
        if is_national && world.happens(0.7) {
            // It comes into use just while somebody waits for an answer.
            tokio::select! {
                biased;
                () = world.stalled.notified() => {}
                () = sleep(world.millis(0, 120_000)) => {}
            }
        }
        if let Ok(message) = serde_json::to_value(ContinueImport { import_id: import.id }) {
            queue::deliver(&world, Name::Import, message, Duration::ZERO);
        }
        until_over(&world, import.id).await;
    }
}

/// Waits for the end of an import, and starts it again where it came to a stop.
async fn until_over(world: &Arc<World>, id: ImportId) {
    while !world.state().over {
        sleep(world.millis(5_000, 30_000)).await;
        let Ok(import) = world.table().import(id).await else { continue };
        if import.can_start_again(world.now()) {
            world.note(format!("an operator starts import {} again", short(id)));
            process::run(world, "leads", API, |process| async move {
                let (store, clock) = (process.store(), process.clock());
                Imports { store, wake: queue(&process, Name::Import), clock }.restart(id).await
            })
            .await;
        } else if import.state.is_over() {
            return;
        }
    }
}

/// Some of the campaign's leads among numbers of nobody, and a wrong one now and then.
fn list(world: &World, leads: &[Lead]) -> String {
    let mut list = String::new();
    for n in 0..110 + world.pick(20) {
        let number = if n % 20 == 7 {
            leads[world.pick(leads.len())].phone.to_string()
        } else {
            format!("+1608200{n:04}")
        };
        list.push_str(&format!("{number}\n"));
    }
    if world.pick(3) == 0 {
        list.push_str("12\n");
    }
    list
}

/// Every list is taken in to its end.
pub(crate) fn look(world: &World) {
    let imports: Vec<Arc<Import>> = world.memory.entities("IMPORT");
    for import in imports.iter().filter(|import| import.numbers.is_some()) {
        let rows = world
            .state()
            .files
            .get(&import.file_key())
            .map_or(0, |file| file.iter().filter(|byte| **byte == b'\n').count() as u64);
        let counted = import.numbers_listed + import.rows_refused;
        if import.state != ImportState::Completed || import.rows_done != rows || counted != rows {
            let (id, state) = (short(import.id), import.state.as_str());
            world.violation(format!("import {id} of {rows} numbers is {state} with {counted} of them"));
        }
    }
}
