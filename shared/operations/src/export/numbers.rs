//! The do-not-call list as CSV files: as many as the list is long, one for each request.

use homework_domain::files::FileShelf;
use homework_domain::ids::LeadId;
use homework_domain::lead_file::defused;
use homework_domain::page::{Order, PageRequest};
use homework_domain::{Error, Result};
use jiff::SignedDuration;

use super::Exports;

/// Leaves time to write the file within the 29 s that API Gateway waits.
const READING_TIME: SignedDuration = SignedDuration::from_secs(15);
/// Some 7 MB, and within the time.
const ROWS_PER_FILE: u64 = 100_000;
const ROWS_PER_PAGE: u32 = 2_500;

/// A part of the list in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberExport {
    pub key: String,
    /// Numbers in the file.
    pub rows: u64,
    /// Where the next file begins; `None` where this one has the rest.
    pub next_cursor: Option<String>,
}

impl<F: FileShelf> Exports<F> {
    /// Writes the numbers from `cursor` on, those that were recorded first before the others, into a file with the
    /// columns that an import takes and more.
    ///
    /// # Errors
    /// `Invalid` for a cursor that came from elsewhere.
    pub async fn write_numbers(&self, cursor: Option<String>) -> Result<NumberExport> {
        let deadline = self.clock.now() + READING_TIME;
        let mut file = csv::Writer::from_writer(Vec::new());
        let header = ["phone", "source", "recorded_at", "reason", "asked_at"];
        file.write_record(header).map_err(Error::internal)?;
        let (mut rows, mut page) = (0, PageRequest { page: 1, page_size: ROWS_PER_PAGE, cursor });
        loop {
            let found = self.store.list_suppressions(Order::OldestFirst, &page).await?;
            rows += found.items.len() as u64;
            for number in found.items {
                let asked = number.asked_at.map(|at| at.to_string()).unwrap_or_default();
                let reason = number.reason.unwrap_or_default();
                let (source, at) = (number.source.as_str(), number.recorded_at.to_string());
                let row = [
                    defused(number.phone.as_str()),
                    source.into(),
                    at.into(),
                    defused(&reason),
                    asked.into(),
                ];
                file.write_record(row.iter().map(|cell| cell.as_bytes())).map_err(Error::internal)?;
            }
            page.cursor = found.next_cursor;
            if page.cursor.is_none() || rows >= ROWS_PER_FILE || self.clock.now() > deadline {
                break;
            }
        }
        // Nobody guesses the name: it has 80 random bits.
        let key = format!("exports/{}/do-not-call.csv", LeadId::generate(self.clock.now()));
        self.files.put(&key, "text/csv; charset=utf-8", file.into_inner().map_err(Error::internal)?).await?;
        Ok(NumberExport { key, rows, next_cursor: page.cursor })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use homework_domain::suppression::Suppression;

    use super::*;
    use crate::test_world::{Life, Process, World};

    fn exports(world: &Arc<World>) -> Exports<Process> {
        let process = world.process(Life::Long);
        Exports { store: process.store(), files: process, clock: world.clock() }
    }

    #[tokio::test]
    async fn every_number_is_in_one_of_the_files_and_can_be_imported_again() {
        let world = World::new();
        let count = ROWS_PER_PAGE + 30;
        for n in 0..count {
            let record =
                Suppression::by_operator(&format!("+1212620{n:04}"), Some("=1+1"), world.clock().now())
                    .unwrap();
            world.table().suppress(&record).await.unwrap();
        }
        let whole = exports(&world).write_numbers(None).await.unwrap();
        assert_eq!((whole.rows, whole.next_cursor), (u64::from(count), None));
        let file = world.file(&whole.key).unwrap();
        assert_eq!(file.lines().next().unwrap(), "phone,source,recorded_at,reason,asked_at");
        assert!(file.lines().nth(1).unwrap().starts_with("'+12126200000,OPERATOR,2026-"), "{file}");
        assert!(file.contains(",'=1+1,"));

        // Where the time is over, another file has the rest.
        world.set_tick(READING_TIME + SignedDuration::from_secs(1));
        let first = exports(&world).write_numbers(None).await.unwrap();
        assert_eq!(first.rows, u64::from(ROWS_PER_PAGE));
        let rest = exports(&world).write_numbers(first.next_cursor).await.unwrap();
        assert_eq!((rest.rows, rest.next_cursor), (30, None));
        let both =
            world.file(&first.key).unwrap() + world.file(&rest.key).unwrap().split_once('\n').unwrap().1;
        assert_eq!(both, file);
        assert!(matches!(exports(&world).write_numbers(Some("x".into())).await, Err(Error::Invalid(_))));
    }
}
