//! A list of leads that is taken in while the campaign runs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use homework_domain::Result;
use homework_domain::ids::ImportId;
use homework_domain::import::{Import, ImportState};
use homework_domain::lead::Lead;
use homework_domain::lead_file::Mapping;
use homework_domain::queue::ContinueImport;
use homework_operations::import::{Importer, Imports};
use tokio::time::sleep;

use crate::files::Files;
use crate::process::{self, Process};
use crate::queue::{self, Name, queue};
use crate::truth::{self, short};
use crate::world::World;

/// The leads' names begin so.
pub(crate) const NAME: &str = "Listed";
const HEADER: &str = "name,phone,email\n";
const FIRST_ROW: u64 = 2;

/// The name of each row's lead; `None` for a blank one.
pub(crate) type Rows = Vec<Option<String>>;

/// The API answers within this.
const API: Duration = Duration::from_secs(29);

/// Has a list taken in, and starts it again where it came to a stop.
pub(crate) async fn take_in(world: Arc<World>, leads: Vec<Lead>) {
    sleep(world.millis(0, 60_000)).await;
    let (list, rows) = list(&world, &leads);
    let import = Import::create(Mapping::default(), None, world.now());
    if let Err(error) = world.table().create_import(&import).await {
        world.violation(format!("an import is not announced: {error}"));
    }
    truth::observe(&world, "an operator");
    {
        let mut state = world.state();
        state.imported = rows;
        state.files.insert(import.file_key(), list.into_bytes());
    }
    if let Ok(message) = serde_json::to_value(ContinueImport { import_id: import.id }) {
        queue::deliver(&world, Name::Import, message, Duration::ZERO);
    }
    while !world.state().over {
        sleep(world.millis(20_000, 90_000)).await;
        let Ok(import) = world.table().import(import.id).await else { continue };
        if import.can_start_again(world.now()) {
            world.note(format!("an operator starts import {} again", short(import.id)));
            process::run(&world, "leads", API, |process| async move {
                let (store, clock) = (process.store(), process.clock());
                Imports { store, wake: queue(&process, Name::Import), clock }.restart(import.id).await
            })
            .await;
        } else if import.state.is_over() {
            return;
        }
    }
}

/// Handles a message about an import.
pub(crate) async fn handle(process: Arc<Process>, id: ImportId, received: u32) -> Result<()> {
    let importer = Importer {
        store: process.store(),
        files: Files(Arc::clone(&process)),
        wake: queue(&process, Name::Import),
        clock: process.clock(),
    };
    importer.handle(id, received).await
}

/// Good rows, blank ones, wrong numbers, some that repeat and some that leads of the campaign have.
fn list(world: &World, leads: &[Lead]) -> (String, Rows) {
    let (mut list, mut rows) = (HEADER.to_owned(), vec![]);
    for n in 0..12 + world.pick(20) {
        let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap_or_default());
        let name = format!("{NAME} {}{} Of Several Words", letter(n / 26), letter(n));
        let phone = |n: usize| format!("+12125565{n:03}");
        let (phone, email) = match world.pick(12) {
            0 => {
                list.push_str(",,\n");
                rows.push(None);
                continue;
            }
            1 => ("12".to_owned(), ""),
            2 => (phone(n / 2), ""),
            3 => (leads[world.pick(leads.len())].phone.to_string(), ""),
            4 => (phone(n), "nobody"),
            _ => (phone(n), "somebody@example.com"),
        };
        list.push_str(&format!("{name},{phone},{email}\n"));
        rows.push(Some(name));
    }
    (list, rows)
}

pub(crate) fn unfinished(world: &World) -> Option<String> {
    let imports: Vec<Arc<Import>> = world.memory.entities("IMPORT");
    let open = imports.into_iter().find(|import| !import.state.is_over() || import.broke_off)?;
    Some(format!("import {} is {}", short(open.id), open.state.as_str()))
}

/// Each row is a lead or refused, once, and what is said of them adds up.
pub(crate) async fn look(world: &World) {
    let imports: Vec<Arc<Import>> = world.memory.entities("IMPORT");
    let Some(import) = imports.into_iter().find(|import| import.numbers.is_none()) else { return };
    let id = short(import.id);
    let rows = world.state().imported.clone();
    let mut leads = BTreeMap::<String, u64>::new();
    for lead in world.memory.entities::<Lead>("LEAD") {
        *leads.entry(lead.name.clone()).or_default() += 1;
    }
    let mut refused = BTreeSet::new();
    let mut after = None;
    loop {
        let Ok((errors, next)) = world.table().import_errors(import.id, after.as_deref()).await else {
            break;
        };
        for error in errors.into_iter().filter(|error| !error.warning) {
            if !refused.insert(error.row) {
                world.violation(format!("row {} of import {id} is refused twice", error.row));
            }
        }
        after = next;
        if after.is_none() {
            break;
        }
    }
    let mut created = 0;
    for (number, row) in (FIRST_ROW..).zip(&rows) {
        let made = row.as_ref().and_then(|name| leads.get(name)).copied().unwrap_or(0);
        let told = made + u64::from(refused.contains(&number));
        created += made;
        if told != u64::from(row.is_some()) {
            world.violation(format!("row {number} of import {id} is told of {told} times"));
        }
    }
    let counted = [import.rows_done, import.leads_created, import.rows_refused, import.rows_skipped];
    let blank = rows.iter().filter(|row| row.is_none()).count() as u64;
    let found = [rows.len() as u64, created, refused.len() as u64, blank];
    if import.state != ImportState::Completed || counted != found {
        world.violation(format!("import {id} is {} with {counted:?}, not {found:?}", import.state.as_str()));
    }
    let listed = world
        .state()
        .files
        .get(&import.errors_key())
        .map_or(0, |file| file.iter().filter(|byte| **byte == b'\n').count().saturating_sub(1));
    if listed != refused.len() {
        world.violation(format!("import {id} lists {listed} refused rows of {}", refused.len()));
    }
}
