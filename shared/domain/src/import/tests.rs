use super::*;

fn now() -> Timestamp {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

#[test]
fn an_import_of_an_earlier_version_is_read_on() {
    let stored = r#"{"id": "01HZZZZZZZZZZZZZZZZZZZZZZZ", "state": "RUNNING", "bytes_done": 400, "rows_done": 9,
        "file": {"etag": "e", "bytes": 4000, "delimiter": 59, "columns": {"name": 0, "phone": 1, "email": 2}},
        "leads_created": 8, "rows_refused": 1, "created_at": "2026-11-23T10:00:00Z",
        "updated_at": "2026-11-23T10:00:00Z", "expires_at": 1, "version": 3}"#;
    let import: Import = serde_json::from_str(stored).unwrap();
    assert_eq!(import.place(), Place { position: 400, row: 10, broken_quote: None });
    assert_eq!(import.rows_skipped, 0);
}

#[test]
fn only_an_import_that_went_silent_breaks_off_and_it_may_be_started_again() {
    let mut import = Import::create(Mapping::default(), None, now());
    assert!(import.start_again(now()).is_err());
    import.state = ImportState::Running;
    import.rows_done = 41;
    assert!(!import.break_off(now() + SignedDuration::from_mins(3)), "somebody is at it");
    let later = now() + SignedDuration::from_mins(6);
    assert!(import.break_off(later) && !import.break_off(later + SILENT_FOR));
    assert_eq!(import.state, ImportState::Failed);
    assert!(import.problem.as_ref().unwrap().contains("after 41 rows"));
    import.start_again(later).unwrap();
    assert!(!import.can_start_again(later + SignedDuration::from_mins(3)), "somebody is at it");
    assert!(import.can_start_again(later + SILENT_FOR), "nobody was told to go on");
    assert!(import.state == ImportState::Running && import.problem.is_none() && !import.broke_off);
    import.end(Some("file: is empty".into()), later);
    assert!(import.start_again(later).is_err(), "the file is the same");
}

#[test]
fn a_file_is_of_the_import_that_it_was_announced_for() {
    let leads = Import::create(Mapping::default(), None, now());
    let numbers = Import::create_of_numbers(NumberList::default(), None, now());
    for import in [&leads, &numbers] {
        assert_eq!(Import::id_of_file(&import.file_key()), Some(import.id));
        assert_eq!(Import::id_of_file(&import.errors_key()), None);
    }
    assert_ne!(leads.file_key().rsplit_once('/').unwrap().1, numbers.file_key().rsplit_once('/').unwrap().1);
    assert!(numbers.rows_max() > leads.rows_max());
}

#[test]
fn rows_add_up() {
    let mut import = Import::create(Mapping::default(), None, now());
    let lead = |row| (row, NewLead::parse("Ana", "+14155550101", None).unwrap());
    let wrong = FieldError::new("phone", "is short");
    let page = ImportPage {
        leads: vec![lead(2)],
        numbers: vec![],
        errors: vec![
            RowError::warning(2, FieldError::new("email", "is none")),
            RowError::new(4, wrong.clone()),
            RowError::new(4, wrong),
        ],
        rows: 3,
        skipped: 1,
        end: Place { position: 99, row: 4, broken_quote: None },
    };
    import.advance(&page, now());
    assert_eq!(import.leads_created + import.rows_refused + import.rows_skipped, import.rows_done);
    assert_eq!((import.rows_refused, import.rows_with_warnings, import.last_row), (1, 1, 4));
}

#[test]
fn columns_are_mapped_until_rows_are_read() {
    let mut import = Import::create(Mapping::default(), None, now());
    import.ask(vec![], "phone: the column is missing".into(), now());
    let mapping = Mapping::parse(r#"{"phone": 2}"#).unwrap();
    import.map(mapping.clone(), Some("ES".parse().unwrap()), now()).unwrap();
    assert_eq!((import.state, import.problem.clone()), (ImportState::Running, None));
    // The importer was not woken: it is said again.
    import.map(mapping.clone(), None, now()).unwrap();
    assert_eq!(import.default_country.map(|country| country.to_string()).as_deref(), Some("ES"));
    import.end(None, now());
    assert!(import.map(mapping, None, now()).is_err());
}
