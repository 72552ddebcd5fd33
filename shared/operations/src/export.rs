//! Leads as a CSV file.

mod numbers;

use std::sync::Arc;

use homework_domain::clock::Clock;
use homework_domain::consent::Consent;
use homework_domain::files::FileShelf;
use homework_domain::ids::LeadId;
use homework_domain::lead::Lead;
use homework_domain::lead_file::defused;
use homework_domain::lead_search::LeadSearch;
use homework_domain::page::{PAGE_SIZE_MAX, PageRequest};
use homework_domain::{Error, Result};
use homework_store::{BatchStart, LeadConditions, Store};
use jiff::SignedDuration;

pub use numbers::NumberExport;

/// Leaves time to write the file within the 29 s that API Gateway waits.
const READING_TIME: SignedDuration = SignedDuration::from_secs(22);
const HEADER: [&str; 19] = [
    "id",
    "name",
    "phone",
    "email",
    "company",
    "country_code",
    "language",
    "timezone",
    "status",
    "partner_id",
    "campaign_id",
    "created_at",
    "updated_at",
    "consent_kind",
    "consent_source",
    "consent_text",
    "consent_link",
    "consent_at",
    "consent_seller",
];

#[derive(Clone)]
pub struct Exports<F> {
    pub store: Store,
    pub files: F,
    pub clock: Arc<dyn Clock>,
}

/// A file of leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    pub key: String,
    /// Leads in the file.
    pub rows: u64,
}

/// Where an export goes on.
enum From {
    Start,
    List(BatchStart),
    Search(String),
}

impl<F: FileShelf> Exports<F> {
    /// Writes the leads that have what is asked, and that `search` finds, into a file: the oldest first, with the
    /// columns that an import takes and more. A cell that a spreadsheet would run as a formula begins with an
    /// apostrophe.
    ///
    /// # Errors
    /// `TooLarge` where there are more than can be read while somebody waits; then there is no file.
    pub async fn write(&self, conditions: LeadConditions, search: Option<&LeadSearch>) -> Result<Export> {
        let (file, rows) = self.file(conditions, search).await?;
        // Nobody guesses the name: it has 80 random bits.
        let key = format!("exports/{}/leads.csv", LeadId::generate(self.clock.now()));
        self.files.put(&key, "text/csv; charset=utf-8", file).await?;
        Ok(Export { key, rows })
    }

    async fn file(&self, conditions: LeadConditions, search: Option<&LeadSearch>) -> Result<(Vec<u8>, u64)> {
        let deadline = self.clock.now() + READING_TIME;
        let mut file = csv::Writer::from_writer(Vec::new());
        file.write_record(HEADER).map_err(Error::internal)?;
        let mut from = From::Start;
        let mut rows = 0;
        loop {
            let (leads, next) = self.batch(conditions, search, from).await?;
            rows += leads.len() as u64;
            for lead in &leads {
                let row = row(lead);
                file.write_record(row.iter().map(|cell| defused(cell).into_owned()))
                    .map_err(Error::internal)?;
            }
            let Some(next) = next else { return Ok((file.into_inner().map_err(Error::internal)?, rows)) };
            if self.clock.now() > deadline {
                let problem = "The list is too long for one file: export it by status.";
                return Err(Error::TooLarge(problem.into()));
            }
            from = next;
        }
    }

    /// Some of the leads, and where the others begin.
    async fn batch(
        &self,
        conditions: LeadConditions,
        search: Option<&LeadSearch>,
        from: From,
    ) -> Result<(Vec<Lead>, Option<From>)> {
        if let Some(search) = search {
            let cursor = if let From::Search(cursor) = from { Some(cursor) } else { None };
            let page = PageRequest { page: 1, page_size: PAGE_SIZE_MAX, cursor };
            let found = self.store.search_leads(search, &conditions, &page).await?;
            return Ok((found.items, found.next_cursor.map(From::Search)));
        }
        let start = if let From::List(start) = from { Some(start) } else { None };
        let (list, rest) = conditions.list();
        let (leads, next) = self.store.lead_batch(&list, start).await?;
        Ok((leads.into_iter().filter(|lead| rest.hold(lead)).collect(), next.map(From::List)))
    }
}

fn row(lead: &Lead) -> [String; 19] {
    let consent =
        |part: fn(&Consent) -> Option<String>| lead.consent.as_ref().and_then(part).unwrap_or_default();
    [
        lead.id.to_string(),
        lead.name.clone(),
        lead.phone.to_string(),
        lead.email.as_ref().map(|email| email.as_str().to_owned()).unwrap_or_default(),
        lead.company.clone().unwrap_or_default(),
        lead.country_code.clone(),
        lead.language.code().to_owned(),
        lead.time_zone().to_owned(),
        lead.status.to_string(),
        lead.partner_id.map(String::from).unwrap_or_default(),
        lead.campaign_id.map(String::from).unwrap_or_default(),
        lead.created_at.to_string(),
        lead.updated_at.to_string(),
        consent(|consent| Some(consent.kind.to_string())),
        consent(|consent| Some(consent.source.clone())),
        consent(|consent| consent.text.clone()),
        consent(|consent| consent.link.clone()),
        consent(|consent| Some(consent.given_at.to_string())),
        consent(|consent| Some(consent.seller.clone())),
    ]
}

#[cfg(test)]
mod tests {
    use homework_domain::consent::ConsentKind;
    use homework_domain::lead::{LeadFields, LeadStatus, NewLead};
    use homework_domain::lead_file::{Layout, Mapping};

    use super::*;
    use crate::test_world::{Life, Process, World, consent};

    fn exports(world: &Arc<World>, life: Life) -> Exports<Process> {
        let process = world.process(life);
        Exports { store: process.store(), files: process, clock: world.clock() }
    }

    async fn lead(world: &World, name: &str, phone: u64, company: &str) {
        let phone = format!("+{phone}");
        let fields = LeadFields { name, phone: &phone, company: Some(company), ..LeadFields::default() };
        let lead = Lead::create(NewLead::read(&fields, world.now()).unwrap(), world.now());
        world.table().create_lead(&lead).await.unwrap();
        world.pass(SignedDuration::from_secs(1));
    }

    /// The rows of a file by the names of its columns.
    fn cells(file: &str, columns: &[&str]) -> Vec<Vec<String>> {
        let mut rows = csv::Reader::from_reader(file.as_bytes());
        let header = rows.headers().unwrap().clone();
        let places: Vec<_> =
            columns.iter().map(|column| header.iter().position(|name| name == *column).unwrap()).collect();
        rows.records()
            .map(|row| row.unwrap())
            .map(|row| places.iter().map(|place| row[*place].to_owned()).collect())
            .collect()
    }

    #[tokio::test]
    async fn a_file_has_the_leads_that_are_asked_for_the_oldest_first_and_no_formula() {
        let world = World::new();
        lead(&world, "Ana", 12_125_551_001, "=HYPERLINK(\"x\")").await;
        lead(&world, "Bob", 34_612_345_678, "Acme, Inc.").await;
        let exports = exports(&world, Life::Long);
        let all = exports.write(LeadConditions::default(), None).await.unwrap();
        let file = world.file(&all.key).unwrap();
        let expected = [
            ["Ana", "'+12125551001", "'=HYPERLINK(\"x\")", "en"],
            ["Bob", "'+34612345678", "Acme, Inc.", "es"],
        ];
        assert_eq!(cells(&file, &["name", "phone", "company", "language"]), expected);
        assert_eq!(all.rows, 2);

        let search = LeadSearch::parse("acme").unwrap();
        let found = exports.write(LeadConditions::default(), Some(&search)).await.unwrap();
        assert_eq!(cells(&world.file(&found.key).unwrap(), &["name"]), [["Bob"]]);
        let contacted = LeadConditions { status: Some(LeadStatus::Contacted), ..LeadConditions::default() };
        let none = exports.write(contacted, None).await.unwrap();
        assert_eq!((cells(&world.file(&none.key).unwrap(), &["id"]).len(), none.rows), (0, 0));
    }

    #[tokio::test]
    async fn what_is_exported_is_taken_in_again_with_its_consent() {
        let world = World::new();
        let consent = Some(consent(ConsentKind::Oral));
        let new = NewLead::parse("Ana", "+34612345678", None).unwrap();
        let lead = Lead::create(NewLead { consent: consent.clone(), ..new }, world.now());
        world.table().create_lead(&lead).await.unwrap();
        let all = exports(&world, Life::Long).write(LeadConditions::default(), None).await.unwrap();
        let file = world.file(&all.key).unwrap();
        let layout = Layout::of(file.as_bytes(), true, &Mapping::default()).unwrap();
        let read = layout.columns.read(&layout.first_rows[0], None, world.now());
        assert_eq!(read.lead.unwrap().consent, consent);
    }

    #[tokio::test]
    async fn a_list_that_is_too_long_to_be_read_meanwhile_is_refused_and_leaves_no_file() {
        let world = World::new();
        for n in 0..=u64::from(PAGE_SIZE_MAX) {
            lead(&world, "Ana", 12_125_551_000 + n, "Acme").await;
        }
        let search = LeadSearch::parse("acme").unwrap();
        let exports = exports(&world, Life::Long);
        let whole = exports.write(LeadConditions::default(), Some(&search)).await.unwrap();
        assert_eq!(whole.rows, u64::from(PAGE_SIZE_MAX) + 1);
        world.remove(&whole.key);
        world.set_tick(READING_TIME + SignedDuration::from_secs(1));
        let refused = exports.write(LeadConditions::default(), Some(&search)).await;
        assert!(matches!(refused, Err(Error::TooLarge(_))), "{refused:?}");
        assert_eq!(world.files(), 0);
    }

    #[tokio::test]
    async fn no_file_is_named_that_was_not_written() {
        let world = World::new();
        lead(&world, "Ana", 12_125_551_001, "Acme").await;
        assert!(exports(&world, Life::Until(2, false)).write(LeadConditions::default(), None).await.is_err());
    }
}
